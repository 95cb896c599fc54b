//! Company forms and business words in scripts that write them onto a name without a blank (Chinese, Japanese, Korean, Thai),
//! or that romanise to something else than the form that they are.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The text with a blank around each word that is written onto a name, and the word as it is known in Latin letters: Chinese
/// business words in Pinyin, forms as the tables of forms have them. `None` if there is none.
pub(super) fn parted(text: &str) -> Option<String> {
    if !text.chars().any(is_written_together) {
        return None;
    }
    let mut parted: Option<String> = None;
    for (word, latin) in WRITTEN_TOGETHER.iter() {
        let known = parted.as_deref().unwrap_or(text);
        if known.contains(word.as_str()) {
            parted = Some(known.replace(word.as_str(), &format!(" {latin} ")));
        }
    }
    parted
}

fn is_written_together(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}' | '\u{3300}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The form that a word of another script is, if its romanisation does not say so: the letters as the tables have them.
pub(super) fn form(word: &str) -> Option<&'static str> {
    if word.is_ascii() {
        return None;
    }
    let at = FORMS.binary_search_by(|(known, _)| known.as_str().cmp(word)).ok()?;
    Some(FORMS[at].1)
}

/// Longer words first, so that none is cut by one that it holds.
static WRITTEN_TOGETHER: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let mut words: Vec<(String, &'static str)> =
        TOGETHER.iter().map(|(word, latin)| (word.nfkc().collect(), *latin)).collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
    words
});

static FORMS: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let mut forms: Vec<(String, &'static str)> =
        ALONE.iter().map(|(word, form)| (super::native::normal(word), *form)).collect();
    forms.sort_unstable();
    forms
});

/// Forms that stand as words of their own.
#[rustfmt::skip]
static ALONE: &[(&str, &str)] = &[
    ("בעמ", "ltd"), ("ՍՊԸ", "llc"), ("սպը", "llc"), ("ՓԲԸ", "cjsc"), ("փբը", "cjsc"), ("ԲԲԸ", "ojsc"), ("բբը", "ojsc"),
    ("შპს", "llc"), ("სს", "jsc"), ("ააიპ", "ngo"), ("प्राइवेट", "private"), ("लिमिटेड", "limited"), ("प्रा", "pvt"),
    ("लि", "ltd"), ("कंपनी", "company"), ("कम्पनी", "company"), ("लमिटेड", "limited"), ("কোম্পানি", "company"),
    ("পিএলসি", "plc"), ("پرائیویٹ", "private"), ("لمیٹڈ", "limited"), ("لميتد", "limited"), ("ليمتد", "limited"), ("жшс", "llc"),
    ("ақ", "jsc"), ("ххк", "llc"), ("хк", "jsc"), ("фоп", "sole proprietor"), ("ип", "sole proprietor"), ("чуп", "unitary enterprise"), ("одо", "ooo"), ("иооо", "ooo"),
    ("сооо", "ooo"), ("カブシキガイシャ", "kabushikikaisha"), ("ลิมิเต็ด", "limited"), ("ქს", "lp"),
    ("سهامی", "jsc"), ("خاص", "pvt"),
];

/// Words that are written onto the name, in both ways of writing Chinese characters.
#[rustfmt::skip]
static TOGETHER: &[(&str, &str)] = &[
    ("株式会社", "kabushikikaisha"), ("(株)", "kabushikikaisha"), ("有限会社", "yugenkaisha"), ("(有)", "yugenkaisha"),
    ("合同会社", "godokaisha"), ("合資会社", "goshigaisha"), ("合名会社", "gomeigaisha"), ("財団法人", "foundation"),
    ("社団法人", "association"), ("주식회사", "jusikhoesa"), ("(주)", "jusikhoesa"), ("유한회사", "yuhanhoesa"),
    ("유한책임회사", "yuhanhoesa"), ("(유)", "yuhanhoesa"), ("재단법인", "foundation"), ("사단법인", "association"),
    ("บริษัท", "company"), ("จำกัด", "limited"), ("มหาชน", "public"), ("ห้างหุ้นส่วน", "partnership"), ("ธนาคาร", "bank"),
    ("มหาวิทยาลัย", "university"), ("กลุ่ม", "group"), ("มูลนิธิ", "foundation"),
    ("石油化工", "shihua"), ("香港", "hong kong"), ("澳门", "macau"), ("澳門", "macau"), ("科技", "keji"), ("技术", "jishu"), ("技術", "jishu"), ("贸易", "maoyi"), ("貿易", "maoyi"), ("国际", "guoji"), ("國際", "guoji"),
    ("集团", "jituan"), ("集團", "jituan"), ("实业", "shiye"), ("實業", "shiye"), ("工业", "gongye"), ("工業", "gongye"),
    ("进出口", "import export"), ("進出口", "import export"), ("电子", "dianzi"), ("電子", "dianzi"), ("投资", "touzi"), ("投資", "touzi"),
    ("控股", "konggu"), ("银行", "yinhang"), ("銀行", "yinhang"), ("石油", "shiyou"), ("石化", "shihua"), ("化工", "huagong"),
    ("化学", "huaxue"), ("化學", "huaxue"), ("航运", "hangyun"), ("航運", "hangyun"), ("船务", "chuanwu"), ("船務", "chuanwu"),
    ("海运", "haiyun"), ("海運", "haiyun"), ("物流", "wuliu"), ("建设", "jianshe"), ("建設", "jianshe"), ("建筑", "jianzhu"),
    ("建築", "jianzhu"), ("工程", "gongcheng"), ("机械", "jixie"), ("機械", "jixie"), ("制造", "zhizao"), ("製造", "zhizao"),
    ("大学", "daxue"), ("大學", "daxue"), ("研究所", "yanjiusuo"), ("研究院", "yanjiuyuan"), ("发展", "fazhan"), ("發展", "fazhan"),
    ("能源", "nengyuan"), ("电力", "dianli"), ("電力", "dianli"), ("钢铁", "gangtie"), ("鋼鐵", "gangtie"), ("矿业", "kuangye"),
    ("礦業", "kuangye"), ("医药", "yiyao"), ("醫藥", "yiyao"), ("服务", "fuwu"), ("服務", "fuwu"), ("通信", "tongxin"),
    ("通讯", "tongxun"), ("通訊", "tongxun"), ("信息", "xinxi"), ("软件", "ruanjian"), ("軟件", "ruanjian"), ("系统", "xitong"),
    ("系統", "xitong"), ("设备", "shebei"), ("設備", "shebei"), ("保险", "baoxian"), ("保險", "baoxian"), ("证券", "zhengquan"),
    ("證券", "zhengquan"), ("航空", "hangkong"), ("汽车", "qiche"), ("汽車", "qiche"), ("农业", "nongye"), ("農業", "nongye"),
    ("商贸", "shangmao"), ("商貿", "shangmao"), ("运输", "yunshu"), ("運輸", "yunshu"), ("供应链", "gongyinglian"),
    ("供應鏈", "gongyinglian"), ("中国", "zhongguo"), ("中國", "zhongguo"), ("企业", "qiye"), ("企業", "qiye"),
    ("管理", "guanli"), ("咨询", "zixun"), ("諮詢", "zixun"),
    ("第一", "1"), ("第二", "2"), ("第三", "3"), ("第四", "4"), ("第五", "5"), ("第六", "6"), ("第七", "7"), ("第八", "8"), ("第九", "9"), ("第十", "10"),
];

#[cfg(test)]
mod tests {
    use super::{form, parted};

    #[test]
    fn words_that_are_written_onto_a_name_are_parted_from_it() {
        for (text, expected) in [
            ("株式会社ナカヤマ", Some("kabushikikaisha ナカヤマ")),
            ("深圳市华威科技有限公司", Some("深圳市华威 keji 有限公司")),
            ("บริษัทกอร์ดาลจำกัด", Some("company กอร์ดาล limited")),
            ("(주)한가람", Some("jusikhoesa 한가람")),
            ("王晓东", None),
            ("Kordal Ltd", None),
        ] {
            let text: String = unicode_normalization::UnicodeNormalization::nfkc(text).collect();
            let expected =
                expected.map(|text| unicode_normalization::UnicodeNormalization::nfkc(text).collect());
            assert_eq!(parted(&text).map(|text| text.trim().to_owned()), expected, "{text}");
        }
        assert_eq!(form("שמו"), None);
        assert_eq!(form("შპს"), Some("llc"));
    }
}

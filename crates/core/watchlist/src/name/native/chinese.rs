//! Chinese names beside Pinyin: the spellings of Wade and Giles, and how families abroad write themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How a syllable in Pinyin is written by others. None for what is no syllable.
pub(super) fn other_spellings(pinyin: &str) -> impl Iterator<Item = &'static str> {
    SPELLINGS.get(pinyin.to_ascii_lowercase().as_str()).into_iter().flatten().map(String::as_str)
}

static SPELLINGS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let syllables = INITIALS.iter().flat_map(|initial| FINALS.iter().map(move |last| (*initial, *last)));
    let spelt = syllables.filter_map(|((initial, others), (last, other_lasts))| {
        let pinyin = format!("{initial}{last}");
        let others = others.split(' ').flat_map(|other| {
            let lasts = other_lasts.split(' ').chain([last]);
            lasts.map(move |last| format!("{other}{last}"))
        });
        let palatal = matches!(initial, "j" | "q" | "x");
        let mut others: Vec<String> = others.chain(whole(&pinyin).map(str::to_owned)).collect();
        if palatal && last.starts_with('u') {
            others.extend(others.clone().iter().map(|other| other.replacen('u', "yu", 1)));
        }
        others.retain(|other| *other != pinyin);
        others.sort_unstable();
        others.dedup();
        (!others.is_empty()).then_some((pinyin, others))
    });
    spelt.collect()
});

/// Whether Pinyin has a syllable of this beginning and this end.
pub(in crate::name) fn is_syllable(initial: &str, last: &str) -> bool {
    let fits = match initial {
        "j" | "q" | "x" => last.starts_with(['i', 'u']),
        "zh" | "ch" | "sh" | "r" | "z" | "c" | "s" => last == "i" || !last.starts_with(['i', 'v']),
        "g" | "k" | "h" => !last.starts_with(['i', 'v']),
        _ => true,
    };
    fits && FINALS.iter().any(|(known, _)| *known == last)
}

/// Syllables that are spelt in another way as a whole.
fn whole(pinyin: &str) -> impl Iterator<Item = &'static str> {
    const WHOLE: [(&str, &str); 20] = [
        ("zi", "tzu tze tse"),
        ("ci", "tzu tze tsu"),
        ("si", "ssu sze szu"),
        ("zhi", "chih"),
        ("chi", "chih"),
        ("shi", "shih"),
        ("ri", "jih"),
        ("er", "erh"),
        ("e", "o ngo"),
        ("you", "yu yew"),
        ("yan", "yen"),
        ("ye", "yeh"),
        ("yi", "i"),
        ("wu", "woo"),
        ("lu", "lyu lv"),
        ("nu", "nyu nv"),
        ("ju", "chu chyu"),
        ("he", "ho"),
        ("ke", "ko"),
        ("ge", "ko"),
    ];
    WHOLE.iter().filter(move |(known, _)| *known == pinyin).flat_map(|(_, others)| others.split(' '))
}

/// The beginnings of syllables, and what others write for them.
static INITIALS: [(&str, &str); 21] = [
    ("", ""),
    ("b", "p b"),
    ("p", "p"),
    ("d", "t d"),
    ("t", "t"),
    ("g", "k g"),
    ("k", "k"),
    ("j", "ch ts j"),
    ("q", "ch ts"),
    ("x", "hs sh"),
    ("zh", "ch j"),
    ("ch", "ch"),
    ("sh", "sh s"),
    ("r", "j r"),
    ("z", "ts tz"),
    ("c", "ts"),
    ("s", "s"),
    ("h", "h"),
    ("l", "l"),
    ("m", "m"),
    ("n", "n"),
];

/// Their ends.
static FINALS: [(&str, &str); 33] = [
    ("a", "a ah"),
    ("o", "o"),
    ("e", "e o eh"),
    ("ai", "ai"),
    ("ei", "ei"),
    ("ao", "ao"),
    ("ou", "ou ow"),
    ("an", "an"),
    ("en", "en"),
    ("ang", "ang"),
    ("eng", "eng"),
    ("ong", "ung"),
    ("i", "i ih ee"),
    ("ia", "ia"),
    ("ie", "ieh"),
    ("iao", "iao"),
    ("iu", "iu ew"),
    ("ian", "ien"),
    ("in", "in"),
    ("iang", "iang"),
    ("ing", "ing"),
    ("iong", "iung"),
    ("u", "u oo"),
    ("ua", "ua"),
    ("uo", "o uo"),
    ("uai", "uai"),
    ("ui", "ui uei wei"),
    ("uan", "uan"),
    ("un", "un"),
    ("uang", "uang"),
    ("ue", "ueh"),
    ("v", "u"),
    ("ve", "ueh"),
];

/// Characters of surnames, with their readings as one (单 is Shan) and the spellings of Taiwan, Hong Kong and South-East Asia.
#[rustfmt::skip]
pub(super) static SURNAMES: &[(&str, &str)] = &[
    ("王", "wang wong ong heng"), ("李", "li lee ly lei"), ("张", "zhang chang cheung chong teo jang"), ("張", "zhang chang cheung chong teo jang"),
    ("刘", "liu lau low lew"), ("劉", "liu lau low lew"), ("陈", "chen chan tan chin"), ("陳", "chen chan tan chin"), ("杨", "yang yeung yeo"),
    ("楊", "yang yeung yeo"), ("黄", "huang wong ng hwang ooi"), ("黃", "huang wong ng hwang ooi"), ("赵", "zhao chao chiu"), ("趙", "zhao chao chiu"),
    ("吴", "wu ng goh woo"), ("吳", "wu ng goh woo"), ("周", "zhou chou chow chau chew"), ("徐", "xu hsu tsui chui"), ("孙", "sun suen soon"),
    ("孫", "sun suen soon"), ("马", "ma mah"), ("馬", "ma mah"), ("朱", "zhu chu choo"), ("胡", "hu woo oh"), ("郭", "guo kuo kwok quek"),
    ("何", "he ho"), ("林", "lin lam lim"), ("高", "gao kao ko"), ("罗", "luo lo law"), ("羅", "luo lo law"), ("郑", "zheng cheng tay chang"),
    ("鄭", "zheng cheng tay chang"), ("梁", "liang leung neo"), ("谢", "xie hsieh tse chia"), ("謝", "xie hsieh tse chia"), ("宋", "song sung soong"),
    ("唐", "tang tong"), ("许", "xu hsu hui khoo koh"), ("許", "xu hsu hui khoo koh"), ("邓", "deng teng tang"), ("鄧", "deng teng tang"),
    ("冯", "feng fung"), ("馮", "feng fung"), ("韩", "han hon"), ("韓", "han hon"), ("曹", "cao tsao cho"), ("曾", "zeng tseng tsang chan"),
    ("彭", "peng pang"), ("萧", "xiao hsiao siu siew"), ("蕭", "xiao hsiao siu siew"), ("肖", "xiao hsiao"), ("蔡", "cai tsai choi chua choy"),
    ("潘", "pan poon phua"), ("田", "tian tien tin"), ("董", "dong tung"), ("袁", "yuan yuen"), ("于", "yu"), ("余", "yu yue yee"), ("叶", "ye yeh yip yap"),
    ("葉", "ye yeh yip yap"), ("蒋", "jiang chiang tseung"), ("蔣", "jiang chiang tseung"), ("杜", "du tu to"), ("苏", "su so soh"), ("蘇", "su so soh"),
    ("魏", "wei ngai"), ("程", "cheng ching"), ("吕", "lu lyu lv lui loo"), ("呂", "lu lyu lv lui loo"), ("丁", "ding ting"), ("沈", "shen shum sim"),
    ("任", "ren yam"), ("姚", "yao yiu"), ("卢", "lu lo loo"), ("盧", "lu lo loo"), ("钟", "zhong chung cheong"), ("鍾", "zhong chung cheong"),
    ("姜", "jiang chiang keung"), ("崔", "cui tsui choi"), ("谭", "tan tam"), ("譚", "tan tam"), ("陆", "lu luk"), ("陸", "lu luk"), ("石", "shi shih shek"),
    ("贾", "jia chia ka"), ("韦", "wei wai"), ("方", "fang fong"), ("邱", "qiu chiu yau khoo"), ("熊", "xiong hsiung hung"), ("金", "jin chin kam kim"),
    ("戴", "dai tai"), ("夏", "xia hsia ha"), ("侯", "hou how hau"), ("白", "bai pai pak"), ("江", "jiang chiang kong"), ("史", "shi shih"),
    ("龙", "long lung"), ("龍", "long lung"), ("孟", "meng mang"), ("秦", "qin chin chun"), ("薛", "xue hsueh sit"), ("雷", "lei lui"), ("尹", "yin wan"),
    ("钱", "qian chien chin"), ("錢", "qian chien chin"), ("汤", "tang tong"), ("湯", "tang tong"), ("洪", "hong hung ang"), ("单", "shan dan"),
    ("單", "shan dan"), ("仇", "qiu chou"), ("解", "xie jie hsieh"), ("区", "ou qu au"), ("區", "ou qu au"), ("朴", "piao pak park pu"), ("盖", "ge gai"),
    ("查", "zha cha"), ("翟", "zhai di chai"), ("乐", "yue le"), ("樂", "yue le"), ("覃", "qin tan"), ("长", "chang zhang"), ("朝", "chao zhao"),
    ("重", "zhong chong"), ("缪", "miao mou"), ("薄", "bo bao"), ("介", "jie chieh kai"), ("家", "jia chia ka"), ("国", "guo kuo kwok"), ("國", "guo kuo kwok"),
    ("文", "wen man"), ("明", "ming"), ("华", "hua wah"), ("華", "hua wah"), ("伟", "wei wai"), ("偉", "wei wai"), ("志", "zhi chih chi"), ("英", "ying ing"),
    ("德", "de te tak"), ("光", "guang kuang kwong"), ("永", "yong yung wing"), ("荣", "rong jung wing"), ("榮", "rong jung wing"), ("辉", "hui fai"),
    ("輝", "hui fai"), ("强", "qiang chiang keung"), ("強", "qiang chiang keung"), ("诚", "cheng ching shing"), ("誠", "cheng ching shing"), ("月", "yue yuet"),
    ("娥", "e ngor"), ("龙", "long lung loong"), ("显", "xian hsien hin"), ("顯", "xian hsien hin"), ("九", "jiu chiu jeou"), ("正", "zheng cheng ching"),
    ("石", "shi shih shek"), ("嘉", "jia chia ka"),
];

#[cfg(test)]
mod tests {
    use super::other_spellings;

    #[test]
    fn syllables_are_known_as_wade_and_giles_write_them() {
        for (pinyin, other) in [
            ("zhou", "chou"),
            ("ze", "tse"),
            ("dong", "tung"),
            ("deng", "teng"),
            ("xiao", "hsiao"),
            ("jie", "chieh"),
            ("qian", "chien"),
            ("zhi", "chih"),
            ("ren", "jen"),
            ("gao", "kao"),
            ("Xie", "hsieh"),
            ("guo", "kuo"),
            ("xu", "hsu"),
        ] {
            assert!(other_spellings(pinyin).any(|spelling| spelling == other), "{pinyin} {other}");
        }
        assert!(other_spellings("zhou").all(|spelling| spelling != "zhu"));
    }
}

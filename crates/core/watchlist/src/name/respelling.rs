//! Latin names in the spelling of another age or country, as the usual one has them: "Hsi Chin-p'ing" (Wade and Giles) is Xi
//! Jinping, "Djoko Soeprapto" Joko Suprapto, "Tutiya Sinzi" Tsuchiya Shinji, "Xaqani Quliyev" Khagani Guliyev.

use super::native::is_chinese_syllable;

/// The longest name that is respelt, in words, and the most spellings that one is looked for in.
const WORDS_MAX: usize = 5;
const SPELLINGS_MAX: usize = 12;

/// A name in other spellings; none of most.
pub(crate) fn respelt(text: &str) -> Vec<String> {
    let is_name = |letter: char| letter.is_ascii_alphabetic() || is_of_names(letter);
    if !text.chars().all(is_name) {
        return Vec::new();
    }
    let plain = text.to_lowercase();
    let plain = if plain.is_ascii() { plain } else { plain.replace(['ʼ', 'ʻ', '’', '‘'], "'") };
    let words: Vec<&str> = plain.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    if !(2..=WORDS_MAX).contains(&words.len()) {
        return Vec::new();
    }
    let mut spellings = wade_giles(&words);
    if plain.is_ascii() {
        if words.iter().any(|word| may_be_japanese(word)) {
            spellings.extend(of_each(&words, japanese));
        }
        spellings.extend(of_each(&words, dutch_indies));
        if words.iter().any(|word| is_turkic_or_kurdish(word)) {
            let letters = TURKIC_AND_KURDISH.iter();
            spellings.extend(letters.map(|letters| replaced(&words.join(" "), *letters)));
        }
    }
    spellings
}

fn is_of_names(letter: char) -> bool {
    matches!(letter, ' ' | ',' | '-' | '\'' | 'ʼ' | 'ʻ' | '’' | '‘' | 'ü' | 'ê' | 'Ü' | 'Ê')
}

/// All words in another spelling, if each of them is of the language and one at least is spelt in its former way.
fn of_each(words: &[&str], spell: impl Fn(&str) -> Option<String>) -> Option<String> {
    let spelt: Option<Vec<String>> = words.iter().map(|word| spell(word)).collect();
    let spelt = spelt?.join(" ");
    (spelt != words.join(" ")).then_some(spelt)
}

/// Letters of Azerbaijan's, Kazakhstan's and the Kurds' Latin alphabets that English spellings have others for.
const TURKIC_AND_KURDISH: [(&[&str], &[&str]); 2] =
    [(&["x", "q"], &["kh", "g"]), (&["x", "q", "j"], &["kh", "k", "zh"])];

/// With letters replaced, if the name is spelt as those alphabets do: an `x` before a broad vowel begins no usual one, and
/// `q` stands beside `y` in Kazakh and before the servant's `-qulu` in Azerbaijani.
fn is_turkic_or_kurdish(word: &str) -> bool {
    ["xa", "xe", "xo"].iter().any(|sign| word.starts_with(sign))
        || ["qy", "yq", "qsy", "quli", "qulu"].iter().any(|sign| word.contains(sign))
}

fn replaced(word: &str, (from, to): (&[&str], &[&str])) -> String {
    let turned = |letter: char| {
        let at = from.iter().position(|known| known.chars().eq([letter]));
        at.map_or_else(|| letter.to_string(), |at| to[at].to_owned())
    };
    word.chars().map(turned).collect()
}

/// The spelling of Indonesia before 1972: "Soeprapto", "Djoko", "Tjahjadi". Many languages write "oe".
fn dutch_indies(word: &str) -> Option<String> {
    const FORMER: [(&str, &str); 6] =
        [("oe", "u"), ("dj", "\u{1}"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("j", "y")];
    let is_former =
        ["soe", "moeh", "poer", "koes", "boed", "goen", "roes"].iter().any(|sign| word.starts_with(sign))
            || ["dj", "tj"].iter().any(|sign| word.contains(sign));
    if !is_former {
        return Some(word.to_owned());
    }
    let spelt = FORMER.iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to));
    Some(spelt.replace('\u{1}', "j"))
}

/// Japanese in Hepburn's romanisation, with long vowels as passports have them. None of a word that is none of its syllables.
fn japanese(word: &str) -> Option<String> {
    const KUNREI: [(&str, &str); 19] = [
        ("sya", "sha"),
        ("syu", "shu"),
        ("syo", "sho"),
        ("tya", "cha"),
        ("tyu", "chu"),
        ("tyo", "cho"),
        ("zya", "ja"),
        ("zyu", "ju"),
        ("zyo", "jo"),
        ("si", "shi"),
        ("ti", "chi"),
        ("tu", "tsu"),
        ("hu", "fu"),
        ("zi", "ji"),
        ("dya", "ja"),
        ("dyu", "ju"),
        ("dyo", "jo"),
        ("di", "ji"),
        ("du", "zu"),
    ];
    const BEGINNINGS: [&str; 28] = [
        "", "k", "ky", "g", "gy", "s", "sh", "z", "j", "t", "ts", "ch", "d", "n", "ny", "h", "hy", "f", "b",
        "by", "p", "py", "m", "my", "y", "r", "ry", "w",
    ];
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let plain = word.replace(['-', '\''], "");
    let mut spelt = String::with_capacity(plain.len() + 4);
    let mut rest = plain.as_str();
    while let Some(&letter) = rest.as_bytes().first() {
        let next = rest.as_bytes().get(1).copied();
        let is_syllable = match letter {
            b'n' => next.is_none_or(|next| !is_vowel(next) && next != b'y'),
            b'm' => matches!(next, Some(b'b' | b'm' | b'p')),
            _ => false,
        };
        if is_syllable {
            spelt.push('n');
            rest = &rest[1..];
            continue;
        }
        if let Some((from, to)) = KUNREI.iter().find(|(from, _)| rest.starts_with(from)) {
            spelt.push_str(to);
            rest = &rest[from.len()..];
        } else {
            let vowel = rest.bytes().position(is_vowel)?;
            let beginning = &rest[..vowel];
            let single = if next == Some(letter) { beginning.get(1..)? } else { beginning };
            if !BEGINNINGS.contains(&single) {
                return None;
            }
            spelt.push_str(&rest[..=vowel]);
            rest = &rest[vowel + 1..];
        }
        // A long vowel is written once.
        if spelt.ends_with('o') {
            rest = rest.strip_prefix(['u', 'o']).unwrap_or(rest);
            let behind_h = rest.strip_prefix('h').filter(|rest| !rest.bytes().next().is_some_and(is_vowel));
            rest = behind_h.unwrap_or(rest);
        } else if spelt.ends_with('u') {
            rest = rest.strip_prefix('u').unwrap_or(rest);
        }
    }
    Some(spelt)
}

/// Whether a word has what only Kunrei, or a long vowel, is written with.
fn may_be_japanese(word: &str) -> bool {
    ["sy", "ty", "zy", "tu", "hu", "ou", "uu", "oo", "oh"].iter().any(|sign| word.contains(sign))
}

/// A Chinese name in Pinyin, if its given name is of two hyphened syllables and all of it is spelt as Wade and Giles do. An
/// apostrophe is often left out, so that "ch" is four letters of Pinyin and each of the likely spellings is looked for.
fn wade_giles(words: &[&str]) -> Vec<String> {
    let [family, given] = words else { return Vec::new() };
    let (family, given) = if family.contains('-') { (given, family) } else { (family, given) };
    let Some((first, second)) = given.split_once('-') else { return Vec::new() };
    let readings: Vec<Vec<String>> = [*family, first, second].map(pinyin_of).into_iter().collect();
    if readings.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut names = Vec::new();
    for family in &readings[0] {
        for first in &readings[1] {
            for second in &readings[2] {
                names.push(format!("{first}{second} {family}"));
            }
        }
    }
    names.truncate(SPELLINGS_MAX);
    names
}

/// The syllables of Pinyin that a syllable of Wade and Giles may be, the plain before the aspirated: the apostrophe that tells
/// them apart is often left out.
fn pinyin_of(syllable: &str) -> Vec<String> {
    const READINGS_MAX: usize = 3;
    const PLAIN: [(&str, &str); 8] = [
        ("chih", "zhi"),
        ("ch", "zh"),
        ("ch", "j"),
        ("tzu", "zi"),
        ("ts", "z"),
        ("p", "b"),
        ("t", "d"),
        ("k", "g"),
    ];
    const ASPIRATED: [(&str, &str); 8] = [
        ("chih", "chi"),
        ("ch", "ch"),
        ("ch", "q"),
        ("tzu", "ci"),
        ("ts", "c"),
        ("p", "p"),
        ("t", "t"),
        ("k", "k"),
    ];
    const BOTH: [(&str, &str); 13] = [
        ("hs", "x"),
        ("shih", "shi"),
        ("ssu", "si"),
        ("szu", "si"),
        ("jih", "ri"),
        ("j", "r"),
        ("sh", "sh"),
        ("s", "s"),
        ("h", "h"),
        ("l", "l"),
        ("m", "m"),
        ("n", "n"),
        ("f", "f"),
    ];
    const ALONE: [(&str, &str); 24] = [
        ("yen", "yan"),
        ("yeh", "ye"),
        ("yung", "yong"),
        ("yu", "you"),
        ("yu", "yu"),
        ("yueh", "yue"),
        ("yun", "yun"),
        ("yuan", "yuan"),
        ("ya", "ya"),
        ("yang", "yang"),
        ("yao", "yao"),
        ("yin", "yin"),
        ("ying", "ying"),
        ("i", "yi"),
        ("wu", "wu"),
        ("wang", "wang"),
        ("wei", "wei"),
        ("wen", "wen"),
        ("wan", "wan"),
        ("wo", "wo"),
        ("an", "an"),
        ("en", "en"),
        ("erh", "er"),
        ("ai", "ai"),
    ];
    let is_aspirated = syllable.contains('\'');
    let plain = syllable.replace('\'', "").replace('ü', "u").replace('ê', "e");
    let mut found: Vec<String> =
        ALONE.iter().filter(|(known, _)| *known == plain).map(|(_, pinyin)| (*pinyin).to_owned()).collect();
    for (from, to) in PLAIN.iter().filter(|_| !is_aspirated).chain(&ASPIRATED).chain(&BOTH) {
        let Some(rest) = plain.strip_prefix(from) else { continue };
        let is_whole = rest.is_empty() && to.ends_with('i');
        let spelt = ends(rest, to).into_iter().filter(|last| is_whole || is_chinese_syllable(to, last));
        for pinyin in spelt.map(|last| format!("{to}{last}")) {
            if !found.contains(&pinyin) {
                found.push(pinyin);
            }
        }
    }
    found.truncate(READINGS_MAX);
    found
}

/// How Pinyin ends a syllable that Wade and Giles end so.
fn ends<'a>(rest: &'a str, initial: &str) -> Vec<&'a str> {
    let is_palatal = matches!(initial, "j" | "q" | "x");
    match rest {
        "ung" => vec!["ong"],
        "iung" => vec!["iong"],
        "ien" => vec!["ian"],
        "ieh" => vec!["ie"],
        "ueh" => vec!["ue"],
        "uei" => vec!["ui"],
        "eh" => vec!["e"],
        "ih" => vec!["i"],
        "o" if !is_palatal => vec!["e", "uo", "o"],
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::respelt;

    #[test]
    fn names_are_respelt_as_the_usual_spelling_has_them() {
        for (text, usual) in [
            ("Hsi Chin-p'ing", "jinping xi"),
            ("Mao Tse-tung", "zedong mao"),
            ("Chang Hsiao-ming", "xiaoming zhang"),
            ("Teng Hsiao-p'ing", "xiaoping deng"),
            ("Teng Chung-kuo", "zhongguo deng"),
            ("Ch'en Chih-ch'iang", "zhiqiang chen"),
            ("Chou Kuang-chao", "guangzhao zhou"),
            ("Djoko Soeprapto", "joko suprapto"),
            ("Tjahjadi Tanuwidjaja", "cahyadi tanuwijaya"),
            ("Tutiya Sinzi", "tsuchiya shinji"),
            ("Ono Ryoutarou", "ono ryotaro"),
            ("Itoh Kouhei", "ito kohei"),
            ("Ohno Yuuko", "ono yuko"),
            ("Quliyev Xaqani", "guliyev khagani"),
            ("Nurjan Jaqsylyqov", "nurzhan zhaksylykov"),
            ("Serhad Xelil", "serhad khelil"),
        ] {
            let spellings = respelt(text);
            assert!(spellings.iter().any(|spelling| spelling == usual), "{text}: {spellings:?}");
        }
    }

    #[test]
    fn usual_names_are_not_respelt() {
        for text in [
            "Adam Quillman",
            "Max Harker",
            "Marta Orloff",
            "Quentin Dupont",
            "Ximena Harker",
            "Kenzo Tange",
            "Tavor",
            "Xu Qin",
            "Qasim Tamrani",
            "Kim Jong-un",
            "Park Chung-hee",
            "Anna-Maria Venn",
            "",
        ] {
            assert_eq!(respelt(text), Vec::<String>::new(), "{text}");
        }
    }
}

//! Names in other scripts, read letter by letter in every usual romanisation.
//!
//! A letter (or a run of letters) has several readings: Arabic ق is `q`, `k` or `g`, Cyrillic ц is `ts`, `c` or `tz`. A
//! word becomes a lattice of them, and the cheapest way through it that spells a Latin word tells how alike the two are.
//! What the lattice and the Latin word must share before they are compared is their *skeleton*, the coarse consonants
//! that no romanisation changes: that is what an index can look up.

mod asian;
mod chinese;
mod european;
mod semitic;
pub(crate) mod skeleton;

pub(in crate::name) use chinese::is_syllable as is_chinese_syllable;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::script::{Script, script_of};
use skeleton::Skeleton;

/// Longer words are compared by their romanisation alone: no name has more letters.
const LETTERS_MAX: usize = 26;

/// What a vowel costs that only the Latin word has, by how the script writes vowels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vowels {
    /// Short ones are not written.
    Unwritten,
    /// A consonant has one of its own that is not written.
    Inherent,
    /// A letter is a syllable, where a foreign name may have a consonant.
    Syllables,
    Written,
}

/// What one letter, or several, may be written as.
#[derive(Debug)]
struct Cluster {
    letters: Vec<char>,
    at_start: bool,
    at_end: bool,
    /// Latin letters and what they cost, in hundredths of an edit. The first is the plain romanisation.
    readings: Vec<(&'static str, u16)>,
}

#[derive(Debug)]
struct Table {
    clusters: HashMap<char, Vec<Cluster>>,
    vowels: Vowels,
}

/// A reading that is less usual costs so much.
const LESS_USUAL: u16 = 28;
/// A Chinese syllable in another spelling than Pinyin.
const OTHER_SPELLING: u16 = 15;
/// A syllable read as its consonant.
const VOWEL_LOST: u16 = 15;

impl Table {
    fn new(rows: impl IntoIterator<Item = (&'static str, &'static str)>, vowels: Vowels) -> Self {
        let mut clusters: HashMap<char, Vec<Cluster>> = HashMap::new();
        for (letters, readings) in rows {
            let (at_start, at_end) = (letters.starts_with('^'), letters.ends_with('$'));
            let letters: Vec<char> = normal(letters.trim_matches(['^', '$'])).chars().collect();
            let mut cost = 0;
            let mut read = Vec::new();
            for reading in readings.split(' ') {
                match reading {
                    "/" => cost += LESS_USUAL,
                    "_" => read.push(("", cost)),
                    other => {
                        read.push((other, cost));
                        // A syllable is the shortest that Chinese has for a consonant.
                        let consonants = other.trim_end_matches(['a', 'e', 'i', 'o', 'u']);
                        if vowels == Vowels::Syllables && !consonants.is_empty() && consonants != other {
                            read.push((consonants, cost + VOWEL_LOST));
                        }
                    }
                }
            }
            let Some(&first) = letters.first() else { continue };
            clusters.entry(first).or_default().push(Cluster { letters, at_start, at_end, readings: read });
        }
        // The longest first, which is what the plain romanisation takes.
        clusters
            .values_mut()
            .for_each(|own| own.sort_by_key(|cluster| std::cmp::Reverse(cluster.letters.len())));
        Self { clusters, vowels }
    }

    /// The clusters that stand at a place of a word.
    fn at<'a>(&'a self, word: &'a [char], place: usize) -> impl Iterator<Item = &'a Cluster> {
        let own = self.clusters.get(&word[place]).map(Vec::as_slice).unwrap_or_default();
        own.iter().filter(move |cluster| {
            word[place..].starts_with(&cluster.letters)
                && (!cluster.at_start || place == 0)
                && (!cluster.at_end || place + cluster.letters.len() == word.len())
        })
    }
}

static TABLES: LazyLock<[Table; 11]> = LazyLock::new(|| {
    [
        Table::new(european::GREEK.iter().copied(), Vowels::Written),
        Table::new(european::CYRILLIC.iter().copied(), Vowels::Written),
        Table::new(european::ARMENIAN.iter().copied(), Vowels::Written),
        Table::new(european::GEORGIAN.iter().copied(), Vowels::Written),
        Table::new(semitic::HEBREW.iter().copied(), Vowels::Unwritten),
        Table::new(semitic::ARABIC.iter().copied(), Vowels::Unwritten),
        Table::new(asian::INDIC.iter().copied(), Vowels::Inherent),
        Table::new(asian::THAI.iter().copied(), Vowels::Inherent),
        Table::new(asian::HANGUL.iter().copied(), Vowels::Written),
        Table::new(asian::KANA.iter().copied(), Vowels::Written),
        Table::new(asian::KHMER.iter().copied(), Vowels::Inherent),
    ]
});

static HAN: LazyLock<Table> = LazyLock::new(|| {
    let rows = [asian::HAN, chinese::SURNAMES];
    Table::new(rows.into_iter().flatten().copied(), Vowels::Syllables)
});

fn table_of(script: Script) -> Option<&'static Table> {
    let number = match script {
        Script::Latin => return None,
        Script::Han => return Some(&HAN),
        Script::Greek => 0,
        Script::Cyrillic => 1,
        Script::Armenian => 2,
        Script::Georgian => 3,
        Script::Hebrew => 4,
        Script::Arabic => 5,
        Script::Indic => 6,
        Script::Thai => 7,
        Script::Hangul => 8,
        Script::Kana => 9,
        Script::Khmer => 10,
    };
    Some(&TABLES[number])
}

/// The script of a word: that of its first letter that is not Latin.
fn script(word: &str) -> Option<Script> {
    let letter = word.chars().find(|letter| !letter.is_ascii())?;
    script_of(letter).ok()
}

fn table(word: &str) -> Option<&'static Table> {
    table_of(script(word)?)
}

/// The letters that the romanisations of a word begin with, one bit each.
pub(crate) fn first_letters(word: &str) -> u32 {
    let bit = |text: &str| {
        let first = text.bytes().next().map(|letter| letter.to_ascii_lowercase());
        first.filter(u8::is_ascii_lowercase).map_or(0, |letter| 1 << (letter - b'a'))
    };
    if word.is_ascii() {
        return bit(word);
    }
    let plain = bit(&romanised(word));
    let Some(table) = table(word) else { return plain };
    let letters: Vec<char> = word.chars().take(LETTERS_MAX).collect();
    let usual = table.at(&letters, 0).flat_map(|cluster| &cluster.readings);
    usual.filter(|(_, cost)| *cost == 0).fold(plain, |bits, (text, _)| bits | bit(text))
}

/// Whether a word is written in syllables that are words of their own: Chinese characters and Hangul.
pub(crate) fn is_syllabic(word: &str) -> bool {
    syllables_of(word).is_some()
}

/// The script of a word that is written in such syllables.
pub(crate) fn syllables_of(word: &str) -> Option<Script> {
    if word.is_ascii() {
        return None;
    }
    script(word).filter(|script| matches!(script, Script::Han | Script::Hangul))
}

/// Whether a word is one letter, of a script in which a letter is a sound and no syllable: an initial.
pub(crate) fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_none()
        && !matches!(
            script(word),
            Some(Script::Han | Script::Hangul | Script::Kana | Script::Indic | Script::Thai | Script::Khmer)
        )
}

/// Whether the short vowels of a word are not written.
pub(crate) fn is_vowelless(word: &str) -> bool {
    !word.is_ascii() && table(word).is_some_and(|table| table.vowels == Vowels::Unwritten)
}

/// Letters as the tables have them: without accents and points, Persian and Urdu letters as Arabic ones, final forms as
/// others, katakana as hiragana, the Indic scripts as Devanagari, Hangul as jamo. Lower case is the caller's.
pub(crate) fn normal(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut letters: Vec<char> = Vec::with_capacity(word.len());
    for letter in word.chars() {
        match u32::from(letter) {
            0x0370..=0x03ff | 0x1f00..=0x1fff => {
                letters.extend(std::iter::once(letter).nfd().take(1).map(|l| if l == 'ς' { 'σ' } else { l }));
            }
            0xac00..=0xd7a3 => letters.extend(std::iter::once(letter).nfd()),
            _ => letters.extend(normal_letter(letter)),
        }
    }
    // Thai writes some vowels before the consonant that they follow.
    for at in 0..letters.len().saturating_sub(1) {
        if matches!(letters[at], 'เ' | 'แ' | 'โ' | 'ใ' | 'ไ') && matches!(letters[at + 1], 'ก'..='ฮ')
        {
            let is_second = at > 0
                && matches!(letters[at - 1], 'ก'..='ฮ')
                && letters.get(at.wrapping_sub(1)) == Some(&letters[at + 1]);
            if !is_second {
                letters.swap(at, at + 1);
            }
        }
    }
    letters.into_iter().collect()
}

/// Characters that are written in two ways, in the same order.
#[rustfmt::skip]
static TRADITIONAL: [char; 88] = [
    '亞', '爾', '歷', '羅', '達', '倫', '蘭', '魯', '盧', '馬', '瑪', '納', '維', '澤', '蘇', '薩', '賽', '諾', '貝', '費', '蓋', '岡', '漢', '濟', '賈', '傑', '凱', '龍', '萊', '賴', '勞', '麗', '烏', '遜', '頓', '東', '圖', '韋', '葉', '約', '聖', '門', '邁', '麥', '寧', '紐', '歐', '龐', '齊', '喬', '熱', '謝', '許', '楊', '揚', '愛', '畢', '華', '蓮', '絲', '贊', '瓊', '萬', '湯', '濱', '衛', '國', '張', '陳', '劉', '趙', '黃', '吳', '鄭', '馮', '孫', '錢', '陸', '蔣', '韓', '鄧', '蕭', '曉', '偉', '軍', '強', '飛', '慶',
];
#[rustfmt::skip]
static SIMPLIFIED: [char; 88] = [
    '亚', '尔', '历', '罗', '达', '伦', '兰', '鲁', '卢', '马', '玛', '纳', '维', '泽', '苏', '萨', '赛', '诺', '贝', '费', '盖', '冈', '汉', '济', '贾', '杰', '凯', '龙', '莱', '赖', '劳', '丽', '乌', '逊', '顿', '东', '图', '韦', '叶', '约', '圣', '门', '迈', '麦', '宁', '纽', '欧', '庞', '齐', '乔', '热', '谢', '许', '杨', '扬', '爱', '毕', '华', '莲', '丝', '赞', '琼', '万', '汤', '滨', '卫', '国', '张', '陈', '刘', '赵', '黄', '吴', '郑', '冯', '孙', '钱', '陆', '蒋', '韩', '邓', '肖', '晓', '伟', '军', '强', '飞', '庆',
];

fn normal_letter(letter: char) -> Option<char> {
    Some(match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ݷ' => 'ي',
        'ک' | 'ڪ' | 'ګ' => 'ك',
        'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        'ں' | 'ڼ' => 'ن',
        'ړ' | 'ڕ' => 'ڑ',
        'ډ' => 'ڈ',
        'ټ' => 'ٹ',
        'ڵ' => 'ل',
        'ځ' => 'ز',
        'څ' => 'چ',
        'ڥ' => 'ڤ',
        'ۇ' | 'ۈ' | 'ۋ' => 'و',
        // Points, lengthening and marks.
        '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}' => {
            return None;
        }
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        '\u{300}'..='\u{36f}' => return None,
        // Traditional Chinese characters that transcribe names.
        _ if TRADITIONAL.contains(&letter) => {
            let at = TRADITIONAL.iter().position(|traditional| *traditional == letter).unwrap_or_default();
            SIMPLIFIED[at]
        }
        // Capital Georgian, and katakana.
        '\u{10a0}'..='\u{10c5}' => return char::from_u32(u32::from(letter) + 0x30),
        '\u{1c90}'..='\u{1cbf}' => return char::from_u32(u32::from(letter) - 0xbc0),
        '\u{30a1}'..='\u{30f6}' => return char::from_u32(u32::from(letter) - 0x60),
        // Bengali khanda ta and the two letters of Assamese; the parallel blocks.
        'ৎ' => 'त',
        'ৰ' => 'र',
        'ৱ' => 'व',
        '\u{980}'..='\u{d7f}' => return char::from_u32(0x900 + u32::from(letter) % 0x80),
        other => other,
    })
}

/// The plain romanisation of a word: lower-case ASCII. A Latin word is its own.
pub(crate) fn romanised(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let table = table(word);
    let letters: Vec<char> = word.chars().collect();
    let mut latin = String::with_capacity(word.len());
    let mut place = 0;
    while place < letters.len() {
        let plain = |cluster: &&Cluster| !cluster.at_start && !cluster.at_end;
        match table.and_then(|table| table.at(&letters, place).find(plain)) {
            Some(cluster) => {
                latin.push_str(cluster.readings[0].0);
                place += cluster.letters.len();
            }
            None => {
                latin.extend(transliterated(letters[place]));
                place += 1;
            }
        }
    }
    Cow::Owned(latin)
}

/// A letter without a row in a table.
pub(crate) fn transliterated(letter: char) -> impl Iterator<Item = char> {
    let latin = any_ascii::any_ascii_char(letter).chars();
    latin.filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase())
}

/// All readings of a word in another script.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    /// The readings that begin before each letter.
    arcs: Vec<Vec<Arc>>,
    vowels: Vowels,
    script: Script,
}

#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    text: &'static str,
    cost: u16,
    /// Whether it is the first of its letters.
    plain: bool,
}

const UNREACHED: u16 = u16::MAX;
/// A letter without a counterpart, and one for another.
const LETTER: u16 = 100;
const SWAP: u16 = 120;
const VOWEL_SWAP: u16 = 50;
/// The same in a script without vowels: only consonants are written, so that one of them is more of the word.
const CONSONANT: u16 = 150;
const CONSONANT_SWAP: u16 = 180;

impl Lattice {
    /// The readings of a word; `None` for a Latin one, and for one too long to be a name.
    pub(crate) fn of(word: &str) -> Option<Self> {
        if word.is_ascii() {
            return None;
        }
        let script = script(word)?;
        let table = table_of(script)?;
        let letters: Vec<char> = word.chars().collect();
        if letters.len() > LETTERS_MAX {
            return None;
        }
        let arcs = (0..letters.len()).map(|place| {
            let mut arcs: Vec<Arc> = Vec::new();
            for cluster in table.at(&letters, place) {
                let to = place + cluster.letters.len();
                let read = cluster.readings.iter().enumerate();
                arcs.extend(read.map(|(at, (text, cost))| Arc { to, text, cost: *cost, plain: at == 0 }));
            }
            if arcs.is_empty() {
                arcs.push(Arc { to: place + 1, text: plain_text(letters[place]), cost: 0, plain: true });
            }
            if script == Script::Han {
                let pinyin = arcs.iter().filter(|arc| arc.plain && arc.to == place + 1).map(|arc| arc.text);
                let spellings: Vec<&str> = pinyin.flat_map(chinese::other_spellings).collect();
                let spelt = spellings.into_iter().map(|text| Arc {
                    to: place + 1,
                    text,
                    cost: OTHER_SPELLING,
                    plain: false,
                });
                arcs.extend(spelt);
            }
            arcs
        });
        Some(Self { arcs: arcs.collect(), vowels: table.vowels, script })
    }

    /// Whether both words are of one script.
    pub(crate) fn is_of_script_of(&self, other: &Self) -> bool {
        self.script == other.script
    }

    /// What may be unlike at most. A Chinese character is a syllable: with a letter more it is another one.
    pub(crate) fn slip_max(&self) -> usize {
        let is_syllable = self.script == Script::Han && self.arcs.len() == 1;
        usize::from(if is_syllable { LESS_USUAL } else { UNREACHED })
    }

    /// What it costs to read the word as this Latin one, in hundredths of an edit; `None` above the limit.
    pub(crate) fn cost(&self, latin: &[u8], limit: u16) -> Option<u16> {
        const WIDTH: usize = LETTERS_MAX + 1;
        let (letter, swap_letter) =
            if self.vowels == Vowels::Unwritten { (CONSONANT, CONSONANT_SWAP) } else { (LETTER, SWAP) };
        let (rows, columns) = (self.arcs.len(), latin.len());
        if columns > LETTERS_MAX {
            return None;
        }
        let mut costs = [[UNREACHED; WIDTH]; WIDTH];
        costs[0][0] = 0;
        let mut gaps = [0u16; WIDTH];
        (0..columns).for_each(|at| gaps[at] = self.gap(latin, at));
        for row in 0..=rows {
            for column in 0..=columns {
                let here = costs[row][column];
                if here > limit {
                    continue;
                }
                let mut reach = |row: usize, column: usize, cost: u16| {
                    let known = &mut costs[row][column];
                    *known = (*known).min(here + cost);
                };
                if column < columns {
                    reach(row, column + 1, gaps[column]);
                }
                let Some(arcs) = self.arcs.get(row) else { continue };
                for arc in arcs.iter().filter(|arc| begins_with(&latin[column..], arc.text)) {
                    reach(arc.to, column + arc.text.len(), arc.cost);
                }
                reach(row + 1, column, letter);
                if column < columns {
                    let is_vowel = arcs.first().is_some_and(|arc| arc.text.starts_with(is_vowel_letter));
                    let swap = if is_vowel && is_vowel_letter(char::from(latin[column])) {
                        VOWEL_SWAP
                    } else {
                        swap_letter
                    };
                    reach(row + 1, column + 1, swap);
                }
            }
        }
        let best = endings(latin).map(|(kept, cost)| costs[rows][kept].saturating_add(cost)).min();
        best.filter(|best| *best <= limit)
    }

    /// What a Latin letter costs that no letter of the word is read as.
    fn gap(&self, latin: &[u8], at: usize) -> u16 {
        let letter = latin[at];
        if at > 0 && latin[at - 1] == letter {
            return 6;
        }
        let (is_first, is_last) = (at == 0, at + 1 == latin.len());
        let follows_vowel = at > 0 && is_vowel_letter(char::from(latin[at - 1]));
        match (self.vowels, letter) {
            (Vowels::Unwritten, b'a' | b'e' | b'i' | b'o' | b'u') => match () {
                () if is_first => 70,
                () if is_last => 40,
                () if follows_vowel => 14,
                () => 6,
            },
            (Vowels::Inherent, b'a' | b'o') if !is_first => {
                if is_last {
                    10
                } else {
                    4
                }
            }
            (Vowels::Unwritten, b'y' | b'w') => 45,
            (_, b'a' | b'e' | b'i' | b'o' | b'u' | b'y') => 65,
            (_, b'h') => 45,
            (_, b'j' | b'w') => 80,
            (Vowels::Unwritten, _) => CONSONANT,
            _ => LETTER,
        }
    }

    /// The coarse consonants of its readings, the usual ones first.
    pub(crate) fn skeletons(&self) -> Vec<Skeleton> {
        let mut at: Vec<Vec<Skeleton>> = vec![Vec::new(); self.arcs.len() + 1];
        at[0].push(Skeleton::default());
        for (row, arcs) in self.arcs.iter().enumerate() {
            let known = std::mem::take(&mut at[row]);
            for arc in arcs.iter().filter(|arc| arc.cost <= LESS_USUAL) {
                // What these spell is told by what stands beside them: the Latin side has all of their readings.
                if !arc.plain && matches!(arc.text, "c" | "ch" | "x" | "j" | "w") {
                    continue;
                }
                for skeleton in &known {
                    let longer = skeleton.with(arc.text);
                    let next = &mut at[arc.to];
                    if next.len() < skeleton::MOST && !next.contains(&longer) {
                        next.push(longer);
                    }
                }
            }
        }
        at.pop().unwrap_or_default()
    }
}

/// Without regard to case: a letter that no table has is read as it is transliterated, which may begin with a capital.
fn begins_with(latin: &[u8], text: &str) -> bool {
    latin.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text.as_bytes()))
}

fn is_vowel_letter(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// A letter or digit that no table has, as it is read everywhere.
fn plain_text(letter: char) -> &'static str {
    const ASCII: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
    match ASCII.find(letter.to_ascii_lowercase()) {
        Some(at) => &ASCII[at..=at],
        None => {
            let latin = any_ascii::any_ascii_char(letter);
            if latin.bytes().all(|byte| byte.is_ascii_alphanumeric()) { latin } else { "" }
        }
    }
}

/// Where a Latin word may end, and what the ending costs that a language puts after a name: Baltic `-s`, `-as`, Latin
/// `-us`.
fn endings(latin: &[u8]) -> impl Iterator<Item = (usize, u16)> {
    const ENDINGS: [&[u8]; 9] = [b"s", b"as", b"is", b"us", b"os", b"ius", b"o", b"e", b"a"];
    const ENDING: u16 = 44;
    let stem_min = 4;
    let kept = ENDINGS.into_iter().filter_map(move |ending| Some(latin.strip_suffix(ending)?.len()));
    std::iter::once((latin.len(), 0))
        .chain(kept.filter(move |kept| *kept >= stem_min).map(|kept| (kept, ENDING)))
}

//! A text to words: the same name must read the same however it was typed.
//!
//! Accents, widths, ligatures and invisible characters go. A Latin word becomes plain ASCII, a word of another script keeps
//! its letters in the form that the tables of romanisations have them. A word that mixes Latin with look-alike letters of
//! another script (a known way round a filter) is read by shape.

use super::NameError;
use super::native;
use super::native_words;
use super::script::{Script, script_of};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are compared by their beginning: no list has one, and cost must stay bounded.
pub(super) const WORD_LETTERS_MAX: usize = 60;

/// One word of a name: lower-case a-z and 0-9, or normal letters of another script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// A dot followed: `J.` or the letters of `S.A.`.
    pub(super) dotted: bool,
    /// A comma followed: what stands before it is the family name.
    pub(super) comma: bool,
    /// It is written onto the word before it: a syllable of Han characters or Hangul.
    pub(super) glued: bool,
}

/// The words of a text, in order. A text with a letter of a script that can't be compared is refused as a whole: that
/// word may be the one that tells whose name it is.
pub(super) fn words(text: &str) -> Result<Vec<Word>, NameError> {
    let mut reader = WordReader::default();
    if text.is_ascii() {
        text.chars().for_each(|character| reader.push(character));
    } else {
        let mut japanese = (false, false);
        // The sign of a number is a word of its own: "№3".
        let plain: String =
            text.replace('№', " no ").replace("M.ª", "Maria").replace("Mª", "Maria").nfkc().collect();
        let plain = native_words::parted(&plain).unwrap_or(plain);
        for character in plain.chars() {
            if character.is_alphanumeric() {
                match script_of(character).map_err(|script| NameError::Unreadable { script })? {
                    Script::Han => japanese.0 = true,
                    Script::Kana => japanese.1 = true,
                    _ => {}
                }
            }
            reader.push(character);
        }
        // Beside kana Han characters have Japanese readings, which no table here knows.
        if japanese == (true, true) {
            return Err(NameError::Unreadable { script: "Japanese Kanji" });
        }
    }
    Ok(reader.finish())
}

#[derive(Default)]
struct WordReader {
    letters: Vec<char>,
    words: Vec<Word>,
}

impl WordReader {
    fn push(&mut self, character: char) {
        match character {
            _ if character.is_alphanumeric() || is_combining_mark(character) => self.letters.push(character),
            _ if is_apostrophe(character) || is_invisible(character) => {}
            // The sign of an abbreviation stands before its last letter: "בע\"מ".
            '"' | '\u{5f4}' | '\u{201d}' if self.letters.last().is_some_and(|letter| is_hebrew(*letter)) => {}
            '.' => {
                self.close();
                self.mark(|word| word.dotted = true);
            }
            ',' => {
                self.close();
                self.mark(|word| word.comma = true);
            }
            '&' => {
                self.close();
                self.letters.extend("and".chars());
                self.close();
            }
            _ => self.close(),
        }
    }

    fn mark(&mut self, change: impl FnOnce(&mut Word)) {
        if let Some(word) = self.words.last_mut() {
            change(word);
        }
    }

    fn close(&mut self) {
        if self.letters.is_empty() {
            return;
        }
        let mut letters = std::mem::take(&mut self.letters);
        mend_cyrillic(&mut letters);
        let by_shape = letters.iter().any(char::is_ascii_alphabetic);
        let is_other = |letter: &char| {
            !letter.is_ascii() && script_of(*letter).is_ok_and(|script| script != Script::Latin)
        };
        if by_shape || !letters.iter().any(is_other) {
            self.add(&to_latin(&letters, by_shape));
        } else {
            self.close_native(&letters);
        }
    }

    /// A word of another script stays in it, in the letters of the tables.
    fn close_native(&mut self, letters: &[char]) {
        let text: String = letters.iter().flat_map(|letter| ascii_digit_or_lower(*letter)).collect();
        let first = letters
            .iter()
            .find_map(|letter| script_of(*letter).ok().filter(|script| *script != Script::Latin));
        match first {
            // Each syllable is a word of its own; joins put "jin ping" and "jong un" back together.
            Some(Script::Han | Script::Hangul) => {
                let mut syllable = [0; 4];
                let first = self.words.len();
                text.chars().for_each(|letter| self.add(&native::normal(letter.encode_utf8(&mut syllable))));
                self.words.iter_mut().skip(first + 1).for_each(|word| word.glued = true);
            }
            Some(Script::Arabic) => self.add_arabic(&native::normal(&text), letters[0]),
            Some(Script::Thai) => self.add(&native::normal(without_thai_title(&text))),
            _ => self.add(&native::normal(&text)),
        }
    }

    /// The Arabic article is written onto its noun, and so is the servant (`abd`) of a name of God.
    fn add_arabic(&mut self, word: &str, first: char) {
        const ARTICLE: &str = "ال";
        const GOD: &str = "الله";
        const SERVANT: &str = "عبد";
        // A hamza is not the article's: "ألكسندر" is Alexander.
        let has_article =
            |word: &str| word.chars().count() > 4 && word.starts_with(ARTICLE) && !word.starts_with(GOD);
        if let Some(served) = word.strip_prefix(SERVANT).filter(|served| served.starts_with(ARTICLE)) {
            self.add(SERVANT);
            self.add_arabic(served, 'ا');
        } else if matches!(first, 'ا' | 'ٱ') && has_article(word) {
            self.add(ARTICLE);
            self.add(&word[ARTICLE.len()..]);
        } else {
            self.add(word);
        }
    }

    fn add(&mut self, word: &str) {
        for piece in word.split(' ').filter(|piece| !piece.is_empty()) {
            let text = piece.chars().take(WORD_LETTERS_MAX).collect();
            self.words.push(Word { text, dotted: false, comma: false, glued: false });
        }
    }

    fn finish(mut self) -> Vec<Word> {
        self.close();
        self.words
    }
}

/// Digits of any script are ASCII ones.
fn ascii_digit_or_lower(letter: char) -> impl Iterator<Item = char> {
    let digit = (letter.is_numeric() && !letter.is_ascii()).then(|| any_ascii::any_ascii_char(letter));
    let lower = digit.is_none().then(|| letter.to_lowercase());
    digit.unwrap_or_default().chars().filter(char::is_ascii_digit).chain(lower.into_iter().flatten())
}

/// A letter or digit of any script as ASCII.
pub(crate) fn plain_character(letter: char) -> impl Iterator<Item = char> {
    any_ascii::any_ascii_char(letter).chars().filter(char::is_ascii_alphanumeric)
}

/// Lower-case ASCII of one Latin word; letters of other scripts in it by their shape.
fn to_latin(letters: &[char], by_shape: bool) -> String {
    let mut latin = String::with_capacity(letters.len());
    if letters.iter().all(char::is_ascii) {
        latin.extend(letters.iter().map(char::to_ascii_lowercase));
        return latin;
    }
    for &letter in letters {
        match look_alike(letter) {
            Some(twin) if by_shape => latin.push(twin),
            _ => latin.extend(
                any_ascii::any_ascii_char(letter)
                    .chars()
                    .filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
                    .map(|c| c.to_ascii_lowercase()),
            ),
        }
    }
    latin
}

/// Marks that names carry inside a word: `Qa'ida`, `O'Brien`, `Ky'ong`.
fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2bb}'
            ..='\u{2bf}' | '\u{5f3}'
    )
}

/// Characters that print nothing and would otherwise cut a word in two.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Thai writes a title onto the name: "นายสมชาย" is Mr Somchai.
fn without_thai_title(word: &str) -> &str {
    const TITLES: [&str; 5] = ["นางสาว", "นาง", "นาย", "เด็กชาย", "เด็กหญิง"];
    const NAME_MIN: usize = 3;
    let name = TITLES.iter().find_map(|title| word.strip_prefix(title));
    name.filter(|name| name.chars().count() >= NAME_MIN).unwrap_or(word)
}

fn is_hebrew(letter: char) -> bool {
    script_of(letter).is_ok_and(|script| script == Script::Hebrew)
}

/// A Cyrillic word with a Latin letter slipped in: "общeство". It is one if a letter of it has no Latin twin and each Latin one
/// has a Cyrillic twin; otherwise the word is a Latin one in disguise.
fn mend_cyrillic(letters: &mut [char]) {
    let is_own = |letter: &char| {
        look_alike(*letter).is_none() && script_of(*letter).is_ok_and(|script| script == Script::Cyrillic)
    };
    if letters.iter().any(char::is_ascii_alphabetic)
        && letters.iter().any(is_own)
        && letters.iter().all(|letter| !letter.is_ascii_alphabetic() || cyrillic_twin(*letter).is_some())
    {
        letters.iter_mut().for_each(|letter| *letter = cyrillic_twin(*letter).unwrap_or(*letter));
    }
}

/// The Cyrillic letter that looks like a Latin one.
fn cyrillic_twin(letter: char) -> Option<char> {
    const TWINS: [(char, char); 14] = [
        ('a', 'а'),
        ('b', 'в'),
        ('c', 'с'),
        ('e', 'е'),
        ('h', 'н'),
        ('i', 'і'),
        ('k', 'к'),
        ('m', 'м'),
        ('o', 'о'),
        ('p', 'р'),
        ('t', 'т'),
        ('x', 'х'),
        ('y', 'у'),
        ('j', 'ј'),
    ];
    TWINS.iter().find(|(latin, _)| *latin == letter.to_ascii_lowercase()).map(|(_, twin)| *twin)
}

/// Cyrillic and Greek letters that look like a Latin one.
pub(super) fn look_alike(letter: char) -> Option<char> {
    Some(match letter {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'в' | 'В' | 'β' | 'Β' => 'b',
        'с' | 'С' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'ё' | 'Ё' | 'є' | 'Ε' => 'e',
        'ɡ' => 'g',
        'һ' | 'Н' | 'Η' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ї' => 'i',
        'ј' | 'Ј' => 'j',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'М' | 'м' | 'Μ' => 'm',
        'Ν' => 'n',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::name::native::romanised;

    #[test]
    fn any_script_reads_as_latin_words() {
        check("PUTIN, Vladimir", "putin vladimir");
        check("Nicolás Maduro", "nicolas maduro");
        check("ｆｕｌｌｗｉｄｔｈ ﬁ", "fullwidth fi");
        check("Сергей Лавров", "sergey lavrov");
        check("Сергеи\u{306} Лавров", "sergey lavrov");
        check("محمد السيسي", "mhmd al sysy");
        check("عبدالرحمن عبدالله أكرم", "abd al rhmn abd allah akrm");
        check("习近平", "xi jin ping");
        check("김정은", "gim jeong eun");
        check("バラク・オバマ", "baraku obama");
        check("ঢাকা ٣٤ Ωμέγα", "dhaka 34 omega");
        check("AT&T Inc.", "at and t inc");
        check("AL-QA'IDA", "al qaida");
    }

    #[test]
    fn hidden_and_look_alike_characters_do_not_hide_a_name() {
        check("Vla\u{200b}dimir", "vladimir");
        check("Vl\u{430}dimir P\u{443}tin", "vladimir pytin");
        check("Vladimir\u{0}Putin", "vladimir putin");
        check("закрытоe oбщeство", "zakrytoe obshchestvo");
        check("בע\"מ בע״מ", "bam bam");
        check("\u{202e}Putin", "putin");
    }

    fn check(text: &str, expected: &str) {
        let read: Vec<String> =
            words(text).expect("words").into_iter().map(|word| romanised(&word.text).into_owned()).collect();
        assert_eq!(read.join(" "), expected, "{text:?}");
    }
}

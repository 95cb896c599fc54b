//! Any script to plain Latin words: the same name must read the same however it was typed.
//!
//! Accents, widths, ligatures and invisible characters go; other scripts are transliterated; a word that mixes
//! Latin with look-alike letters of another script (a known way round a filter) is read by shape.

use super::NameError;
use super::script::{Script, script_of};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are compared by their beginning: no list has one, and cost must stay bounded.
pub(super) const WORD_LETTERS_MAX: usize = 60;

/// One word of a name, in lower case a-z and 0-9.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// A dot followed: `J.` or the letters of `S.A.`.
    pub(super) dotted: bool,
    /// A comma followed: what stands before it is the family name.
    pub(super) comma: bool,
}

/// The words of a text, in order. A text with a letter of a script that can't be compared is refused as a whole: that
/// word may be the one that tells whose name it is.
pub(super) fn words(text: &str) -> Result<Vec<Word>, NameError> {
    let mut reader = WordReader::default();
    if text.is_ascii() {
        text.chars().for_each(|character| reader.push(character));
    } else {
        let mut japanese = (false, false);
        for character in text.nfkc() {
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
            _ if is_han(character) => {
                // Each Han character is a syllable of its own; joins put "jin ping" back together.
                self.close();
                self.letters.push(character);
                self.close();
            }
            _ if character.is_alphanumeric() || is_combining_mark(character) => self.letters.push(character),
            _ if is_apostrophe(character) || is_invisible(character) => {}
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
        let latin = to_latin(&self.letters);
        self.letters.clear();
        for piece in latin.split(' ').filter(|piece| !piece.is_empty()) {
            let text = piece.chars().take(WORD_LETTERS_MAX).collect();
            self.words.push(Word { text, dotted: false, comma: false });
        }
    }

    fn finish(mut self) -> Vec<Word> {
        self.close();
        self.words
    }
}

/// Lower-case ASCII of one word; spaces where the transliteration makes several.
fn to_latin(letters: &[char]) -> String {
    let mut latin = String::with_capacity(letters.len());
    if letters.iter().all(char::is_ascii) {
        latin.extend(letters.iter().map(char::to_ascii_lowercase));
        return latin;
    }
    let by_shape = letters.iter().any(char::is_ascii_alphabetic);
    // The Arabic article is written onto its noun.
    let article = letters.len() > 3 && letters.starts_with(&['ا', 'ل']);
    if article {
        latin.push_str("al ");
    }
    for &letter in &letters[if article { 2 } else { 0 }..] {
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

fn is_han(character: char) -> bool {
    matches!(u32::from(character), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3134F)
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

/// Cyrillic and Greek letters that look like a Latin one.
fn look_alike(letter: char) -> Option<char> {
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

    #[test]
    fn any_script_reads_as_latin_words() {
        check("PUTIN, Vladimir", "putin vladimir");
        check("Nicolás Maduro", "nicolas maduro");
        check("ｆｕｌｌｗｉｄｔｈ ﬁ", "fullwidth fi");
        check("Сергей Лавров", "sergey lavrov");
        check("Сергеи\u{306} Лавров", "sergey lavrov");
        check("محمد السيسي", "mhmd al sysy");
        check("习近平", "xi jin ping");
        check("バラク・オバマ", "baraku obama");
        check("AT&T Inc.", "at and t inc");
        check("AL-QA'IDA", "al qaida");
    }

    #[test]
    fn hidden_and_look_alike_characters_do_not_hide_a_name() {
        check("Vla\u{200b}dimir", "vladimir");
        check("Vl\u{430}dimir P\u{443}tin", "vladimir pytin");
        check("Vladimir\u{0}Putin", "vladimir putin");
        check("\u{202e}Putin", "putin");
    }

    fn check(text: &str, expected: &str) {
        let read: Vec<String> = words(text).expect("words").into_iter().map(|word| word.text).collect();
        assert_eq!(read.join(" "), expected, "{text:?}");
    }
}

//! Whether what readers saw in a picture is all that is inked in it.

use super::joining::Joined;
use crate::names;
use crate::thresholds::ReadingNumbers;

/// A word of no list is understood from this confidence on, and a listed one from the other.
const UNLISTED_MIN: f32 = 0.80;
const LISTED_MIN: f32 = 0.50;
/// A line that was seen and not read has as many letters as its length over its height, times this: boxes of lines are
/// higher than their letters.
const LETTERS_A_HEIGHT: f32 = 2.0;
/// The share of a small picture's letters that was understood.
const MOSTLY: f32 = 0.5;
/// A picture of which this share is ink holds something, be it only a drawing: three times the specks of a scanned blank
/// page.
const INKED_SHARE: f32 = 0.001;

/// Whether what was seen in a picture besides what is known was understood. Where nothing was seen, `unread_ink` tells
/// how much of the picture is ink all the same.
pub(super) fn is_legible(
    seen: &[&Joined],
    unread_ink: impl FnOnce() -> f32,
    numbers: &ReadingNumbers,
) -> bool {
    let (mut all, mut understood, mut certainty) = (0.0, 0.0, 0.0);
    for joined in seen {
        let letters = letters(joined);
        all += letters;
        certainty += letters * joined.word.confidence;
        understood += if is_understood(joined) { letters } else { 0.0 };
    }
    if all == 0.0 {
        return unread_ink() < INKED_SHARE;
    }
    certainty >= numbers.ocr_page_confidence_min * all && understood >= numbers.ocr_understood_share_min * all
}

/// Whether more than this share of the letters of a small picture was understood. In a logo some words are of no list, and what is
/// mirrored or written by hand is hardly read at all.
pub(super) fn is_mostly_understood(seen: &[&Joined]) -> bool {
    let all: f32 = seen.iter().map(|joined| letters(joined)).sum();
    let understood: f32 =
        seen.iter().filter(|joined| is_understood(joined)).map(|joined| letters(joined)).sum();
    understood > MOSTLY * all
}

/// Letters of a word; of one that was not read, as many as find room.
fn letters(joined: &Joined) -> f32 {
    let word = &joined.word;
    if word.text.is_empty() {
        let (long, short) =
            (word.rect.width().max(word.rect.height()), word.rect.width().min(word.rect.height()));
        return LETTERS_A_HEIGHT * long / short.max(1.0);
    }
    word.text.chars().filter(|character| character.is_alphanumeric()).count() as f32
}

/// Whether a word was read, and not only its ink.
pub(super) fn is_understood(joined: &Joined) -> bool {
    let word = &joined.word;
    if joined.is_agreed || word.confidence >= UNLISTED_MIN {
        return !word.text.is_empty() && word.text.chars().all(|character| !is_foreign(character));
    }
    let bare = word.text.trim_matches(|character: char| !character.is_alphabetic()).to_lowercase();
    let is_listed = bare.len() >= 3 && (names::is_common_word(&bare) || names::is_any_name(&bare));
    is_listed && word.confidence >= LISTED_MIN
}

/// Readers that know East Asian characters see them in scribbles; documents in these scripts are not understood here.
fn is_foreign(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;
    use crate::ocr::OcrWord;
    use crate::thresholds::Thresholds;

    /// Words as `text*confidence`, with `=` before those that both readers saw; `~` is a line that nobody read.
    fn joined(words: &str) -> Vec<Joined> {
        words
            .split_whitespace()
            .map(|word| {
                let (text, confidence) = word.split_once('*').unwrap_or((word, "0"));
                let (text, is_agreed) = text.strip_prefix('=').map_or((text, false), |text| (text, true));
                let text = if text == "~" { "" } else { text };
                let rect = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 20.0 };
                let confidence = confidence.parse().expect("a number");
                Joined { word: OcrWord { text: text.to_owned(), rect, confidence, line: 0 }, is_agreed }
            })
            .collect()
    }

    #[track_caller]
    fn check(words: &str, unread_ink: f32, expected: bool) {
        let words = joined(words);
        let words: Vec<&Joined> = words.iter().collect();
        let numbers = Thresholds::standard().reading;
        assert_eq!(is_legible(&words, || unread_ink, &numbers), expected);
    }

    #[test]
    fn a_small_picture_with_letters_is_mostly_understood_or_a_gap() {
        for (words, expected) in [
            ("", false),
            ("~", false),
            ("xkqv*0.6 wzpf*0.6", false),
            ("Harbor*0.95 Light*0.6 xkqv*0.5", true),
            ("=4417*0.4", true),
        ] {
            let words = joined(words);
            assert_eq!(is_mostly_understood(&words.iter().collect::<Vec<_>>()), expected);
        }
    }

    #[test]
    fn a_picture_without_words_is_legible_only_if_it_is_empty() {
        check("", 0.0, true);
        check("", 0.0005, true);
        check("", 0.02, false);
        check("~", 0.0, false);
        check("~ ~ ~", 0.0, false);
    }

    #[test]
    fn words_are_understood_by_certainty_by_lists_or_by_two_readers() {
        check("Statement*0.95 of*0.9 account*0.9 4417*0.9", 0.1, true);
        check("statement*0.6 account*0.6 balance*0.6", 0.1, true);
        check("=4417*0.6 =Xyq*0.6", 0.1, true);
        check("xkqv*0.6 wzpf*0.6 hjkl*0.6", 0.1, false);
        check("statement*0.4 account*0.4", 0.1, false);
        check("4417*0.6 8821*0.6", 0.1, false);
        check("\u{624b}\u{5199}\u{6587}*0.99", 0.1, false);
    }

    #[test]
    fn a_few_letters_that_nobody_reads_are_borne_and_many_are_not() {
        let printed = "Statement*0.95 ".repeat(20);
        check(&printed, 0.1, true);
        check(&format!("{printed} xkqv*0.5"), 0.1, true);
        check(&format!("{printed} ~"), 0.1, true);
        check(&format!("{printed} ~ ~ ~"), 0.1, false);
        check(&format!("{printed} {}", "xkqvwz*0.5 ".repeat(10)), 0.1, false);
    }
}

//! Parts words that a reader of pictures ran together: `YearofBirth:1988`, `123,ABCApartments`, `S/OSonuJain`.
//!
//! Labels and names are found as whole words, so what has no gap hides them. Codes are left alone: nothing is parted beside
//! a digit but after a mark that ends a word.

use std::iter;
use std::ops::Range;

use crate::names;

/// Letters that stand together are looked up as several words from so many on.
const RUN_LETTERS_MIN: usize = 6;
/// A run of more letters is a code or a drawing, and no words.
const RUN_LETTERS_MAX: usize = 48;
/// A name that is no common word has so many letters to be believed inside a run.
const NAME_LETTERS_MIN: usize = 4;
/// The words of two letters and fewer that labels and addresses have. The list of common words has many abbreviations.
const SHORT_WORDS: [&str; 15] =
    ["a", "an", "as", "at", "by", "id", "if", "in", "is", "no", "of", "on", "or", "to", "us"];

/// Where the words of a text lie that was read as one.
pub(super) fn words_in(text: &str) -> Vec<Range<usize>> {
    if is_address_of_a_network(text) {
        return iter::once(0..text.len()).collect();
    }
    let mut borders = vec![0];
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut run_from = 0;
    for (place, &(at, character)) in characters.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| characters[before].1);
        if is_after_a_mark(before, character, place.checked_sub(2).map(|place| characters[place].1)) {
            borders.push(at);
        }
        if !character.is_alphabetic() {
            borders.extend(borders_in_run(text, run_from..at));
            run_from = at + character.len_utf8();
        }
    }
    borders.extend(borders_in_run(text, run_from..text.len()));
    borders.sort_unstable();
    borders.dedup();
    let ends = borders[1..].iter().copied().chain([text.len()]);
    borders.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// A mail address or a link is one word.
fn is_address_of_a_network(text: &str) -> bool {
    text.contains(['@', '\\']) || text.contains("://") || text.to_ascii_lowercase().contains("www")
}

/// Whether a mark that ends a word parts two letters, or a letter from a number: not the digits of an amount or a time.
fn is_after_a_mark(before: Option<char>, character: char, before_that: Option<char>) -> bool {
    let Some(mark) = before.filter(|mark| matches!(mark, ',' | ':' | ';' | ')')) else { return false };
    let ends_a_number = before_that.is_some_and(|character| character.is_ascii_digit());
    character.is_alphabetic() || (character.is_ascii_digit() && mark != ',' && !ends_a_number)
}

/// Borders inside a run of letters: where the case changes, and where listed words meet.
fn borders_in_run(text: &str, run: Range<usize>) -> Vec<usize> {
    let letters = &text[run.clone()];
    let touches_digit =
        |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    let is_in_a_code =
        touches_digit(text[..run.start].chars().next_back()) || touches_digit(text[run.end..].chars().next());
    let count = letters.chars().count();
    if is_in_a_code
        || !(RUN_LETTERS_MIN..=RUN_LETTERS_MAX).contains(&count)
        || !letters.is_ascii()
        || is_word(letters)
    {
        return Vec::new();
    }
    listed_words(letters)
        .or_else(|| cased_words(letters))
        .map(|borders| borders.into_iter().map(|border| run.start + border).collect())
        .unwrap_or_default()
}

/// Whether these letters are one word that a list has, or a name.
fn is_word(letters: &str) -> bool {
    let word = letters.to_ascii_lowercase();
    match word.len() {
        0 => false,
        1 | 2 => SHORT_WORDS.contains(&word.as_str()),
        length => names::is_common_word(&word) || (length >= NAME_LETTERS_MIN && names::is_any_name(&word)),
    }
}

/// The borders of the fewest listed words that make up the whole run, if any do.
fn listed_words(letters: &str) -> Option<Vec<usize>> {
    let length = letters.len();
    // For each place, the least number of words up to it, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; length + 1];
    best[0] = Some((0, 0));
    for end in 1..=length {
        let candidates = (0..end).filter_map(|start| {
            let (count, _) = best[start]?;
            is_word(&letters[start..end]).then_some((count + 1, start))
        });
        best[end] = candidates.min();
    }
    let (count, _) = best[length]?;
    // Many short words make up nearly anything.
    if count < 2 || length < 3 * count {
        return None;
    }
    let mut borders = Vec::new();
    let mut end = length;
    while let Some((_, start)) = best[end].filter(|_| end > 0) {
        if start > 0 {
            borders.push(start);
        }
        end = start;
    }
    Some(borders)
}

/// The borders where a small letter is followed by a capital, or capitals by a capitalised word.
fn cased_words(letters: &str) -> Option<Vec<usize>> {
    let bytes = letters.as_bytes();
    let mut borders: Vec<usize> = Vec::new();
    for at in 1..bytes.len() {
        let rises = bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase();
        let begins = at >= 2
            && bytes[at - 1].is_ascii_uppercase()
            && bytes[at].is_ascii_uppercase()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        if rises || begins {
            borders.push(at);
        }
    }
    let bounds: Vec<usize> = [0].into_iter().chain(borders.iter().copied()).chain([bytes.len()]).collect();
    // `McDonald` and `iPhone` are one word each; noise changes its case at every other letter.
    let are_long = bounds.windows(2).all(|word| word[1] - word[0] >= 3);
    (are_long && !borders.is_empty()).then_some(borders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words: Vec<&str> = words_in(text).into_iter().map(|word| &text[word]).collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn words_that_were_run_together_are_parted() {
        check("YearofBirth:1988", "Year of Birth: 1988");
        check("123,ABCApartments", "123, ABC Apartments");
        check("SonuJain", "Sonu Jain");
        check("CREDITORSname,street", "CREDITORS name, street");
        check("Dateofbirth", "Date of birth");
        check("DRIVERLICENSE", "DRIVER LICENSE");
        check("SocialSecurityNumber", "Social Security Number");
        check("Accountnumber", "Account number");
        check("placeofbirth", "place of birth");
        check("Name:JohnDoe", "Name: John Doe");
        check("Springfield,IL", "Springfield, IL");
    }

    #[test]
    fn words_names_codes_amounts_and_addresses_stay_whole() {
        for whole in [
            "",
            "a",
            "McDonald",
            "MacDonald",
            "Understanding",
            "CREDITORS",
            "information",
            "Johnson",
            "1,234,567.00",
            "13:10:48",
            "XYZ123ABC",
            "AB1234567",
            "john.doe@examplemail.com",
            "https://example.com:443/PathName",
            "www.irs.gov/Form1099C",
            "XXX-XX-XXXX",
            "GRAINEDECHIA",
            "xKqWvZpF",
            "Muenchen",
            "9876543210",
        ] {
            check(whole, whole);
        }
    }

    #[test]
    fn nothing_is_lost_or_moved() {
        for text in ["Ünïcode:Straße", "a:b,c;d)e", "::,,", "ÄÖÜäöüßAbc", "NAME:ΑΒΓ", "名前:山田", "x)1,2)3"]
        {
            let words = words_in(text);
            assert_eq!(words.iter().map(|word| &text[word.clone()]).collect::<String>(), text);
        }
    }
}

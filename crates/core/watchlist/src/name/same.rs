//! Whether two texts are one name in two spellings. What an analyst has cleared holds for the name that was cleared, and
//! for no other, however alike: a match is already alike.

use unicode_normalization::UnicodeNormalization;

use super::letters::words;

/// Whether two texts are the same name but for its spelling: the same words once letters are read as the matcher reads
/// them (case, accents, width, punctuation, invisible characters), in any order and however they are spaced.
///
/// A letter, a word, an initial, a title or a company form more or less is another name. So is one in another script, and
/// one of other letters that are romanised alike. Symmetric; a text that can't be read is the same as none.
///
/// ```
/// assert!(watchlist::is_same_name("Quill, ADAM", "Adam Quill"));
/// assert!(!watchlist::is_same_name("Adam Quill", "Adam Bertram Quill"));
/// ```
pub fn is_same_name(one: &str, other: &str) -> bool {
    let (mut these, mut those) = (read(one), read(other));
    if these.is_empty() || those.is_empty() || letters_beyond_latin(one) != letters_beyond_latin(other) {
        return false;
    }
    if these.concat() == those.concat() {
        return true;
    }
    these.sort_unstable();
    those.sort_unstable();
    these == those
}

fn read(text: &str) -> Vec<String> {
    words(text).unwrap_or_default().into_iter().map(|word| word.text).collect()
}

/// Letters of other scripts, whatever their order. Romanisation reads many of them alike.
fn letters_beyond_latin(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|letter| letter.is_alphabetic() && !is_latin(*letter))
        .collect();
    letters.sort_unstable();
    letters
}

/// The blocks of Latin letters.
fn is_latin(letter: char) -> bool {
    matches!(u32::from(letter), 0..=0x24f | 0x1e00..=0x1eff | 0x2c60..=0x2c7f | 0xa720..=0xa7ff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::is_same_name;

    #[test]
    fn spelling_makes_no_other_name_and_anything_more_does() {
        let check = |one: &str, other: &str, expected: bool| {
            assert_eq!(is_same_name(one, other), expected, "{one:?} {other:?}");
            assert_eq!(is_same_name(other, one), expected, "{other:?} {one:?}");
        };
        for spelling in [
            "ADAM QUILL",
            "Quill, Adam",
            "quill adam",
            " Adam\tQuill ",
            "Adám Quill",
            "Ａｄａｍ Quill",
            "Adam\u{200b} Quill.",
            "Adam-Quill",
            "AdamQuill",
        ] {
            check("Adam Quill", spelling, true);
        }
        for other in [
            "Adam Bertram Quill",
            "Adam B. Quill",
            "A. Quill",
            "Adam Quil",
            "Adan Quill",
            "Dr. Adam Quill",
            "Adam al Quill",
            "Adam Quill GmbH",
            "Adam Adam Quill",
            "Eve Quill",
            "",
            "\u{1f426}",
        ] {
            check("Adam Quill", other, false);
        }
        check("Сергей Лавров", "ЛАВРОВ, Сергей", true);
        check("Сергей Лавров", "Sergey Lavrov", false);
        check("\u{410}dam Quill", "Adam Quill", false);
        check("王伟", "汪伟", false);
        check("王伟", "王 伟", true);
        check("王伟", "Wang Wei", false);
        check("Łukasz Ørsted", "Lukasz Orsted", true);
        check("Quill GmbH", "Quill G.m.b.H.", true);
        check("", "", false);
        check("\u{1f426}", "\u{1f426}", false);
    }

    proptest! {
        #[test]
        fn the_order_of_the_names_asked_makes_no_difference(one in "\\PC{0,12}", other in "\\PC{0,12}") {
            prop_assert_eq!(is_same_name(&one, &other), is_same_name(&other, &one));
        }
    }
}

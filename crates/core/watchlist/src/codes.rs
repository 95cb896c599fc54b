//! Codes that are known by their shape: legal entity identifiers and the codes of banks.

use crate::country::Country;

/// The code that a text is, as it is compared: an LEI without its blanks and label, a BIC of eight letters without its
/// branch. `sort` is what the list calls it.
pub(crate) fn code(sort: &str, text: &str) -> Option<String> {
    const LABELS: [&str; 8] = ["LEI", "BIC", "BICFI", "SWIFT", "CODE", "NO", "NUMBER", "ID"];
    let upper = text.to_uppercase();
    let mut words: Vec<&str> = upper.split(|letter: char| !letter.is_alphanumeric()).collect();
    words.retain(|word| !word.is_empty());
    let labels = words.iter().take_while(|word| LABELS.contains(word)).count();
    let sort = sort.to_uppercase();
    let names_bank = |text: &str| text.contains("BIC") || text.contains("SWIFT");
    let (labels, words) = words.split_at(labels);
    let is_bank = names_bank(&sort) || labels.iter().any(|label| names_bank(label));
    let compact = words.concat();
    if is_lei(&compact) {
        return Some(compact);
    }
    // Without a label a BIC is one word in capitals, for others are eight letters too.
    let is_alone = labels.is_empty() && words.len() == 1 && text.contains(&compact);
    ((is_bank || is_alone) && is_bic(&compact)).then(|| compact[..BIC_LETTERS].to_owned())
}

/// Twenty letters and digits whose remainder by 97 is 1, as ISO 17442 has it.
fn is_lei(code: &str) -> bool {
    const LENGTH: usize = 20;
    let remainder = |so_far: Option<u32>, letter: char| {
        let value = letter.to_digit(36).filter(|_| letter.is_ascii_alphanumeric())?;
        Some((so_far? * if value < 10 { 10 } else { 100 } + value) % 97)
    };
    code.len() == LENGTH
        && code.ends_with(|letter: char| letter.is_ascii_digit())
        && code.chars().fold(Some(0), remainder) == Some(1)
}

/// What names the bank of a BIC: four letters, a country, a place. A branch of three may follow.
const BIC_LETTERS: usize = 8;

fn is_bic(code: &str) -> bool {
    const WITH_BRANCH: usize = 11;
    matches!(code.len(), BIC_LETTERS | WITH_BRANCH)
        && code.bytes().all(|letter| letter.is_ascii_alphanumeric())
        && code.bytes().take(6).all(|letter| letter.is_ascii_uppercase())
        && Country::parse(&code[4..6]).is_ok()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn codes_are_known_by_their_shape() {
        for (sort, text, expected) in [
            ("", "5493001KJTIIGC8Y1R12", Some("5493001KJTIIGC8Y1R12")),
            ("", "LEI: 5493 001K JTII GC8Y 1R12", Some("5493001KJTIIGC8Y1R12")),
            ("", "5493-001kjtiigc8y1r12", Some("5493001KJTIIGC8Y1R12")),
            ("", "LEI code HWUPKR0MPOU8FGXBT394", Some("HWUPKR0MPOU8FGXBT394")),
            ("", "5493001KJTIIGC8Y1R13", None),
            ("", "SABRRUMM", Some("SABRRUMM")),
            ("", "SABRRUMMXXX", Some("SABRRUMM")),
            ("", "BIC SABR RU MM SP1", Some("SABRRUMM")),
            ("SWIFT/BIC", "sabrrumm", Some("SABRRUMM")),
            ("", "SWIFT/BIC: sabrrumm", Some("SABRRUMM")),
            ("", "document", None),
            ("", "Document", None),
            ("", "PASSPORT", None),
            ("", "AB1234567", None),
            ("", "", None),
        ] {
            assert_eq!(code(sort, text).as_deref(), expected, "{sort} {text}");
        }
    }
}

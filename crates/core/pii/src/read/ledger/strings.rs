//! What a string of a file is: text for people, a name that a program made, or data.

use hayro::hayro_interpret::hayro_syntax::object::Dict;

/// Runs of printable characters in data, as short as a number with its separators.
const RUN_CHARACTERS_MIN: usize = 8;
/// So many digits can be an identifier.
const DIGITS_MIN: usize = 6;

/// What the string under a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Text for people.
    Text,
    /// Text under a key that no standard has: the key says what it is.
    Own,
    /// Mark-up with text in it.
    Rich,
    /// What programs name things by. It counts only if it could be somebody's number or address.
    Technical,
    /// A program.
    Script,
}

/// Keys of the standard whose strings are text for people.
const TEXT: [&str; 40] = [
    "Title",
    "Subject",
    "Keywords",
    "Author",
    "Creator",
    "Producer",
    "Contents",
    "Subj",
    "V",
    "DV",
    "Opt",
    "Alt",
    "ActualText",
    "E",
    "Reason",
    "Location",
    "ContactInfo",
    "Name",
    "Desc",
    "F",
    "UF",
    "URI",
    "CA",
    "RC",
    "AC",
    "P",
    "Info",
    "OutputCondition",
    "OutputConditionIdentifier",
    "RegistryName",
    "Label",
    "LL",
    "NU",
    "Names",
    "Limits",
    "D",
    "Dests",
    "Base",
    "U",
    "TI",
];
/// Keys whose strings are made by programs: names of fields, fonts, versions, styles.
const TECHNICAL: [&str; 35] = [
    "T",
    "TU",
    "TM",
    "DA",
    "DS",
    "NM",
    "ID",
    "Registry",
    "Ordering",
    "Lang",
    "BaseFont",
    "FontFamily",
    "FontName",
    "CharSet",
    "ModDate",
    "CreationDate",
    "LastModified",
    "M",
    "Trapped",
    "IT",
    "PTEX.Fullbanner",
    "PTEX.FileName",
    "SourceModified",
    "Prop_Build",
    "R",
    "SubFilter",
    "BaseURL",
    "Version",
    "PCM",
    "Style",
    "CL",
    "IDS",
    "SI",
    "AAPL:Keywords",
    "XFA",
];
/// Keys whose strings are data: checksums, certificates, signatures, tables of colours.
const DATA: [&str; 13] = [
    "ID",
    "Cert",
    "CheckSum",
    "Lookup",
    "Indexed",
    "I",
    "Panose",
    "DigestValue",
    "O",
    "U",
    "TK",
    "MK",
    "Digest",
];
/// What many programs name and do not write, and nothing is read from.
const MAY_BE_MISSING: [&str; 14] = [
    "Parent",
    "P",
    "Pg",
    "StructParent",
    "Prev",
    "Next",
    "Dest",
    "D",
    "Length",
    "Popup",
    "IRT",
    "PieceInfo",
    "Thumb",
    "OC",
];

/// What a printable string under this key is.
pub(super) fn standing(key: &str) -> Standing {
    match key {
        "JS" => Standing::Script,
        "RV" | "RC" => Standing::Rich,
        _ if TECHNICAL.contains(&key) => Standing::Technical,
        _ if key.is_empty() || TEXT.contains(&key) => Standing::Text,
        _ => Standing::Own,
    }
}

/// Whether an unprintable string under this key is known to be data.
pub(super) fn is_data(key: &str, owner: Option<&Dict<'_>>) -> bool {
    // A signature is the `Contents` of a dictionary that says which bytes it signs.
    let is_signature = key == "Contents" && owner.is_some_and(|owner| owner.contains_key(b"ByteRange"));
    is_signature || DATA.contains(&key)
}

/// Whether an object that is referred to under this key is often missing, and nothing would be read from it.
pub(super) fn may_be_missing(key: &str) -> bool {
    MAY_BE_MISSING.contains(&key)
}

/// The dictionary of the encryption: its strings are keys, and are not encrypted themselves.
pub(super) fn is_encryption(dict: &Dict<'_>) -> bool {
    [&b"O"[..], b"U", b"P", b"V", b"R"].iter().all(|key| dict.contains_key(key))
}

/// Whether bytes are text: nearly all characters of them can be printed. Decoding leaves out control characters, so
/// they are counted before.
pub(super) fn is_text(bytes: &[u8], decoded: &str) -> bool {
    let is_wide = bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xff, 0xfe]);
    let is_control = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let controls = if is_wide { 0 } else { bytes.iter().filter(is_control).count() };
    controls * 20 <= bytes.len() && is_printable(decoded)
}

/// Whether nearly all characters of a text can be printed.
pub(super) fn is_printable(text: &str) -> bool {
    let strange = text
        .chars()
        .filter(|&character| {
            character.is_control() && !character.is_whitespace()
                || matches!(character, '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}')
                || !character.is_ascii()
                    && !character.is_alphanumeric()
                    && !character.is_whitespace()
                    && !"–—‘’“”„•…€£¥§©®™°·«»¿¡ºª½¼¾±×÷†‡‐‑‒―‹›−".contains(character)
        })
        .count();
    let high = text.chars().filter(|character| ('\u{a1}'..='\u{ff}').contains(character)).count();
    let all = text.chars().count();
    strange * 10 <= all && high * 3 <= all.max(6) && text.chars().any(|character| !character.is_control())
}

/// Runs of printable characters within data.
pub(super) fn readable_runs(bytes: &[u8]) -> Vec<String> {
    // Text of two bytes a character has a zero in each.
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    let narrow: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let bytes = if zeros * 3 > bytes.len() { &narrow } else { bytes };
    bytes
        .split(|byte| !(b' '..=b'~').contains(byte))
        .filter(|run| run.len() >= RUN_CHARACTERS_MIN)
        .map(|run| String::from_utf8_lossy(run).into_owned())
        .collect()
}

/// The bytes of a string in angle brackets.
pub(super) fn of_hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(b"<")?.strip_suffix(b">")?;
    let digits: Vec<u8> =
        inner.iter().filter_map(|&byte| char::from(byte).to_digit(16)).map(|digit| digit as u8).collect();
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect())
}

/// Whether a text could be somebody's number or address on the net.
pub(super) fn could_identify(text: &str) -> bool {
    text.contains('@') || text.chars().filter(|character| character.is_numeric()).count() >= DIGITS_MIN
}

/// Dates of the standard and of XML, identifiers of documents, checksums: programs write them into every file.
pub(super) fn is_made_by_programs(text: &str) -> bool {
    is_date(text) || is_unique_id(text)
}

/// `D:20241231235959+01'00'` or `2024-12-31T23:59:59+01:00`.
fn is_date(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    let form = |rest: &str| {
        rest.chars().all(|character| character.is_ascii_digit() || "+-:'TZ. ".contains(character))
    };
    let is_form = text.strip_prefix("D:").is_some_and(form)
        || (text.len() >= 10 && text.as_bytes()[4..].starts_with(b"-") && text.contains('T') && form(text));
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    is_form
        && digits.len() >= 4
        && (1900..2100).contains(&number(&digits[..4]))
        && (digits.len() < 6 || (1..=12).contains(&number(&digits[4..6])))
        && (digits.len() < 8 || (1..=31).contains(&number(&digits[6..8])))
}

/// `uuid:`, `xmp.did:` and the like, or at least 24 hexadecimal digits, with hyphens or without.
fn is_unique_id(text: &str) -> bool {
    let id = text.rsplit([':', '/']).next().unwrap_or(text).trim_matches(['{', '}', '<', '>', '"']);
    let hexadecimal = id.chars().filter(char::is_ascii_hexdigit).count();
    // A card number is digits throughout; an identifier made by chance has letters.
    let has_letters = id.chars().any(|character| matches!(character, 'a'..='f' | 'A'..='F'));
    hexadecimal >= 24
        && has_letters
        && id.chars().all(|character| character.is_ascii_hexdigit() || character == '-')
}

/// The words of a key or an element's name: `BorrowerSSN_1` is "Borrower SSN 1".
pub(super) fn words_of(key: &str) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    let mut before = ' ';
    for character in key.chars() {
        let begins = before.is_lowercase() && character.is_uppercase();
        if begins {
            words.push(' ');
        }
        words.push(if character.is_alphanumeric() { character } else { ' ' });
        before = character;
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_identifiers_are_told_from_numbers_of_people() {
        for made in [
            "D:20240131120000+01'00'",
            "D:2024",
            "2024-01-31T12:00:00Z",
            "uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
            "xmp.did:AF1B2C3D4E5F60718293A4B5C6D7E8F9",
        ] {
            assert!(is_made_by_programs(made), "{made}");
        }
        for said in [
            "D:536221874",
            "D:99991231",
            "536-22-1874",
            "4539578763621486",
            "123456789012345678901234",
            "2024-01-31",
        ] {
            assert!(!is_made_by_programs(said), "{said}");
        }
    }

    #[test]
    fn text_is_told_from_data() {
        for text in ["Jane Roe", "Grüße aus Köln", "名前", "a", "SSN – 536-22-1874"] {
            assert!(is_printable(text), "{text}");
        }
        assert!(!is_printable(&text_string_of(&[
            0x8a, 0x03, 0xff, 0x91, 0x00, 0x41, 0xd2, 0xe9, 0xf3, 0x10
        ])));
        let signature = [
            b"0\x82\x0b\x10\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02\xa0".as_slice(),
            b"GeoTrust Inc. Services",
        ]
        .concat();
        assert!(!is_text(&signature, &text_string_of(&signature)));
        assert!(is_text(b"two\r\nlines", "two\r\nlines"));
        assert_eq!(readable_runs(b"\x00\x01536-22-1874\xffab"), ["536-22-1874"]);
    }

    fn text_string_of(bytes: &[u8]) -> String {
        super::super::super::text_string::decode(bytes)
    }

    #[test]
    fn keys_are_read_as_words() {
        assert_eq!(words_of("BorrowerSSN_1"), "Borrower SSN 1");
        assert_eq!(standing("SSN"), Standing::Own);
        assert_eq!(standing("Author"), Standing::Text);
    }
}

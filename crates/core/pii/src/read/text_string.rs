//! Text strings of PDF objects (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding.

/// The characters of PDFDocEncoding from 0x80 to 0x9f; the others are those of Latin-1.
const PDF_DOC_ENCODING: [char; 32] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', ' ',
];

/// Decodes a text string; line ends become blanks' equals, control characters vanish.
pub(super) fn decode(bytes: &[u8]) -> String {
    let text: String = match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => plain
            .iter()
            .map(|&byte| match byte {
                0x80..=0x9f => PDF_DOC_ENCODING[usize::from(byte - 0x80)],
                0xa0 => '€',
                other => char::from(other),
            })
            .collect(),
    };
    text.chars()
        .filter(|character| !character.is_control() || matches!(character, '\n' | '\r' | '\t'))
        .collect()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|decoded| decoded.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_told_by_its_mark() {
        assert_eq!(decode(b"\xfe\xff\x00Z\x00\xfc"), "Zü");
        assert_eq!(decode(b"\xff\xfeZ\x00\xfc\x00"), "Zü");
        assert_eq!(decode("\u{feff}Zü".as_bytes()), "Zü");
        assert_eq!(decode(b"Z\xfc \x84"), "Zü —");
    }
}

//! Which script a letter is of, and whether names in it can be compared.
//!
//! A script counts as comparable when the crate knows how its letters are written in Latin ones. A name in any other
//! is refused: transliterated by guess it would match nobody, and a party that was never compared must not pass as
//! screened.

/// A script that names can be compared in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    /// Devanagari and its sisters in the parallel blocks of Unicode, up to Malayalam.
    Indic,
    Thai,
    Khmer,
    Hangul,
    Kana,
    Han,
}

/// The script of a letter; of one that can't be compared its script's name.
pub(super) fn script_of(letter: char) -> Result<Script, &'static str> {
    let code = u32::from(letter);
    if code < 0x370 {
        return Ok(Script::Latin);
    }
    let at = READABLE.partition_point(|(_, last, _)| *last < code);
    match READABLE.get(at) {
        Some((first, _, script)) if *first <= code => Ok(*script),
        _ if letter.is_numeric() => Ok(Script::Latin),
        _ => Err(unreadable_script(code)),
    }
}

/// The name of a script that has no table, for the message that says so.
fn unreadable_script(code: u32) -> &'static str {
    let at = UNREADABLE.partition_point(|(_, last, _)| *last < code);
    match UNREADABLE.get(at) {
        Some((first, _, name)) if *first <= code => name,
        _ => "a rare script",
    }
}

/// First and last code point, in order.
static READABLE: &[(u32, u32, Script)] = &[
    (0x0370, 0x03ff, Script::Greek),
    (0x0400, 0x052f, Script::Cyrillic),
    (0x0530, 0x058f, Script::Armenian),
    (0x0590, 0x05ff, Script::Hebrew),
    (0x0600, 0x06ff, Script::Arabic),
    (0x0750, 0x077f, Script::Arabic),
    (0x0870, 0x08ff, Script::Arabic),
    (0x0900, 0x0d7f, Script::Indic),
    (0x0e00, 0x0e7f, Script::Thai),
    (0x10a0, 0x10ff, Script::Georgian),
    (0x1100, 0x11ff, Script::Hangul),
    (0x1780, 0x17ff, Script::Khmer),
    (0x1c80, 0x1c8f, Script::Cyrillic),
    (0x1c90, 0x1cbf, Script::Georgian),
    (0x1d00, 0x1dbf, Script::Latin),
    (0x1e00, 0x1eff, Script::Latin),
    (0x1f00, 0x1fff, Script::Greek),
    (0x2071, 0x209c, Script::Latin),
    (0x2100, 0x2188, Script::Latin),
    (0x24b6, 0x24e9, Script::Latin),
    (0x2c60, 0x2c7f, Script::Latin),
    (0x2d00, 0x2d2f, Script::Georgian),
    (0x2de0, 0x2dff, Script::Cyrillic),
    (0x3005, 0x3007, Script::Han),
    (0x3021, 0x3029, Script::Han),
    (0x3031, 0x3035, Script::Kana),
    (0x3041, 0x30ff, Script::Kana),
    (0x3131, 0x318e, Script::Hangul),
    (0x31f0, 0x31ff, Script::Kana),
    (0x3400, 0x4dbf, Script::Han),
    (0x4e00, 0x9fff, Script::Han),
    (0xa640, 0xa69f, Script::Cyrillic),
    (0xa722, 0xa7ff, Script::Latin),
    (0xa8e0, 0xa8ff, Script::Indic),
    (0xa960, 0xa97c, Script::Hangul),
    (0xab30, 0xab6f, Script::Latin),
    (0xac00, 0xd7fb, Script::Hangul),
    (0xf900, 0xfaff, Script::Han),
    (0xfb00, 0xfb06, Script::Latin),
    (0xfb13, 0xfb17, Script::Armenian),
    (0xfb1d, 0xfb4f, Script::Hebrew),
    (0xfb50, 0xfdff, Script::Arabic),
    (0xfe70, 0xfefc, Script::Arabic),
    (0xff21, 0xff5a, Script::Latin),
    (0xff66, 0xff9f, Script::Kana),
    (0x1d400, 0x1d7ff, Script::Latin),
    (0x1f130, 0x1f189, Script::Latin),
    (0x20000, 0x3134f, Script::Han),
];

/// Scripts that living people's names are written in and that have no table yet.
static UNREADABLE: &[(u32, u32, &str)] = &[
    (0x0700, 0x074f, "Syriac"),
    (0x0780, 0x07bf, "Thaana"),
    (0x07c0, 0x07ff, "N'Ko"),
    (0x0d80, 0x0dff, "Sinhala"),
    (0x0e80, 0x0eff, "Lao"),
    (0x0f00, 0x0fff, "Tibetan"),
    (0x1000, 0x109f, "Burmese"),
    (0x1200, 0x139f, "Ethiopic"),
    (0x13a0, 0x13ff, "Cherokee"),
    (0x1400, 0x167f, "Canadian syllabics"),
    (0x1800, 0x18af, "Mongolian"),
    (0x2d30, 0x2d7f, "Tifinagh"),
    (0x3105, 0x312f, "Bopomofo"),
    (0xa000, 0xa4cf, "Yi"),
];

#[cfg(test)]
mod tests {
    use super::{READABLE, Script, UNREADABLE, script_of};

    #[test]
    fn letters_have_the_script_they_are_written_in() {
        for (letters, script) in [
            ("aZéßĄſ7٣৭", Ok(Script::Latin)),
            ("βΏἀ", Ok(Script::Greek)),
            ("жЇӨ", Ok(Script::Cyrillic)),
            ("աՖ", Ok(Script::Armenian)),
            ("აᲐ", Ok(Script::Georgian)),
            ("אך", Ok(Script::Hebrew)),
            ("بپےڭ", Ok(Script::Arabic)),
            ("कখਗઘଙசఛಜഝ", Ok(Script::Indic)),
            ("กฮ", Ok(Script::Thai)),
            ("김ㄱ", Ok(Script::Hangul)),
            ("かカー", Ok(Script::Kana)),
            ("王亞々", Ok(Script::Han)),
            ("ሀ", Err("Ethiopic")),
            ("ក", Ok(Script::Khmer)),
            ("မ", Err("Burmese")),
            ("ལ", Err("Tibetan")),
            ("𐌰", Err("a rare script")),
        ] {
            for letter in letters.chars() {
                let found = script_of(letter);
                let is_digit = letter.is_numeric();
                assert!(found == script || is_digit && found.is_ok(), "{letter}: {found:?}");
            }
        }
    }

    #[test]
    fn ranges_are_in_order_and_apart() {
        assert!(READABLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(UNREADABLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
        let overlaps = |&(first, last, _): &(u32, u32, &str)| {
            READABLE.iter().any(|readable| readable.0 <= last && first <= readable.1)
        };
        assert!(!UNREADABLE.iter().any(overlaps));
    }
}

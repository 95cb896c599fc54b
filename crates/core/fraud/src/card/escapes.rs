//! Texts as they were before a form or a page had them: URL-encoded (`%20`), or with HTML's character references (`&nbsp;`,
//! `&#45;`). What stands for one character then is one, and not the digits that it is written with.

use zeroize::Zeroizing;

/// Encoded texts are encoded again by the next program.
const LAYERS_MAX: usize = 3;
/// The longest reference: `&#x10ffff;`, or a name.
const REFERENCE_CHARS_MAX: usize = 12;

/// References by name to characters that stand between digits.
const NAMES: [(&str, char); 16] = [
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("numsp", '\u{2007}'),
    ("hairsp", '\u{200a}'),
    ("shy", '\u{ad}'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
    ("minus", '\u{2212}'),
    ("hyphen", '\u{2010}'),
    ("middot", '\u{b7}'),
    ("bull", '\u{2022}'),
    ("amp", '&'),
];

/// The text without escapes, if it has any.
pub(super) fn unescaped(text: &str) -> Option<Zeroizing<String>> {
    let mut read = once(text)?;
    for _ in 1..LAYERS_MAX {
        match once(&read) {
            Some(further) => read = further,
            None => break,
        }
    }
    Some(read)
}

fn once(text: &str) -> Option<Zeroizing<String>> {
    if !text.contains(['%', '&']) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    let mut is_changed = false;
    while let Some(character) = rest.chars().next() {
        let escape = match character {
            '%' => percent(rest).map(|byte| (vec![byte], 3)),
            '&' => reference(rest).map(|(referred, length)| (referred.to_string().into_bytes(), length)),
            _ => None,
        };
        if let Some((read, length)) = escape {
            bytes.extend_from_slice(&read);
            rest = &rest[length..];
            is_changed = true;
        } else {
            let length = character.len_utf8();
            bytes.extend_from_slice(&rest.as_bytes()[..length]);
            rest = &rest[length..];
        }
    }
    is_changed.then(|| Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The byte that `%2D` at the start of a text stands for.
fn percent(text: &str) -> Option<u8> {
    let digits = text.get(1..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// The character that a reference at the start of a text stands for, and how long the reference is.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(REFERENCE_CHARS_MAX).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let referred = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => NAMES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((referred, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_what_they_stand_for() {
        for (text, expected) in [
            ("5200%208282", Some("5200 8282")),
            ("5200%2D8282%2d8282", Some("5200-8282-8282")),
            ("%35%32%30%30", Some("5200")),
            ("5200%2520", Some("5200 ")),
            ("5200%C2%A08282", Some("5200\u{a0}8282")),
            ("5200&nbsp;8282&#45;8282&#x2D;8210", Some("5200\u{a0}8282-8282-8210")),
            ("&amp;nbsp;1", Some("\u{a0}1")),
            ("&#53;&#50;", Some("52")),
            ("5 %, 6 % & 7", None),
            ("100%", None),
            ("%zz %2", None),
            ("&unknown; &#xffffffff; &", None),
            ("a & b; 52", None),
            ("%é1", None),
        ] {
            assert_eq!(unescaped(text).as_deref().map(String::as_str), expected, "{text}");
        }
    }
}

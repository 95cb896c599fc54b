//! Digits of every script, and what a number's check digit says.

use zeroize::Zeroizing;

/// The zeros of all decimal digits (general category Nd of Unicode 16.0); the nine others follow each of them.
const ZEROS: [u32; 76] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
    0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40,
    0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA,
    0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0,
    0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950, 0x1FBF0,
];

/// Other characters that stand for one digit (Numeric_Type Digit): first and last of a run, and the value of the first.
const NUMERALS: [(u32, u32, u8); 21] = [
    (0xB2, 0xB3, 2),
    (0xB9, 0xB9, 1),
    (0x1369, 0x1371, 1),
    (0x19DA, 0x19DA, 1),
    (0x2070, 0x2070, 0),
    (0x2074, 0x2079, 4),
    (0x2080, 0x2089, 0),
    (0x2460, 0x2468, 1),
    (0x2474, 0x247C, 1),
    (0x2488, 0x2490, 1),
    (0x24EA, 0x24EA, 0),
    (0x24F5, 0x24FD, 1),
    (0x24FF, 0x24FF, 0),
    (0x2776, 0x277E, 1),
    (0x2780, 0x2788, 1),
    (0x278A, 0x2792, 1),
    (0x10A40, 0x10A43, 1),
    (0x10E60, 0x10E68, 1),
    (0x11052, 0x1105A, 1),
    (0x1F100, 0x1F100, 0),
    (0x1F101, 0x1F10A, 0),
];

/// The digit that a character stands for: a decimal digit of any script, or a raised, lowered, circled or bracketed one.
pub(super) fn digit(character: char) -> Option<char> {
    if character.is_ascii() {
        return character.is_ascii_digit().then_some(character);
    }
    let code = u32::from(character);
    let before = ZEROS.partition_point(|zero| *zero <= code);
    let value = match before.checked_sub(1).map(|place| code - ZEROS[place]) {
        Some(value @ 0..=9) => Some(value),
        _ => NUMERALS
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&code))
            .map(|(first, _, value)| code - first + u32::from(*value)),
    };
    char::from_digit(value?, 10)
}

/// Whether a character stands for a digit, in whatever script.
pub fn is_digit(character: char) -> bool {
    digit(character).is_some()
}

/// The digits of a text, of whatever script, as ASCII.
pub fn digits_of(text: &str) -> Zeroizing<String> {
    // As long as it can get, so that it leaves no copy behind by growing.
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    digits.extend(text.chars().filter_map(digit));
    digits
}

/// A number of JSON without an exponent: `4.2e3` is 4200. Nothing if it is too large to be anybody's card number.
pub fn written_out(json_number: &str) -> Option<Zeroizing<String>> {
    const LARGE: f64 = 1e20;
    let value: f64 = json_number.parse().ok()?;
    (value.abs() < LARGE).then(|| Zeroizing::new(format!("{value}")))
}

/// Whether the last digit of a number is the check digit of the others (ISO/IEC 7812-1, annex B).
pub(super) fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (u32::from(digit - b'0'), place % 2) {
            (digit, 0) => digit,
            (digit, _) if digit < 5 => digit * 2,
            (digit, _) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[test]
    fn the_zeros_are_in_order_and_those_of_all_decimal_digits() {
        assert!(ZEROS.is_sorted());
        let decimal = Regex::new(r"^\d$").unwrap();
        let mut text = [0; 4];
        let is_ours = |code: u32| ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&code));
        let wrong: Vec<_> = ('\0'..=char::MAX)
            .filter(|character| {
                is_ours(u32::from(*character)) != decimal.is_match(character.encode_utf8(&mut text))
            })
            .map(|character| format!("{:X}", u32::from(character)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_numeral_is_read() {
        for text in [
            "0123456789",
            "०१२३४५६७८९",
            "٠١٢٣٤٥٦٧٨٩",
            "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊",
            "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙",
        ] {
            assert_eq!(*digits_of(text), "0123456789", "{text}");
        }
        assert_eq!(*digits_of("a½五Ⅳ〇x"), "", "no decimal digits");
    }

    #[test]
    fn numbers_are_written_out() {
        for (number, expected) in [
            ("4.2e3", Some("4200")),
            ("4111111111111111.0", Some("4111111111111111")),
            ("-0.5", Some("-0.5")),
            ("1e300", None),
        ] {
            assert_eq!(written_out(number).as_ref().map(|text| text.as_str()), expected, "{number}");
        }
    }
}

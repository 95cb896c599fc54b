//! Looking for somebody's card number in a text, as people and programs write one.
//!
//! A candidate is one or more groups of digits that follow one another. It counts if it has a length and first digits
//! that a card scheme issues, and the right check digit. Digits are those of every script. Between two groups may stand
//! up to three characters that are neither letters nor digits; invisible ones are not counted at all. Candidates begin
//! and end with whole groups, so that a long number does not count because some part of it would.

use zeroize::Zeroizing;

use super::CARD_NUMBER_DIGITS;
use super::digits::{digit, digits_of, passes_luhn, written_out};
use super::escapes::unescaped;

/// How many visible characters may stand between two groups of one number: a dash with a space on each side.
const SEPARATOR_CHARS_MAX: usize = 3;

/// Whether `text` holds what looks like somebody's card number.
///
/// About one random 16-digit number in forty looks like one.
pub fn looks_like_card_number(text: &str) -> bool {
    card_number_in(text, *CARD_NUMBER_DIGITS.start())
}

/// The same for numbers of so many digits and more. Telephone numbers have up to 15 digits, and those of 13 may well
/// begin like a card's: +49 is Germany.
pub fn card_number_in(text: &str, digits_min: usize) -> bool {
    // Most texts have too few digits.
    if text.chars().filter_map(digit).take(digits_min).count() < digits_min {
        return false;
    }
    is_among(&Groups::of(text), digits_min)
        || unescaped(text).is_some_and(|text| is_among(&Groups::of(&text), digits_min))
}

/// Whether groups that follow one another are a card number.
fn is_among(Groups { digits, groups }: &Groups, digits_min: usize) -> bool {
    (0..groups.len()).any(|first| {
        let Group { start, is_international, .. } = groups[first];
        let mut next = first + 1;
        loop {
            let end = groups.get(next).map_or(digits.len(), |group| group.start);
            let number = &digits[start..end];
            if number.len() > *CARD_NUMBER_DIGITS.end() {
                return false;
            }
            let is_phone = is_international && number.len() < PHONE_DIGITS_MIN;
            if number.len() >= digits_min && !is_phone && is_card_number(number) {
                return true;
            }
            if groups.get(next).is_none_or(|group| !group.follows) {
                return false;
            }
            next += 1;
        }
    })
}

/// The digits of a text, with a blank between those that more than a separator parts.
pub(super) fn digit_runs(text: &str) -> Zeroizing<String> {
    let Groups { digits, groups } = Groups::of(text);
    let mut runs = Zeroizing::new(String::with_capacity(digits.len() + groups.len()));
    let ends = groups.iter().skip(1).map(|group| group.start).chain([digits.len()]);
    for (group, end) in groups.iter().zip(ends) {
        if !group.follows {
            runs.push(' ');
        }
        runs.push_str(&digits[group.start..end]);
    }
    runs
}

/// The shortest number that counts where telephone numbers are usual.
pub const PHONE_DIGITS_MIN: usize = 14;

/// Whether a number of JSON is somebody's card number: its whole part, or with an exponent all its digits. What stands
/// behind the point of a plain number is chance: a score of 16 decimals looks like a card number one time in forty.
pub fn number_looks_like_card(json_number: &str) -> bool {
    let whole = |number: &str| digits_of(number.split('.').next().unwrap_or_default());
    let plain = match json_number.split_once(['e', 'E']) {
        Some((mantissa, _)) => digits_of(mantissa),
        None => whole(json_number),
    };
    let written_out = written_out(json_number).map(|number| whole(&number));
    [Some(plain), written_out]
        .into_iter()
        .flatten()
        .any(|digits| is_card_number(digits.trim_start_matches('0')))
}

fn is_card_number(digits: &str) -> bool {
    is_issued(digits) && passes_luhn(digits)
}

/// The digits of a text, and where its groups begin in them.
struct Groups {
    digits: Zeroizing<String>,
    groups: Vec<Group>,
}

#[derive(Clone, Copy)]
struct Group {
    start: usize,
    /// No more than a separator stands between this group and the one before.
    follows: bool,
    /// A plus stands before it.
    is_international: bool,
}

impl Groups {
    fn of(text: &str) -> Groups {
        let mut digits = Zeroizing::new(String::with_capacity(text.len()));
        let mut groups: Vec<Group> = Vec::new();
        // What stands before the next digit: how many visible characters, whether a letter is among them, the last one.
        let (mut visible, mut has_letter, mut last) = (0, false, None);
        let mut in_group = false;
        for character in text.chars() {
            match digit(character) {
                Some(digit) => {
                    if !in_group {
                        let follows = !groups.is_empty() && visible <= SEPARATOR_CHARS_MAX && !has_letter;
                        let is_international = matches!(last, Some('+' | '＋'));
                        groups.push(Group { start: digits.len(), follows, is_international });
                    }
                    digits.push(digit);
                    (in_group, visible, has_letter, last) = (true, 0, false, None);
                }
                None if is_invisible(character) => {}
                None => {
                    in_group = false;
                    visible += 1;
                    has_letter |= character.is_alphanumeric();
                    last = Some(character);
                }
            }
        }
        Groups { digits, groups }
    }
}

/// Characters that nobody sees: marks of format and joining, variation selectors, fillers, and marks that are put onto
/// the character before.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || matches!(character,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// The first digits and lengths that schemes issue, as they publish them.
fn is_issued(digits: &str) -> bool {
    let leading = |count: usize| digits.get(..count).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let length = digits.len();
    match (leading(1), leading(2), leading(3), leading(4)) {
        // Visa.
        (4, ..) => matches!(length, 13 | 16 | 19),
        // American Express.
        (_, 34 | 37, ..) => length == 15,
        // Diners Club.
        (_, 36 | 38 | 39, ..) | (_, _, 300..=305, _) | (.., 3095) => matches!(length, 14 | 16 | 19),
        // JCB.
        (.., 3528..=3589) => matches!(length, 16 | 19),
        // Mastercard.
        (_, 51..=55, ..) | (.., 2221..=2720) => length == 16,
        // Mir.
        (.., 2200..=2204) => matches!(length, 16 | 19),
        // Discover, and others below 65.
        (.., 6011) | (_, _, 644..=649, _) | (_, 65, ..) => matches!(length, 16 | 18 | 19),
        // UnionPay.
        (_, 62 | 81, ..) => (16..=19).contains(&length),
        // Maestro.
        (.., 5018..=5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763) => (13..=19).contains(&length),
        // Verve.
        (.., 5060 | 5061) => matches!(length, 16 | 18 | 19),
        // RuPay, Elo, Troy.
        (.., 5066 | 5067 | 5085..=5089 | 6069..=6085 | 6362 | 6363 | 8200..=8209 | 9792) => length == 16,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(looks_like_card_number(text), expected, "{text:?}");
    }

    #[test]
    fn a_number_is_found_however_its_digits_are_parted() {
        let visible = "-./_,:;·•\u{a0}\u{202f}\u{2009}\u{3000}\u{2011}–—−|~*#\\'\n\t";
        let several = [
            "",
            "  ",
            "   ",
            " - ",
            "--",
            " / ",
            ", ",
            ")(",
            "\u{200b} \u{200b}-\u{200b}",
            "\u{fe0f}\u{20e3}",
        ];
        let invisible = "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{3164}\u{20e3}\u{338}\u{180e}";
        let single = visible.chars().chain(invisible.chars()).map(String::from);
        for separator in single.chain(several.map(str::to_owned)) {
            let number = ["5200", "8282", "8282", "8210"].join(&separator);
            for text in [
                number.clone(),
                format!("Shop {number} paid"),
                format!("a{number}b"),
                format!("No.{number}!"),
            ] {
                check(&text, true);
            }
            let digits: Vec<_> = "5200828282828210".chars().map(String::from).collect();
            check(&digits.join(&separator), true);
        }
    }

    #[test]
    fn a_number_is_found_in_digits_of_every_script() {
        for zero in ['0', '٠', '۰', '०', '০', '๐', '０', '𝟎', '𝟘', '𝟢', '𝟬', '𝟶', '߀', '𞥐', '᠐', '០']
        {
            let of = |digit: char| char::from_u32(u32::from(zero) + digit.to_digit(10).unwrap()).unwrap();
            let number: String = "4012888888881881".chars().map(of).collect();
            check(&format!("Shop {number}"), true);
            check(&number.chars().map(String::from).collect::<Vec<_>>().join("\u{200b}"), true);
        }
        // Of several scripts at once, and as emoji.
        check("4０१٢888888881881", true);
        check("4️⃣0️⃣1️⃣2️⃣8️⃣8️⃣8️⃣8️⃣8️⃣8️⃣8️⃣8️⃣1️⃣8️⃣8️⃣1️⃣", true);
    }

    #[test]
    fn numbers_of_every_scheme_are_found() {
        for number in [
            "4222222222222",
            "4111111111111111",
            "378282246310005",
            "30569309025904",
            "38520000023237",
            "3530111333300000",
            "5555555555554444",
            "2223003122003222",
            "6011111111111117",
            "6217007301945862737",
            "2200000000000053",
            "6759649826438453",
            "6304000000000000",
            "8171999927660000",
            "9792020000000001",
        ] {
            check(number, passes_luhn(number));
            assert!(is_issued(number), "{number}");
        }
        for beside in [
            "5555555555554444 12/27",
            "4111111111111111 123",
            "Suite 5 4111111111111111",
            "Order 24 5555-5555-5555-4444 1",
        ] {
            check(beside, true);
        }
    }

    #[test]
    fn a_number_is_found_behind_escapes() {
        for text in [
            "5200%208282%208282%208210",
            "https://shop.example/?card=5200%2D8282%2D8282%2D8210&x=1",
            "5200%25208282%25208282%25208210",
            "5200&nbsp;8282&nbsp;8282&nbsp;8210",
            "5200&#45;8282&#45;8282&#45;8210",
            "%35%32%30%30%38%32%38%32%38%32%38%32%38%32%31%30",
            "5200%C2%A08282%C2%A08282%C2%A08210",
            "5200+8282+8282+8210",
        ] {
            check(text, true);
        }
        check("5200%208282%208282%208211", false);
        check("https://shop.example/a%20b?order=12%2034", false);
    }

    /// The other side: what ordinary payments say.
    #[test]
    fn ordinary_texts_pass() {
        for text in [
            "order 5200 8282 8282 8211",
            "1234567890123456",
            "call +1 212 555 0100 or 4111",
            "+49 151 12345678",
            "+4915112345674",
            "+4915112345682",
            "+44 20 7946 0958 ext. 4111",
            "2026-03-02T12:01:00.123456789Z",
            "2026-03-02 12:01:00 +01:00",
            "1772368200000",
            "17723682000001234",
            "550e8400-e29b-41d4-a716-446655440000",
            "019cab5c-4e42-7001-8001-000000000001",
            "DE89 3704 0044 0532 0130 00",
            "GB29 NWBK 6016 1331 9268 19",
            "INV-2026-000123456789",
            "1Z999AA10123456784",
            "9780306406157",
            "Suite 411, 1111 Main Street, Springfield 11111-1111",
            "4111 one 1111 one 1111 one 1111",
            "4111....1111....1111....1111",
            "94111111111111111",
            "48.856613, 2.352222",
            "192.0.2.71, 198.51.100.20",
            "0000000000000000",
            "",
        ] {
            check(text, false);
        }
        // Of a telephone number a card's shortest length says nothing.
        let germany: Vec<_> = (0..10).map(|last| format!("491511234567{last}")).collect();
        assert!(germany.iter().any(|phone| looks_like_card_number(phone)));
        assert!(germany.iter().all(|phone| !card_number_in(phone, PHONE_DIGITS_MIN)));
        assert!(germany.iter().all(|phone| !looks_like_card_number(&format!("call +{phone}"))));
        assert!(card_number_in("4012888888881881", PHONE_DIGITS_MIN));
    }

    #[test]
    fn a_number_of_json_is_judged_by_its_whole_part() {
        for (number, expected) in [
            ("5555555555554444", true),
            ("-5555555555554444", true),
            ("5555555555554444.0", true),
            ("5555555555554444.25", true),
            ("5.555555555554444e15", true),
            ("5.555555555554444E+15", true),
            ("5555555555554444e0", true),
            ("5555555555554444e-9", true),
            ("555555555555444.4e1", true),
            ("4.23456789012345e15", passes_luhn("4234567890123450")),
            ("0.5555555555554444", false),
            ("55.55555555554444", false),
            ("1772368200000", false),
            ("1e300", false),
            ("4111111111111112", false),
            ("0", false),
        ] {
            assert_eq!(number_looks_like_card(number), expected, "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_separators_within_the_limit_are_seen_through(
            separators in prop::collection::vec(
                "[ ./_:;,*#|–\u{a0}\u{2011}-]{0,3}[\u{200b}\u{200d}\u{2060}\u{feff}]{0,4}", 15),
            number in prop::sample::select(vec!["4111111111111111", "5200828282828210", "2223003122003222"]),
        ) {
            let separators = separators.iter().map(String::as_str).chain([""]);
            let text: String =
                number.chars().zip(separators).map(|(digit, separator)| format!("{digit}{separator}")).collect();
            prop_assert!(looks_like_card_number(&text), "{:?}", text);
        }

        #[test]
        fn what_is_found_is_a_number_that_a_scheme_issues(text in "[0-9 a-f.-]{0,40}") {
            let runs: Vec<_> = text.split(char::is_alphabetic).map(digits_of).collect();
            let holds = runs.iter().any(|run| (0..run.len()).any(|start| {
                (start + 13..=run.len().min(start + 19)).any(|end| is_card_number(&run[start..end]))
            }));
            prop_assert!(holds || !looks_like_card_number(&text));
        }
    }
}

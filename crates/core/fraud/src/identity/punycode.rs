//! Punycode: how the domain name system writes labels in other letters than ASCII's (RFC 3492).

const BASE: u32 = 36;
const LEAST: u32 = 1;
const MOST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const BIAS: u32 = 72;
const FIRST: u32 = 0x80;

/// No label has more characters (RFC 1035). Its parts are inserted one by one, so length costs its square.
const CHARS_MAX: usize = 63;

/// The text behind a label's `xn--`; nothing if it is none.
pub(super) fn decoded(label: &str) -> Option<String> {
    if label.len() > CHARS_MAX || !label.is_ascii() {
        return None;
    }
    let (plain, encoded) = label.rsplit_once('-').unwrap_or(("", label));
    let mut text: Vec<char> = plain.chars().collect();
    let mut digits = encoded.bytes().map(digit_of);
    let (mut code, mut place, mut bias) = (FIRST, 0_u32, BIAS);
    while digits.len() > 0 {
        let before = place;
        let (mut weight, mut step) = (1_u32, BASE);
        loop {
            let digit = digits.next()??;
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = step.saturating_sub(bias).clamp(LEAST, MOST);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            step += BASE;
        }
        let count = u32::try_from(text.len()).ok()? + 1;
        bias = adapted(place - before, count, before == 0);
        code = code.checked_add(place / count)?;
        place %= count;
        text.insert(place as usize, char::from_u32(code)?);
        place += 1;
    }
    Some(text.into_iter().collect())
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > (BASE - LEAST) * MOST / 2 {
        delta /= BASE - LEAST;
        bias += BASE;
    }
    bias + (BASE - LEAST + 1) * delta / (delta + SKEW)
}

fn digit_of(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Labels of domains that are in use, and samples of RFC 3492, section 7.1.
    #[test]
    fn labels_are_read_as_the_domain_name_system_writes_them() {
        for (label, expected) in [
            ("bcher-kva", Some("bücher")),
            ("BCHER-KVA", Some("BüCHER")),
            ("strae-oqa", Some("straße")),
            ("mnchen-3ya", Some("münchen")),
            ("e1afmkfd", Some("пример")),
            ("p1ai", Some("рф")),
            ("fiqs8s", Some("中国")),
            ("wgv71a119e", Some("日本語")),
            ("ls8h", Some("💩")),
            ("egbpdaj6bu4bxfgehfvwxn", Some("ليهمابتكلموشعربي؟")),
            ("ihqwcrb4cv8a8dqg056pqjye", Some("他们为什么不说中文")),
            ("3B-ww4c5e180e575a65lsy2b", Some("3年B組金八先生")),
            ("-> $1.00 <--", Some("-> $1.00 <-")),
            ("", Some("")),
            ("a-", Some("a")),
            // Cut short, beyond Unicode, surrogates, and what is no digit.
            ("bcher-kv", None),
            ("99999999", None),
            ("ls8h!", None),
            ("ü", None),
        ] {
            assert_eq!(decoded(label).as_deref(), expected, "{label}");
        }
        assert_eq!(decoded(&"a".repeat(64)), None);
    }

    proptest! {
        #[test]
        fn no_label_is_too_strange(label in "[a-z0-9-]{0,70}|\\PC{0,20}") {
            if let Some(text) = decoded(&label) {
                prop_assert!(text.chars().count() <= label.len());
            }
        }
    }
}

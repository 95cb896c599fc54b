//! What a party is known by, however it was written.
//!
//! A transaction keeps every text as it was sent, for people to read. Where texts are compared as identities, by the history and
//! by lists, it is by the form that this module makes: the same for two spellings of one name, in whatever case, width,
//! spacing and composition, with or without characters that nobody sees. Different words stay different, and so do
//! accents: they tell names apart.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization;

/// Whether capitals and small letters are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Case {
    /// They are: names, places, e-mail addresses.
    Folded,
    /// They are not: ids.
    Kept,
}

/// The one form of a text: compatibility forms composed (NFKC), no invisible characters, single spaces, no space at the ends.
pub(crate) fn normal(text: &str, case: Case) -> Cow<'_, str> {
    match plain(text.as_bytes(), case, &mut [0; SHORT_BYTES_MAX]) {
        Some(form) if form == text.as_bytes() => return Cow::Borrowed(text),
        Some(form) => return Cow::Owned(String::from_utf8_lossy(form).into_owned()),
        None => {}
    }
    let seen: String = text.chars().filter(|character| !is_ignorable(*character)).nfkc().collect();
    let folded = match case {
        Case::Folded => fold(&seen),
        Case::Kept => seen,
    };
    let mut normal = String::with_capacity(folded.len());
    for word in folded.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !normal.is_empty() {
                normal.push(' ');
            }
            normal.push_str(word);
        }
    }
    Cow::Owned(normal)
}

/// Texts of up to so many bytes are normalised without taking memory. Nearly all names and ids are shorter.
const SHORT_BYTES_MAX: usize = 64;

/// The bytes of the form that [`normal`] makes, quickly: a decision compares the texts of hundreds of past transactions.
pub(crate) fn with_normal<T>(text: &str, case: Case, then: impl FnOnce(&[u8]) -> T) -> T {
    let mut form = [0; SHORT_BYTES_MAX];
    match plain(text.as_bytes(), case, &mut form) {
        Some(form) => then(form),
        None => then(normal(text, case).as_bytes()),
    }
}

/// The form of a short text of printable ASCII whose spaces are single ones and stand between words.
fn plain<'form>(text: &[u8], case: Case, form: &'form mut [u8; SHORT_BYTES_MAX]) -> Option<&'form [u8]> {
    if text.len() > SHORT_BYTES_MAX || matches!(text.last(), None | Some(b' ')) {
        return None;
    }
    let (whole, rest) = text.as_chunks();
    let mut end = [b'.'; 8];
    for (place, byte) in end.iter_mut().zip(rest) {
        *place = *byte;
    }
    let (places, _) = form.as_chunks_mut();
    let mut after_space = true;
    for (place, word) in places.iter_mut().zip(whole.iter().chain((!rest.is_empty()).then_some(&end))) {
        *place = plain_word(u64::from_le_bytes(*word), case, &mut after_space)?.to_le_bytes();
    }
    Some(&form[..text.len()])
}

/// Eight bytes of a plain text at once, the first of them lowest. Each byte is looked at by arithmetic that carries nothing into
/// the next one, as none is above 127.
fn plain_word(word: u64, case: Case, after_space: &mut bool) -> Option<u64> {
    /// The highest bit of each byte.
    const HIGH: u64 = each(0x80);
    /// By its highest bit, which bytes are `least` or above.
    const fn from(word: u64, least: u8) -> u64 {
        (word + each(0x80 - least)) & HIGH
    }
    if word & HIGH != 0 || from(word, b' ') != HIGH || from(word, 0x7f) != 0 {
        return None;
    }
    let spaces = from(word, b' ') & !from(word, b' ' + 1);
    if spaces & (spaces << 8 | u64::from(*after_space) << 7) != 0 {
        return None;
    }
    *after_space = spaces >> 63 == 1;
    let capitals = from(word, b'A') & !from(word, b'Z' + 1);
    // A small letter is its capital and 32.
    Some(if case == Case::Folded { word | capitals >> 2 } else { word })
}

/// A byte, eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Small letters by way of capitals, so that ß is ss, every sigma is one, and a dotless i is an i.
fn fold(text: &str) -> String {
    let small = text.to_uppercase().to_lowercase();
    // A capital ẞ is a capital already, and of a capital İ a dot is left.
    let small = small.replace('ß', "ss").replace("i\u{307}", "i");
    small.replace('ς', "σ").nfkc().collect()
}

/// Default_Ignorable_Code_Point of Unicode: what shows nothing, whatever stands beside it.
fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// How many leading bits of an address name the network that one customer of a provider has, or that a small provider is: of
/// IPv4 and of IPv6 (RFC 6177 gives a site a /64 at least).
pub(crate) const NETWORK_BITS: (u8, u8) = (24, 64);

/// The network of an address: `192.0.2.0/24`, `2001:db8:5:9::/64`. An IPv4 address that is written as IPv6 is IPv4.
pub(crate) fn network(address: IpAddr, bits: (u8, u8)) -> String {
    let first = network_address(address, bits);
    format!("{first}/{}", if first.is_ipv4() { bits.0 } else { bits.1 })
}

/// The first address of the network of an address.
pub(crate) fn network_address(address: IpAddr, (bits_v4, bits_v6): (u8, u8)) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits_v4.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits_v6.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    }
}

/// A provider of mailboxes that delivers several spellings of an address to one.
struct Provider {
    /// Its domains; one that ends in a dot stands for all that begin so: `yahoo.` for `yahoo.co.uk`.
    domains: &'static [&'static str],
    /// The domain that stands for all of them, where they share their names.
    shared: Option<&'static str>,
    /// What begins a tag of the user's own choice.
    tag: char,
    /// Characters of a name that make no difference.
    ignored: &'static [char],
}

/// By what the providers say in their help pages.
const PROVIDERS: [Provider; 9] = [
    Provider {
        domains: &["gmail.com", "googlemail.com"],
        shared: Some("gmail.com"),
        tag: '+',
        ignored: &['.'],
    },
    Provider { domains: &["outlook.", "hotmail.", "live.", "msn.com"], shared: None, tag: '+', ignored: &[] },
    Provider {
        domains: &["icloud.com", "me.com", "mac.com"],
        shared: Some("icloud.com"),
        tag: '+',
        ignored: &[],
    },
    Provider {
        domains: &["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
        shared: Some("proton.me"),
        tag: '+',
        ignored: &['.', '-', '_'],
    },
    Provider { domains: &["yahoo.", "ymail.com", "rocketmail.com"], shared: None, tag: '-', ignored: &[] },
    Provider { domains: &["yandex.", "ya.ru"], shared: Some("yandex.ru"), tag: '+', ignored: &[] },
    Provider { domains: &["fastmail.com", "fastmail.fm"], shared: None, tag: '+', ignored: &[] },
    Provider { domains: &["zoho.com", "zohomail.com", "zohomail.eu"], shared: None, tag: '+', ignored: &[] },
    Provider {
        domains: &["hey.com", "mailbox.org", "posteo.de", "posteo.net", "runbox.com"],
        shared: None,
        tag: '+',
        ignored: &[],
    },
];

/// The mailbox of an e-mail address: without tags and dots where its provider ignores them. Nothing if it is not an address.
pub(crate) fn mailbox(address: &str) -> Option<Cow<'_, str>> {
    let address = normal(address, Case::Folded);
    let (name, domain) = address.rsplit_once('@')?;
    let domain = domain.trim_end_matches('.');
    let is_of = |known: &str| known == domain || (known.ends_with('.') && domain.starts_with(known));
    let Some(provider) = PROVIDERS.iter().find(|provider| provider.domains.iter().any(|known| is_of(known)))
    else {
        return Some(if address.ends_with('.') { Cow::Owned(format!("{name}@{domain}")) } else { address });
    };
    let untagged = name.split(provider.tag).next().unwrap_or_default();
    let plain: String = untagged.chars().filter(|character| !provider.ignored.contains(character)).collect();
    let name = if plain.is_empty() { name } else { &plain };
    Some(Cow::Owned(format!("{name}@{}", provider.shared.unwrap_or(domain))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_name_has_one_form_however_it_is_written() {
        for (spellings, form) in [
            (
                &[
                    "Harbour Goods",
                    "HARBOUR GOODS",
                    "harbour  goods",
                    " Harbour\tGoods ",
                    "Harbour\u{a0}Goods",
                    "Ｈａｒｂｏｕｒ　Ｇｏｏｄｓ",
                    "Har\u{200b}bour Goo\u{ad}ds",
                    "\u{feff}harbour \u{2060} goods",
                    "𝐇𝐚𝐫𝐛𝐨𝐮𝐫 𝖦𝗈𝗈𝖽𝗌",
                    "Harbour\u{3000}\u{2009}Goods\u{fe0f}",
                ][..],
                "harbour goods",
            ),
            (&["Café", "CAFÉ", "Cafe\u{301}", "CAFE\u{301}", "ｃａｆé"], "café"),
            (&["Straße", "STRASSE", "strasse", "STRAẞE"], "strasse"),
            (&["İstanbul", "ISTANBUL", "istanbul", "ıstanbul", "i\u{307}stanbul"], "istanbul"),
            (&["ΟΔΟΣ", "οδος", "Οδοσ"], "οδοσ"),
            (&["ﬁsh", "FISH", "ＦＩＳＨ"], "fish"),
        ] {
            for spelling in spellings {
                assert_eq!(normal(spelling, Case::Folded), form, "{spelling:?}");
            }
        }
    }

    #[test]
    fn ids_keep_their_case_and_different_words_stay_different() {
        for (id, form) in
            [("C1", "C1"), (" c1 ", "c1"), ("Ｃ１", "C1"), ("C\u{200b}1", "C1"), ("a  b", "a b"), ("", "")]
        {
            assert_eq!(normal(id, Case::Kept), form, "{id:?}");
        }
        for (one, other) in
            [("Cafe", "Café"), ("Harbour Goods", "HarbourGoods"), ("Shop 1", "Shop 2"), ("a", "\u{430}")]
        {
            assert_ne!(normal(one, Case::Folded), normal(other, Case::Folded));
        }
        assert!(matches!(normal("harbour goods", Case::Folded), Cow::Borrowed(_)));
        assert!(matches!(normal("C1", Case::Kept), Cow::Borrowed(_)));
    }

    #[test]
    fn addresses_of_one_network_are_told_by_their_leading_bits() {
        for (address, bits, expected) in [
            ("192.0.2.71", NETWORK_BITS, "192.0.2.0/24"),
            ("::ffff:192.0.2.71", NETWORK_BITS, "192.0.2.0/24"),
            ("2001:db8:5:9::104d", NETWORK_BITS, "2001:db8:5:9::/64"),
            ("2001:DB8:5:9:ffff:ffff:ffff:ffff", NETWORK_BITS, "2001:db8:5:9::/64"),
            ("2001:db8:5:9::1", (16, 48), "2001:db8:5::/48"),
            ("198.51.100.7", (32, 128), "198.51.100.7/32"),
            ("198.51.100.7", (1, 1), "128.0.0.0/1"),
            ("ffff::1", (0, 0), "::/0"),
            ("198.51.100.7", (0, 0), "0.0.0.0/0"),
        ] {
            assert_eq!(network(address.parse().unwrap(), bits), expected, "{address}");
        }
    }

    #[test]
    fn aliases_of_one_mailbox_are_one() {
        for (spelling, expected) in [
            ("Zoe.Quill+shop@Gmail.com", "zoequill@gmail.com"),
            ("z.o.e.quill@googlemail.com", "zoequill@gmail.com"),
            ("ｚｏｅｑｕｉｌｌ＠gmail.com", "zoequill@gmail.com"),
            ("zoe+1@outlook.com", "zoe@outlook.com"),
            ("zoe.q+1@hotmail.co.uk", "zoe.q@hotmail.co.uk"),
            ("zoe+a+b@icloud.com", "zoe@icloud.com"),
            ("zoe@me.com", "zoe@icloud.com"),
            ("zoe-shop@yahoo.fr", "zoe@yahoo.fr"),
            ("zoe_q.u-ill+x@protonmail.com", "zoequill@proton.me"),
            ("zoe+x@yandex.com", "zoe@yandex.ru"),
            // Whether these are aliases only their owners know.
            ("Zoe.Quill+shop@example.org", "zoe.quill+shop@example.org"),
            ("zoe@example.org.", "zoe@example.org"),
            ("zoe@notgmail.com", "zoe@notgmail.com"),
            ("+tag@gmail.com", "+tag@gmail.com"),
            ("\"a@b\"@gmail.com", "\"a@b\"@gmail.com"),
        ] {
            assert_eq!(mailbox(spelling).as_deref(), Some(expected), "{spelling}");
        }
        assert_eq!(mailbox("nobody"), None);
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_so(text in any::<String>(), folds in any::<bool>()) {
            let case = if folds { Case::Folded } else { Case::Kept };
            let once = normal(&text, case).into_owned();
            prop_assert_eq!(normal(&once, case), once.as_str());
        }

        #[test]
        fn short_ways_lead_to_the_same_form(text in "[ -~\\t\\n\u{7f}]{0,120}|\\PC{0,20}", folds in any::<bool>()) {
            let case = if folds { Case::Folded } else { Case::Kept };
            // What is not ASCII goes the long way round.
            let long = normal(&format!("{text} \u{e9}"), case).into_owned();
            let expected = long.strip_suffix('\u{e9}').unwrap().trim_end();
            prop_assert_eq!(normal(&text, case), expected);
            prop_assert_eq!(with_normal(&text, case, <[u8]>::to_vec), expected.as_bytes());
        }

        #[test]
        fn case_and_spaces_make_no_difference(words in prop::collection::vec("[a-zà-ž]{1,8}", 1..4), spaces in "[ \u{a0}\u{3000}\t]{1,3}") {
            let plain = words.join(" ");
            for other in [plain.to_uppercase(), words.join(&spaces)] {
                prop_assert_eq!(normal(&other, Case::Folded), normal(&plain, Case::Folded));
            }
        }

        #[test]
        fn aliases_never_leave_their_mailbox(name in "[a-z]{3,8}", tag in "[a-z0-9.]{0,6}", place in 1_usize..3) {
            let (before, after) = name.split_at(place);
            let alias = format!("{before}.{after}+{tag}@gmail.com");
            prop_assert_eq!(mailbox(&alias).unwrap(), format!("{name}@gmail.com"));
        }
    }
}

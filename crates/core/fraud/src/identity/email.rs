//! E-mail addresses: one form of each, its domain, and the mailbox that it is delivered to.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::punycode;
use super::{Case, normal, with_normal};

/// What begins a label of a domain that the domain name system writes in other letters.
const ENCODED: &str = "xn--";

/// The form of an e-mail address: its name as any name, its domain as [`domain`] has it. A text that is no address is a name.
pub(crate) fn email(address: &str) -> Cow<'_, str> {
    let folded = normal(address, Case::Folded);
    if address.is_ascii() && is_plain(folded.as_bytes()) {
        return folded;
    }
    // A domain is not folded like a name, so it is read from what was sent.
    let kept = normal(address, Case::Kept);
    let Some((name, at)) = kept.rsplit_once('@') else { return folded };
    let name = normal(name, Case::Folded);
    Cow::Owned(format!("{}@{}", unquoted(&name), domain(at)))
}

/// The bytes of that form, quickly where there is nothing to it.
pub(crate) fn with_email<T>(address: &str, then: impl FnOnce(&[u8]) -> T) -> T {
    if !address.is_ascii() {
        return then(email(address).as_bytes());
    }
    let quick =
        with_normal(address, Case::Folded, |form| if is_plain(form) { Ok(then(form)) } else { Err(then) });
    quick.unwrap_or_else(|then| then(email(address).as_bytes()))
}

/// Whether a folded address of ASCII is its own form: no quotes, nothing encoded, no dot at the end.
fn is_plain(folded: &[u8]) -> bool {
    let may_be_encoded = folded.contains(&b'-');
    let is_encoded = may_be_encoded && folded.windows(ENCODED.len()).any(|part| part == ENCODED.as_bytes());
    let (first, last) = (folded.first(), folded.last());
    !is_encoded && first != Some(&b'"') && last != Some(&b'.')
}

/// Quotes around a name that needs none make no difference (RFC 5321, section 4.1.2).
fn unquoted(name: &str) -> &str {
    let within = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let needs_none = |name: &&str| {
        !name.is_empty() && !name.contains(|character: char| "\"\\@,:;<>[]() ".contains(character))
    };
    within.filter(needs_none).unwrap_or(name)
}

/// The form of a domain: small letters, the letters themselves where the domain name system would write `xn--`, and no dot at
/// the end, which only says that nothing follows.
pub(crate) fn domain(text: &str) -> String {
    let mapped = mapped(text);
    let mut form = String::with_capacity(mapped.len());
    for label in mapped.trim_end_matches('.').split('.') {
        if !form.is_empty() {
            form.push('.');
        }
        match label.strip_prefix(ENCODED).and_then(punycode::decoded).filter(|text| is_label(text)) {
            Some(decoded) => form.push_str(&decoded),
            None => form.push_str(label),
        }
    }
    form
}

/// The domain of an e-mail address, in its form; nothing of a text that is no address.
pub fn domain_of(address: &str) -> Option<String> {
    // Widths of the @ are seen through.
    let address = normal(address, Case::Kept);
    address.rsplit_once('@').map(|(_, at)| domain(at))
}

/// Whether a decoded label is one that is encoded so: its letters are not all of ASCII, and it is what its letters are mapped to.
/// What is encoded otherwise is no other spelling of anything (UTS #46, section 4).
fn is_label(text: &str) -> bool {
    !text.is_ascii() && mapped(text) == text
}

/// Letters as domains have them (UTS #46, without its deviations: ß is not ss, nor ς σ).
fn mapped(text: &str) -> String {
    let small = normal(text, Case::Kept).chars().flat_map(char::to_lowercase).nfkc().collect::<String>();
    small.replace('\u{3002}', ".")
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

/// Domains of providers that give each customer one below it: `anything@zoe.fastmail.com` is delivered to `zoe@fastmail.com`.
const OWN_DOMAINS: [&str; 2] = ["fastmail.com", "fastmail.fm"];

/// The mailbox of an e-mail address: without tags and dots where its provider ignores them. Nothing if it is not an address.
pub(crate) fn mailbox(address: &str) -> Option<Cow<'_, str>> {
    let address = email(address);
    let (name, domain) = address.rsplit_once('@')?;
    // A name of one's own below such a domain is the mailbox, and what stands before the @ is free.
    let below = |of: &&str| {
        domain.strip_suffix(*of).and_then(|rest| rest.strip_suffix('.')).filter(|own| !own.contains('.'))
    };
    if let Some((own, of)) = OWN_DOMAINS.iter().find_map(|of| Some((below(of)?, *of))) {
        return Some(Cow::Owned(format!("{own}@{of}")));
    }
    let is_of = |known: &str| known == domain || (known.ends_with('.') && domain.starts_with(known));
    let Some(provider) = PROVIDERS.iter().find(|provider| provider.domains.iter().any(|known| is_of(known)))
    else {
        return Some(address);
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
    fn an_address_is_one_however_its_domain_is_written() {
        for (spellings, form) in [
            (
                &[
                    "Zoe@Bücher.example",
                    "zoe@bücher.example",
                    "zoe@BÜCHER.EXAMPLE",
                    "zoe@bu\u{308}cher.example",
                    "zoe@xn--bcher-kva.example",
                    "zoe@XN--BCHER-KVA.Example",
                    "zoe@ｘｎ－－ｂｃｈｅｒ－ｋｖａ.example",
                    "zoe@bücher.example.",
                    "zoe@xn--bcher-kva.example..",
                    "zoe@bücher。example",
                    "zoe@bücher．example｡",
                    "zoe＠bücher.example",
                    " zoe@bü\u{ad}cher.example",
                    "\"zoe\"@bücher.example",
                ][..],
                "zoe@bücher.example",
            ),
            (&["zoe@example.org", "ZOE@EXAMPLE.ORG.", "\"Zoe\"@example.org"], "zoe@example.org"),
            (&["zoe@пример.рф", "ZOE@ПРИМЕР.РФ", "zoe@xn--e1afmkfd.xn--p1ai"], "zoe@пример.рф"),
            (&["zoe@日本語.jp", "zoe@xn--wgv71a119e.jp", "zoe@日本語。ｊｐ"], "zoe@日本語.jp"),
            // Another domain than strasse.example, since 2010.
            (
                &["zoe@straße.example", "zoe@xn--strae-oqa.example", "zoe@STRAẞE.example"],
                "zoe@straße.example",
            ),
            (&["zoe@strasse.example", "zoe@STRASSE.example"], "zoe@strasse.example"),
            (&["bücherfreund@example.org", "BÜCHERFREUND@example.org"], "bücherfreund@example.org"),
            // Nothing that a domain is written as.
            (&["zoe@xn--a.example", "zoe@XN--A.example"], "zoe@xn--a.example"),
            (&["zoe@xn--.example"], "zoe@xn--.example"),
            (&["zoe@xn--zoe-.example"], "zoe@xn--zoe-.example"),
            // BÜCHER would be written with a small letter.
            (&["zoe@xn--bcher-2pa.example"], "zoe@xn--bcher-2pa.example"),
            (&["\"a@b\"@example.org"], "\"a@b\"@example.org"),
            (&["\"a b\"@example.org"], "\"a b\"@example.org"),
            (&["zoe@[192.0.2.1]"], "zoe@[192.0.2.1]"),
            (&["nobody", "NOBODY"], "nobody"),
            (&["nobody."], "nobody."),
        ] {
            for spelling in spellings {
                assert_eq!(email(spelling), form, "{spelling:?}");
                assert_eq!(with_email(spelling, <[u8]>::to_vec), form.as_bytes(), "{spelling:?}");
            }
        }
        for (one, other) in [
            // A letter of another alphabet, and an accent, are other domains.
            ("zoe@example.org", "zoe@ex\u{430}mple.org"),
            ("zoe@bücher.example", "zoe@bucher.example"),
            ("zoe@example.org", "zoe@example.org.uk"),
            ("zoe.q@example.org", "zoeq@example.org"),
            ("zoe@sub.example.org", "zoe@example.org"),
        ] {
            assert_ne!(email(one), email(other));
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
            ("zoe+x@gmail.com.", "zoe@gmail.com"),
            ("zoe@Fastmail.com", "zoe@fastmail.com"),
            ("shops@zoe.fastmail.com", "zoe@fastmail.com"),
            ("anything@zoe.fastmail.fm.", "zoe@fastmail.fm"),
            ("a@b.c.fastmail.com", "a@b.c.fastmail.com"),
            ("zoe+shop@xn--bcher-kva.example", "zoe+shop@bücher.example"),
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
        fn the_form_of_an_address_is_its_own(text in "[a-zA-Z0-9.+\"-]{0,9}@?([a-zßüøσςİ日-]{0,6}|xn--[a-z0-9-]{0,12})[.。]?[a-z]{0,4}[.]{0,2}|\\PC{0,20}@\\PC{0,20}") {
            let once = email(&text).into_owned();
            prop_assert_eq!(email(&once), once.as_str());
            prop_assert_eq!(with_email(&text, <[u8]>::to_vec), once.as_bytes());
            if let Some(mailbox) = mailbox(&text) {
                prop_assert_eq!(super::mailbox(&mailbox).unwrap(), mailbox.as_ref());
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

//! E-mail addresses, links, IP and MAC addresses.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Proposal;
use crate::entity::Entity;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[a-z0-9_%+\p{L}][a-z0-9._%+'\p{L}-]*@(?:[a-z0-9\p{L}](?:[a-z0-9\p{L}-]*[a-z0-9\p{L}])?\.)+[a-z\p{L}][a-z0-9\p{L}-]*[a-z0-9\p{L}]")
        .expect("a constant")
});
static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b(?:https?|ftp)://[^\s<>"')\]]+|\bwww\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s<>"')\]]*)?"#)
        .expect("a constant")
});
static BARE_DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|org|net|gov|edu|io|info|biz|co\.uk|us)\b(?:/[^\s<>)]*)?")
        .expect("a constant")
});
static MAC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})\b")
        .expect("a constant")
});
static IPV4: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?").expect("a constant"));
/// Whatever might be an IPv6 address; the standard library decides.
static IPV6: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9A-Fa-f:.]*::?[0-9A-Fa-f:.]*(?:%[0-9A-Za-z]+)?(?:/\d{1,3})?").expect("a constant")
});

pub(super) fn propose(text: &str) -> Vec<Proposal> {
    let mut found = Vec::new();
    if text.contains('@') {
        for hit in EMAIL.find_iter(text) {
            found.push(Proposal::of(hit, Entity::Email, 0.95, 0.99, "form of an e-mail address"));
        }
    }
    if text.contains('.') {
        for hit in URL.find_iter(text) {
            let end = hit.start() + hit.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
            found.push(at(hit.start()..end, Entity::Url, 0.9, "form of a link"));
        }
        for hit in BARE_DOMAIN.find_iter(text) {
            if !text[..hit.start()].ends_with('@') && !text[hit.end()..].starts_with('@') {
                found.push(at(hit.range(), Entity::Url, 0.5, "form of a domain name"));
            }
        }
        ipv4(text, &mut found);
    }
    if text.contains(':') || text.contains('-') || text.contains('.') {
        for hit in MAC.find_iter(text).filter(|hit| !is_reserved_mac(hit.as_str())) {
            found.push(Proposal::of(hit, Entity::MacAddress, 0.9, 0.97, "form of a MAC address"));
        }
    }
    if text.contains(':') {
        ipv6(text, &mut found);
    }
    found
}

fn at(span: Range<usize>, entity: Entity, alone: f32, why: &'static str) -> Proposal {
    Proposal { span, entity, alone, labelled: (alone + 0.05).min(0.99), why }
}

fn is_reserved_mac(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.iter().all(|letter| letter.eq_ignore_ascii_case(&'f'))
        || letters.iter().all(|&letter| letter == '0')
}

/// Whether the text before and after lets a token stand by itself.
fn stands_alone(text: &str, span: &Range<usize>) -> bool {
    let joins = |character: char| character.is_alphanumeric() || character == '_';
    !text[..span.start].chars().next_back().is_some_and(joins)
        && !text[span.end..].chars().next().is_some_and(joins)
}

fn ipv4(text: &str, found: &mut Vec<Proposal>) {
    for hit in IPV4.find_iter(text) {
        let address = hit.as_str().split('/').next().unwrap_or_default();
        let before = &text[..hit.start()];
        let continues = before.ends_with('.')
            || text[hit.end()..].starts_with(|next: char| next.is_ascii_digit())
            || text[hit.end()..]
                .strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        // After a word and a double colon the IPv4 part stands by itself; in an IPv6 address it does not.
        if address.parse::<Ipv4Addr>().is_ok()
            && stands_alone(text, &hit.range())
            && !continues
            && !before.to_ascii_lowercase().ends_with("version ")
        {
            found.push(at(hit.range(), Entity::IpAddress, 0.7, "an IPv4 address"));
        }
    }
}

fn ipv6(text: &str, found: &mut Vec<Proposal>) {
    for hit in IPV6.find_iter(text) {
        let mut end = hit.end();
        while text[hit.start()..end].ends_with(['.', ':']) && !text[hit.start()..end].ends_with("::") {
            end -= 1;
        }
        let token = &text[hit.start()..end];
        let address = token.split(['%', '/']).next().unwrap_or_default();
        let span = hit.start()..end;
        let is_address = token.contains(':') && token.len() > 2 && address.parse::<Ipv6Addr>().is_ok();
        let empty_prefix = token.starts_with("::/");
        let set_off = token == "::" && text[..hit.start()].ends_with('=');
        if (is_address || empty_prefix || set_off) && stands_alone(text, &span) {
            found.push(at(span, Entity::IpAddress, 0.75, "an IPv6 address"));
        } else if !is_address {
            broken_ipv6(text, &span, found);
        }
    }
}

/// A broken IPv6 address with a whole IPv4 one in it is neither, so that one is withdrawn, too.
fn broken_ipv6(text: &str, span: &Range<usize>, found: &mut Vec<Proposal>) {
    let token = &text[span.clone()];
    if token.contains("::") && stands_alone(text, span) {
        found.retain(|proposal| {
            !(proposal.entity == Entity::IpAddress
                && proposal.span.start >= span.start
                && proposal.span.end <= span.end)
        });
    }
}

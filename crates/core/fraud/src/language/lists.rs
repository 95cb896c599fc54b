//! Lists that conditions look values up in.

use std::collections::{HashMap, HashSet};

use crate::identity::{self, Case};

/// A named list of texts and numbers.
#[derive(Clone, Debug, Default)]
pub struct List {
    texts: HashSet<Box<str>>,
    /// Bit patterns of the numbers, sorted.
    numbers: Vec<u64>,
    phrases: HashMap<Box<str>, Box<str>>,
    longest_phrase: usize,
}

impl List {
    /// A list of these entries. Those that read as numbers can be looked up as numbers as well.
    pub fn new<'entries>(entries: impl IntoIterator<Item = &'entries str>) -> List {
        let mut list = List::default();
        for entry in entries {
            list.texts.insert(entry.into());
            list.numbers.extend(entry.parse::<f64>().ok().filter(|number| number.is_finite()).map(bits));
            let words = words(entry);
            if !words.is_empty() {
                list.longest_phrase = list.longest_phrase.max(words.len());
                list.phrases.entry(words.join(" ").into()).or_insert_with(|| entry.into());
            }
        }
        list.numbers.sort_unstable();
        list
    }

    /// The entries in order.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<_> = self.texts.iter().map(Box::as_ref).collect();
        texts.sort_unstable();
        texts
    }

    pub(crate) fn has_text(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    pub(crate) fn has_number(&self, number: f64) -> bool {
        self.numbers.binary_search(&bits(number)).is_ok()
    }

    /// Whether the text is an entry but for case, accents, spacing and punctuation.
    pub(crate) fn is_like(&self, text: &str) -> bool {
        let normal = words(text).join(" ");
        self.phrases.contains_key(normal.as_str())
    }

    /// The entry whose words the text holds first, the longest of those that begin there.
    pub(crate) fn first_mention(&self, text: &str) -> Option<&str> {
        let words = words(text);
        (0..words.len()).find_map(|start| {
            let longest = (words.len() - start).min(self.longest_phrase);
            (1..=longest)
                .rev()
                .find_map(|length| self.phrases.get(words[start..start + length].join(" ").as_str()))
                .map(Box::as_ref)
        })
    }
}

/// One pattern for zero, whatever its sign.
fn bits(number: f64) -> u64 {
    (number + 0.0).to_bits()
}

/// The words of a text in one form, however they are written, without accents and punctuation.
fn words(text: &str) -> Vec<String> {
    let normal = identity::normal(text, Case::Folded);
    let plain = identity::unaccented(&normal);
    let words = plain.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_as_it_is_or_by_its_words() {
        let list = List::new(["Unknown Store", "Nigeria", "North Korea", "5411"]);
        assert!(list.has_text("Nigeria") && !list.has_text("nigeria"));
        assert!(list.has_number(5411.0) && !list.has_number(5412.0));
        assert!(list.is_like("ＵＮＫＮＯＷＮ\u{a0}Sto\u{200b}re"));
        assert!(list.is_like("unknown  STORE!") && !list.is_like("Unknown Storefront"));
        let accented = List::new(["Côte d'Ivoire", "Sao Paulo"]);
        for text in ["COTE D'IVOIRE", "cote d’ivoire", "Côte d Ivoire", "São Paulo!", "SA\u{303}O-PAULO"]
        {
            assert!(accented.is_like(text), "{text}");
        }
        assert_eq!(accented.first_mention("Abidjan, COTE D’IVOIRE"), Some("Côte d'Ivoire"));
        assert!(!accented.is_like("Cote dIvoire") && !accented.is_like("Saao Paulo"));
        assert_eq!(list.first_mention("Pyongyang, north-korea"), Some("North Korea"));
        assert_eq!(list.first_mention("Nigerian Street, London"), None);
        assert_eq!(List::new([]).first_mention("anything"), None);
    }
}

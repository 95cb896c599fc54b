//! Who is whose child in names of people: "Salman bin Muhammad" is not "Muhammad bin Salman".

use super::alignment::Edge;
use crate::name::native::romanised;

/// Words between a child's name and its parent's, romanised; those of Arabic and Hebrew script without their vowels.
const CHILD_OF: [&str; 9] = ["bin", "ibn", "ben", "bint", "ould", "bn", "abn", "bt", "uld"];

/// The parts of a name that stand before such a word, and those that stand behind one, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kinship {
    children: u64,
    parents: u64,
}

impl Kinship {
    /// From the parts of a name and all of its words written as one: particles stand between parts.
    pub(crate) fn of<'a>(whole: &str, parts: impl Iterator<Item = &'a str>) -> Self {
        let (mut children, mut parents) = (0, 0);
        let mut rest = whole;
        for (at, part) in parts.enumerate() {
            let latin = romanised(part);
            let Some(start) = rest.find(latin.as_ref()) else { break };
            if CHILD_OF.iter().any(|word| rest[..start].starts_with(word)) {
                parents |= 1 << at;
                children |= (1u64 << at) >> 1;
            }
            rest = &rest[start + latin.len()..];
        }
        Self { children, parents }
    }

    /// Whether somebody is only a child in the one name and only a parent in the other.
    pub(crate) fn is_turned(self, listed: Self, edges: &[Edge]) -> bool {
        let is_child = |kinship: Self, part: u64| kinship.children & !kinship.parents & part != 0;
        let is_parent = |kinship: Self, part: u64| kinship.parents & !kinship.children & part != 0;
        let are_two = |edge: &Edge| edge.query.is_power_of_two() && edge.listed.is_power_of_two();
        edges.iter().filter(|edge| are_two(edge)).any(|edge| {
            is_child(self, edge.query) && is_parent(listed, edge.listed)
                || is_parent(self, edge.query) && is_child(listed, edge.listed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Kinship;

    #[test]
    fn children_stand_before_the_word_and_parents_behind_it() {
        for (whole, parts, children, parents) in [
            ("salmanbinmuhammadalrawi", &["salman", "muhammad", "rawi"][..], 0b001, 0b010),
            ("aliibnhasanibnumar", &["ali", "hasan", "umar"], 0b011, 0b110),
            ("binsalmanmuhammad", &["salman", "muhammad"], 0b00, 0b01),
            ("salmanrawi", &["salman", "rawi"], 0, 0),
            ("", &[], 0, 0),
        ] {
            let kinship = Kinship::of(whole, parts.iter().copied());
            assert_eq!((kinship.children, kinship.parents), (children, parents), "{whole}");
        }
    }
}

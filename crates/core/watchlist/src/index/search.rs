//! Searching: words under shared keys, names by bounds on what they can score, exact scores for what is left.

use std::cell::RefCell;
use std::collections::HashMap;

use super::keys::{KeySide, given_name_keys, join_keys, letter_keys, meaning_keys, whole_lookups};
use super::{ITEM_BITS, Index, Role};
use crate::compare::kinship::Kinship;
use crate::compare::part::{EQUAL, Likely, Likeness, Matcher, SAME_WORD, SEVERAL_INITIALS};
use crate::compare::particulars::{Listed, raised_most, weigh};
use crate::compare::whole::WholeMatcher;
use crate::compare::{
    Edge, Extent, First, Slot, align, forms_differ_bits, score_bound, score_of, slots, whole_score,
};
use crate::entry::{is_same_number, number_without_series};
use crate::name::{Name, Reading, weight};
use crate::query::Query;
use crate::score::Score;

/// An entry that was found, by the name of it that fits best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) entry: usize,
    pub(crate) name: usize,
    /// Which of the names that were asked for it fits.
    pub(crate) asked: usize,
    /// What the names alone score.
    pub(crate) name_score: Score,
    /// With the particulars.
    pub(crate) score: Score,
}

/// A hash of a telling number without its series; equal numbers are compared in full before they count.
pub(super) fn identifier_hash(number: &str) -> u64 {
    let number = number_without_series(number);
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    number.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// A word of the index that is linked to a word of the query.
#[derive(Debug, Clone, Copy)]
struct Hit {
    word: u32,
    /// As a part of a listed name; 0 for not at all.
    as_part: Likeness,
    why: Likely,
    /// As words of a listed name written as one; 0 for not at all.
    as_join: Likeness,
    /// It is the same business word.
    same_word: bool,
}

impl Hit {
    /// The most that it is worth as a part of a name.
    fn as_part_of(&self, reading: Reading) -> Likeness {
        let same_word = self.same_word && reading == Reading::Organization;
        if same_word { self.as_part.max(SAME_WORD) } else { self.as_part }
    }
}

/// What may pair in a name, summed up without regard to conflicts: never less than what will.
#[derive(Debug, Clone, Copy, Default)]
struct Bound {
    gain: u32,
    query: u16,
    listed: u16,
}

thread_local! {
    /// A bound for each name, all of them empty between searches: to make them anew would cost a fifth of a search.
    static BOUNDS: RefCell<Vec<Bound>> = const { RefCell::new(Vec::new()) };
}

/// The heaviest that a part can be.
const PART_WEIGHT_MAX: u32 = 110;

impl Index {
    /// Entries whose score reaches the threshold, each by its best name, in no particular order.
    pub(crate) fn find(&self, query: &Query, threshold: Score) -> Vec<Found> {
        let mut best: HashMap<usize, Found> = HashMap::new();
        let mut hits = HitCache { index: self, known: Vec::new(), found: Vec::new() };
        for (asked, name_asked) in query.names().iter().enumerate() {
            for reading in [Reading::Person, Reading::Organization] {
                if query.reads(reading) {
                    let side = Side::new(name_asked.read(reading), &mut hits);
                    for name in self.candidates(&side, query, threshold) {
                        let score = self.name_score(&side, name);
                        self.keep(&mut best, query, threshold, (asked, name), score);
                    }
                }
            }
        }
        for entry in self.sharing_number(query) {
            let mut sides = HashMap::new();
            for name in self.names_of(entry) {
                let reading = self.names.reading(name);
                for (asked, name_asked) in query.names().iter().enumerate() {
                    let new = || Side::new(name_asked.read(reading), &mut hits);
                    let score = self.name_score(sides.entry((asked, reading)).or_insert_with(new), name);
                    self.keep(&mut best, query, threshold, (asked, name), score);
                }
            }
        }
        best.into_values().collect()
    }

    fn keep(
        &self,
        best: &mut HashMap<usize, Found>,
        query: &Query,
        threshold: Score,
        (asked, name): (usize, usize),
        name_score: Score,
    ) {
        let entry = self.names.entry[name] as usize;
        if !query.admits(self.kind(entry)) {
            return;
        }
        let score = weigh(name_score, query, &self.listed(entry, query), |_| {});
        let found = Found { entry, name, asked, name_score, score };
        if score >= threshold && score > Score::ZERO {
            let known = best.entry(entry).or_insert(found);
            // Names of an entry stand primary first, so that of two equals the first is kept.
            if (score, std::cmp::Reverse(name)) > (known.score, std::cmp::Reverse(known.name)) {
                *known = found;
            }
        }
    }

    /// What the list says of an entry that the query can be compared with.
    pub(crate) fn listed(&self, entry: usize, query: &Query) -> Listed {
        if query.birth_date.is_none() && query.countries.is_empty() && query.numbers.is_empty() {
            return Listed::default();
        }
        let (birth_dates, countries) = super::records::particulars(self.record(entry));
        Listed { birth_dates, countries, shared_number: self.shared_number(entry, query) }
    }

    fn sharing_number(&self, query: &Query) -> Vec<usize> {
        let hashes = query.numbers.iter().map(|number| identifier_hash(number));
        let owners = hashes.flat_map(|hash| {
            let start = self.identifiers.partition_point(|(known, _)| *known < hash);
            self.identifiers[start..]
                .iter()
                .take_while(move |(known, _)| *known == hash)
                .map(|(_, entry)| *entry as usize)
        });
        let mut owners: Vec<usize> =
            owners.filter(|&entry| self.shared_number(entry, query).is_some()).collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    fn shared_number(&self, entry: usize, query: &Query) -> Option<String> {
        if query.numbers.is_empty() {
            return None;
        }
        let listed =
            self.entry_at(entry).identifiers.into_iter().flat_map(|identifier| identifier.telling_numbers());
        let is_asked = |number: &String| query.numbers.iter().any(|asked| is_same_number(asked, number));
        let mut listed = listed.into_iter();
        listed.find(is_asked)
    }

    /// Names that can reach the threshold.
    fn candidates(&self, side: &Side<'_>, query: &Query, threshold: Score) -> Vec<usize> {
        // Taken and not borrowed: what a panic leaves behind is dropped.
        let mut bounds = BOUNDS.take();
        if bounds.len() < self.names.len() {
            bounds.resize(self.names.len(), Bound::default());
        }
        let mut touched: Vec<u32> = Vec::new();
        for item in &side.items {
            for hit in item.hits.iter() {
                self.add_hit(side, item, hit, &mut bounds, &mut touched);
            }
        }
        let can_reach = |&name: &usize| {
            let most = raised_most(self.bound(side, name, bounds[name]), query);
            most >= threshold
        };
        let mut candidates: Vec<usize> =
            touched.iter().map(|name| *name as usize).filter(can_reach).collect();
        touched.iter().for_each(|name| bounds[*name as usize] = Bound::default());
        BOUNDS.set(bounds);
        self.add_wholes(side, query, threshold, &mut candidates);
        candidates
    }

    /// Names that reach the threshold as a whole.
    fn add_wholes(&self, side: &Side<'_>, query: &Query, threshold: Score, candidates: &mut Vec<usize>) {
        let reading = side.name.reading;
        let mut found = Vec::new();
        for key in whole_lookups(reading, side.whole.text()) {
            self.wholes.find(key, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        let names =
            found.into_iter().map(|name| name as usize).filter(|&name| self.names.reading(name) == reading);
        let reaching = names.filter(|&name| {
            let whole = self.names.whole(name);
            let likeness = side.whole.likeness(whole);
            let score = |likeness| whole_score(likeness, reading, self.extent(side, name, whole));
            likeness.is_some_and(|likeness| raised_most(score(likeness), query) >= threshold)
        });
        candidates.extend(reaching);
    }

    fn extent(&self, side: &Side<'_>, name: usize, whole: &str) -> Extent {
        let single = side.name.parts.len() == 1 && self.names.parts[name] == 1;
        Extent { letters: side.whole.text().len().min(whole.len()), single }
    }

    fn add_hit(&self, side: &Side<'_>, item: &Item, hit: &Hit, bounds: &mut [Bound], touched: &mut Vec<u32>) {
        let reading = side.name.reading;
        let mut add = |name: u32, likeness: Likeness, both: u32, listed: u16| {
            let bound = &mut bounds[name as usize];
            if bound.gain == 0 {
                touched.push(name);
            }
            bound.gain += u32::from(likeness) * both;
            bound.query = bound.query.saturating_add(item.weight);
            bound.listed = bound.listed.saturating_add(listed);
        };
        let place_of = |posting: u32| {
            let name = posting >> ITEM_BITS;
            (self.names.items[name as usize] + (posting & ((1 << ITEM_BITS) - 1))) as usize
        };
        let as_part = hit.as_part_of(reading);
        let postings = self.words.postings(hit.word, Role { reading, is_part: true });
        if as_part > 0 && !postings.is_empty() {
            // A join tells as much as the parts it covers, on both sides.
            let both = |listed: u16| {
                let of_other = if item.is_part { listed } else { item.weight };
                u32::from(item.weight) + u32::from(of_other)
            };
            /// What a word weighs takes longer to tell than to look up for so many names.
            const FEW: usize = 4;
            if postings.len() <= FEW {
                for posting in postings {
                    let listed = self.names.item_weight[place_of(*posting)];
                    add(posting >> ITEM_BITS, as_part, both(listed), listed);
                }
            } else {
                let listed = weight(self.words.text(hit.word), reading);
                let both = both(listed);
                postings.iter().for_each(|posting| add(posting >> ITEM_BITS, as_part, both, listed));
            }
        }
        if hit.as_join > 0 {
            for posting in self.words.postings(hit.word, Role { reading, is_part: false }) {
                let covered = self.names.item_weight[place_of(*posting)];
                add(posting >> ITEM_BITS, hit.as_join, 2 * u32::from(covered), covered);
            }
        }
    }

    fn bound(&self, side: &Side<'_>, name: usize, mut bound: Bound) -> Score {
        let reading = side.name.reading;
        // No edge is less alike than about a half, so that what pairs is at most so much.
        let mut paired = bound.gain / u32::from(EQUAL) * 3 + 1;
        let initials = u32::from(self.names.initials[name]) + side.initials;
        if reading == Reading::Person && initials > 0 {
            // An initial may pair with any part of the other side.
            let both = initials * (PART_WEIGHT_MAX + 30);
            bound.gain += both * u32::from(SEVERAL_INITIALS);
            paired += both;
            let most = (initials * PART_WEIGHT_MAX) as u16;
            bound.query = bound.query.saturating_add(most);
            bound.listed = bound.listed.saturating_add(most);
        }
        let query_left = side.weight.saturating_sub(u32::from(bound.query));
        let listed_left = u32::from(self.names.weight[name]).saturating_sub(u32::from(bound.listed));
        score_bound(reading, bound.gain, paired, query_left, listed_left)
    }

    /// The exact score of one name, the same that a comparison of the two names gives.
    fn name_score(&self, side: &Side<'_>, name: usize) -> Score {
        let mut edges = Vec::new();
        let names = &self.names;
        let (start, parts) = (names.items[name] as usize, usize::from(names.parts[name]));
        let end = names.items[name + 1] as usize;
        for place in start..end {
            let (other, listed) = (place - start, names.item_weight[place]);
            for &(_, item, hit) in side.hits_of(names.item_word[place]) {
                let item = &side.items[item];
                if other < parts {
                    if hit.same_word && item.is_part && side.name.reading == Reading::Organization {
                        let likeness = (SAME_WORD, Likely::Synonym);
                        let first = usize::from(item.first);
                        edges.push(Edge::of_parts(item.weight, first, listed, other, likeness));
                    }
                    if hit.as_part > 0 && item.is_part {
                        let likeness = (hit.as_part, hit.why);
                        edges.push(Edge::of_parts(
                            item.weight,
                            usize::from(item.first),
                            listed,
                            other,
                            likeness,
                        ));
                    } else if hit.as_part > 0 {
                        let turned =
                            Edge::of_join(other, item.first, item.count, item.weight, hit.as_part).turned();
                        edges.push(turned);
                    }
                } else if item.is_part && hit.as_join > 0 {
                    let (first, count) = (names.item_first[place], names.item_count[place]);
                    edges.push(Edge::of_join(usize::from(item.first), first, count, listed, hit.as_join));
                }
            }
        }
        let listed: Vec<Slot> = (start..start + parts)
            .map(|place| {
                let (text, weight) = (self.words.text(names.item_word[place]), names.item_weight[place]);
                Slot::with_words(text, weight, side.name.reading)
            })
            .collect();
        let mut pairing = align(
            side.name.reading,
            First::of(side.whole.text(), names.whole(name)),
            &side.slots,
            &listed,
            edges,
        );
        let reading = side.name.reading;
        let whole = self.names.whole(name);
        pairing.tell_kin_apart(reading, || {
            let listed = (start..start + parts).map(|place| self.words.text(names.item_word[place]));
            (Kinship::of(side.whole.text(), side.name.parts()), Kinship::of(whole, listed))
        });
        let extent = self.extent(side, name, whole);
        let likeness = side.whole.likeness(whole);
        let by_whole = likeness.and_then(|likeness| pairing.tally.whole_score(likeness, reading, extent));
        let score = pairing.tally.score(reading, extent).max(by_whole.unwrap_or(Score::ZERO));
        score_of(score, forms_differ_bits(side.forms, names.forms[name]))
    }
}

/// The query in one reading, with the words of the index that each of its words is linked to.
struct Side<'a> {
    name: &'a Name,
    slots: Vec<Slot>,
    items: Vec<Item>,
    /// Word, item and hit, sorted by word.
    by_word: Vec<(u32, usize, Hit)>,
    weight: u32,
    initials: u32,
    forms: u8,
    whole: WholeMatcher,
}

/// A part or a join of the query.
struct Item {
    is_part: bool,
    first: u8,
    count: u8,
    weight: u16,
    hits: std::rc::Rc<[Hit]>,
}

impl<'a> Side<'a> {
    fn new(name: &'a Name, hits: &mut HitCache<'_>) -> Self {
        let parts =
            name.parts.iter().enumerate().map(|(at, part)| (true, at as u8, 1, part.weight, &part.text));
        let joins = name.joins.iter().map(|join| (false, join.first, join.count, join.weight, &join.text));
        let items: Vec<Item> = parts
            .chain(joins)
            .map(|(is_part, first, count, weight, text)| Item {
                is_part,
                first,
                count,
                weight,
                hits: hits.get(text, is_part),
            })
            .collect();
        let mut by_word: Vec<(u32, usize, Hit)> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            by_word.extend(item.hits.iter().map(|hit| (hit.word, at, *hit)));
        }
        by_word.sort_unstable_by_key(|(word, item, _)| (*word, *item));
        let slots = slots(name);
        let initials = slots.iter().filter(|slot| slot.is_initial).count() as u32;
        Self {
            name,
            items,
            by_word,
            weight: name.weight(),
            slots,
            initials,
            forms: name.form_bits(),
            whole: WholeMatcher::new(name.whole.clone(), name.reading),
        }
    }

    fn hits_of(&self, word: u32) -> &[(u32, usize, Hit)] {
        let start = self.by_word.partition_point(|(known, ..)| *known < word);
        let count = self.by_word[start..].iter().take_while(|(known, ..)| *known == word).count();
        &self.by_word[start..start + count]
    }
}

/// Both readings of a query share most of their words; each is looked up once.
struct HitCache<'a> {
    index: &'a Index,
    known: Vec<(String, bool, std::rc::Rc<[Hit]>)>,
    /// Room for the words that are found under the keys of one.
    found: Vec<u32>,
}

impl HitCache<'_> {
    fn get(&mut self, text: &str, is_part: bool) -> std::rc::Rc<[Hit]> {
        let known = self.known.iter().find(|(known, part, _)| known == text && *part == is_part);
        if let Some((_, _, hits)) = known {
            return hits.clone();
        }
        let hits: std::rc::Rc<[Hit]> = self.index.hits(text, is_part, &mut self.found).into();
        self.known.push((text.to_owned(), is_part, hits.clone()));
        hits
    }
}

impl Index {
    /// The words of the index that are linked to a word of a query.
    fn hits(&self, text: &str, is_part: bool, found: &mut Vec<u32>) -> Vec<Hit> {
        if is_part {
            self.part_hits(&Matcher::new(text), text, found)
        } else {
            self.join_hits(&Matcher::of_join(text), text, found)
        }
    }

    fn part_hits(&self, matcher: &Matcher<'_>, text: &str, found: &mut Vec<u32>) -> Vec<Hit> {
        // Only what is found under a group of given names or a meaning can be of it: asking each word would cost most.
        let (mut forms, mut synonyms) = (Vec::new(), Vec::new());
        self.words_under(given_name_keys(matcher.given_names()), &mut forms);
        self.words_under(meaning_keys(matcher.meanings()), &mut synonyms);
        self.words_under(letter_keys(text, matcher.latin(), KeySide::Asked).into_iter(), found);
        if !forms.is_empty() || !synonyms.is_empty() {
            found.extend(forms.iter().chain(&synonyms));
            found.sort_unstable();
            found.dedup();
        }
        let hit = |&word: &u32| {
            let other = self.words.text(word);
            let as_join = if self.words.is_used(word, false) { matcher.join_likeness(other) } else { None };
            let (mut as_part, mut same_word) = (None, false);
            if self.words.is_used(word, true) {
                let is_form = || forms.binary_search(&word).is_ok() && matcher.is_same_given_name(other);
                as_part = matcher.likeness_of(other, is_form);
                same_word = synonyms.binary_search(&word).is_ok() && matcher.means_the_same(other);
            }
            if as_part.is_none() && as_join.is_none() && !same_word {
                return None;
            }
            let (likeness, why) = as_part.unwrap_or((0, Likely::Spelling));
            Some(Hit { word, as_part: likeness, why, as_join: as_join.unwrap_or(0), same_word })
        };
        found.iter().filter_map(hit).collect()
    }

    fn join_hits(&self, matcher: &Matcher<'_>, text: &str, found: &mut Vec<u32>) -> Vec<Hit> {
        let hit = |&word: &u32| {
            let used = self.words.is_used(word, true);
            let as_part = used.then(|| matcher.part_of_join_likeness(self.words.text(word))).flatten()?;
            Some(Hit { word, as_part, why: Likely::Joined, as_join: 0, same_word: false })
        };
        self.words_under(join_keys(text, KeySide::Asked).into_iter(), found);
        found.iter().filter_map(hit).collect()
    }

    /// The words that are found under any of these keys, in order, instead of what was there.
    fn words_under(&self, keys: impl Iterator<Item = u64>, found: &mut Vec<u32>) {
        found.clear();
        keys.for_each(|key| self.keys.find(key, found));
        found.sort_unstable();
        found.dedup();
    }
}

//! Which part of one name belongs to which part of the other, and what that is worth.

use super::kinship::Kinship;
use super::part::{
    EQUAL, INITIAL, Likely, Likeness, Matcher, OTHER_NAME, SAME_WORD, SEVERAL_INITIALS, join_likeness,
};
use crate::name::native::{first_letters, is_initial, is_vowelless, romanised, syllables_of};
use crate::name::{Apart, GENERAL_WORD, Name, Reading, SHORT_FORM, Script};
use crate::score::Score;

/// A possible pairing of one or several neighbouring parts on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    /// Parts of the query it takes, one bit each.
    pub(crate) query: u64,
    /// Parts of the listed name it takes, one bit each.
    pub(crate) listed: u64,
    pub(crate) likeness: Likeness,
    pub(crate) why: Likely,
    /// The weight of the parts on both sides.
    pub(crate) weight: u32,
}

impl Edge {
    fn gain(&self) -> u32 {
        u32::from(self.likeness) * self.weight
    }

    /// Best first, by what each part is worth; then what stands in the same place. What is unlike counts twice, or a
    /// join that nearly fits would part two that fit exactly.
    fn rank(&self, first: First) -> (std::cmp::Reverse<i64>, bool, u32, u64, u64) {
        let (at, other) = (self.query.trailing_zeros(), self.listed.trailing_zeros());
        let unlike = i64::from(EQUAL - self.likeness) * i64::from(self.weight);
        let parts = i64::from(self.query.count_ones() + self.listed.count_ones());
        let worth = (i64::from(self.gain()) - 2 * unlike) / parts;
        let sides = match first {
            First::Query => (self.query, self.listed),
            First::Listed => (self.listed, self.query),
        };
        (std::cmp::Reverse(worth), !self.is_anchor(), at.abs_diff(other), sides.0, sides.1)
    }

    /// An initial alone says nothing: it fits a twentieth of all names.
    fn is_anchor(&self) -> bool {
        self.why != Likely::Initial
    }
}

/// The edges chosen, and the sums that make the score.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    pub(crate) edges: Vec<Edge>,
    pub(crate) query_used: u64,
    pub(crate) listed_used: u64,
    pub(crate) tally: Tally,
}

/// What was found and what was left over, in weights. The score is a function of these sums alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Sum of likeness times weight, both sides.
    pub(crate) gain: u32,
    /// Weight paired, both sides.
    pub(crate) paired: u32,
    /// Weight left over in the query.
    pub(crate) query_left: u32,
    /// Weight left over in the listed name.
    pub(crate) listed_left: u32,
    /// The parts stand in another order.
    pub(crate) crossed: bool,
    /// Each side has a number, or a direction, that the other lacks, or the child of the one is the parent of the other.
    pub(crate) told_apart: bool,
    /// One of them has.
    pub(crate) number_left: bool,
    /// Two parts are given names, and not one.
    pub(crate) other_name: bool,
    /// Of two parts one is a given name in the form of another language.
    pub(crate) translated: bool,
    /// One of the names, and not the other, has a word without its vowels.
    pub(crate) unwritten: bool,
    /// What is unlike in words of two scripts, which no slip made.
    pub(crate) read: u32,
    /// Syllables of one script, or initials of people, are left over on both sides: no slip makes one of the other.
    pub(crate) other_syllable: bool,
    /// Nothing but general business words pairs, and the words that stand against each other are short: more letters of them
    /// differ than a slip changes.
    pub(crate) only_general: bool,
}

/// Per cent of its weight that a leftover costs.
struct Costs {
    /// Parts left over on both sides stand against each other.
    against: u32,
    /// Parts that only one side has, next to much that agrees and next to little.
    extra_to_much: u32,
    extra_to_little: u32,
}

/// What is left of a score when the order differs: the same order stands before it.
const CROSSED_PERCENT: u32 = 98;
/// The same if of two parts one is a given name in the form of another language: which of them is the given name is then not
/// known, and a family name has no such forms.
const CROSSED_FORMS_PERCENT: u32 = 94;
/// What is left of a score when a number or a direction tells the names apart: less than any threshold, however much else agrees.
const TOLD_APART_PERCENT: u32 = 70;

/// What is left of the likeness of whole names that share general words only ("BAE Industries", "BWI Industries"): less than
/// any threshold, and enough to be found in a look-up.
const ONLY_GENERAL_PERCENT: u32 = 80;

/// Two ordinary parts on both sides together are much, a single one is little.
const MUCH: u32 = 300;
const LITTLE: u32 = 200;

fn costs(reading: Reading) -> Costs {
    match reading {
        Reading::Person => Costs { against: 170, extra_to_much: 29, extra_to_little: 80 },
        Reading::Organization => Costs { against: 160, extra_to_much: 70, extra_to_little: 90 },
    }
}

impl Costs {
    /// What leftovers cost beside this much that is paired: in hundredths of weight.
    fn of(&self, paired: u32, query_left: u32, listed_left: u32) -> u32 {
        let little = MUCH - paired.clamp(LITTLE, MUCH);
        let extra =
            self.extra_to_much + (self.extra_to_little - self.extra_to_much) * little / (MUCH - LITTLE);
        self.against * query_left.min(listed_left) + extra * query_left.abs_diff(listed_left)
    }
}

/// The share that is gained of the whole.
fn share(gain: u32, whole: u64) -> Score {
    let hundredths = (u64::from(gain) * 1000).checked_div(whole).unwrap_or_default();
    Score::from_hundredths(hundredths.min(10_000) as u32)
}

/// How much there is of two names to agree: the letters of the shorter, and whether both are of a single part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) letters: usize,
    pub(crate) single: bool,
}

impl Extent {
    pub(crate) fn of(query: &Name, listed: &Name) -> Self {
        let single = query.parts.len() == 1 && listed.parts.len() == 1;
        Self { letters: query.whole.len().min(listed.whole.len()), single }
    }

    /// The score of two names of which nothing is left over. The more letters agree, the surer it is that the rest are
    /// slips: in long names a part of what is unlike is forgiven. Short names of people are close together: in them it
    /// counts more.
    fn weighed(self, score: Score, reading: Reading, unwritten: bool, other_name: bool) -> Score {
        const LONG_LETTERS: usize = 14;
        const SHORT_LETTERS: usize = 13;
        /// Forgiven only where most agrees.
        const MOST: Score = Score::of_points(75);
        let unlike = Score::FULL.hundredths() - score.hundredths();
        match reading {
            _ if other_name => score,
            // What is unlike in a reading is no slip.
            Reading::Organization if unwritten => score,
            Reading::Person if unwritten && self.letters >= SHORT_LETTERS => score,
            _ if self.letters >= LONG_LETTERS && score >= MOST => score.raised_percent(FORGIVEN_MOST),
            Reading::Person if self.letters < SHORT_LETTERS => {
                Score::from_hundredths(score.hundredths().saturating_sub(unlike * 3 / 10))
            }
            Reading::Person => score,
            Reading::Organization if self.single => score.raised_percent(35),
            Reading::Organization => score.raised_percent(20),
        }
    }
}

/// The most that is ever forgiven of what is unlike, in per cent.
const FORGIVEN_MOST: u32 = 40;

impl Tally {
    /// What is unlike by a slip counts three times beside a whole part that is left over: a slip or a missing part is likely,
    /// both together more likely make another name.
    fn doubt(&self) -> u32 {
        const WHOLE_PART: u64 = 100;
        let unlike = (self.paired * u32::from(EQUAL)).saturating_sub(self.gain + self.read);
        let unlike = u64::from(unlike);
        (2 * unlike * u64::from(self.query_left + self.listed_left).min(WHOLE_PART) / WHOLE_PART) as u32
    }

    /// Less left over or more gained never lowers it, which is what lets an index bound it.
    pub(crate) fn score(&self, reading: Reading, extent: Extent) -> Score {
        let left = costs(reading).of(self.paired, self.query_left, self.listed_left);
        // Leftovers are on one side each, what is paired on both: hence the 2.
        let whole = 100 * u64::from(self.paired) + 2 * u64::from(left);
        let score = share(self.gain.saturating_sub(self.doubt()), whole);
        let score = if left == 0 && self.gain > 0 {
            extent.weighed(score, reading, self.unwritten, self.other_name)
        } else {
            score
        };
        let score = self.apart(score);
        match (self.crossed, self.translated) {
            (true, true) => score.scaled_percent(CROSSED_FORMS_PERCENT),
            (true, false) => score.scaled_percent(CROSSED_PERCENT),
            (false, _) => score,
        }
    }

    /// What is left of a score if a word tells the names apart.
    fn apart(&self, score: Score) -> Score {
        if self.told_apart { score.scaled_percent(TOLD_APART_PERCENT) } else { score }
    }

    /// The score of whole names that are this much alike. Where one has a number that the other lacks, or another given
    /// name or syllable, nothing: none is a slip.
    pub(crate) fn whole_score(&self, likeness: Likeness, reading: Reading, extent: Extent) -> Option<Score> {
        let is_told = self.number_left || self.told_apart || self.other_name || self.other_syllable;
        let score = (!is_told || likeness == EQUAL).then(|| whole_score(likeness, reading, extent));
        score.map(|score| if self.only_general { score.scaled_percent(ONLY_GENERAL_PERCENT) } else { score })
    }
}

/// The score of whole names that are this much alike: nothing is left over.
pub(crate) fn whole_score(likeness: Likeness, reading: Reading, extent: Extent) -> Score {
    extent.weighed(share(u32::from(likeness), 100), reading, false, false)
}

/// The most that a name can score of which only upper bounds of what pairs are known.
pub(crate) fn score_bound(
    reading: Reading,
    gain: u32,
    paired: u32,
    query_left: u32,
    listed_left: u32,
) -> Score {
    let left = costs(reading).of(paired, query_left, listed_left);
    // What is paired is at least the gain, for no likeness is above 1000 thousandths.
    let bound = share(gain, u64::from(gain) / 10 + 2 * u64::from(left));
    if left == 0 { bound.raised_percent(FORGIVEN_MOST) } else { bound }
}

/// All edges between two names.
pub(crate) fn edges(query: &Name, listed: &Name) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (at, part) in query.parts.iter().enumerate() {
        let matcher = Matcher::new(&part.text);
        for (other, counterpart) in listed.parts.iter().enumerate() {
            let likeness = matcher.likeness(&counterpart.text);
            edges.extend(
                likeness.map(|like| Edge::of_parts(part.weight, at, counterpart.weight, other, like)),
            );
            if query.reading == Reading::Organization && matcher.means_the_same(&counterpart.text) {
                edges.push(Edge::of_parts(
                    part.weight,
                    at,
                    counterpart.weight,
                    other,
                    (SAME_WORD, Likely::Synonym),
                ));
            }
        }
        for join in &listed.joins {
            let likeness = matcher.join_likeness(&join.text);
            edges.extend(likeness.map(|like| Edge::of_join(at, join.first, join.count, join.weight, like)));
        }
    }
    for join in &query.joins {
        for (other, counterpart) in listed.parts.iter().enumerate() {
            let likeness = join_likeness(&join.text, &counterpart.text);
            edges.extend(
                likeness.map(|like| Edge::of_join(other, join.first, join.count, join.weight, like).turned()),
            );
        }
    }
    edges
}

impl Edge {
    pub(crate) fn of_parts(
        weight: u16,
        at: usize,
        listed_weight: u16,
        other: usize,
        (likeness, why): (Likeness, Likely),
    ) -> Self {
        let weight = u32::from(weight) + u32::from(listed_weight);
        Self { query: 1 << at, listed: 1 << other, likeness, why, weight }
    }

    /// One part of the query and neighbouring parts of the listed name written as one. The part tells as much as
    /// what the join covers.
    pub(crate) fn of_join(at: usize, first: u8, count: u8, covered: u16, likeness: Likeness) -> Self {
        let listed = (u64::MAX >> (64 - u32::from(count))) << first;
        Self { query: 1 << at, listed, likeness, why: Likely::Joined, weight: 2 * u32::from(covered) }
    }

    pub(crate) fn turned(self) -> Self {
        Self { query: self.listed, listed: self.query, ..self }
    }
}

/// A part as the alignment needs it: its weight, the letters that it may begin with, and what it tells apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) weight: u16,
    /// One bit each: a letter of another script has several romanisations.
    pub(crate) first_letters: u32,
    pub(crate) is_initial: bool,
    pub(crate) apart: Option<Apart>,
    /// Its short vowels are not written.
    pub(crate) unwritten: bool,
    /// The script that it is a syllable of.
    pub(crate) syllable_of: Option<Script>,
    /// It is too short to be known with two slips.
    pub(crate) is_short: bool,
}

impl Slot {
    /// With the numbers that tell any names apart: those in digits and Roman numerals ("John XXIII").
    pub(crate) fn of(text: &str, weight: u16) -> Self {
        const SHORT_LETTERS: usize = 4;
        let apart = Apart::numeral(text);
        Self {
            weight,
            first_letters: first_letters(text),
            is_initial: is_initial(text),
            apart,
            unwritten: is_vowelless(text),
            syllable_of: syllables_of(text),
            is_short: text.len() <= SHORT_LETTERS,
        }
    }

    /// Whether it is a Roman numeral that may be a company form as well: "II" is a Romanian one.
    fn may_be_form(&self) -> bool {
        self.weight <= SHORT_FORM && matches!(self.apart, Some(Apart::Said(_)))
    }

    /// Whether it is "I", the first of a name that the other is the second of or a later one.
    fn is_first_of(&self, other: &Self) -> bool {
        const I: u32 = 1 << (b'i' - b'a');
        self.is_initial && self.first_letters == I && matches!(other.apart, Some(Apart::Said(_)))
    }

    /// Whether two parts that do not pair are two syllables of one script, or two initials of people.
    fn is_other_syllable(&self, other: &Self, reading: Reading) -> bool {
        self.syllable_of.is_some() && self.syllable_of == other.syllable_of
            || reading == Reading::Person && self.is_initial && other.is_initial
    }

    /// With what words tell apart too, which names of organisations are.
    pub(crate) fn with_words(text: &str, weight: u16, reading: Reading) -> Self {
        let slot = Self::of(text, weight);
        match reading {
            Reading::Organization => Self { apart: Apart::of(text, &romanised(text)), ..slot },
            Reading::Person => slot,
        }
    }
}

/// The slots of a name.
pub(crate) fn slots(name: &Name) -> Vec<Slot> {
    name.parts.iter().map(|part| Slot::with_words(&part.text, part.weight, name.reading)).collect()
}

/// Which of two names goes first where edges tie: the same one whichever of them was asked for, so that the score of
/// two names does not depend on it. Names of the same parts have the top score anyhow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Query,
    Listed,
}

impl First {
    pub(crate) fn of(query_whole: &str, listed_whole: &str) -> Self {
        if query_whole <= listed_whole { First::Query } else { First::Listed }
    }
}

/// Chooses edges, best first, so that no part is used twice.
pub(crate) fn align(
    reading: Reading,
    first: First,
    query: &[Slot],
    listed: &[Slot],
    mut edges: Vec<Edge>,
) -> Pairing {
    drop_joins_of_equal_parts(&mut edges);
    if reading == Reading::Person {
        push_initials(query, listed, &mut edges);
    }
    edges.sort_unstable_by_key(|edge| edge.rank(first));
    let mut initials = 0;
    let mut pairing = Pairing { edges: Vec::new(), query_used: 0, listed_used: 0, tally: Tally::default() };
    for edge in edges {
        if edge.query & pairing.query_used == 0 && edge.listed & pairing.listed_used == 0 {
            pairing.query_used |= edge.query;
            pairing.listed_used |= edge.listed;
            pairing.tally.gain += edge.gain();
            pairing.tally.paired += edge.weight;
            initials += usize::from(!edge.is_anchor());
            pairing.edges.push(edge);
        }
    }
    if initials > 1 {
        for edge in pairing.edges.iter_mut().filter(|edge| !edge.is_anchor()) {
            edge.likeness = SEVERAL_INITIALS;
            pairing.tally.gain += u32::from(SEVERAL_INITIALS - INITIAL) * edge.weight;
        }
    }
    pairing.tally.query_left = left_over(query, pairing.query_used);
    pairing.tally.listed_left = left_over(listed, pairing.listed_used);
    let number_left =
        |slots: &[Slot], used: u64| left(slots, used).any(|slot| slot.apart.is_some() && !slot.may_be_form());
    pairing.tally.number_left =
        number_left(query, pairing.query_used) || number_left(listed, pairing.listed_used);
    pairing.tally.told_apart = apart_left(query, pairing.query_used).any(|own| {
        let mut others = apart_left(listed, pairing.listed_used);
        others.any(|other| own.differs(other))
    });
    pairing.tally.other_syllable = left(query, pairing.query_used)
        .any(|own| left(listed, pairing.listed_used).any(|other| own.is_other_syllable(other, reading)));
    let is_general = |edge: &Edge| edge.weight <= 2 * u32::from(GENERAL_WORD);
    let is_short = |slots: &[Slot], used: u64| {
        left(slots, used).next().is_some() && left(slots, used).all(|slot| slot.is_short)
    };
    pairing.tally.only_general = reading == Reading::Organization
        && !pairing.edges.is_empty()
        && pairing.edges.iter().all(is_general)
        && is_short(query, pairing.query_used)
        && is_short(listed, pairing.listed_used);
    let unwritten = |slots: &[Slot]| slots.iter().any(|slot| slot.unwritten);
    pairing.tally.unwritten = unwritten(query) != unwritten(listed);
    if !pairing.tally.unwritten {
        let read = pairing.edges.iter().filter(|edge| edge.why == Likely::Transliteration);
        pairing.tally.read = read.map(|edge| u32::from(EQUAL - edge.likeness) * edge.weight).sum();
    }
    pairing.tally.crossed = is_crossed(&pairing.edges);
    pairing.tally.other_name = pairing.edges.iter().any(|edge| edge.likeness == OTHER_NAME);
    let is_of_two = query.len() == 2 && listed.len() == 2;
    pairing.tally.translated = is_of_two && pairing.edges.iter().any(|edge| edge.why == Likely::GivenName);
    if !pairing.edges.iter().any(Edge::is_anchor) {
        pairing.tally.gain = 0;
    }
    pairing
}

impl Pairing {
    /// Names of people in which child and parent change places are two.
    pub(crate) fn tell_kin_apart(&mut self, reading: Reading, of_both: impl FnOnce() -> (Kinship, Kinship)) {
        if reading == Reading::Person && self.tally.crossed {
            let (query, listed) = of_both();
            self.tally.told_apart |= query.is_turned(listed, &self.edges);
        }
    }

    /// All of one name with all of the other.
    pub(crate) fn whole(query: &Name, listed: &Name, likeness: Likeness) -> Self {
        let all = |name: &Name| u64::MAX >> (64 - name.parts.len().clamp(1, 64));
        let (query_used, listed_used) = (all(query), all(listed));
        let why = if likeness == EQUAL { Likely::Equal } else { Likely::Spelling };
        let weight = query.weight() + listed.weight();
        let edge = Edge { query: query_used, listed: listed_used, likeness, why, weight };
        Self { edges: vec![edge], query_used, listed_used, tally: Tally::default() }
    }
}

fn is_crossed(edges: &[Edge]) -> bool {
    edges.iter().any(|edge| edges.iter().any(|other| edge.query < other.query && edge.listed > other.listed))
}

/// What the parts that are left over tell apart by.
fn apart_left(slots: &[Slot], used: u64) -> impl Iterator<Item = Apart> + '_ {
    left(slots, used).filter_map(|slot| slot.apart)
}

/// The parts that are left over.
fn left(slots: &[Slot], used: u64) -> impl Iterator<Item = &Slot> {
    slots.iter().enumerate().filter(move |(at, _)| used >> at & 1 == 0).map(|(_, slot)| slot)
}

fn left_over(slots: &[Slot], used: u64) -> u32 {
    left(slots, used).map(|slot| u32::from(slot.weight)).sum()
}

/// A part that is equal to one of the other name's is not also that one written together with its neighbour: where the
/// neighbour is hardly heard, the joined word is like the part, and would take both.
fn drop_joins_of_equal_parts(edges: &mut Vec<Edge>) {
    let is_join = |edge: &Edge| !edge.query.is_power_of_two() || !edge.listed.is_power_of_two();
    if !edges.iter().any(is_join) {
        return;
    }
    let equal: Vec<(u64, u64)> = edges
        .iter()
        .filter(|edge| edge.likeness == EQUAL && !is_join(edge))
        .map(|edge| (edge.query, edge.listed))
        .collect();
    let has_equal_parts = |edge: &Edge| {
        equal.iter().any(|(query, listed)| edge.query & query != 0 && edge.listed & listed != 0)
    };
    edges.retain(|edge| !is_join(edge) || !has_equal_parts(edge));
}

/// "J" may be "Juan"; "I" is no initial of "II".
fn push_initials(query: &[Slot], listed: &[Slot], edges: &mut Vec<Edge>) {
    for (at, slot) in query.iter().enumerate() {
        for (other, counterpart) in listed.iter().enumerate() {
            let is_initial = slot.is_initial || counterpart.is_initial;
            let is_number = slot.is_first_of(counterpart) || counterpart.is_first_of(slot);
            if is_initial && !is_number && slot.first_letters & counterpart.first_letters != 0 {
                edges.push(Edge::of_parts(
                    slot.weight,
                    at,
                    counterpart.weight,
                    other,
                    (INITIAL, Likely::Initial),
                ));
            }
        }
    }
}

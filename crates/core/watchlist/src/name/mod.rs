//! A name as the matcher sees it: its telling parts with their weights, and what was set aside.

mod apart;
mod beside;
pub(crate) mod business_words;
mod form_words;
pub(crate) mod given_names;
mod legal_forms;
mod letters;
pub(crate) mod native;
mod native_words;
mod respelling;
mod same;
mod script;
mod several;
pub(crate) mod sound;
mod words;

use letters::Word;
use native::{is_initial, is_syllabic, is_vowelless, romanised};
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub(crate) use apart::{Apart, has_digits};
pub(crate) use beside::names_beside_others;
pub(crate) use legal_forms::LegalForm;
pub(crate) use letters::plain_character;
pub(crate) use respelling::respelt;
pub use same::is_same_name;
pub(crate) use script::Script;
pub(crate) use several::{by_shape, further_names};

/// The longest name that is read, in characters: three times the longest on any list.
pub const NAME_CHARACTERS_MAX: usize = 1_000;
/// The most words a name may have.
pub const NAME_PARTS_MAX: usize = 64;

/// How a name is to be read: titles matter in a person's name, company forms in an organisation's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Given names, family names, titles, initials.
    Person,
    /// A firm, a body, a ship or an aircraft.
    Organization,
}

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing that can be compared is left of it.
    #[error("the name has no letters or digits")]
    Empty,
    /// Longer than any listed name; reading a part of it would let the rest through unseen.
    #[error("the name is longer than {NAME_CHARACTERS_MAX} characters or {NAME_PARTS_MAX} words")]
    TooLong,
    /// Letters of a script that can't be compared. Leaving them out could leave out whose name it is.
    #[error("the name is written in {script}, which can't be compared")]
    Unreadable {
        /// The script.
        script: &'static str,
    },
}

/// A name read for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub(crate) reading: Reading,
    /// The parts that tell names apart, in the order given-name first.
    pub(crate) parts: Vec<Part>,
    /// Neighbouring words written as one.
    pub(crate) joins: Vec<Join>,
    /// Company forms found, without repeats.
    pub(crate) forms: Vec<LegalForm>,
    /// Parts and particles, in order, written as one word.
    pub(crate) whole: String,
}

/// One telling part of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// How much it tells, 100 for an ordinary part.
    pub(crate) weight: u16,
}

/// Two or more neighbouring words written as one, and the parts that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Join {
    pub(crate) text: String,
    pub(crate) first: u8,
    pub(crate) count: u8,
    /// What the covered parts weigh together.
    pub(crate) weight: u16,
}

impl Name {
    /// Reads a name; hostile or empty text is refused with a reason.
    pub fn parse(text: &str, reading: Reading) -> Result<Self, NameError> {
        if text.len() > NAME_CHARACTERS_MAX && text.chars().count() > NAME_CHARACTERS_MAX {
            return Err(NameError::TooLong);
        }
        let mut words = letters::words(text)?;
        let mut forms = Vec::new();
        apart::plain_numbers(&mut words);
        match reading {
            Reading::Person => {
                given_name_first(&mut words);
                words = personal_words(words);
            }
            Reading::Organization => words = join_phrases(join_initials(words)),
        }
        match words.len() {
            0 => return Err(NameError::Empty),
            1..=NAME_PARTS_MAX => {}
            _ => return Err(NameError::TooLong),
        }
        let marks = mark(&words, reading, &mut forms);
        Ok(Self::of_words(&words, &marks, reading, forms))
    }

    fn of_words(words: &[Word], marks: &[Mark], reading: Reading, forms: Vec<LegalForm>) -> Self {
        // A name of nothing but titles or forms ("CORP") is taken as it stands: it then matches itself alone.
        let kept = if marks.contains(&Mark::Telling) { Mark::Telling } else { Mark::best_of(marks) };
        let mut parts = Vec::with_capacity(words.len());
        let mut spoken: Vec<Spoken<'_>> = Vec::with_capacity(words.len());
        for (at, (word, mark)) in words.iter().zip(marks).enumerate() {
            let is_part = *mark == kept;
            if is_part || matches!(mark, Mark::Particle | Mark::Form) {
                let is_form = !is_part && *mark == Mark::Form;
                spoken.push(Spoken { text: &word.text, part: parts.len(), is_form, glued: word.glued });
            }
            if is_part {
                let own = weight(&word.text, reading);
                let light = reading == Reading::Organization && may_be_mistyped_form(words, marks, at);
                let is_ship = at == 0 && words.len() > 1 && matches!(word.text.as_str(), "mv" | "mt");
                let is_honorific = reading == Reading::Person && at == 0 && words.len() > 1 && !word.dotted;
                let weight = match () {
                    () if reading == Reading::Organization && is_ship => SHORT_FORM,
                    () if is_honorific && word.text == BEN => PARTICLE_OR_NAME,
                    () if is_honorific && words::may_be_honorific(&word.text) => own.min(HONORIFIC),
                    () if light && word.text.len() <= SHORT_FORM_LETTERS => SHORT_FORM,
                    () if light => own.min(MISTYPED_FORM),
                    () => own,
                };
                parts.push(Part { weight, text: word.text.clone() });
            }
        }
        let joins = joins(&spoken, &parts);
        let whole = spoken.iter().filter(|word| !word.is_form).map(|word| romanised(word.text)).collect();
        Self { reading, parts, joins, forms, whole }
    }

    /// The weight of all parts.
    pub(crate) fn weight(&self) -> u32 {
        self.parts.iter().map(|part| u32::from(part.weight)).sum()
    }

    /// Its company forms, one bit each.
    pub(crate) fn form_bits(&self) -> u8 {
        self.forms.iter().fold(0, |bits, form| bits | 1 << *form as u8)
    }

    /// The parts that are compared, in order: what is left after titles, particles and company forms.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.text.as_str())
    }
}

/// What a word is in its name; later is more telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Form,
    Title,
    Particle,
    Telling,
}

impl Mark {
    fn best_of(marks: &[Mark]) -> Mark {
        marks.iter().copied().max().unwrap_or(Mark::Telling)
    }
}

fn mark(words: &[Word], reading: Reading, forms: &mut Vec<LegalForm>) -> Vec<Mark> {
    let form = |text: &str| native_words::form(text).map(Cow::Borrowed);
    let latin: Vec<Cow<'_, str>> =
        words.iter().map(|word| form(&word.text).unwrap_or_else(|| romanised(&word.text))).collect();
    let texts: Vec<&str> = latin.iter().map(Cow::as_ref).collect();
    // A syllable of a name is no word that forms are made of.
    let is_syllable = |word: &Word| is_syllabic(&word.text);
    let mut marks = Vec::with_capacity(texts.len());
    while marks.len() < texts.len() {
        let at = marks.len();
        if reading == Reading::Organization
            && let Some((form, count)) = legal_forms::leading_form(
                &texts[at..],
                words[at..].iter().take_while(|word| !is_syllable(word)).count(),
                marks.last() == Some(&Mark::Form),
                !marks.contains(&Mark::Telling),
            )
        {
            if !forms.contains(&form) {
                forms.push(form);
            }
            marks.extend(std::iter::repeat_n(Mark::Form, count));
            continue;
        }
        if reading == Reading::Organization && is_ship_number(&texts[at..]) && marks.contains(&Mark::Telling)
        {
            marks.extend([Mark::Title; 2]);
            continue;
        }
        let qualifier = words::leading_qualifier(&texts[at..]);
        if qualifier > 0 {
            marks.extend(std::iter::repeat_n(Mark::Title, qualifier));
            continue;
        }
        // Without its vowels a word is known by its own letters alone.
        let text = if is_vowelless(&words[at].text) { words[at].text.as_str() } else { texts[at] };
        let numbers_next =
            texts.get(at + 1).is_some_and(|next| next.bytes().next().is_some_and(|b| b.is_ascii_digit()));
        marks.push(match reading {
            Reading::Person if words::is_title(text) => Mark::Title,
            Reading::Person if texts.len() > 2 && words::is_kin(text) => Mark::Particle,
            // "Ben Quill": Benjamin, or the child of Quill.
            Reading::Person if at == 0 && texts.len() == 2 && text == BEN => Mark::Telling,
            _ if words::is_particle(text) && !words[at].dotted => Mark::Particle,
            _ if numbers_next && words::is_number_sign(text) => Mark::Particle,
            Reading::Organization if at >= 2 && words::is_place_sign(&words[at].text) => Mark::Particle,
            _ => Mark::Telling,
        });
    }
    tell_last_number(words, &mut marks);
    marks
}

/// A ship's number of the International Maritime Organization is not part of its name: "KORDAL STAR (IMO 9187629)".
fn is_ship_number(words: &[&str]) -> bool {
    const DIGITS: usize = 7;
    let is_number = |word: &str| word.len() == DIGITS && word.bytes().all(|digit| digit.is_ascii_digit());
    matches!(words, ["imo", number, ..] if is_number(number))
}

/// "I" behind a name is the first of its name and no "and": "Fund I Ltd", "Juan Carlos I".
fn tell_last_number(words: &[Word], marks: &mut [Mark]) {
    let last = marks.iter().rposition(|mark| *mark != Mark::Form);
    if let Some(last) = last.filter(|last| words[*last].text == "i" && !words[*last].dotted)
        && marks[..last].iter().filter(|mark| **mark == Mark::Telling).count() >= 2
    {
        marks[last] = Mark::Telling;
    }
}

/// "PUTIN, Vladimir" reads as "Vladimir PUTIN"; a comma later on ("..., Jr.") changes nothing.
fn given_name_first(words: &mut [Word]) {
    if let Some(comma) = words.iter().position(|word| word.comma)
        && comma + 1 < words.len()
    {
        words.rotate_left(comma + 1);
    }
}

/// The words of a person's name as they are compared: initials that stand together (JP), that are two letters of another
/// script's one (Yu.), surnames that end in "of the faith" (Salahuddin, Zeineddine, Salah ud-Din), which is a word of its
/// own, and the servant of a name of God, which is one too (Abdelkader, Abd al-Qadir).
fn personal_words(words: Vec<Word>) -> Vec<Word> {
    const DIGRAPHS: [&str; 16] =
        ["ch", "dj", "dz", "gh", "ju", "ja", "kh", "sh", "shch", "th", "ts", "tz", "ya", "ye", "yu", "zh"];
    const FAITH: &str = "din";
    let count = words.len();
    let mut read: Vec<Word> = Vec::with_capacity(count + 1);
    for (at, word) in words.into_iter().enumerate() {
        let text = word.text.as_str();
        if count > 1 && words::are_initials(text) && !words::is_title(text) {
            read.extend(text.chars().map(|letter| Word { text: letter.to_string(), ..word.clone() }));
        } else if word.dotted && at + 1 < count && DIGRAPHS.contains(&text) {
            read.push(Word { text: text[..1].to_owned(), ..word });
        } else if let Some(full) = words::cut_short(text, word.dotted).filter(|_| count > 1) {
            read.push(Word { text: full.to_owned(), dotted: false, ..word });
        } else if at > 0 && words::is_faith(text) {
            read.push(Word { text: FAITH.to_owned(), ..word });
        } else if let Some((servant, name)) = words::servant_of(text) {
            read.push(Word { text: servant.to_owned(), dotted: false, comma: false, glued: word.glued });
            read.push(Word { text: name.to_owned(), glued: true, ..word });
        } else if let Some(stem) = words::of_the_faith(text) {
            read.push(Word { text: stem.to_owned(), dotted: false, comma: false, glued: word.glued });
            read.push(Word { text: FAITH.to_owned(), glued: true, ..word });
        } else {
            read.push(word);
        }
    }
    read
}

/// Initials are one word of an organisation's name, whatever parts them: `A.B.C.`, `A-B-C`, `A B C`, `A & B`. A company form
/// behind them ("X Y Q S A") stays a form.
fn join_initials(words: Vec<Word>) -> Vec<Word> {
    let is_letter = |word: &Word| {
        let mut letters = word.text.chars();
        letters.next().is_some_and(char::is_alphabetic)
            && letters.next().is_none()
            && romanised(&word.text).len() <= 2
    };
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut run: Vec<Word> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let joins = !run.is_empty() && word.text == "and" && words.peek().is_some_and(is_letter);
        if is_letter(&word) {
            run.push(word);
        } else if !joins {
            close_initials(&mut run, &mut joined);
            joined.push(word);
        }
    }
    close_initials(&mut run, &mut joined);
    joined
}

/// "Non-profit organisation" is one word of an organisation's name.
fn join_phrases(words: Vec<Word>) -> Vec<Word> {
    let latin: Vec<Cow<'_, str>> = words.iter().map(|word| romanised(&word.text)).collect();
    let texts: Vec<&str> = latin.iter().map(Cow::as_ref).collect();
    if (0..texts.len()).all(|at| words::leading_phrase(&texts[at..]).is_none()) {
        return words;
    }
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        match words::leading_phrase(&texts[at..]) {
            Some((word, count)) => {
                joined.push(Word { text: word.to_owned(), ..words[at + count - 1].clone() });
                at += count;
            }
            None => {
                joined.push(words[at].clone());
                at += 1;
            }
        }
    }
    joined
}

fn close_initials(run: &mut Vec<Word>, joined: &mut Vec<Word>) {
    const FORM_LETTERS: std::ops::RangeInclusive<usize> = 2..=4;
    const INITIALS_MIN: usize = 2;
    let text = |words: &[Word]| -> String { words.iter().map(|word| word.text.as_str()).collect() };
    let forms = FORM_LETTERS.rev().filter_map(|letters| run.len().checked_sub(letters));
    let form_at = forms
        .filter(|&at| at >= INITIALS_MIN)
        .find(|&at| legal_forms::leading_form(&[&romanised(&text(&run[at..]))], 1, false, true).is_some())
        .unwrap_or(run.len());
    let tail = run.split_off(form_at);
    for initials in [std::mem::take(run), tail] {
        if let Some(last) = initials.last() {
            joined.push(Word { text: text(&initials), dotted: false, comma: last.comma, glued: false });
        }
    }
}

/// A word that may be written together with its neighbours, and the number of the part that it is or stands before.
struct Spoken<'a> {
    text: &'a str,
    part: usize,
    is_form: bool,
    /// It is written onto the word before it: a syllable.
    glued: bool,
}

impl Spoken<'_> {
    /// How much there is of it: a character of another script is as much as two letters.
    fn letters(&self) -> usize {
        if self.text.is_ascii() { self.text.len() } else { 2 * self.text.chars().count() }
    }
}

/// Two or three neighbours written as one, and the whole of a short name: "RamiMakhlouf", "Plat ono vich",
/// "JSCArgument".
fn joins(words: &[Spoken<'_>], parts: &[Part]) -> Vec<Join> {
    const LETTERS: std::ops::RangeInclusive<usize> = 4..=24;
    const SHORT_WORDS: usize = 4;
    let mut joins = Vec::new();
    let mut push = |run: &[Spoken<'_>], from: usize| {
        let text: String = run.iter().map(|word| word.text).collect();
        let first = run[0].part;
        let end = words.get(from + run.len()).map_or(parts.len(), |next| next.part);
        let letters = run.iter().map(Spoken::letters).sum();
        if end > first && LETTERS.contains(&letters) {
            let weight = parts[first..end].iter().map(|part| part.weight).sum();
            joins.push(Join { text, first: first as u8, count: (end - first) as u8, weight });
        }
    };
    words.windows(2).enumerate().for_each(|(from, run)| push(run, from));
    let has_form = |run: &[Spoken<'_>]| run.iter().any(|word| word.is_form);
    words.windows(3).enumerate().filter(|(_, run)| !has_form(run)).for_each(|(from, run)| push(run, from));
    if words.len() == SHORT_WORDS && !has_form(words) {
        push(words, 0);
    }
    // Syllables that are written together may be one name: "弗拉基米尔" is Vladimir.
    let mut from = 0;
    for run in words.chunk_by(|_, next| next.glued) {
        if run.len() >= SHORT_WORDS && run.len() < words.len() || run.len() > SHORT_WORDS {
            push(run, from);
        }
        from += run.len();
    }
    joins
}

/// A word that is a particle or a given name, and what it weighs: as a particle it is nothing that a name can lack.
const BEN: &str = "ben";
const PARTICLE_OR_NAME: u16 = 5;
/// What a general business word weighs.
pub(crate) const GENERAL_WORD: u16 = 40;
/// What a word weighs that is an honorific of Burma or a name: "U Thant", "Daw Suu".
const HONORIFIC: u16 = 20;
/// What a word weighs that may be a company form gone wrong: little either way.
const MISTYPED_FORM: u16 = 25;
/// The same of one in two letters, which may be a form that no table has, or say that a ship follows (M/V).
pub(crate) const SHORT_FORM: u16 = 20;
const SHORT_FORM_LETTERS: usize = 2;

/// Whether a word stands where a company form would and is near one: at the end of a name without a form ("LDTA"),
/// at its beginning ("OO VOLGOGRAD"), or next to a form ("S.A. Db C.V.", "CO., LTaD").
fn may_be_mistyped_form(words: &[Word], marks: &[Mark], at: usize) -> bool {
    const PIECE_LETTERS: usize = 2;
    if words.len() < 2 {
        return false;
    }
    let text = &romanised(&words[at].text);
    let behind_form = at >= 2 && marks[..at].contains(&Mark::Form) && marks[0] != Mark::Form;
    if behind_form {
        return text.len() <= PIECE_LETTERS || legal_forms::may_be_form(text);
    }
    let before_form = at > 0 && marks.get(at + 1) == Some(&Mark::Form) && text.len() <= 3;
    if marks.contains(&Mark::Form) {
        return before_form && legal_forms::may_be_form(text);
    }
    let is_piece = |word: &Word| word.text.len() <= PIECE_LETTERS;
    let last = words.len() - 1;
    let ends_in_pieces = at + 1 == last && last >= 2 && is_piece(&words[at]) && is_piece(&words[last]);
    ends_in_pieces
        || ((at == last || at == 0 && text.len() <= 3 && text.len() >= PIECE_LETTERS)
            && legal_forms::may_be_form(text))
}

/// How much a part tells: short ones, numbers, business words and very common names tell less.
pub(crate) fn weight(word: &str, reading: Reading) -> u16 {
    let latin = romanised(word);
    let letters = match () {
        () if is_initial(word) => 1,
        // A third of the letters is not written.
        () if is_vowelless(word) => latin.len() * 3 / 2,
        () => latin.len(),
    };
    let by_length = match letters {
        1 => 30,
        2 => 70,
        3 => 85,
        4 => 95,
        5..=8 => 100,
        _ => 110,
    };
    if word.bytes().all(|letter| letter.is_ascii_digit()) {
        return 50;
    }
    let light = match reading {
        Reading::Person => {
            (words::is_common_name(&latin) || !word.is_ascii() && words::is_common_name(word)).then_some(75)
        }
        Reading::Organization => words::is_generic(&latin).then_some(GENERAL_WORD),
    };
    light.map_or(by_length, |light: u16| light.min(by_length))
}

//! Names of persons: beside their labels, above their addresses, and in running text by lists and what surrounds them.

use std::collections::HashSet;
use std::ops::Range;

use super::Found;
use super::labels::Label;
use super::sheet::{Place, Sheet};
use super::words;
use crate::entity::Entity;
use crate::names;

/// Longer runs of capitalised words are headings.
const NAME_WORDS_MAX: usize = 5;

/// One word of a text and what it may be.
#[derive(Debug, Clone)]
struct Token {
    span: Range<usize>,
    lower: String,
    shape: Shape,
    /// What stands between the word before and this one.
    gap: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Title,
    Capitals,
    Initial,
    Lower,
    Other,
}

/// A name's word that comes again counts with this confidence.
const REPEATED: f32 = 0.6;

/// Names on a page. `addresses` are the parts of cells that are taken.
pub(super) fn find(sheet: &Sheet<'_>, addresses: &[(usize, Range<usize>)]) -> Vec<Found> {
    let mut found = once(sheet, addresses);
    let known: HashSet<String> = found
        .iter()
        .filter(|name| name.confidence >= REPEATED)
        .flat_map(|name| tokens(&name.value))
        .filter(|token| token.lower.len() > 2 && !names::is_common_word(&token.lower))
        .map(|token| token.lower)
        .collect();
    for (index, cell) in sheet.cells.iter().enumerate().filter(|_| !known.is_empty()) {
        for token in tokens(&cell.text) {
            let is_name = known.contains(&token.lower)
                && token.shape == Shape::Title
                && !addresses.iter().any(|(cell, span)| *cell == index && span.contains(&token.span.start))
                && !found.iter().any(|name| name.cell == index && name.span.contains(&token.span.start));
            if is_name {
                found.push(name(
                    sheet,
                    index,
                    token.span,
                    REPEATED,
                    false,
                    "a word of a name found before".to_owned(),
                ));
            }
        }
    }
    found
}

fn once(sheet: &Sheet<'_>, addresses: &[(usize, Range<usize>)]) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, cell) in sheet.cells.iter().enumerate() {
        let taken = |span: &Range<usize>| {
            addresses
                .iter()
                .any(|(cell, other)| *cell == index && other.start < span.end && span.start < other.end)
        };
        let named = labelled(sheet, index).or_else(|| over_address(sheet, index, addresses));
        if let Some(name) = named.filter(|name| !taken(&name.span)) {
            found.push(name);
            continue;
        }
        for (span, confidence, why) in in_running_text(&cell.text) {
            if !taken(&span) {
                found.push(name(sheet, index, span, confidence, false, why.to_owned()));
            }
        }
    }
    found
}

fn name(
    sheet: &Sheet<'_>,
    cell: usize,
    span: Range<usize>,
    confidence: f32,
    labelled: bool,
    why: String,
) -> Found {
    Found {
        entity: Entity::PersonName,
        cell,
        value: sheet.cells[cell].text[span.clone()].to_owned(),
        rect: sheet.cells[cell].rect_of(&span),
        span,
        confidence,
        labelled,
        why,
    }
}

/// A cell, or the rest of one, where a name is asked for.
fn labelled(sheet: &Sheet<'_>, index: usize) -> Option<Found> {
    let text = sheet.cells[index].text.as_str();
    let own = sheet.labels[index].iter().rfind(|found| found.label == Label::Of(Entity::PersonName));
    let start = match own {
        Some(label) => {
            let rest = &text[label.span.end..];
            let value = rest.trim_start_matches([':', ' ', ')', '-', '–', '.']);
            let separated = rest.contains(':') || text.len() < 48;
            if value.is_empty() || !separated {
                return None;
            }
            text.len() - value.len()
        }
        None if sheet.labels[index].is_empty() => 0,
        // The cell is a label of something else, or its value says what it is.
        None => return None,
    };
    // What follows a wide gap or a comma with a digit is no part of the name.
    let end = start + name_end(&text[start..]);
    let confidence = shaped_like_name(&text[start..end])?;
    let owner =
        sheet.owner(index, start, end, 4).filter(|owner| owner.label == Label::Of(Entity::PersonName))?;
    if owner.place == Place::Header && confidence < 0.9 {
        return None;
    }
    let confidence = if owner.place == Place::Header { confidence - 0.15 } else { confidence };
    Some(name(sheet, index, start..end, confidence, true, format!("label \"{}\"", owner.text)))
}

fn name_end(value: &str) -> usize {
    let end = value.find([';', '|', '(', ':', '•', '\t']).unwrap_or(value.len());
    let end = value[..end].find(|character: char| character.is_ascii_digit()).unwrap_or(end);
    value[..end].trim_end_matches([' ', ',', '-', '–', '.', '#']).len()
}

/// A cell right above a street address, beginning where it begins.
fn over_address(sheet: &Sheet<'_>, index: usize, addresses: &[(usize, Range<usize>)]) -> Option<Found> {
    let cell = sheet.cells[index];
    if !sheet.labels[index].is_empty() {
        return None;
    }
    let below = sheet.below(index, cell.frame.height() * 1.6)?;
    let starts_there = addresses.iter().any(|(cell, span)| *cell == below && span.start == 0);
    let aligned = (sheet.cells[below].frame.left - cell.frame.left).abs() < 12.0;
    if !starts_there || !aligned {
        return None;
    }
    let confidence = shaped_like_name(&cell.text)?;
    let tokens = tokens(&cell.text);
    (tokens.len() >= 2 && confidence >= 0.9)
        .then(|| name(sheet, index, 0..cell.text.len(), 0.8, false, "over a street address".to_owned()))
}

/// How sure a whole text of one to five words is a name, given that one is expected.
fn shaped_like_name(text: &str) -> Option<f32> {
    let tokens = tokens(text);
    let has_digit = text.chars().any(|character| character.is_ascii_digit());
    if tokens.is_empty() || tokens.len() > NAME_WORDS_MAX + 1 || has_digit {
        return None;
    }
    let mut known = 0;
    let mut uncommon = 0;
    for (at, token) in tokens.iter().enumerate() {
        let word = token.lower.as_str();
        if words::is_organisation_word(word) && !names::is_census_first_name(word) && !is_short_suffix(word) {
            return None;
        }
        let small = token.shape == Shape::Lower && at > 0 && words::is_particle(word);
        let joins = matches!(token.gap.trim(), "" | "," | "." | ".," | "&" | "-");
        if !joins || !(small || matches!(token.shape, Shape::Title | Shape::Capitals | Shape::Initial)) {
            return None;
        }
        if words::is_title(word) || words::is_suffix(word) || token.shape == Shape::Initial {
            continue;
        }
        let common = names::is_common_word(word) || words::is_form_word(word);
        known += usize::from(names::is_any_name(word) && !words::is_form_word(word));
        uncommon += usize::from(!common);
    }
    match (known, uncommon) {
        (0, 0) => None,
        (_, 0) if tokens.len() == 1 => None,
        (known, 0) => (known == tokens.len()).then_some(0.75),
        _ => Some(0.92),
    }
}

/// Suffixes of firms that are also given names' short forms.
fn is_short_suffix(word: &str) -> bool {
    matches!(word, "as" | "sa" | "ag")
}

/// Whether a text reads as a sentence.
pub(super) fn looks_like_prose(text: &str) -> bool {
    let lower = text.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    lower >= 3 || text.ends_with('.') && lower >= 2
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = None;
    let is_inner = |character: char| matches!(character, '\'' | '’' | '-');
    let mut characters = text.char_indices().peekable();
    let mut last_end = 0;
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        let belongs = character.is_alphabetic()
            || (start.is_some() && is_inner(character) && next.is_some_and(char::is_alphabetic));
        if belongs && start.is_none() {
            start = Some(at);
        }
        let ends = !belongs || next.is_none();
        if let Some(begin) = start.filter(|_| ends) {
            let end = if belongs { at + character.len_utf8() } else { at };
            let mut word = &text[begin..end];
            // The possessive is no part of a name.
            for possessive in ["'s", "’s"] {
                word = word.strip_suffix(possessive).unwrap_or(word);
            }
            let span = begin..begin + word.len();
            let gap = text[last_end..begin].to_owned();
            last_end = span.end;
            tokens.push(Token { shape: shape(word), lower: word.to_lowercase(), span, gap });
            start = None;
        }
    }
    tokens
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    let Some(first) = letters.next() else { return Shape::Other };
    let rest: Vec<char> = letters.collect();
    match (first.is_uppercase(), rest.is_empty()) {
        (true, true) => Shape::Initial,
        (true, false) if rest.iter().all(|letter| letter.is_uppercase()) => Shape::Capitals,
        (true, false) => Shape::Title,
        (false, _) if rest.iter().any(|letter| letter.is_uppercase()) => Shape::Other,
        (false, _) => Shape::Lower,
    }
}

/// Names in running text: bytes, confidence and why.
fn in_running_text(text: &str) -> Vec<(Range<usize>, f32, &'static str)> {
    let tokens = tokens(text);
    let all_capitals =
        tokens.iter().filter(|token| token.shape == Shape::Capitals).count() * 2 > tokens.len();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = run_end(&tokens, at);
        if end == at {
            at += lower_pair(&tokens, at, &mut found);
            continue;
        }
        // A run may hold a name between other capitalised words.
        let (from, to) = trimmed(&tokens, at, end, text);
        if from < to && to - from <= NAME_WORDS_MAX && !near_organisation(&tokens, from, to) {
            let (confidence, why) = scored(&tokens, from, to, text, all_capitals);
            if confidence >= 0.4 {
                found.push((tokens[from].span.start..tokens[to - 1].span.end, confidence.min(0.95), why));
            }
        }
        at = end;
    }
    found
}

/// Where a run of capitalised words that touch ends.
fn run_end(tokens: &[Token], start: usize) -> usize {
    let mut end = start;
    while let Some(token) = tokens.get(end) {
        let is_name_shape = matches!(token.shape, Shape::Title | Shape::Capitals | Shape::Initial);
        let joins = end == start
            || (token.gap == " " || (token.gap == ". " && tokens[end - 1].shape == Shape::Initial));
        let particle = end > start
            && token.gap == " "
            && token.shape == Shape::Lower
            && words::is_particle(&token.lower)
            && tokens.get(end + 1).is_some_and(|next| next.shape == Shape::Title && next.gap == " ");
        if !(joins && (is_name_shape || particle)) {
            break;
        }
        end += 1;
    }
    end
}

/// Two words in lower case that lists know as first name and surname, and nothing else.
fn lower_pair(tokens: &[Token], at: usize, found: &mut Vec<(Range<usize>, f32, &'static str)>) -> usize {
    let [first, second, ..] = &tokens[at..] else { return 1 };
    let is_pair = second.gap == " "
        && first.shape == Shape::Lower
        && second.shape == Shape::Lower
        && names::is_census_first_name(&first.lower)
        && !names::is_common_word(&first.lower)
        && names::is_surname(&second.lower)
        && !names::is_common_word(&second.lower);
    if is_pair {
        found.push((first.span.start..second.span.end, 0.55, "first name and surname of the lists"));
        return 2;
    }
    1
}

/// The run without words at its ends that are no part of a name.
fn trimmed(tokens: &[Token], mut from: usize, mut to: usize, text: &str) -> (usize, usize) {
    let is_no_name = |token: &Token, starts_sentence: bool| {
        let word = token.lower.as_str();
        words::is_title(word)
            || (words::is_calendar_word(word)
                && (word.ends_with("day") || !names::is_census_first_name(word)))
            || (words::is_form_word(word) && (starts_sentence || !names::is_census_first_name(word)))
            || (names::is_common_word(word) && (is_function_word(word) || !names::is_first_name(word)))
    };
    while from < to && is_no_name(&tokens[from], starts_sentence(tokens, from, text)) {
        from += 1;
    }
    while from < to {
        let last = &tokens[to - 1];
        let word = last.lower.as_str();
        let common = (names::is_common_word(word) && !names::is_surname(word)) || is_function_word(word);
        let single_form_word = words::is_form_word(word)
            && !(to - from >= 2 && names::is_surname(word) && !is_heading_word(word));
        if words::is_suffix(word) && to - from > 2 {
            break;
        }
        if common || single_form_word || words::is_particle(word) {
            to -= 1;
        } else {
            break;
        }
    }
    (from, to)
}

/// Form words that stand in headings and hardly in names.
fn is_heading_word(word: &str) -> bool {
    !matches!(
        word,
        "brown"
            | "green"
            | "white"
            | "black"
            | "gray"
            | "price"
            | "day"
            | "best"
            | "good"
            | "page"
            | "rich"
            | "close"
            | "head"
            | "hill"
            | "may"
            | "june"
            | "august"
    )
}

fn is_function_word(word: &str) -> bool {
    matches!(
        word,
        "i" | "a"
            | "an"
            | "the"
            | "in"
            | "on"
            | "at"
            | "to"
            | "for"
            | "my"
            | "your"
            | "his"
            | "her"
            | "it"
            | "is"
            | "was"
            | "will"
            | "can"
            | "may"
            | "would"
            | "could"
            | "should"
            | "and"
            | "or"
            | "but"
            | "if"
            | "we"
            | "you"
            | "he"
            | "she"
            | "they"
            | "this"
            | "that"
            | "these"
            | "those"
            | "what"
            | "where"
            | "when"
            | "why"
            | "who"
            | "how"
            | "do"
            | "does"
            | "did"
            | "are"
            | "have"
            | "has"
            | "had"
            | "not"
            | "no"
            | "yes"
            | "so"
            | "as"
            | "of"
            | "oh"
            | "cool"
            | "said"
            | "there"
            | "here"
            | "please"
            | "since"
            | "from"
            | "by"
            | "with"
            | "c'mon"
    )
}

fn starts_sentence(tokens: &[Token], at: usize, text: &str) -> bool {
    let before = text[..tokens[at].span.start].trim_end();
    at == 0 || before.ends_with(['.', '!', '?', ':', '"', '”', '\n'])
}

/// Whether an organisation's, a street's or a place's word stands in the run or right behind it.
fn near_organisation(tokens: &[Token], from: usize, to: usize) -> bool {
    let names_firm = |token: &Token| {
        words::is_organisation_word(&token.lower)
            && matches!(token.shape, Shape::Title | Shape::Capitals)
            && !names::is_census_first_name(&token.lower)
    };
    let next = tokens.get(to).filter(|next| matches!(next.gap.as_str(), " " | ", "));
    let street = |token: &Token| {
        to - from > 1 && words::is_street_word(&token.lower) && !names::is_surname(&token.lower)
    };
    tokens[from..to].iter().any(|token| names_firm(token) || street(token))
        || next.is_some_and(|next| names_firm(next) || words::is_street_word(&next.lower) && next.gap == " ")
        || tokens[from..to].iter().all(|token| words::is_place(&token.lower))
        || (to - from == 2 && words::is_place(&tokens[to - 1].lower) && !names::is_first_name(&tokens[from].lower))
        // Weeks-Rivas, Fritz-Armstrong: two surnames joined are a firm's name where they stand alone.
        || (to - from == 1 && tokens[from].lower.contains('-') && !names::is_first_name(&tokens[from].lower))
}

fn scored(tokens: &[Token], from: usize, to: usize, text: &str, all_capitals: bool) -> (f32, &'static str) {
    let run = &tokens[from..to];
    let cue = cue_before(&text[..run[0].span.start]) + cue_after(&text[run[run.len() - 1].span.end..]);
    let first_in_sentence = starts_sentence(tokens, from, text);
    if let [only] = run {
        let word = only.lower.as_str();
        let common = names::is_common_word(word) || words::is_form_word(word) || words::is_place(word);
        let base = match () {
            () if only.shape == Shape::Initial => 0.0,
            () if common => 0.0,
            () if names::is_census_first_name(word) => 0.5,
            () if names::is_first_name(word) => 0.45,
            () if names::is_surname(word) => 0.38,
            () => 0.25,
        };
        let known_after_cue = if common && names::is_any_name(word) && cue >= 0.3 { 0.2 } else { 0.0 };
        let capitals = if only.shape == Shape::Capitals { -0.3 } else { 0.0 };
        let place_cue = place_cue(&text[..only.span.start]);
        let sentence = if first_in_sentence && !names::is_first_name(word) { -0.1 } else { 0.0 };
        return (
            base + known_after_cue + cue + capitals + place_cue + sentence,
            "a name of the lists, and its surroundings",
        );
    }
    let mut score = 0.1 + cue * 0.6;
    for (index, token) in run.iter().enumerate() {
        score += part_score(token, index == 0, index + 1 == run.len());
    }
    if all_capitals {
        score -= 0.15;
    }
    if !run.iter().any(|token| token.span.len() > 1 && names::is_any_name(&token.lower)) {
        score -= 0.1;
    }
    (score, "words of the lists of names in sequence")
}

fn part_score(token: &Token, is_first: bool, is_last: bool) -> f32 {
    let word = token.lower.as_str();
    let (first, surname) = (names::is_first_name(word), names::is_surname(word));
    let common = names::is_common_word(word) || words::is_form_word(word);
    if token.shape == Shape::Initial {
        return if is_last { -0.1 } else { 0.12 };
    }
    if words::is_particle(word) || words::is_suffix(word) {
        return 0.05;
    }
    match (is_first, is_last, first, surname, common) {
        (true, _, true, _, false) => 0.45,
        (true, _, true, _, true) => 0.25,
        (true, _, false, true, false) => 0.2,
        (_, true, _, true, false) => 0.35,
        (_, true, true, false, false) => 0.25,
        (_, true, _, true, true) => 0.15,
        (_, _, false, false, false) => 0.22,
        (false, false, true, _, false) | (false, false, _, true, false) => 0.1,
        _ => -0.35,
    }
}

/// What stands before a name and announces one.
fn cue_before(before: &str) -> f32 {
    let before = before.to_lowercase();
    let before = before.trim_end_matches([' ', '"', '“', '\n']);
    let strong = [
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "miss",
        "mr",
        "mrs",
        "ms",
        "name is",
        "named",
        "named him",
        "named her",
        "dear",
        "i'm",
        "i am",
        "this is dr.",
        "calls me",
        "call me",
        "name to",
        "correct it to",
        "change it to",
        "name?",
        "called",
        "name:",
        "aunt",
        "uncle",
        "prof.",
        "sir",
        "sincerely,",
        "signed by",
        "maiden name is",
        "it to",
    ];
    let weak = [
        "said",
        "by",
        "hi",
        "hello",
        "hey",
        "with",
        "under",
        "tell",
        "meet",
        "met",
        "told",
        "and",
        "partner's name",
        "brother",
        "sister",
        "father",
        "mother",
        "son",
        "daughter",
        "wife",
        "husband",
        "friend",
        "songwriter",
        "actress",
        "actor",
        "player",
        "starring",
        "heard",
        "me,",
        "to",
        "add",
        "thanks,",
        "regards,",
        "that",
        "is",
        "for",
    ];
    let ends = |cues: &[&str]| {
        cues.iter().any(|cue| {
            before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric()))
        })
    };
    if ends(&strong) {
        0.45
    } else if ends(&weak) {
        0.1
    } else {
        0.0
    }
}

fn cue_after(after: &str) -> f32 {
    let cues = [
        "'s",
        "’s",
        " said",
        " says",
        ", the",
        " was born",
        " lives",
        " has",
        " is a",
        " is from",
        " had",
        ":",
        " and i",
        ", can",
        " spent",
    ];
    if cues.iter().any(|cue| after.starts_with(cue)) { 0.12 } else { 0.0 }
}

/// "in", "from", "at": a place follows rather than a person.
fn place_cue(before: &str) -> f32 {
    let before = before.trim_end().to_lowercase();
    let cues =
        ["in", "from", "at", "near", "to visit", "moved to", "travelling to", "southern", "northern", "the"];
    let ends = cues.iter().any(|cue| {
        before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric()))
    });
    if ends { -0.2 } else { 0.0 }
}

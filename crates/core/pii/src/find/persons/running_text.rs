//! Names in running text: capitalised words in sequence, weighed by the lists and by what surrounds them.

use std::ops::Range;

use super::super::words;
use super::NAME_WORDS_MAX;
use super::cues::{cue_after, cue_before, place_cue};
use super::token::{Shape, Token, tokens};
use crate::names;

/// Names in running text: bytes, confidence and why.
pub(super) fn in_running_text(text: &str) -> Vec<(Range<usize>, f32, &'static str)> {
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
            && name_follows(tokens, end);
        if !(joins && (is_name_shape || particle)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether particles lead to a word of a name: Rutger van der Zwaan.
fn name_follows(tokens: &[Token], particle: usize) -> bool {
    let mut after = tokens[particle + 1..].iter().take_while(|token| token.gap == " ");
    let next = after.find(|token| !(token.shape == Shape::Lower && words::is_particle(&token.lower)));
    next.is_some_and(|next| next.shape == Shape::Title)
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

/// The run without words at its ends that are not part of a name.
fn trimmed(tokens: &[Token], mut from: usize, mut to: usize, text: &str) -> (usize, usize) {
    let is_no_name = |token: &Token, starts_sentence: bool| {
        let word = token.lower.as_str();
        words::is_title(word)
            || (words::is_calendar_word(word)
                && (word.ends_with("day") || !names::is_census_first_name(word)))
            || (words::is_form_word(word) && (starts_sentence || !names::is_census_first_name(word)))
            || (names::is_common_word(word) && (words::is_function_word(word) || !names::is_first_name(word)))
    };
    while from < to && is_no_name(&tokens[from], starts_sentence(tokens, from, text)) {
        from += 1;
    }
    while from < to {
        let last = &tokens[to - 1];
        let word = last.lower.as_str();
        let common =
            (names::is_common_word(word) && !names::is_surname(word)) || words::is_function_word(word);
        let single_form_word = words::is_form_word(word)
            && !(to - from >= 2 && names::is_surname(word) && !words::is_heading_word(word));
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
        || tokens[from..to].windows(2).any(|pair| words::is_firm(&pair[0].lower, &pair[1].lower))
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

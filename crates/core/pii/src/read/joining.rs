//! Joins what two readers saw in one picture: words that both read are surer, words that one of them read stay, and
//! nothing stands there twice.

use std::ops::Range;

use crate::geometry::Rect;
use crate::ocr::OcrWord;

/// Words that share this much of the smaller one's area are the same ink.
const SAME_INK: f32 = 0.4;
/// Readings that differ in more than this share of their characters are cut along no common lines.
const SIMILAR_MIN: f32 = 0.6;
/// A word joins a line that it overlaps by half its height, no further away than this many heights.
const LINE_REACH: f32 = 3.0;

/// A word, and whether both readers read it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joined {
    pub(super) word: OcrWord,
    pub(super) is_agreed: bool,
}

/// The words of both readers, in no order. Where they read the same ink differently, the surer one is believed.
pub(super) fn join(first: &[OcrWord], second: &[OcrWord]) -> Vec<Joined> {
    let mut joined = Vec::new();
    for (of_first, of_second) in same_ink(first, second) {
        let words = |indices: &[usize], all: &[OcrWord]| {
            let mut words: Vec<OcrWord> = indices.iter().map(|&index| all[index].clone()).collect();
            words.sort_by(|a, b| a.rect.left.total_cmp(&b.rect.left));
            words
        };
        let (a, b) = (words(&of_first, first), words(&of_second, second));
        if a.is_empty() || b.is_empty() {
            joined.extend(a.into_iter().chain(b).map(|word| Joined { word, is_agreed: false }));
        } else {
            joined.extend(reconciled(&a, &b));
        }
    }
    with_common_lines(joined)
}

/// Groups of words of both that are the same ink; a group may be of one only.
fn same_ink(first: &[OcrWord], second: &[OcrWord]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut group_of: Vec<usize> = (0..first.len() + second.len()).collect();
    for (index, a) in first.iter().enumerate() {
        for (other, b) in second.iter().enumerate() {
            let smaller = a.rect.area().min(b.rect.area());
            if a.rect.intersection(b.rect).is_some_and(|both| both.area() > SAME_INK * smaller) {
                let (from, to) = (root(&group_of, index), root(&group_of, first.len() + other));
                group_of[from.max(to)] = from.min(to);
            }
        }
    }
    let mut groups = vec![(Vec::new(), Vec::new()); group_of.len()];
    for at in 0..group_of.len() {
        let group = root(&group_of, at);
        if at < first.len() { groups[group].0.push(at) } else { groups[group].1.push(at - first.len()) }
    }
    groups.retain(|group| !group.0.is_empty() || !group.1.is_empty());
    groups
}

/// The first one of a group.
fn root(group_of: &[usize], mut at: usize) -> usize {
    while group_of[at] != at {
        at = group_of[at];
    }
    at
}

/// Two readings of the same ink. The one that parts more words tells where they end; what each says is the surer one's.
fn reconciled(first: &[OcrWord], second: &[OcrWord]) -> Vec<Joined> {
    let (finer, coarser) = if second.len() > first.len() { (second, first) } else { (first, second) };
    let (a, b) = (letters(finer), letters(coarser));
    let pairs = alignment(&a, &b);
    let same = pairs.iter().filter(|&&(i, j)| a[i].folded == b[j].folded).count();
    if (same as f32) < SIMILAR_MIN * a.len().max(b.len()) as f32 {
        let (surer, other) = if mean(finer) > mean(coarser) { (finer, coarser) } else { (coarser, finer) };
        // Where one reader sees something quite different, the other's certainty is worth less.
        let doubt = 1.0 - 0.5 * mean(other).max(0.0);
        return surer.iter().map(|word| alone(word, word.confidence * doubt)).collect();
    }
    let mut reconciled = Vec::new();
    for (index, word) in finer.iter().enumerate() {
        let own = range_of(&a, index);
        let matched = pairs.iter().filter(|(i, _)| own.contains(i)).map(|&(_, j)| j);
        let (from, to) = matched.fold((usize::MAX, 0), |(from, to), j| (from.min(j), to.max(j + 1)));
        let slice = if from < to { &b[from..to] } else { &[] };
        let folded = |letters: &[Letter]| letters.iter().map(|letter| letter.folded).collect::<String>();
        let is_one_to_one = finer.len() == coarser.len();
        let rect = if is_one_to_one { word.rect.union(coarser[index].rect) } else { word.rect };
        let other = slice.iter().map(|letter| coarser[letter.word].confidence).fold(0.0, f32::max);
        let is_agreed = !slice.is_empty() && folded(&a[own.clone()]) == folded(slice);
        let (text, confidence) = if is_agreed {
            (word.text.clone(), 1.0 - (1.0 - word.confidence) * (1.0 - other))
        } else if other > word.confidence {
            let text = if is_one_to_one { coarser[index].text.clone() } else { said(slice, coarser) };
            (text, other)
        } else {
            (word.text.clone(), word.confidence)
        };
        reconciled.push(Joined { word: OcrWord { text, rect, confidence, line: word.line }, is_agreed });
    }
    reconciled
}

fn alone(word: &OcrWord, confidence: f32) -> Joined {
    Joined { word: OcrWord { confidence, ..word.clone() }, is_agreed: false }
}

/// A character of a reading: what it is compared by, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Letter {
    folded: char,
    word: usize,
    at: usize,
}

/// The letters and digits of words. Marks are not compared: readers differ in them most.
fn letters(words: &[OcrWord]) -> Vec<Letter> {
    let of_word = |(word, said): (usize, &OcrWord)| {
        let of_character = move |(at, character): (usize, char)| Letter {
            folded: character.to_lowercase().next().unwrap_or(character),
            word,
            at,
        };
        let kept = said.text.char_indices().filter(|(_, character)| character.is_alphanumeric());
        kept.map(of_character).collect::<Vec<_>>()
    };
    words.iter().enumerate().flat_map(of_word).collect()
}

fn range_of(letters: &[Letter], word: usize) -> Range<usize> {
    let start = letters.partition_point(|letter| letter.word < word);
    start..letters.partition_point(|letter| letter.word <= word)
}

/// What the words say from the first of the letters to the last, marks between them included.
fn said(slice: &[Letter], words: &[OcrWord]) -> String {
    let (Some(first), Some(last)) = (slice.first(), slice.last()) else { return String::new() };
    let mut text = String::new();
    for (index, word) in words.iter().enumerate().take(last.word + 1).skip(first.word) {
        let start = if index == first.word { first.at } else { 0 };
        let is_last = index == last.word;
        let rest = &word.text[start..];
        let more = letters_after(&word.text, last.at);
        text.push_str(if is_last && more { &word.text[start..end_of(&word.text, last.at)] } else { rest });
    }
    text
}

fn end_of(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Whether letters follow the one at this byte, which then belong to another word.
fn letters_after(text: &str, at: usize) -> bool {
    text[end_of(text, at)..].chars().any(char::is_alphanumeric)
}

fn mean(words: &[OcrWord]) -> f32 {
    words.iter().map(|word| word.confidence).sum::<f32>() / words.len().max(1) as f32
}

/// Pairs of letters of both in their order, with the fewest that differ or stand alone (Wagner and Fischer, 1974).
fn alignment(a: &[Letter], b: &[Letter]) -> Vec<(usize, usize)> {
    let columns = b.len() + 1;
    let mut cost = vec![0_u32; (a.len() + 1) * columns];
    for i in 0..=a.len() {
        for j in 0..columns {
            cost[i * columns + j] = match (i, j) {
                (0, j) => j as u32,
                (i, 0) => i as u32,
                (i, j) => {
                    let differs = u32::from(a[i - 1].folded != b[j - 1].folded);
                    let aligned = cost[(i - 1) * columns + j - 1] + differs;
                    let alone = cost[(i - 1) * columns + j].min(cost[i * columns + j - 1]) + 1;
                    aligned.min(alone)
                }
            };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = cost[i * columns + j];
        let differs = u32::from(a[i - 1].folded != b[j - 1].folded);
        if here == cost[(i - 1) * columns + j - 1] + differs {
            (i, j) = (i - 1, j - 1);
            pairs.push((i, j));
        } else if here == cost[(i - 1) * columns + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// Words that stand in one row share a line, whoever read them.
fn with_common_lines(mut words: Vec<Joined>) -> Vec<Joined> {
    words.sort_by(|a, b| a.word.rect.left.total_cmp(&b.word.rect.left));
    let mut lines: Vec<(Rect, u32)> = Vec::new();
    for joined in &mut words {
        let rect = joined.word.rect;
        let follows = |last: Rect| {
            let least = last.height().min(rect.height());
            let overlap = last.bottom.min(rect.bottom) - last.top.max(rect.top);
            let distance = rect.left - last.right;
            let sizes = last.height().max(rect.height()) < 2.0 * least;
            overlap > 0.5 * least && sizes && distance < LINE_REACH * least && distance > -0.5 * least
        };
        let nearest = lines
            .iter_mut()
            .filter(|(last, _)| follows(*last))
            .min_by(|a, b| off(a.0, rect).total_cmp(&off(b.0, rect)));
        let next = match nearest {
            Some((last, line)) => {
                *last = rect;
                *line
            }
            None => {
                let line = lines.len() as u32;
                lines.push((rect, line));
                line
            }
        };
        joined.word.line = next;
    }
    words
}

/// How far the middles of two words are apart in height.
fn off(a: Rect, b: Rect) -> f32 {
    (a.middle().1 - b.middle().1).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words of 10 by 16 pixels a letter, from the left, in a row: `text@column*confidence`.
    fn words(row: &str) -> Vec<OcrWord> {
        row.split_whitespace()
            .map(|word| {
                let (text, rest) = word.split_once('@').expect("it has a column");
                let (column, confidence) = rest.split_once('*').expect("it has a confidence");
                let left = column.parse::<f32>().expect("a number") * 10.0;
                let right = left + text.chars().count() as f32 * 10.0;
                let rect = Rect { left, top: 100.0, right, bottom: 116.0 };
                let confidence = confidence.parse().expect("a number");
                OcrWord { text: text.to_owned(), rect, confidence, line: 0 }
            })
            .collect()
    }

    #[track_caller]
    fn check(first: &str, second: &str, expected: &str) {
        let said = |joined: &Joined| {
            let agreed = if joined.is_agreed { "=" } else { "" };
            format!("{}{agreed}{:.2}", joined.word.text, joined.word.confidence)
        };
        let joined = join(&words(first), &words(second));
        assert_eq!(joined.iter().map(said).collect::<Vec<_>>().join(" "), expected);
        let line = joined.first().map(|joined| joined.word.line);
        let is_near = joined.windows(2).all(|pair| pair[1].word.rect.left - pair[0].word.rect.right < 48.0);
        assert!(!is_near || joined.iter().all(|joined| Some(joined.word.line) == line));
    }

    #[test]
    fn words_that_both_read_are_surer_and_stand_there_once() {
        check("Jane@0*0.8", "Jane@0*0.9", "Jane=0.98");
        check("JANE@0*0.8", "Jane@0*0.5", "JANE=0.90");
        check("SSN:@0*0.5", "SSN@0*0.5", "SSN:=0.75");
        check("Jane@0*0.8 Doe@5*0.8", "Jane@0*0.5 Doe@5*0.5", "Jane=0.90 Doe=0.90");
        check("123-45-6789@0*0.6", "123-45-6789@0*0.9", "123-45-6789=0.96");
    }

    #[test]
    fn words_that_one_reads_stay() {
        check("", "", "");
        check("Jane@0*0.8", "", "Jane0.80");
        check("", "Jane@0*0.8", "Jane0.80");
        check("Jane@0*0.8", "Doe@5*0.7", "Jane0.80 Doe0.70");
        check("Jane@0*0.8 Doe@5*0.6", "Doe@5*0.5", "Jane0.80 Doe=0.80");
    }

    #[test]
    fn who_parts_more_words_tells_where_they_end() {
        check("Jane@0*0.8 Doe@5*0.8", "JaneDoe@0*0.5", "Jane=0.90 Doe=0.90");
        check("JaneDoe@0*0.8", "Jane@0*0.5 Doe@5*0.5", "Jane=0.90 Doe=0.90");
        check("Jane@0*0.8 Dce@5*0.3", "JaneDoe@0*0.5", "Jane=0.90 Doe0.50");
        check("J4ne@0*0.6 Doe@5*0.8", "Jane,Doe@0*0.7", "Jane0.70 Doe=0.94");
        check("123-45-@0*0.4 6788@7*0.4", "123-45-6789@0*0.9", "123-45-=0.94 67890.90");
    }

    #[test]
    fn the_surer_one_is_believed_where_they_differ() {
        check("Jame@0*0.6", "Jane@0*0.9", "Jane0.90");
        check("Jame@0*0.9", "Jane@0*0.6", "Jame0.90");
        check("~~#@0*0.4", "Jane@0*0.9", "Jane0.72");
        check("xkqv@0*0.4", "Jane@0*0.8", "Jane0.64");
        check("Jane@0*0.9", "", "Jane0.90");
    }

    #[test]
    fn words_of_a_row_share_a_line_whoever_read_them() {
        let mut second = words("123-45-6789@6*0.9 City@30*0.9");
        second[1].rect.top += 40.0;
        second[1].rect.bottom += 40.0;
        let joined = join(&words("SSN:@0*0.9"), &second);
        let lines: Vec<u32> = joined.iter().map(|joined| joined.word.line).collect();
        assert_eq!(lines, [0, 0, 1]);
    }

    fn any_words() -> impl Strategy<Value = Vec<OcrWord>> {
        let word = ("[A-Za-z0-9é:-]{1,8}", 0.0_f32..300.0, 0_u8..4, 0.0_f32..1.0);
        prop::collection::vec(word, 0..12).prop_map(|words| {
            words
                .into_iter()
                .map(|(text, left, row, confidence)| {
                    let top = f32::from(row) * 20.0;
                    let right = left + text.chars().count() as f32 * 10.0;
                    let rect = Rect { left, top, right, bottom: top + 16.0 };
                    OcrWord { text, rect, confidence, line: u32::from(row) }
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_reader_joined_with_itself_or_with_nobody_says_the_same(words in any_words()) {
            let sorted = |joined: Vec<Joined>| {
                let mut texts: Vec<String> = joined.into_iter().map(|joined| joined.word.text).collect();
                texts.sort();
                texts
            };
            let mut own: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
            own.sort();
            prop_assert_eq!(&sorted(join(&words, &[])), &own);
            prop_assert_eq!(&sorted(join(&[], &words)), &own);
        }

        #[test]
        fn certainty_stays_a_share(first in any_words(), second in any_words()) {
            for joined in join(&first, &second) {
                prop_assert!((0.0..=1.0).contains(&joined.word.confidence));
            }
        }
    }
}

//! What a line says: the recognition model's probabilities of characters by column, and the words in them.

use std::ops::Range;

/// The model's "nothing here" (connectionist temporal classification: Graves et al., ICML 2006).
const BLANK: usize = 0;
/// Columns without a character are a gap between words from here on, in heights of the line. The model leaves blanks
/// out where they are wide.
const GAP_HEIGHTS: f32 = 1.0;

/// One word of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LineWord {
    pub(crate) text: String,
    /// From 0 to 1: the mean over its characters.
    pub(crate) confidence: f32,
    /// Where it stands, in columns.
    pub(crate) columns: Range<f32>,
}

/// A character where the model is surest of it.
struct Seen {
    character: char,
    confidence: f32,
    column: f32,
}

/// The words of a line. `probabilities` has a row of `characters.len() + 2` for each column: first none at all, then
/// each character, then a space. `height_columns` tells how many columns are as wide as the line is high.
pub(crate) fn words(probabilities: &[f32], characters: &[char], height_columns: f32) -> Vec<LineWord> {
    let seen = decode(probabilities, characters);
    let mut words: Vec<Vec<&Seen>> = vec![Vec::new()];
    for (index, character) in seen.iter().enumerate() {
        let after_gap = index > 0 && character.column - seen[index - 1].column > GAP_HEIGHTS * height_columns;
        if after_gap || character.character == ' ' {
            words.push(Vec::new());
        }
        if let Some(word) = words.last_mut().filter(|_| character.character != ' ') {
            word.push(character);
        }
    }
    // Half of what characters are apart is a character's own half.
    let half = (spacing(&seen) / 2.0).clamp(0.5, height_columns / 2.0);
    words.iter().filter_map(|word| line_word(word, half)).collect()
}

fn line_word(word: &[&Seen], half: f32) -> Option<LineWord> {
    let (first, last) = (word.first()?, word.last()?);
    let confidence = word.iter().map(|seen| seen.confidence).sum::<f32>() / word.len() as f32;
    let columns = (first.column - half).max(0.0)..last.column + half;
    Some(LineWord { text: word.iter().map(|seen| seen.character).collect(), confidence, columns })
}

/// The most likely character of each column; the same one in neighbouring columns is one character.
fn decode(probabilities: &[f32], characters: &[char]) -> Vec<Seen> {
    let classes = characters.len() + 2;
    let mut seen: Vec<Seen> = Vec::new();
    let mut before = BLANK;
    for (column, row) in probabilities.chunks_exact(classes).enumerate() {
        let best = (1..classes).fold(BLANK, |best, class| if row[class] > row[best] { class } else { best });
        let confidence = row[best];
        if best == before && best != BLANK {
            if let Some(last) = seen.last_mut() {
                last.confidence = last.confidence.max(confidence);
                last.column = (last.column + column as f32 + 0.5) / 2.0;
            }
        } else if best != BLANK {
            let character = characters.get(best - 1).copied().map_or(' ', plain);
            seen.push(Seen { character, confidence, column: column as f32 + 0.5 });
        }
        before = best;
    }
    seen
}

/// How many columns characters are apart, as a rule.
fn spacing(seen: &[Seen]) -> f32 {
    let mut apart: Vec<f32> = seen.windows(2).map(|pair| pair[1].column - pair[0].column).collect();
    apart.sort_by(f32::total_cmp);
    apart.get(apart.len() / 2).copied().unwrap_or(2.0)
}

/// The model knows East Asian forms of Latin letters, digits and marks, and takes one for the other.
fn plain(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xff01 + 0x21).unwrap_or(character),
        '\u{3000}' => ' ',
        '。' => '.',
        '、' => ',',
        '【' => '[',
        '】' => ']',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHARACTERS: [char; 6] = ['A', 'B', '1', '2', '：', '-'];

    /// Probabilities in which each column has one sure character: `_` is none, `~` none that is unsure.
    fn columns(text: &str, confidence: f32) -> Vec<f32> {
        text.chars()
            .flat_map(|wanted| {
                let class = match wanted {
                    '_' => BLANK,
                    ' ' => CHARACTERS.len() + 1,
                    _ => {
                        1 + CHARACTERS.iter().position(|&known| plain(known) == wanted).expect("it is known")
                    }
                };
                (0..CHARACTERS.len() + 2).map(move |at| if at == class { confidence } else { 0.0 })
            })
            .collect()
    }

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let words = words(&columns(line, 0.9), &CHARACTERS, 6.0);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, expected);
        let in_order = words.windows(2).all(|pair| pair[0].columns.start < pair[1].columns.start);
        let inside = words.iter().all(|word| word.columns.start < word.columns.end);
        assert!(in_order && inside, "{words:?}");
        assert!(words.iter().all(|word| (word.confidence - 0.9).abs() < 1e-4));
    }

    #[test]
    fn neighbours_are_one_character_and_a_blank_between_makes_two() {
        check("", &[]);
        check("____", &[]);
        check("AA", &["A"]);
        check("A_A", &["AA"]);
        check("AABB__12", &["AB12"]);
        check("A1-_-2", &["A1--2"]);
    }

    #[test]
    fn spaces_and_wide_gaps_part_words_and_forms_of_characters_are_one() {
        check("A B", &["A", "B"]);
        check(" A  B ", &["A", "B"]);
        check("A_______B", &["A", "B"]);
        check("A____B", &["AB"]);
        check("A:_1", &["A:1"]);
    }

    #[test]
    fn a_word_is_as_sure_as_its_characters_are_in_the_mean() {
        let mut probabilities = columns("A", 1.0);
        probabilities.extend(columns("B", 0.5));
        let words = words(&probabilities, &CHARACTERS, 6.0);
        assert!((words[0].confidence - 0.75).abs() < 1e-6);
    }
}

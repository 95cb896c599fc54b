//! From glyphs to rows of cells: lines are built by where glyphs stand, not by the order they were drawn in.

use super::marks::Mark;
use crate::document::{Cell, Source, Word};
use crate::geometry::Rect;

/// A gap between glyphs of this share of the font size parts words.
const WORD_GAP: f32 = 0.17;
/// A gap of this share of the font size parts cells.
const CELL_GAP: f32 = 1.05;
/// Glyphs that overlap by more than this share of the size are texts over one another.
const LAYER_OVERLAP: f32 = 0.35;
/// Glyphs drawn one after the other with a smaller gap, in sizes, belong to one text.
const RUN_GAP: f32 = 1.05;
/// Type printed twice to be bold is shifted by less than this share of the size.
const BOLD_OFFSET: f32 = 0.12;
/// So many letters back a second print of the same letter is looked for.
const LINE_LOOKBACK: usize = 400;
/// Glyphs belong to one line where their baselines differ by less than this share of the size.
const BASELINE_SLACK: f32 = 0.3;
/// Digits set in separate boxes: as many single characters in a row make one value.
const COMB_LETTERS_MIN: usize = 4;
/// Letters and marks are of several widths, so their middles are not at one distance.
const COMB_SLACK: f32 = 0.25;
/// What stands in boxes between the parts of a number.
const COMB_MARKS: [&str; 5] = ["-", "–", ".", "/", ","];

/// A glyph that runs more slanted than this (rise over run: 20 degrees) is on no line of the page.
const SLANT_MIN: f32 = 0.36;
/// Characters under each other are in one column where their middles are so close, in points.
const STACK_COLUMN: f32 = 4.0;
/// A stack of characters with fewer digits is a word set upright.
const STACK_DIGITS_MIN: usize = 6;

/// A glyph in the frame of its line: x grows in reading direction, y towards the next line.
struct Letter<'m> {
    mark: &'m Mark,
    /// Which of the page's glyphs it is, as they were drawn.
    order: usize,
    left: f32,
    right: f32,
    baseline: f32,
}

/// The direction text runs in, in quarter turns clockwise from left to right.
fn quarter_turns(mark: &Mark) -> usize {
    let (dx, dy) = (mark.end.0 - mark.start.0, mark.end.1 - mark.start.1);
    if dx.abs() >= dy.abs() {
        if dx >= 0.0 { 0 } else { 2 }
    } else if dy > 0.0 {
        1
    } else {
        3
    }
}

/// Turns a point of the page so that text of this direction runs from left to right.
fn turned((x, y): (f32, f32), turns: usize) -> (f32, f32) {
    match turns {
        0 => (x, y),
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    }
}

/// The way back from [`turned`].
fn unturned((x, y): (f32, f32), turns: usize) -> (f64, f64) {
    let (x, y) = match turns {
        0 => (x, y),
        1 => (-y, x),
        2 => (-x, -y),
        _ => (y, -x),
    };
    (f64::from(x), f64::from(y))
}

/// Groups the glyphs of a page into cells, row by row.
pub(super) fn cells(marks: &[Mark]) -> Vec<Cell> {
    let mut directions: [Vec<Letter<'_>>; 4] = Default::default();
    for (order, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.size > 0.1 && !is_slanted(mark)) {
        let turns = quarter_turns(mark);
        let (start, end) = (turned(mark.start, turns), turned(mark.end, turns));
        directions[turns].push(Letter {
            mark,
            order,
            left: start.0,
            right: end.0.max(start.0),
            baseline: start.1,
        });
    }
    let mut cells = slanted(marks);
    for (turns, letters) in directions.into_iter().enumerate() {
        for line in lines(letters) {
            for layer in layers(line) {
                cells_of_line(&layer, turns, &mut cells);
            }
        }
    }
    let stacks = stacked(&cells);
    cells.extend(stacks);
    cells
}

/// Whether a glyph runs neither along nor across the page: lines of such are not found by their height on it.
fn is_slanted(mark: &Mark) -> bool {
    let (dx, dy) = ((mark.end.0 - mark.start.0).abs(), (mark.end.1 - mark.start.1).abs());
    dx.min(dy) > SLANT_MIN * dx.max(dy)
}

/// Text at an angle, in the order in which it was drawn: what goes on in its own direction is one line.
fn slanted(marks: &[Mark]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut line: Vec<&Mark> = Vec::new();
    for mark in marks.iter().filter(|mark| mark.size > 0.1 && is_slanted(mark)) {
        let goes_on = line.last().is_some_and(|last| {
            let reach = 2.0 * CELL_GAP * mark.size.max(last.size);
            (mark.start.0 - last.end.0).hypot(mark.start.1 - last.end.1) < reach
        });
        if !goes_on {
            cells.extend(slanted_cell(&line));
            line.clear();
        }
        line.push(mark);
    }
    cells.extend(slanted_cell(&line));
    cells
}

fn slanted_cell(line: &[&Mark]) -> Option<Cell> {
    let mut text = String::new();
    let mut previous: Option<&Mark> = None;
    for mark in line {
        let gap = previous.map_or(0.0, |last| (mark.start.0 - last.end.0).hypot(mark.start.1 - last.end.1));
        if gap > WORD_GAP * mark.size {
            text.push(' ');
        }
        text.push_str(if mark.text.trim().is_empty() { " " } else { mark.text.trim() });
        previous = Some(mark);
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let corners = line.iter().map(|mark| {
        let half = mark.size / 2.0;
        let around =
            |(x, y): (f32, f32)| Rect { left: x - half, top: y - half, right: x + half, bottom: y + half };
        around(mark.start).union(around(mark.end))
    });
    let rect = corners.reduce(Rect::union).filter(|_| !text.is_empty())?;
    Some(Cell::filling(&text, rect, Source::Content))
}

/// Texts with one character a line, each under the one before, read from the top. A column of figures is none: it has
/// digits only.
fn stacked(cells: &[Cell]) -> Vec<Cell> {
    let mut single: Vec<&Cell> = cells.iter().filter(|cell| cell.text.chars().count() == 1).collect();
    single.sort_by(|a, b| {
        let column = |cell: &Cell| (cell.rect.middle().0 / STACK_COLUMN).round();
        column(a).total_cmp(&column(b)).then(a.rect.top.total_cmp(&b.rect.top))
    });
    let is_under = |upper: &&Cell, lower: &&Cell| {
        let (upper, lower) = (upper.rect, lower.rect);
        let step = lower.top - upper.top;
        (upper.middle().0 - lower.middle().0).abs() < STACK_COLUMN
            && step > 0.0
            && step < 2.5 * upper.height()
    };
    let runs = single.chunk_by(is_under).filter(|run| {
        let digits = run.iter().filter(|cell| cell.text.chars().all(char::is_numeric)).count();
        digits >= STACK_DIGITS_MIN && digits < run.len()
    });
    runs.map(|run| {
        let text: String = run.iter().map(|cell| cell.text.as_str()).collect();
        let rect = run.iter().map(|cell| cell.rect).reduce(Rect::union).unwrap_or(run[0].rect);
        let mut starts = text.char_indices().map(|(at, letter)| at..at + letter.len_utf8());
        let words = run.iter().filter_map(|cell| Some(Word { span: starts.next()?, rect: cell.rect }));
        // In the frame of reading it lies where its first character stands.
        let height = run[0].frame.height();
        let frame = Rect { right: run[0].frame.left + height * run.len() as f32, ..run[0].frame };
        Cell { words: words.collect(), text, rect, frame, source: Source::Content }
    })
    .collect()
}

/// Glyphs of one baseline, from left to right. Lines come from the top.
fn lines(mut letters: Vec<Letter<'_>>) -> Vec<Vec<Letter<'_>>> {
    letters.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut lines: Vec<Vec<Letter<'_>>> = Vec::new();
    for letter in letters {
        let fits = lines.last().and_then(|line| line.last()).is_some_and(|last| {
            let size = last.mark.size.min(letter.mark.size);
            letter.baseline - last.baseline < size * BASELINE_SLACK
        });
        match lines.last_mut() {
            Some(line) if fits => line.push(letter),
            _ => lines.push(vec![letter]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    lines
}

/// Texts of one line that lie over one another, each by itself: what is typed into a form may run over what is printed,
/// or over the next box, and sorting all letters by their place would shuffle the two.
fn layers(line: Vec<Letter<'_>>) -> Vec<Vec<Letter<'_>>> {
    if !line.windows(2).any(|pair| pair[0].right - pair[1].left > LAYER_OVERLAP * pair[1].mark.size) {
        return vec![line];
    }
    let mut drawn = line;
    drawn.sort_by_key(|letter| letter.order);
    let mut runs: Vec<Vec<Letter<'_>>> = Vec::new();
    for letter in drawn {
        let goes_on = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            let gap = letter.left - last.right;
            let size = letter.mark.size.max(last.mark.size);
            letter.order == last.order + 1 && gap > -LAYER_OVERLAP * size && gap < RUN_GAP * size
        });
        match runs.last_mut() {
            Some(run) if goes_on => run.push(letter),
            _ => runs.push(vec![letter]),
        }
    }
    runs.sort_by(|a, b| a[0].left.total_cmp(&b[0].left));
    let mut layers: Vec<Vec<Letter<'_>>> = Vec::new();
    for run in runs {
        let (left, slack) = (run[0].left, LAYER_OVERLAP * run[0].mark.size);
        let is_printed_twice = |layer: &Vec<Letter<'_>>| {
            run.iter().all(|letter| {
                layer.iter().rev().take(LINE_LOOKBACK).any(|other| {
                    other.mark.text == letter.mark.text
                        && (other.left - letter.left).abs() < letter.mark.size * BOLD_OFFSET
                })
            })
        };
        if layers.iter().any(is_printed_twice) {
            continue;
        }
        let end = |layer: &Vec<Letter<'_>>| layer.iter().map(|letter| letter.right).fold(f32::MIN, f32::max);
        match layers.iter_mut().find(|layer| end(layer) - slack <= left) {
            Some(layer) => layer.extend(run),
            None => layers.push(run),
        }
    }
    layers
}

/// One word while it is put together.
#[derive(Default)]
struct Growing {
    text: String,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
    letters: usize,
}

impl Growing {
    /// The box in the frame of its line, a little above and below the baseline.
    fn frame(&self) -> Rect {
        Rect {
            left: self.left,
            top: self.baseline - 0.8 * self.size,
            right: self.right,
            bottom: self.baseline + 0.22 * self.size,
        }
    }
}

fn cells_of_line(line: &[Letter<'_>], turns: usize, cells: &mut Vec<Cell>) {
    let words = joined_combs(words_of_line(line));
    let mut group: Vec<&Growing> = Vec::new();
    for word in &words {
        if let Some(last) = group.last()
            && word.left - last.right > CELL_GAP * word.size.max(last.size)
        {
            cells.extend(cell_of(&group, turns));
            group.clear();
        }
        group.push(word);
    }
    cells.extend(cell_of(&group, turns));
}

fn words_of_line(line: &[Letter<'_>]) -> Vec<Growing> {
    let mut words: Vec<Growing> = Vec::new();
    let mut open = false;
    let mut previous: Option<&Letter<'_>> = None;
    for letter in line {
        if let Some(previous) = previous
            && previous.mark.text == letter.mark.text
            && (letter.left - previous.left).abs() < letter.mark.size * BOLD_OFFSET
        {
            // Bold type made by printing twice.
            continue;
        }
        previous = Some(letter);
        if letter.mark.text.trim().is_empty() {
            // A blank ends a word. A glyph without a known character does, too.
            open = false;
            continue;
        }
        match words.last_mut() {
            Some(word)
                if open
                    && letter.left - word.right < WORD_GAP * letter.mark.size.max(word.size)
                    && word.right - letter.left < 1.5 * letter.mark.size =>
            {
                word.text.push_str(letter.mark.text.trim());
                word.right = word.right.max(letter.right);
                word.size = word.size.max(letter.mark.size);
                word.letters += 1;
            }
            _ => words.push(Growing {
                text: letter.mark.text.trim().to_owned(),
                left: letter.left,
                right: letter.right,
                baseline: letter.baseline,
                size: letter.mark.size,
                letters: 1,
            }),
        }
        open = true;
    }
    words
}

/// Joins values set one character to a box, as tax forms have them: single characters at one distance.
fn joined_combs(words: Vec<Growing>) -> Vec<Growing> {
    let mut joined: Vec<Growing> = Vec::with_capacity(words.len());
    let mut run: Vec<Growing> = Vec::new();
    for word in words {
        let continues = word.letters == 1
            && run.last().is_none_or(|last| comb_step(last, &word).is_some_and(|step| fits_run(&run, step)));
        if !continues {
            end_run(&mut run, &mut joined);
        }
        // A mark has a box of its own between two others; a row of dots leads to a page's number.
        let is_character = |word: &Growing| word.text.chars().all(char::is_alphanumeric);
        let is_mark = COMB_MARKS.contains(&word.text.as_str()) && run.last().is_some_and(is_character);
        if word.letters == 1 && (is_mark || is_character(&word)) {
            run.push(word);
        } else {
            end_run(&mut run, &mut joined);
            joined.push(word);
        }
    }
    end_run(&mut run, &mut joined);
    joined
}

fn middle(word: &Growing) -> f32 {
    (word.left + word.right) / 2.0
}

fn comb_step(last: &Growing, next: &Growing) -> Option<f32> {
    let step = middle(next) - middle(last);
    (step < next.size * 3.0).then_some(step)
}

fn fits_run(run: &[Growing], step: f32) -> bool {
    let [first, second, ..] = run else { return true };
    let usual = middle(second) - middle(first);
    (step - usual).abs() < usual * COMB_SLACK
}

fn end_run(run: &mut Vec<Growing>, joined: &mut Vec<Growing>) {
    if run.len() < COMB_LETTERS_MIN {
        joined.append(run);
        return;
    }
    let mut letters = run.drain(..);
    if let Some(mut value) = letters.next() {
        for letter in letters {
            value.text.push_str(&letter.text);
            value.right = letter.right;
            value.letters += 1;
        }
        joined.push(value);
    }
}

fn cell_of(group: &[&Growing], turns: usize) -> Option<Cell> {
    let mut text = String::new();
    let mut words: Vec<Word> = Vec::new();
    for word in group {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(&word.text);
        let frame = word.frame();
        let top_left = unturned((frame.left, frame.top), turns);
        let bottom_right = unturned((frame.right, frame.bottom), turns);
        words.push(Word { span: start..text.len(), rect: Rect::of_corners(top_left, bottom_right) });
    }
    let rect = words.iter().map(|word| word.rect).reduce(Rect::union)?;
    let frame = group.iter().map(|word| word.frame()).reduce(Rect::union)?;
    Some(Cell { text, words, rect, frame, source: Source::Content })
}

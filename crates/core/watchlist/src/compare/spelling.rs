//! How alike two spellings are: edits weighted by how likely a slip or another transliteration makes them.

use super::edits::LETTERS_MAX;
use super::part::Likeness;
use crate::name::sound::is_vowel;

/// Likeness by weighted edits: a vowel for a vowel costs less than a consonant for another.
pub(crate) fn spelling_likeness(a: &str, b: &str) -> Likeness {
    let cost = u32::from(weighted_edits(a.as_bytes(), b.as_bytes()));
    let letters = (a.len() + b.len()).max(1) as u32;
    // Cost is in hundredths of an edit, the length is the mean of both.
    1000u32.saturating_sub(cost * 20 / letters) as Likeness
}

/// The cheapest way from one word to the other, row by row of the table; three rows are enough.
fn weighted_edits(a: &[u8], b: &[u8]) -> u16 {
    let (a, b) = (&a[..a.len().min(LETTERS_MAX)], &b[..b.len().min(LETTERS_MAX)]);
    let gaps: [u16; LETTERS_MAX] = std::array::from_fn(|at| if at < b.len() { gap(b, at) } else { 0 });
    let mut rows = [[0u16; LETTERS_MAX + 1]; 3];
    for at in 0..b.len() {
        rows[0][at + 1] = rows[0][at] + gaps[at];
    }
    for i in 0..a.len() {
        let [older, previous, next] = [(i + 2) % 3, i % 3, (i + 1) % 3];
        let own_gap = gap(a, i);
        rows[next][0] = rows[previous][0] + own_gap;
        let costs = &COSTS[usize::from(a[i] & 0x7f)];
        for j in 0..b.len() {
            let first = if i == 0 && j == 0 && a[0] != b[0] { FIRST_LETTER } else { 0 };
            let swap = u16::from(costs[usize::from(b[j] & 0x7f)]) + first;
            let mut cost =
                (rows[previous][j] + swap).min(rows[previous][j + 1] + own_gap).min(rows[next][j] + gaps[j]);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] && a[i] != b[j] {
                cost = cost.min(rows[older][j - 1] + TRANSPOSE);
            }
            rows[next][j + 1] = cost;
        }
    }
    rows[a.len() % 3][b.len()]
}

const FULL: u8 = 100;
const TRANSPOSE: u16 = 80;
/// Names are seldom wrong in their first letter.
const FIRST_LETTER: u16 = 30;

/// The cost of a letter too many.
fn gap(word: &[u8], at: usize) -> u16 {
    let letter = word[at];
    if at > 0 && word[at - 1] == letter || word.get(at + 1) == Some(&letter) {
        return 45;
    }
    let cost = match letter {
        b'h' => 65,
        // Serbian "Đ" is "Dj" where it is not a plain "D".
        b'j' if at > 0 && word[at - 1] == b'd' => 30,
        _ if is_vowel(letter) => 75,
        _ => u16::from(FULL),
    };
    if at == 0 { cost + FIRST_LETTER } else { cost }
}

/// The cost of one letter for another, for all pairs.
static COSTS: [[u8; 128]; 128] = {
    let mut costs = [[0; 128]; 128];
    let mut x = 0;
    while x < 128 {
        let mut y = 0;
        while y < 128 {
            costs[x][y] = swap(x as u8, y as u8);
            y += 1;
        }
        x += 1;
    }
    costs
};

const fn swap(x: u8, y: u8) -> u8 {
    match (x.is_ascii_digit(), y.is_ascii_digit()) {
        _ if x == y => 0,
        // Two numbers that differ name two things.
        (true, true) => 250,
        (true, false) => digit_cost(x, y),
        (false, true) => digit_cost(y, x),
        (false, false) if is_vowel(x) && is_vowel(y) => 60,
        // German and Polish write the one throughout where English writes the other.
        (false, false) if matches!((x, y), (b'v', b'w') | (b'w', b'v')) => 45,
        (false, false) if are_near(x, y) || are_near(y, x) => 65,
        (false, false) => FULL,
    }
}

const fn digit_cost(digit: u8, letter: u8) -> u8 {
    let looks_alike = matches!(
        (digit, letter),
        (b'0', b'o')
            | (b'1', b'i' | b'l')
            | (b'3', b'e')
            | (b'4', b'a')
            | (b'5', b's')
            | (b'7', b't')
            | (b'8', b'b')
            | (b'9' | b'6', b'g')
    );
    if looks_alike { 35 } else { FULL }
}

/// Consonants that traditions of transliteration swap.
const fn are_near(x: u8, y: u8) -> bool {
    matches!(
        (x, y),
        (b'b', b'p')
            | (b'd', b't')
            | (b'g', b'k' | b'j' | b'h')
            | (b'k', b'q' | b'c' | b'x')
            | (b'c', b's' | b'q')
            | (b's', b'z' | b'x')
            | (b'f', b'v')
            | (b'v', b'w' | b'u' | b'b')
            | (b'w', b'u')
            | (b'i' | b'y', b'j')
            | (b'm', b'n')
            | (b'h', b'x')
    )
}

//! Jaro and Jaro-Winkler, with the prefix bonus in both of its readings.
//!
//! Winkler's paper gives the bonus only to strings that are already alike (Jaro above 0.7); most libraries follow it.
//! The library of the years in which OFAC's search was built gives it always, which moves long names by ten points
//! and more. OFAC's scores show the latter.

/// When the bonus for a common prefix is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrefixBonus {
    Always,
    #[cfg(test)]
    AboveSevenTenths,
}

/// The prefix that counts, in characters, and what each is worth.
const PREFIX_MAX: usize = 4;
const PREFIX_SHARE: f64 = 0.1;

pub(crate) fn jaro_winkler(a: &[u8], b: &[u8], bonus: PrefixBonus) -> f64 {
    let jaro = jaro(a, b);
    let given = match bonus {
        PrefixBonus::Always => true,
        #[cfg(test)]
        PrefixBonus::AboveSevenTenths => jaro > 0.7,
    };
    if !given {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(PREFIX_MAX).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * PREFIX_SHARE * (1.0 - jaro)
}

/// Jaro's similarity: letters in common within a window, less half the transpositions.
pub(crate) fn jaro(a: &[u8], b: &[u8]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut common_a = Vec::with_capacity(a.len());
    for (at, letter) in a.iter().enumerate() {
        let reach = at.saturating_sub(window)..(at + window + 1).min(b.len());
        if let Some(found) = reach.into_iter().find(|&place| !taken[place] && b[place] == *letter) {
            taken[found] = true;
            common_a.push(*letter);
        }
    }
    if common_a.is_empty() {
        return 0.0;
    }
    let common_b = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let transposed = common_a.iter().zip(common_b).filter(|(x, y)| x != y).count() / 2;
    let common = common_a.len() as f64;
    (common / a.len() as f64 + common / b.len() as f64 + (common - transposed as f64) / common) / 3.0
}

#[cfg(test)]
mod tests {
    use super::{PrefixBonus, jaro, jaro_winkler};

    #[test]
    fn published_examples() {
        for (a, b, jaro_expected, winkler_expected) in [
            ("MARTHA", "MARHTA", 0.944, 0.961),
            ("DIXON", "DICKSONX", 0.767, 0.813),
            ("DWAYNE", "DUANE", 0.822, 0.840),
        ] {
            assert!((jaro(a.as_bytes(), b.as_bytes()) - jaro_expected).abs() < 0.001, "{a}");
            let winkler = jaro_winkler(a.as_bytes(), b.as_bytes(), PrefixBonus::AboveSevenTenths);
            assert!((winkler - winkler_expected).abs() < 0.001, "{a}");
        }
    }

    #[test]
    fn the_threshold_of_the_bonus_matters_for_long_names() {
        let (a, b) = (b"VLADIMIR PUTIN".as_slice(), b"VLADIMIROV NIKOLAI NIKOLAYEVICH".as_slice());
        let strict = jaro_winkler(a, b, PrefixBonus::AboveSevenTenths);
        assert!(jaro_winkler(a, b, PrefixBonus::Always) > strict + 0.1);
    }
}

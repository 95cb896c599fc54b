//! What it is worth to stop somebody: fraud that is caught against good customers who are hurt, at the cautious end of what so
//! few people say.

use fraud::guard::wilson;

/// How many standard deviations: the interval that holds 95 of 100 times.
const SHOWN_DEVIATIONS: f64 = 1.96;
/// Of tens of thousands of conditions that are tried some look good by chance: the search asks for more.
const SEARCH_DEVIATIONS: f64 = 3.0;

/// The part of those who are stopped that is fraud, at least, of a condition that was chosen by other payments: the lower end of
/// Wilson's interval.
pub(crate) fn precision_at_least(fraud: usize, good: usize) -> f64 {
    lower_end(fraud, good, SHOWN_DEVIATIONS)
}

/// The same of one among many that are tried.
pub(crate) fn precision_of_many(fraud: usize, good: usize) -> f64 {
    lower_end(fraud, good, SEARCH_DEVIATIONS)
}

fn lower_end(fraud: usize, good: usize, deviations: f64) -> f64 {
    if fraud == 0 {
        return 0.0;
    }
    wilson((fraud + good) as u64, fraud as u64, deviations).0.max(0.0)
}

/// How fraud and good customers are weighed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighing {
    /// So many good customers may be hurt for each card with fraud.
    pub(crate) good_per_fraud: f64,
    /// The part that fraud is of everybody.
    pub(crate) base: f64,
}

impl Weighing {
    /// In cards with fraud, what is won: the net benefit of decision curves (Vickers and Elkin, 2006) at the precision that there is at
    /// least. Above zero it pays; one more good customer never raises it.
    pub(crate) fn worth(&self, fraud: usize, good: usize) -> f64 {
        let at_least = precision_of_many(fraud, good);
        (fraud + good) as f64 * (at_least - (1.0 - at_least) / self.good_per_fraud)
    }

    /// How promising a condition is that further terms may narrow: what it catches, by how much it tells (as FOIL weighs literals).
    pub(crate) fn promise(&self, fraud: usize, good: usize) -> f64 {
        fraud as f64 * (precision_of_many(fraud, good) / self.base).ln()
    }

    /// The most good customers at which a condition that catches so much is `enough`, which more of them never make it; `None` if
    /// it is not even with none.
    pub(crate) fn good_max(
        &self,
        fraud: usize,
        good_of_all: usize,
        enough: impl Fn(&Weighing, usize, usize) -> bool,
    ) -> Option<usize> {
        if !enough(self, fraud, 0) {
            return None;
        }
        let (mut low, mut high) = (0, good_of_all);
        while low < high {
            let middle = (low + high).div_ceil(2);
            match enough(self, fraud, middle) {
                true => low = middle,
                false => high = middle - 1,
            }
        }
        Some(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHING: Weighing = Weighing { good_per_fraud: 3.0, base: 0.01 };

    #[test]
    fn few_people_prove_little() {
        assert!(precision_at_least(1, 0) < 0.21);
        assert!(precision_at_least(100, 0) > 0.96);
        assert_eq!(precision_at_least(0, 5), 0.0);
        assert!(WEIGHING.worth(5, 0) > 0.0 && WEIGHING.worth(5, 15) < 0.0);
        assert!(WEIGHING.worth(1, 0) < 0.0, "one card makes no rule");
    }

    #[test]
    fn who_is_hurt_never_makes_it_better() {
        for fraud in [1, 5, 40, 300] {
            for good in 0..400 {
                assert!(WEIGHING.worth(fraud, good + 1) <= WEIGHING.worth(fraud, good), "{fraud} {good}");
                assert!(WEIGHING.promise(fraud, good + 1) <= WEIGHING.promise(fraud, good), "{fraud} {good}");
            }
        }
    }

    #[test]
    fn the_most_that_may_be_hurt_is_the_last_that_is_enough() {
        let pays = |weighing: &Weighing, fraud, good| weighing.worth(fraud, good) > 0.0;
        let most = WEIGHING.good_max(40, 10_000, pays).unwrap();
        assert!(WEIGHING.worth(40, most) > 0.0 && WEIGHING.worth(40, most + 1) <= 0.0);
        assert_eq!(WEIGHING.good_max(1, 10_000, pays), None);
        assert_eq!(WEIGHING.good_max(40, 3, pays), Some(3));
    }
}

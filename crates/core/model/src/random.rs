//! What training draws from a seed: the same on every machine, today and in ten years.

use seeded::SplitMix64;

/// Draws of training.
#[derive(Clone, Debug)]
pub(crate) struct Seeded(SplitMix64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Seeded {
        Seeded(SplitMix64::new(seed))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0.bits()
    }

    /// A number from 0 up to, but not including, this one.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn part(&mut self) -> f64 {
        self.0.unit()
    }

    /// So many different places below a limit, in random order; all of them if there are no more.
    pub(crate) fn sample(&mut self, count: usize, limit: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..limit).collect();
        let count = count.min(limit);
        for place in 0..count {
            let other = place + self.below(limit - place);
            places.swap(place, other);
        }
        places.truncate(count);
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_every_place_once_at_most() {
        let mut sample = Seeded::new(7).sample(50, 80);
        assert!(sample.iter().all(|place| *place < 80));
        sample.sort_unstable();
        sample.dedup();
        assert_eq!(sample.len(), 50);
        assert_eq!(Seeded::new(7).sample(9, 4).len(), 4);
    }
}

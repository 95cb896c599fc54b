//! Random numbers from a seed: the same on every machine, today and in ten years.

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and good enough for sampling.
#[derive(Clone, Debug)]
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Seeded {
        Seeded(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// A number from 0 up to, but not including, this one.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
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

/// A number spread over all 64 bits.
pub(crate) fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_numbers() {
        let mut seeded = Seeded::new(1);
        assert_eq!([seeded.next(), seeded.next()], [0x910A_2DEC_8902_5CC1, 0xBEEB_8DA1_658E_EC67]);
    }

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

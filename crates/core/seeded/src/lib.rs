//! Random numbers from a seed: the same on every machine and in every version, which `rand` does not promise of its
//! own generators. Models, made-up payments, made-up documents and the simulation draw from it.

/// The generator SplitMix64 (Steele, Lea and Flood, 2014): small, fast, and good enough for sampling; not for secrets.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The same seed gives the same sequence.
    pub const fn new(seed: u64) -> SplitMix64 {
        SplitMix64(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// The next number from 0 up to, but not including, 1.
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A number spread over all 64 bits.
pub const fn mixed(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_numbers() {
        let mut seeded = SplitMix64::new(1);
        assert_eq!([seeded.bits(), seeded.bits()], [0x910A_2DEC_8902_5CC1, 0xBEEB_8DA1_658E_EC67]);
    }

    #[test]
    fn units_lie_from_zero_up_to_one() {
        let mut seeded = SplitMix64::new(7);
        assert!((0..10_000).all(|_| (0.0..1.0).contains(&seeded.unit())));
    }
}

//! What made-up payments draw from a seed, in integers as far as possible: the same everywhere.

use seeded::SplitMix64;

#[derive(Clone, Debug)]
pub(crate) struct Dice(SplitMix64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(SplitMix64::new(seed))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.bits()
    }

    /// From 0 up to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0.unit()
    }

    /// From 0 up to `end`, which is at least 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.bits() % end.max(1) as u64) as usize
    }

    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.bits() % (to - from + 1).max(1).unsigned_abs()) as i64
    }

    pub(crate) fn chance(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    pub(crate) fn pick<'items, T>(&mut self, items: &'items [T]) -> &'items T {
        &items[self.below(items.len())]
    }

    /// Around 0 with a deviation of 1: the sum of twelve, so that no machine's logarithm matters.
    pub(crate) fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// An amount around `middle`, skewed to the right as amounts are: mostly within a third and three times.
    pub(crate) fn amount_minor(&mut self, middle: i64) -> i64 {
        let bell = self.bell() * 0.55;
        let factor =
            if bell >= 0.0 { 1.0 + bell + bell * bell / 2.0 } else { 1.0 / (1.0 - bell + bell * bell / 2.0) };
        ((middle as f64 * factor) as i64).max(50)
    }
}

//! Mishaps chosen by a seed: the same seed gives the same choices, on every machine and in every version.

use seeded::SplitMix64;

/// Chooses among mishaps.
pub(crate) struct Random(SplitMix64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(SplitMix64::new(seed))
    }

    fn next(&mut self) -> u64 {
        self.0.bits()
    }

    /// A number from 0 to `bound - 1`. The bounds here are small, so the bias of the remainder does not matter.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("less than a usize")
    }

    /// A number from `from` to `to`.
    pub(crate) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.next() % to.abs_diff(from).saturating_add(1)).expect("less than the span")
    }

    /// True this many times in a thousand.
    pub(crate) fn happens(&mut self, per_mille: usize) -> bool {
        // Without a draw where nothing can happen, so that a calm world is a simple one.
        per_mille > 0 && self.below(1000) < per_mille
    }

    pub(crate) fn choose<'list, T>(&mut self, list: &'list [T]) -> &'list T {
        &list[self.below(list.len())]
    }

    pub(crate) fn bytes<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        std::array::from_fn(|_| self.next().to_le_bytes()[0])
    }
}

//! Which of many payments a term holds for, a bit each.

/// One bit for each payment of a class.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// So many bits, none of them set.
    pub(crate) fn none(count: usize) -> Bits {
        Bits(vec![0; count.div_ceil(64)])
    }

    /// So many bits, all of them set.
    pub(crate) fn all(count: usize) -> Bits {
        let mut all = Bits::none(count);
        (0..count).for_each(|place| all.set(place));
        all
    }

    pub(crate) fn set(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// How many are set.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Those that are set in both.
    pub(crate) fn and(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    /// Those that are set here and not there.
    pub(crate) fn without(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(one, other)| one & !other).collect())
    }

    /// Those that are set in either.
    pub(crate) fn or(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(one, other)| one | other).collect())
    }

    /// The places that are set, first to last.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        places(self.0.iter().copied())
    }
}

/// The places that are set in words, first to last.
pub(crate) fn places(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(at, word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let place = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                place
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_were_set() {
        let mut bits = Bits::none(130);
        for place in [0, 63, 64, 129] {
            bits.set(place);
        }
        assert_eq!(bits.places().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!((bits.count(), Bits::all(130).count(), Bits::none(130).count()), (4, 130, 0));
        let mut other = Bits::none(130);
        other.set(64);
        other.set(65);
        assert_eq!(bits.and(&other).places().collect::<Vec<_>>(), [64]);
        assert_eq!(bits.without(&other).places().collect::<Vec<_>>(), [0, 63, 129]);
        assert_eq!(bits.or(&other).count(), 5);
    }
}

//! Which partition a key belongs to.

/// The partition that Kafka's own producers choose for a key (`BuiltInPartitioner.partitionForKey`), so that records of one key meet in one
/// partition whoever wrote them.
pub(crate) fn partition_of(key: &[u8], partitions: usize) -> usize {
    let positive = (murmur2(key) & 0x7fff_ffff) as usize;
    positive % partitions.max(1)
}

/// Kafka's murmur2: 32 bits, with the seed that all its clients have.
fn murmur2(data: &[u8]) -> u32 {
    const SEED: u32 = 0x9747_b28c;
    const FACTOR: u32 = 0x5bd1_e995;
    const SHIFT: u32 = 24;
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let (words, rest) = data.as_chunks::<4>();
    let mut hash = SEED ^ length;
    for word in words {
        let mut word = u32::from_le_bytes(*word).wrapping_mul(FACTOR);
        word ^= word >> SHIFT;
        hash = hash.wrapping_mul(FACTOR) ^ word.wrapping_mul(FACTOR);
    }
    if !rest.is_empty() {
        let tail = rest.iter().rev().fold(0, |tail, byte| tail << 8 | u32::from(*byte));
        hash = (hash ^ tail).wrapping_mul(FACTOR);
    }
    hash = (hash ^ hash >> 13).wrapping_mul(FACTOR);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tests of Apache Kafka say (`UtilsTest.testMurmur2`).
    #[test]
    fn the_hash_is_the_one_of_kafka() {
        let check = |text: &str, expected: i32| {
            assert_eq!(murmur2(text.as_bytes()).cast_signed(), expected, "{text}");
        };
        check("21", -973_932_308);
        check("foobar", -790_332_482);
        check("a-little-bit-long-string", -985_981_536);
        check("a-little-bit-longer-string", -1_486_304_829);
        check("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971);
        check("abc", 479_470_107);
    }

    #[test]
    fn a_key_has_a_partition_of_those_there_are() {
        // -973932308 without its sign bit is 1173551340.
        assert_eq!(
            [1, 3, 7, 12].map(|partitions| partition_of(b"21", partitions)),
            [0, (1_173_551_340 % 3) as usize, (1_173_551_340 % 7) as usize, (1_173_551_340 % 12) as usize]
        );
        assert_eq!(partition_of(b"", 5), partition_of(b"", 5));
    }
}

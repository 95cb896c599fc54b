//! The limits a child puts on itself before it sees the first byte of a document.

use pii::thresholds::Limits;
use rustix::process::{Resource, Rlimit, setrlimit};

/// Open files: standard streams, and those of one tesseract.
const FILES_MAX: u64 = 64;
const MEGABYTE: usize = 1_000_000;

/// Lowers the processor time to what a document of this size may cost. The most it may ever cost stays where it was.
pub(crate) fn for_document(limits: &Limits, bytes: usize, pages: usize) {
    let seconds = seconds_of(limits, bytes, pages);
    let limit = Rlimit { current: Some(seconds), maximum: Some(limits.seconds_max + 2) };
    // What can't be set here is left to the parent's clock.
    let _ = setrlimit(Resource::Cpu, limit);
}

/// Processor time grows with pages or megabytes, whichever there are more of.
fn seconds_of(limits: &Limits, bytes: usize, pages: usize) -> u64 {
    let units = bytes.div_ceil(MEGABYTE).max(pages).max(1) as u64;
    limits.seconds_a_page_max.saturating_mul(units).min(limits.seconds_max)
}

/// Limits memory, processor time, files and core dumps. A limit the system refuses leaves the others in place: time
/// is watched by the parent as well.
pub(crate) fn apply(memory_megabytes: u64, seconds: u64) {
    // The first second over the processor time ends the child with a signal of its own, the next ones for good.
    let wanted = [
        (Resource::As, memory_megabytes << 20, memory_megabytes << 20),
        (Resource::Cpu, seconds, seconds + 2),
        (Resource::Nofile, FILES_MAX, FILES_MAX),
        (Resource::Core, 0, 0),
    ];
    for (resource, current, maximum) in wanted {
        let limit = Rlimit { current: Some(current), maximum: Some(maximum) };
        // What can't be set here (the address space on macOS) is left to the parent's clock.
        let _ = setrlimit(resource, limit);
    }
}

#[cfg(test)]
mod tests {
    use pii::Thresholds;

    use super::*;

    #[test]
    fn a_larger_document_may_cost_more_up_to_the_limit_of_all() {
        let limits = Thresholds::standard().limits;
        assert_eq!(seconds_of(&limits, 3_600, 1), 20);
        assert_eq!(seconds_of(&limits, 3_600, 0), 20);
        assert_eq!(seconds_of(&limits, 2_500_000, 1), 60);
        assert_eq!(seconds_of(&limits, 3_600, 3), 60);
        assert_eq!(seconds_of(&limits, 3_600, 500), limits.seconds_max);
    }
}

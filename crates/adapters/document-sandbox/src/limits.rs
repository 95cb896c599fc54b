//! The limits a child puts on itself before it sees the first byte of a document.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Open files: standard streams, and those of one tesseract.
const FILES_MAX: u64 = 64;

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

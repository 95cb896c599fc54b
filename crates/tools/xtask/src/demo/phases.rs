//! How long each part of the demo took.

use std::fmt::Write;
use std::time::{Duration, Instant};

use local_cloud::clock::now;

/// The parts so far, the last of which still goes on.
pub(super) struct Phases {
    begun: Instant,
    phases: Vec<(&'static str, Instant)>,
}

impl Phases {
    pub(super) fn begin(first: &'static str) -> Phases {
        let begun = now();
        Phases { begun, phases: vec![(first, begun)] }
    }

    pub(super) fn next(&mut self, name: &'static str) {
        self.phases.push((name, now()));
    }

    /// The time since the start, in words.
    pub(super) fn since_begin(&self) -> String {
        in_words(self.begun.elapsed())
    }

    /// A line for each part, and one for all.
    pub(super) fn end(self) -> String {
        let end = now();
        let ends = self.phases.iter().skip(1).map(|(_, begun)| *begun).chain([end]);
        let mut lines = String::new();
        for ((name, begun), end) in self.phases.iter().zip(ends) {
            let _ = writeln!(lines, "  {name:<48} {}", in_words(end - *begun));
        }
        lines + &format!("  {:<48} {}", "all of it", in_words(end - self.begun))
    }
}

/// `1 min 5 s`
fn in_words(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_words() {
        let check = |seconds, expected| assert_eq!(in_words(Duration::from_secs(seconds)), expected);
        check(0, "0 s");
        check(59, "59 s");
        check(60, "1 min 0 s");
        check(605, "10 min 5 s");
    }
}

//! Showing the person who waits how far it is, on a terminal and in a log.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// Says what begins now.
#[expect(clippy::print_stderr, reason = "progress for the person who waits")]
pub fn step(message: &str) {
    eprintln!("· {message}");
}

/// How far something is: a bar on a terminal, a line at every fifth of the way in a log.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    things: &'static str,
}

impl Progress {
    /// Counts `length` things.
    pub fn new(length: usize, things: &'static str) -> Progress {
        let bar = ProgressBar::new(length as u64);
        if let Ok(style) =
            ProgressStyle::with_template(&format!("· {{bar:30}} {{pos}}/{{len}} {things}, {{elapsed}}"))
        {
            bar.set_style(style);
        }
        Progress { bar, things }
    }

    /// Corrects the number of things.
    pub fn set_length(&self, length: usize) {
        self.bar.set_length(length as u64);
    }

    /// One more is done.
    pub fn advance(&self) {
        self.set(usize::try_from(self.bar.position()).unwrap_or_default() + 1);
    }

    /// So many are done by now.
    pub fn set(&self, done: usize) {
        let (before, done) = (self.bar.position(), done as u64);
        self.bar.set_position(done);
        let length = self.bar.length().unwrap_or_default();
        let fifth = |position: u64| position * 5 / length.max(1);
        if !stderr().is_terminal() && fifth(done) > fifth(before) {
            step(&format!("{done} of {length} {}, {:.0} s", self.things, self.bar.elapsed().as_secs_f64()));
        }
    }

    /// Leaves the bar as it is.
    pub fn finish(&self) {
        self.bar.abandon();
    }
}

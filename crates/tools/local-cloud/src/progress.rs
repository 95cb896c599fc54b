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
        self.bar.inc(1);
        let (done, length) = (self.bar.position(), self.bar.length().unwrap_or_default());
        if !stderr().is_terminal() && done * 5 / length.max(1) > (done - 1) * 5 / length.max(1) {
            step(&format!("{done} of {length} {}, {:.0} s", self.things, self.bar.elapsed().as_secs_f64()));
        }
    }

    /// Leaves the bar as it is.
    pub fn finish(&self) {
        self.bar.abandon();
    }
}

//! Compiling, with progress for the person who waits: minutes pass on a clean checkout.

use std::io::Read;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::progress::Progress;

/// Runs a cargo command and shows how many crates are done. What cargo says otherwise is shown if it fails.
pub(crate) fn build_with_progress(command: &mut Command) -> Result<()> {
    // Cargo draws its own bar, from which the numbers are taken, only if it is told to: its output is piped here.
    let progress = [("CARGO_TERM_PROGRESS_WHEN", "always"), ("CARGO_TERM_PROGRESS_WIDTH", "100")];
    let mut process = command
        .envs(progress)
        .env("CARGO_TERM_COLOR", "never")
        .stderr(Stdio::piped())
        .spawn()
        .context("cargo can't be started")?;
    let mut output = process.stderr.take().context("cargo's output is piped")?;
    let mut said = String::new();
    let mut shown = Shown::default();
    let mut chunk = [0; 4096];
    let mut line = Vec::new();
    loop {
        let read = output.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        for &byte in chunk.get(..read).unwrap_or_default() {
            if matches!(byte, b'\r' | b'\n') {
                let text = String::from_utf8_lossy(&line).into_owned();
                line.clear();
                match crates_done(&text) {
                    Some((done, all)) => shown.update(done, all),
                    None if text.trim_start().starts_with("Compiling") => {}
                    None => said.push_str(&(text + "\n")),
                }
            } else {
                line.push(byte);
            }
        }
    }
    said.push_str(&String::from_utf8_lossy(&line));
    let status = process.wait()?;
    shown.finish();
    ensure!(status.success(), "{command:?} failed:\n{}", said.trim());
    Ok(())
}

/// The bar, which appears only where something is left to compile.
#[derive(Default)]
struct Shown(Option<Progress>);

impl Shown {
    fn update(&mut self, done: usize, all: usize) {
        let progress = self.0.get_or_insert_with(|| Progress::new(all, "crates"));
        progress.set_length(all);
        progress.set(done);
    }

    fn finish(&self) {
        if let Some(progress) = &self.0 {
            progress.finish();
        }
    }
}

/// `Building [=====>     ] 140/319: serde` is 140 of 319.
fn crates_done(line: &str) -> Option<(usize, usize)> {
    let (_, counts) = line.trim_start().strip_prefix("Building [")?.split_once("] ")?;
    let (done, rest) = counts.split_once('/')?;
    let all = rest.split(':').next()?;
    Some((done.trim().parse().ok()?, all.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_from_the_bar_that_cargo_draws() {
        let check = |line, expected| assert_eq!(crates_done(line), expected, "{line}");
        check("    Building [=====>                  ] 140/319: serde, tokio", Some((140, 319)));
        check("    Building [                        ] 0/3", Some((0, 3)));
        check("   Compiling serde v1.0.0", None);
        check("warning: unused import: `x` [y] 1/2", None);
        check("    Finished `dev` profile in 3s", None);
        check("", None);
    }
}

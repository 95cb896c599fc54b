//! Configuration from environment variables, which Terraform sets. All that is missing is told at once.

use std::str::FromStr;

use thiserror::Error;

/// The variables a function asks for.
#[derive(Debug, Default)]
pub struct Config {
    problems: Vec<String>,
}

/// Variables that are missing or wrong, one sentence each.
#[derive(Debug, Error)]
#[error("the environment is not set up: {}", .0.join("; "))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// Reads `settings` with access to the environment; fails with all that `settings` missed.
    pub fn read<T>(settings: impl FnOnce(&mut Config) -> T) -> Result<T, ConfigError> {
        let mut config = Config::default();
        let settings = settings(&mut config);
        if config.problems.is_empty() { Ok(settings) } else { Err(ConfigError(config.problems)) }
    }

    /// A text that need not be there.
    #[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
    pub fn optional(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// A text; empty if it is missing, which [`Config::read`] then reports.
    pub fn text(&mut self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problems.push(format!("{name} is not set"));
            String::new()
        })
    }

    /// A value; the default if it is missing or wrong, which [`Config::read`] then reports.
    pub fn parsed<T: FromStr<Err: std::fmt::Display> + Default>(&mut self, name: &str) -> T {
        let text = self.text(name);
        text.parse().unwrap_or_else(|error| {
            if !text.is_empty() {
                self.problems.push(format!("{name} {error}"));
            }
            T::default()
        })
    }

    /// Values separated by commas, of which there may be none.
    pub fn optional_list<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Vec<T> {
        if self.optional(name).is_some() { self.list(name) } else { Vec::new() }
    }

    /// Values separated by commas.
    pub fn list<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Vec<T> {
        let text = self.text(name);
        let mut values = Vec::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            match entry.parse() {
                Ok(value) => values.push(value),
                Err(error) => self.problems.push(format!("{name}: an entry {error}")),
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        // PATH is set wherever tests run, and is not a number.
        let error = Config::read(|config| {
            (
                config.text("TOLLGATE_NO_SUCH"),
                config.parsed::<u32>("PATH"),
                config.list::<u32>("TOLLGATE_NONE"),
                config.optional_list::<u32>("TOLLGATE_NEITHER"),
            )
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment is not set up: TOLLGATE_NO_SUCH is not set; PATH invalid digit found in string; \
             TOLLGATE_NONE is not set"
        );
    }
}

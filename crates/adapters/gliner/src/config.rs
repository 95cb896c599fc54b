//! `gliner_config.json`, as far as it matters for running a model.

use serde::Deserialize;

/// How a model was made.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    /// The longest span, in words.
    pub max_width: usize,
    /// The longest text, in words.
    #[serde(default = "Config::usual_length")]
    pub max_len: usize,
    /// What stands before each label.
    #[serde(default = "Config::usual_label_token")]
    pub ent_token: String,
    /// What stands after the labels.
    #[serde(default = "Config::usual_separator")]
    pub sep_token: String,
    /// How spans are scored.
    #[serde(default)]
    pub span_mode: String,
}

impl Config {
    fn usual_length() -> usize {
        384
    }

    fn usual_label_token() -> String {
        "<<ENT>>".to_owned()
    }

    fn usual_separator() -> String {
        "<<SEP>>".to_owned()
    }

    pub(crate) fn is_token_level(&self) -> bool {
        self.span_mode.starts_with("token")
    }
}

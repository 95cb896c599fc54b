//! GLiNER: a small transformer that finds in a text whatever it is asked for by name ("date of birth"). The user brings
//! a model in ONNX form; here is what makes its inputs of a text, runs it, and reads spans from its outputs.
//!
//! Models that score spans of words are run (`span_mode` `markerV0` and its kin). Those that score single words
//! (`token_level`) have other inputs and outputs and are refused when they are loaded.

mod config;
mod decode;
mod prompt;
mod words;

use std::ops::Range;
use std::path::Path;

use rten::{Model, NodeId, Value, ValueOrView};
use rten_tensor::Tensor;
use thiserror::Error;
use tokenizers::Tokenizer;

pub use config::Config;
use prompt::{Prompt, Vocabulary};
use words::Word;

/// The inputs of a span model, in the order in which they are given here.
const INPUTS: [&str; 6] =
    ["input_ids", "attention_mask", "words_mask", "text_lengths", "span_idx", "span_mask"];
const OUTPUT: &str = "logits";
/// The longest window of words, whatever the model allows: time and memory grow by its square.
const WINDOW_WORDS_MAX: usize = 384;

/// A model with what belongs to it.
pub struct Gliner {
    model: Model,
    inputs: [NodeId; 6],
    output: NodeId,
    tokenizer: Tokenizer,
    config: Config,
}

/// Something that was asked for and found.
#[derive(Debug, Clone, PartialEq)]
pub struct Spotted {
    /// Which of the labels, from 0.
    pub label: usize,
    /// The bytes of the text.
    pub span: Range<usize>,
    /// From 0 to 1.
    pub score: f32,
}

/// Why a model can't be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A file of the folder can't be read.
    #[error("{0} can't be read")]
    File(&'static str, #[source] std::io::Error),
    /// The configuration is none of GLiNER's.
    #[error("gliner_config.json is not a configuration of GLiNER")]
    Config(#[from] serde_json::Error),
    /// The model scores words and not spans.
    #[error("it is a token-level model; only span models are supported")]
    TokenLevel,
    /// The tokenizer is none.
    #[error("tokenizer.json is not a tokenizer: {0}")]
    Tokenizer(String),
    /// The model is none.
    #[error("model.onnx can't be loaded")]
    Onnx(#[from] rten::LoadError),
    /// The model is none of GLiNER's span models.
    #[error("model.onnx has no input or output {0:?}, as GLiNER's span models have")]
    Interface(&'static str),
}

/// Why a text was not searched.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The text can't be divided into the model's tokens.
    #[error("the text can't be divided into tokens: {0}")]
    Tokens(String),
    /// The model does not run on it.
    #[error("the model does not run")]
    Run(#[from] rten::RunError),
    /// Its output has another form than promised.
    #[error("the model's output has another form than GLiNER's span models have")]
    Output,
}

impl Gliner {
    /// Loads `model.onnx`, `tokenizer.json` and `gliner_config.json` of a folder.
    pub fn load(folder: &Path) -> Result<Gliner, ModelError> {
        let read = |name: &'static str| {
            std::fs::read(folder.join(name)).map_err(|error| ModelError::File(name, error))
        };
        let config: Config = serde_json::from_slice(&read("gliner_config.json")?)?;
        if config.is_token_level() {
            return Err(ModelError::TokenLevel);
        }
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(|error| ModelError::Tokenizer(error.to_string()))?;
        // A text that is cut or filled up by its tokenizer would be searched in part.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| ModelError::Tokenizer(error.to_string()))?;
        let model = Model::load_file(folder.join("model.onnx"))?;
        let node = |name: &'static str| model.find_node(name).ok_or(ModelError::Interface(name));
        let [ids, attention, words, lengths, spans, span_mask] = INPUTS;
        let inputs =
            [node(ids)?, node(attention)?, node(words)?, node(lengths)?, node(spans)?, node(span_mask)?];
        let output = node(OUTPUT)?;
        Ok(Gliner { model, inputs, output, tokenizer, config })
    }

    /// Finds in a text what the labels name, with at least this score. Spans do not overlap.
    pub fn search(&self, text: &str, labels: &[&str], score_min: f32) -> Result<Vec<Spotted>, SearchError> {
        let words = words::of(text);
        let mut spotted = Vec::new();
        for window in self.windows(words.len()) {
            spotted.extend(self.search_window(text, &words[window], labels, score_min)?);
        }
        Ok(decode::without_overlaps(spotted))
    }

    /// Windows of words: each begins within the one before, by as much as a span may be long.
    fn windows(&self, words: usize) -> Vec<Range<usize>> {
        let size = self.config.max_len.clamp(1, WINDOW_WORDS_MAX);
        let step = size.saturating_sub(self.config.max_width).max(1);
        let mut windows = Vec::new();
        let mut start = 0;
        while start < words {
            windows.push(start..(start + size).min(words));
            if start + size >= words {
                break;
            }
            start += step;
        }
        windows
    }

    fn search_window(
        &self,
        text: &str,
        words: &[Word],
        labels: &[&str],
        score_min: f32,
    ) -> Result<Vec<Spotted>, SearchError> {
        let texts = words.iter().map(|word| &text[word.span.clone()]);
        let vocabulary = Vocabulary { tokenizer: &self.tokenizer, config: &self.config };
        let prompt = Prompt::new(&vocabulary, labels, texts)?;
        let mut outputs = self.model.run(self.tensors(prompt, words.len()), &[self.output], None)?;
        let output: Value = outputs.pop().ok_or(SearchError::Output)?;
        let (shape, logits): ([usize; 4], Vec<f32>) =
            output.into_shape_vec().map_err(|_| SearchError::Output)?;
        let scores =
            decode::Scores::new(shape, logits, words.len(), labels.len()).ok_or(SearchError::Output)?;
        let found = scores.at_least(score_min);
        Ok(found
            .into_iter()
            .map(|found| Spotted {
                label: found.label,
                span: words[found.first].span.start..words[found.last].span.end,
                score: found.score,
            })
            .collect())
    }

    /// The inputs for a batch of one. Whole numbers and truth values are 32 bits wide in this runtime.
    fn tensors(&self, prompt: Prompt, words: usize) -> Vec<(NodeId, ValueOrView<'static>)> {
        let (spans, span_mask) = prompt::spans(words, self.config.max_width);
        let (tokens, span_count) = (prompt.input_ids.len(), span_mask.len());
        let length = i32::try_from(words).unwrap_or(i32::MAX);
        let tensors = [
            Tensor::from_data(&[1, tokens], prompt.input_ids),
            Tensor::from_data(&[1, tokens], vec![1; tokens]),
            Tensor::from_data(&[1, tokens], prompt.words_mask),
            Tensor::from_data(&[1, 1], vec![length]),
            Tensor::from_data(&[1, span_count, 2], spans),
            Tensor::from_data(&[1, span_count], span_mask),
        ];
        self.inputs.into_iter().zip(tensors.map(|tensor| Value::from(tensor).into())).collect()
    }
}

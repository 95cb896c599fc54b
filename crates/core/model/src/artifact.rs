//! The one file that a model is kept in.
//!
//! ```text
//! 8 bytes   TGMODEL and a line feed
//! u16       the version of this format
//! u32       how long the header is
//! header    JSON: what the model knows of itself, its inputs, what was constant (from version 3 on), its calibration
//! trees     base score, then tree by tree, node by node; from version 3 on with the usual part of each split, and after them
//!           what training rows lacked together, from version 4 on with the kinds of payments that did not
//! reference the distributions that drift is measured against, from version 3 on with how much chance there is in them
//! forest    the anomaly forest (from version 2 on)
//! 32 bytes  SHA-256 over all before
//! ```
//!
//! Numbers are little-endian. A file of any older version is read; one of a later version is refused, as is a
//! damaged one: then the model that runs goes on running.

mod bytes;
mod sections;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calibration::Calibration;
use crate::encoding::Input;
use crate::model::{About, Classifier, Model};
use crate::reference::TextShares;
use crate::sealed::{self, SealError};
use bytes::{Reader, Writer};

const KIND: &[u8; 8] = b"TGMODEL\n";
/// What is written.
const VERSION: u16 = 4;
/// The first version that has an anomaly forest.
const VERSION_WITH_FOREST: u16 = 2;
/// The first version that knows what is usual and what training rows lacked, and that watches what was constant.
const VERSION_WITH_USUAL: u16 = 3;
/// The first version that knows which kinds of payments never lacked what others did.
const VERSION_WITH_KINDS: u16 = 4;

/// Why a file is not a model.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ModelFileError {
    /// It is another kind of file, or it is damaged.
    #[error("the model can't be loaded")]
    Seal(#[from] SealError),
    /// It was written by a later version of this program.
    #[error("the model has format {found}; this program reads formats up to {VERSION}")]
    Later {
        /// The file's format.
        found: u16,
    },
    /// It is sealed, and still makes no sense.
    #[error("the model's file is wrong: {0}")]
    Wrong(String),
}

impl ModelFileError {
    fn wrong(what: impl Into<String>) -> ModelFileError {
        ModelFileError::Wrong(what.into())
    }
}

/// The part of the file that people can read.
#[derive(Serialize, Deserialize)]
struct Header {
    about: About,
    inputs: Vec<Input>,
    /// What was the same in all rows.
    #[serde(default)]
    constants: Vec<Input>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    calibration: Option<Calibration>,
    /// For each input and each constant the shares of its texts, if it has any.
    texts: Vec<Option<TextShares>>,
}

impl Model {
    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            about: self.about.clone(),
            inputs: self.inputs.clone(),
            constants: self.constants.clone(),
            calibration: self.classifier.as_ref().map(|classifier| classifier.calibration.clone()),
            texts: self.reference.texts(),
        };
        // A map of texts and numbers always has a JSON form.
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut writer = Writer::default();
        writer.u16(VERSION);
        writer.count(header.len());
        writer.0.extend_from_slice(&header);
        sections::write_trees(&mut writer, self.classifier.as_ref().map(|classifier| &classifier.trees));
        sections::write_reference(&mut writer, &self.reference);
        sections::write_forest(&mut writer, self.forest.as_ref());
        sealed::seal(KIND, &writer.0)
    }

    /// Reads a model; one that is damaged, foreign, or makes no sense is refused with the reason.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model, ModelFileError> {
        let mut reader = Reader(sealed::open(KIND, bytes)?);
        let version = reader.u16()?;
        if version > VERSION {
            return Err(ModelFileError::Later { found: version });
        }
        let length = reader.count(1)?;
        let header: Header = serde_json::from_slice(reader.take(length)?)
            .map_err(|error| ModelFileError::wrong(format!("header: {error}")))?;
        let inputs = header.inputs.len();
        let trees = sections::read_trees(&mut reader, inputs, version)?;
        let reference = sections::read_reference(&mut reader, header.texts, version >= VERSION_WITH_USUAL)?;
        let forest =
            if version >= VERSION_WITH_FOREST { sections::read_forest(&mut reader, inputs)? } else { None };
        if !reader.0.is_empty() || reference.len() != inputs + header.constants.len() {
            return Err(ModelFileError::wrong("its parts don't fit together"));
        }
        let classifier = match (trees, header.calibration) {
            (Some(trees), Some(calibration)) if calibration.is_sound() => {
                Some(Classifier::new(trees, calibration))
            }
            (None, None) => None,
            _ => return Err(ModelFileError::wrong("its trees have no sound calibration")),
        };
        let Header { about, inputs, constants, .. } = header;
        Ok(Model::new(about, (inputs, constants), classifier, forest, reference))
    }
}

#[cfg(test)]
mod tests;

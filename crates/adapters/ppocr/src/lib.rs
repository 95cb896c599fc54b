//! PP-OCR in Rust: finds lines of text at any angle with one model, tells upside-down ones with another, and reads them
//! with a third. It reads photographs, tinted cards and small type that tesseract does not.
//!
//! The models are the mobile ones of PP-OCRv4 (Apache-2.0), as the Python package `rapidocr-onnxruntime` brings them.
//! They are no part of this crate: [`set_up`] puts them into a folder, which the reader (feature `reader`) loads.

#[cfg(feature = "reader")]
mod detection;
#[cfg(feature = "reader")]
mod direction;
#[cfg(feature = "reader")]
mod picture;
#[cfg(feature = "reader")]
mod reader;
#[cfg(feature = "reader")]
mod recognition;
#[cfg(feature = "reader")]
mod rotated_box;
mod setup;

#[cfg(feature = "reader")]
pub use reader::{ModelError, PpOcr, ReadError};
pub use setup::{SetupError, are_in, installed, set_up, usual_folder};

/// The models' files, as the package names them: what finds lines, what tells which way they run, what reads them.
pub const MODEL_FILES: [&str; 3] =
    ["ch_PP-OCRv4_det_infer.onnx", "ch_ppocr_mobile_v2.0_cls_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"];

//! Loan documents: the bytes of a PDF in; its text, the personal data in it, its type and a decision out.
//!
//! Everything here is pure. What reads scans is an argument ([`ocr::Ocr`]), and whoever reads untrusted files puts a
//! process with limits around this.

pub mod backends;
mod checksum;
pub mod classify;
pub mod decision;
pub mod document;
pub mod document_type;
pub mod entity;
pub mod find;
pub mod geometry;
pub mod matters;
mod names;
pub mod ocr;
pub mod pictures;
pub mod read;
pub mod redact;
pub mod thresholds;

pub use backends::Backends;
pub use classify::{Classification, classify};
pub use decision::Decision;
pub use document_type::DocumentType;
pub use entity::{Entity, Finding};
pub use matters::Matter;
pub use thresholds::Thresholds;

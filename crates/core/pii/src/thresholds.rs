//! The numbers of one validated file. `thresholds.toml` beside this crate holds the usual ones.

use serde::Deserialize;
use thiserror::Error;

/// The checked contents of a thresholds file.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds(Numbers);

/// The file as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Written into each result.
    pub version: String,
    /// What is not even tried.
    pub limits: Limits,
    /// When OCR is asked and believed.
    pub reading: ReadingNumbers,
    /// Which findings are reported.
    pub findings: FindingNumbers,
    /// What makes a document personal.
    pub decision: DecisionNumbers,
    /// When a document type is named.
    pub document_type: TypeNumbers,
}

/// What is not even tried.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The largest file.
    pub bytes_max: u64,
    /// The longest document.
    pub pages_max: usize,
    /// The most processor time for one document, OCR included.
    pub seconds_max: u64,
    /// The longest time for one document on the clock.
    pub clock_seconds_max: u64,
    /// The most memory that reading one document may take.
    pub memory_megabytes_max: u64,
    /// The largest picture drawn of a page.
    pub pixels_max: u64,
    /// The most content that one page may draw, in bytes, with each form counted as often as it is drawn.
    pub page_content_max: u64,
    /// The most processor time for each page or megabyte, whichever there are more of.
    pub seconds_a_page_max: u64,
}

/// When OCR is asked and believed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is explained in thresholds.toml")]
pub struct ReadingNumbers {
    pub image_share_max: f32,
    pub unknown_share_max: f32,
    pub letter_shapes_min: usize,
    pub ocr_word_confidence_min: f32,
    pub ocr_page_confidence_min: f32,
    pub ocr_understood_share_min: f32,
    pub picture_share_judged: f32,
    pub ocr_words_few: usize,
    pub ocr_dpi: f32,
}

/// Which findings are reported.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is explained in thresholds.toml")]
pub struct FindingNumbers {
    pub confidence_min: f32,
    pub label_distance_characters: usize,
}

/// What makes a document personal.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is explained in thresholds.toml")]
pub struct DecisionNumbers {
    pub strong_min: f32,
    pub labelled_min: f32,
    pub name_min: f32,
    pub companion_min: f32,
    pub lone_name_min: f32,
    pub near_name_min: f32,
}

/// When a document type is named.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "explained in thresholds.toml")]
pub struct TypeNumbers {
    pub confidence_min: f32,
    pub about_a_person_min: f32,
}

/// Why a thresholds file is not accepted.
#[derive(Debug, Error)]
pub enum ThresholdsError {
    /// It is not TOML of this form.
    #[error("the thresholds file can't be read")]
    Malformed(#[from] toml::de::Error),
    /// A number is out of its range.
    #[error("{name} must be {range}")]
    OutOfRange {
        /// The number's name in the file.
        name: &'static str,
        /// What it may be.
        range: &'static str,
    },
}

impl Thresholds {
    /// Reads and checks the text of a thresholds file.
    pub fn parse(text: &str) -> Result<Thresholds, ThresholdsError> {
        let numbers: Numbers = toml::from_str(text)?;
        numbers.check()?;
        Ok(Thresholds(numbers))
    }

    /// The numbers that come with this crate.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn standard() -> Thresholds {
        Thresholds::parse(include_str!("../thresholds.toml")).expect("the file of this crate is right")
    }
}

impl std::ops::Deref for Thresholds {
    type Target = Numbers;

    fn deref(&self) -> &Numbers {
        &self.0
    }
}

impl Numbers {
    fn check(&self) -> Result<(), ThresholdsError> {
        let shares = [
            ("reading.image_share_max", self.reading.image_share_max),
            ("reading.unknown_share_max", self.reading.unknown_share_max),
            ("reading.ocr_word_confidence_min", self.reading.ocr_word_confidence_min),
            ("reading.ocr_page_confidence_min", self.reading.ocr_page_confidence_min),
            ("reading.ocr_understood_share_min", self.reading.ocr_understood_share_min),
            ("reading.picture_share_judged", self.reading.picture_share_judged),
            ("findings.confidence_min", self.findings.confidence_min),
            ("decision.strong_min", self.decision.strong_min),
            ("decision.labelled_min", self.decision.labelled_min),
            ("decision.name_min", self.decision.name_min),
            ("decision.companion_min", self.decision.companion_min),
            ("decision.lone_name_min", self.decision.lone_name_min),
            ("decision.near_name_min", self.decision.near_name_min),
            ("document_type.confidence_min", self.document_type.confidence_min),
            ("document_type.about_a_person_min", self.document_type.about_a_person_min),
        ];
        for (name, share) in shares {
            within(name, (0.0..=1.0).contains(&share), "between 0 and 1")?;
        }
        let limits = &self.limits;
        within("version", !self.version.trim().is_empty(), "a text")?;
        within("limits.bytes_max", limits.bytes_max > 0, "positive")?;
        within("limits.pages_max", limits.pages_max > 0, "positive")?;
        within("limits.seconds_max", (1..=900).contains(&limits.seconds_max), "between 1 and 900")?;
        let clock = limits.clock_seconds_max;
        within("limits.clock_seconds_max", (1..=900).contains(&clock), "between 1 and 900")?;
        let memory = limits.memory_megabytes_max;
        within("limits.memory_megabytes_max", (128..=10_240).contains(&memory), "between 128 and 10,240")?;
        let pixels = limits.pixels_max;
        within(
            "limits.pixels_max",
            (100_000..=100_000_000).contains(&pixels),
            "between 0.1 and 100 million",
        )?;
        within("limits.page_content_max", limits.page_content_max > 0, "positive")?;
        within("limits.seconds_a_page_max", limits.seconds_a_page_max > 0, "positive")?;
        within("reading.ocr_dpi", (72.0..=600.0).contains(&self.reading.ocr_dpi), "between 72 and 600")?;
        let distance = self.findings.label_distance_characters;
        within("findings.label_distance_characters", (1..=200).contains(&distance), "between 1 and 200")
    }
}

fn within(name: &'static str, holds: bool, range: &'static str) -> Result<(), ThresholdsError> {
    if holds { Ok(()) } else { Err(ThresholdsError::OutOfRange { name, range }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_file_is_right() {
        assert!(!Thresholds::standard().version.is_empty());
    }

    #[test]
    fn a_share_above_one_and_an_unknown_name_are_refused() {
        let text = include_str!("../thresholds.toml");
        let too_much = text.replace("strong_min = 0.80", "strong_min = 1.5");
        assert!(matches!(
            Thresholds::parse(&too_much),
            Err(ThresholdsError::OutOfRange { name: "decision.strong_min", .. })
        ));
        let misspelt = text.replace("strong_min", "strongmin");
        assert!(matches!(Thresholds::parse(&misspelt), Err(ThresholdsError::Malformed(_))));
    }
}

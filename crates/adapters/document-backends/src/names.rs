//! A GLiNER model, and what is asked of it.

use std::path::Path;

use gliner::{Gliner, ModelError};
use pii::Entity;
use pii::backends::{Backend, Finder, FinderFailed, Spotted};

/// What is less sure is not told: models are trained so that this parts what is meant from what is not.
const SCORE_MIN: f32 = 0.5;

/// What a model is asked for: the words that models for personal data were trained on.
const LABELS: [(&str, Entity); 16] = [
    ("person", Entity::PersonName),
    ("address", Entity::StreetAddress),
    ("date of birth", Entity::BirthDate),
    ("social security number", Entity::Ssn),
    ("bank account number", Entity::BankAccount),
    ("iban", Entity::Iban),
    ("credit card number", Entity::CardNumber),
    ("passport number", Entity::Passport),
    ("driver's license number", Entity::DriversLicence),
    ("national id number", Entity::NationalId),
    ("health insurance id number", Entity::MedicareId),
    ("phone number", Entity::Phone),
    ("email", Entity::Email),
    ("ip address", Entity::IpAddress),
    ("employer", Entity::Employer),
    ("income", Entity::Income),
];

/// The model.
pub(crate) struct Model(Gliner);

impl Model {
    pub(crate) fn load(folder: &Path) -> Result<Model, ModelError> {
        Gliner::load(folder).map(Model)
    }
}

impl Finder for Model {
    fn backend(&self) -> Backend {
        Backend::Gliner
    }

    fn find(&self, text: &str) -> Result<Vec<Spotted>, FinderFailed> {
        let labels = LABELS.map(|(label, _)| label);
        let found = self.0.search(text, &labels, SCORE_MIN);
        let found = found.map_err(|error| FinderFailed(error.to_string()))?;
        let spotted = found.into_iter().map(|one| Spotted {
            entity: LABELS[one.label].1,
            kind: LABELS[one.label].0.to_owned(),
            span: one.span,
            confidence: one.score,
        });
        Ok(spotted.collect())
    }
}

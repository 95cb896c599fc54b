//! What each kind of document says, in two wordings.

mod filled;
mod impersonal;
mod personal;

use pii::DocumentType;

use crate::paper::Paper;
use crate::people::Person;
use crate::{Chance, Split};

/// Two wordings of a label: one to tune on, one to measure on.
#[derive(Clone, Copy)]
pub(crate) struct Wording(Split);

impl Wording {
    pub(crate) fn of(self, train: &'static str, test: &'static str) -> &'static str {
        match self.0 {
            Split::Train => train,
            Split::Test => test,
        }
    }
}

type Draft = fn(&Person, Wording, &mut Chance) -> Paper;

/// How many kinds there are.
pub const KINDS: usize = 30;

const DRAFTS: [(DocumentType, Draft); KINDS] = [
    (DocumentType::PayStub, personal::pay_stub),
    (DocumentType::W2, personal::w2),
    (DocumentType::Form1099, personal::form_1099),
    (DocumentType::BankStatement, personal::bank_statement),
    (DocumentType::CreditReport, personal::credit_report),
    (DocumentType::LoanApplication, personal::loan_application),
    (DocumentType::Appraisal, personal::appraisal),
    (DocumentType::IdentityDocument, personal::licence),
    (DocumentType::IdentityDocument, personal::passport),
    (DocumentType::Other, personal::letter_to_borrower),
    (DocumentType::Other, personal::verification_of_employment),
    (DocumentType::Other, personal::wire_instructions),
    (DocumentType::BlankForm, impersonal::blank_loan_application),
    (DocumentType::BlankForm, impersonal::blank_w2),
    (DocumentType::BlankForm, impersonal::blank_pay_stub),
    (DocumentType::BlankForm, impersonal::blank_form_1099),
    (DocumentType::Appraisal, impersonal::appraisal),
    (DocumentType::Other, impersonal::rate_sheet),
    (DocumentType::Other, impersonal::privacy_notice),
    (DocumentType::Other, impersonal::fee_schedule),
    (DocumentType::Other, impersonal::notice_to_customers),
    (DocumentType::Other, impersonal::closing_guide),
    (DocumentType::LoanApplication, filled::application_in_groups),
    (DocumentType::Form1040, filled::filled_schedule),
    (DocumentType::W2, filled::sample_numbers),
    (DocumentType::InsuranceCard, filled::insurance_card),
    (DocumentType::MedicalRecord, filled::patient_note),
    (DocumentType::Other, filled::late_notice),
    (DocumentType::BlankForm, filled::blank_schedule),
    (DocumentType::Other, filled::member_guide),
];

/// The contents of the document with this number: the kinds come in turn.
pub(crate) fn draft(index: usize, split: Split, chance: &mut Chance) -> (DocumentType, Paper) {
    let (kind, draft) = DRAFTS[index % DRAFTS.len()];
    let person = Person::new(split, chance);
    (kind, draft(&person, Wording(split), chance))
}

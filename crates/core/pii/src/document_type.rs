//! What kind of loan document it is, by the words such documents carry.

mod clinical;
mod phrases;
mod wording;

use std::slice;

use serde::{Deserialize, Serialize};

use crate::document::{Cell, Document, Page, Reading, Source};
use crate::entity::{Entity, Finding};
use crate::find;
use crate::thresholds::TypeNumbers;
use phrases::PHRASES;
use wording::Wording;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// Uniform Residential Loan Application (Fannie Mae form 1003) and its like.
    LoanApplication,
    /// A statement of earnings.
    PayStub,
    /// Wage and Tax Statement.
    W2,
    /// Any of the 1099 information returns.
    Form1099,
    /// An income tax return and its schedules.
    Form1040,
    /// Request for Transcript of Tax Return.
    Form4506T,
    /// A statement of a bank account.
    BankStatement,
    /// A consumer's credit report.
    CreditReport,
    /// A licence, passport or other card that says who someone is.
    IdentityDocument,
    /// A statement of interest or tuition paid.
    Form1098,
    /// A card of a health insurer's member.
    InsuranceCard,
    /// A credit or debit card.
    PaymentCard,
    /// A patient's form, chart or note.
    MedicalRecord,
    /// An opinion of a property's value.
    Appraisal,
    /// A form that nobody has filled in.
    BlankForm,
    /// Anything else.
    Other,
}

impl DocumentType {
    /// Whether such a document is about a person, unless nobody has filled it in.
    pub fn is_about_a_person(self) -> bool {
        use DocumentType as T;
        !matches!(self, T::Appraisal | T::BlankForm | T::Other)
    }

    /// Whether such a document is a card, a certificate or a page of one person's, which nobody hands out to be filled in.
    fn is_issued(self) -> bool {
        matches!(
            self,
            DocumentType::IdentityDocument | DocumentType::InsuranceCard | DocumentType::PaymentCard
        )
    }

    /// The kind within a sentence, with its article.
    pub fn in_words(self) -> &'static str {
        match self {
            DocumentType::LoanApplication => "a loan application",
            DocumentType::PayStub => "a pay stub",
            DocumentType::W2 => "a form W-2",
            DocumentType::Form1099 => "a form 1099",
            DocumentType::Form1040 => "an income tax return",
            DocumentType::Form4506T => "a request for a tax transcript",
            DocumentType::BankStatement => "a bank statement",
            DocumentType::CreditReport => "a credit report",
            DocumentType::IdentityDocument => "an identity document",
            DocumentType::Form1098 => "a form 1098",
            DocumentType::InsuranceCard => "an insurance card",
            DocumentType::PaymentCard => "a payment card",
            DocumentType::MedicalRecord => "a medical record",
            DocumentType::Appraisal => "an appraisal",
            DocumentType::BlankForm => "a blank form",
            DocumentType::Other => "another document",
        }
    }

    /// The name in findings, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            DocumentType::LoanApplication => "loan_application",
            DocumentType::PayStub => "pay_stub",
            DocumentType::W2 => "w2",
            DocumentType::Form1099 => "form1099",
            DocumentType::Form1040 => "form1040",
            DocumentType::Form4506T => "form4506_t",
            DocumentType::BankStatement => "bank_statement",
            DocumentType::CreditReport => "credit_report",
            DocumentType::IdentityDocument => "identity_document",
            DocumentType::Form1098 => "form1098",
            DocumentType::InsuranceCard => "insurance_card",
            DocumentType::PaymentCard => "payment_card",
            DocumentType::MedicalRecord => "medical_record",
            DocumentType::Appraisal => "appraisal",
            DocumentType::BlankForm => "blank_form",
            DocumentType::Other => "other",
        }
    }
}

/// The best total that counts as full certainty.
const SURE_SCORE: f32 = 8.0;
/// So many of the first cells are the title.
const TITLE_CELLS: usize = 12;
/// More lines to write on than one for a signature.
const LINES_MIN: usize = 2;
/// A page of a form has at least as many fields to be called one.
const FORM_FIELDS_MIN: usize = 3;

/// A name as sure as this was filled in, with or without a label that was understood.
const NAME_ON_A_FORM: f32 = 0.6;

/// The kind of a document shows on its first pages.
const FIRST_PAGES: usize = 4;
/// So many pages are looked at for kinds of their own.
const PAGES_MAX: usize = 100;
/// A kind that a page is taken to be says so in as many phrases; in a picture, of which not all is read, in one.
const PHRASES_MIN: usize = 2;

/// A phrase of this weight names its kind outright.
const NAMES_KIND: f32 = 3.5;
/// A page that names more kinds outright lists what somebody is to bring.
const KINDS_NAMED_MAX: usize = 3;

/// A card has no more words, and may say what it is in one phrase only: its title, which makes it as sure as this.
const CARD_WORDS_MAX: usize = 80;
const SURE_CARD: f32 = 0.9;
/// A member's number has as many digits at least.
const MEMBER_DIGITS_MIN: usize = 5;

/// What a document's words say of its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Typed {
    /// The kind in the classification.
    pub(crate) document_type: DocumentType,
    /// How sure it is.
    pub(crate) confidence: f32,
    /// A kind of document about a person that the document or one of its pages is, and is not shown to be a blank of.
    pub(crate) about_a_person: Option<DocumentType>,
    /// Whether a page of it is a picture, in which names are read with letters mistaken.
    pub(crate) is_picture: bool,
}

/// The type of a document and how sure it is.
pub(crate) fn of(document: &Document, findings: &[Finding], numbers: &TypeNumbers) -> Typed {
    let first_pages = Guess::of(document.pages.iter().take(FIRST_PAGES).flat_map(|page| &page.cells));
    let Guess { kind, confidence, .. } = first_pages;
    if is_blank_form(document, findings, kind, confidence) {
        let confidence = confidence.max(0.7);
        let document_type = DocumentType::BlankForm;
        return Typed { document_type, confidence, about_a_person: None, is_picture: false };
    }
    let is_picture = document.pages.iter().any(|page| page.reading == Reading::Ocr);
    if has_only_empty_fields(document) {
        return typed(kind, confidence, None, is_picture, numbers);
    }
    let one_page =
        document.pages.iter().take(PAGES_MAX).map(|page| (Guess::of(&page.cells), slice::from_ref(page)));
    let first_pages = (first_pages, &document.pages[..document.pages.len().min(FIRST_PAGES)]);
    // What is reported as a kind about a person is treated as one. On a page that the file itself spells out, one phrase in
    // passing is not enough; of a picture a phrase may be all that was read of its title.
    let is_taken_for_it = |guess: &Guess, pages: &[Page]| {
        if pages.iter().any(|page| page.reading == Reading::Ocr) {
            guess.about_a_person >= numbers.confidence_min
        } else {
            (guess.phrases >= PHRASES_MIN || guess.confidence >= SURE_CARD && is_card(guess.kind, pages))
                && guess.confidence >= numbers.about_a_person_min
                && guess.kinds_named <= KINDS_NAMED_MAX
                && (guess.kind.is_issued() && !is_about_plans(guess.kind, pages) || asks(pages))
        }
    };
    let one_note = document.pages.iter().take(PAGES_MAX).filter(|page| clinical::is_note(&page.cells));
    let note = one_note.map(|_| (DocumentType::MedicalRecord, SURE_CARD));
    let about_a_person = one_page
        .chain([first_pages])
        .filter(|(guess, pages)| guess.kind.is_about_a_person() && is_taken_for_it(guess, pages))
        .map(|(guess, _)| (guess.kind, guess.confidence))
        .chain(note)
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .map(|(kind, _)| kind);
    typed(kind, confidence, about_a_person, is_picture, numbers)
}

fn typed(
    kind: DocumentType,
    confidence: f32,
    about_a_person: Option<DocumentType>,
    is_picture: bool,
    numbers: &TypeNumbers,
) -> Typed {
    if confidence < numbers.confidence_min {
        let (document_type, confidence) = (DocumentType::Other, 1.0 - confidence);
        Typed { document_type, confidence, about_a_person, is_picture }
    } else {
        Typed { document_type: kind, confidence, about_a_person, is_picture }
    }
}

/// Whether a document's fields were found and are empty: what else stands there is the form itself.
fn has_only_empty_fields(document: &Document) -> bool {
    let text_fields = document.fields.iter().filter(|field| field.takes_text).count();
    text_fields >= FORM_FIELDS_MIN && document.fields.iter().all(|field| field.value.trim().is_empty())
}

/// Whether there is no more on pages than a card has room for, of a kind that cards are, and no line to write on.
fn is_card(kind: DocumentType, pages: &[Page]) -> bool {
    let cells = || pages.iter().flat_map(|page| &page.cells);
    kind.is_issued()
        && cells().map(|cell| cell.text.split(' ').count()).sum::<usize>() <= CARD_WORDS_MAX
        && !cells().any(|cell| cell.text.contains("___"))
}

/// Whether pages tell what plans of insurers pay, as their leaflets do: a card has a member's number or asks for one.
fn is_about_plans(kind: DocumentType, pages: &[Page]) -> bool {
    let is_code = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && word.bytes().filter(u8::is_ascii_digit).count() >= MEMBER_DIGITS_MIN
    };
    kind == DocumentType::InsuranceCard
        && !pages.iter().flat_map(|page| &page.cells).any(|cell| cell.text.split(' ').any(is_code))
}

/// Whether pages ask for something about a person, or have pictures, which may do so unread.
fn asks(pages: &[Page]) -> bool {
    let mut cells = pages.iter().flat_map(|page| &page.cells);
    cells.any(|cell| {
        cell.source == Source::Ocr || !is_prose(&cell.text) && find::asks_for_a_person(&cell.text)
    })
}

/// Titles and labels say what a document is; a sentence may mention anything.
fn is_prose(text: &str) -> bool {
    let small_words = text.split(' ').filter(|word| word.starts_with(char::is_lowercase)).count();
    small_words > 5 || (small_words > 1 && text.ends_with('.'))
}

/// The kind that words speak for most.
#[derive(Clone, Copy)]
struct Guess {
    kind: DocumentType,
    confidence: f32,
    /// How many of its phrases are there.
    phrases: usize,
    /// How many kinds are named outright.
    kinds_named: usize,
    /// How sure it is that this is of some kind about a person, whichever: what two of them share speaks for both.
    about_a_person: f32,
}

impl Guess {
    fn of<'d>(cells: impl IntoIterator<Item = &'d Cell>) -> Guess {
        let (mut body, mut title) = (Wording::default(), Wording::default());
        let told = cells.into_iter().filter(|cell| !is_prose(&cell.text));
        for (index, cell) in told.enumerate() {
            if index < TITLE_CELLS {
                title.add(cell);
            }
            body.add(cell);
        }
        let mut kinds_named = 0;
        let mut scores: Vec<(DocumentType, f32, usize)> = PHRASES
            .iter()
            .map(|(kind, phrases)| {
                let (mut score, mut count, mut is_named) = (0.0, 0, false);
                for (phrase, weight) in phrases.iter().filter(|(phrase, _)| body.says(phrase)) {
                    score += if title.says(phrase) { 2.0 * weight } else { *weight };
                    count += 1;
                    is_named |= *weight >= NAMES_KIND;
                }
                kinds_named += usize::from(is_named);
                (*kind, score, count)
            })
            .collect();
        scores.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (best, second) = (scores[0], scores[1]);
        if best.1 == 0.0 {
            let kind = DocumentType::Other;
            return Guess { kind, confidence: 0.0, phrases: 0, kinds_named, about_a_person: 0.0 };
        }
        let sure = |score: f32, against: f32| {
            (score / (score + against) * (score / SURE_SCORE).min(1.0)).clamp(0.0, 0.99)
        };
        // Forms of one family share their phrases with one other; a text that names many kinds is about documents.
        let others = scores[2..].iter().map(|(_, score, _)| score).sum();
        let about_a_person = if best.0.is_about_a_person() { sure(best.1, others) } else { 0.0 };
        let confidence = sure(best.1, second.1);
        Guess { kind: best.0, confidence, phrases: best.2, kinds_named, about_a_person }
    }
}

/// A form is blank when its fields were found and none is filled. A page without fields is a blank form when it was read
/// from the file itself, and no label on it has a value beside it; a picture is never shown to be one.
fn is_blank_form(document: &Document, findings: &[Finding], best: DocumentType, confidence: f32) -> bool {
    let text_fields = document.fields.iter().filter(|field| field.takes_text).count();
    let personal = findings
        .iter()
        .filter(|finding| {
            let says_who = finding.entity.accompanies_name() || finding.entity == Entity::PersonName;
            // What stands on no page (an author, the remains of a form's designer) does not fill a form.
            says_who
                && (finding.page.is_some() || finding.labelled)
                && (finding.labelled || finding.confidence >= NAME_ON_A_FORM)
                && finding.entity != Entity::StreetAddress
        })
        .count();
    if text_fields >= FORM_FIELDS_MIN {
        let identifies = |finding: &Finding| {
            finding.entity.identifies() && (finding.labelled || finding.confidence >= 0.8)
        };
        return has_only_empty_fields(document) && !findings.iter().any(identifies);
    }
    let is_picture = document.pages.iter().any(|page| page.reading == Reading::Ocr);
    let is_form_type = !is_picture
        && (!best.is_issued() || is_to_be_filled_in(document))
        && !matches!(best, DocumentType::Other | DocumentType::Appraisal | DocumentType::BankStatement);
    let values = findings.iter().filter(|finding| finding.labelled).count();
    is_form_type && confidence >= 0.3 && personal == 0 && values <= 1 && rules_or_labels(document) >= 6
}

/// Whether a document calls itself a form or an application in its title, which no card does, or has lines to write on.
fn is_to_be_filled_in(document: &Document) -> bool {
    let cells = || document.pages.iter().flat_map(|page| &page.cells);
    let is_title = |cell: &Cell| {
        cell.text.to_lowercase().split(' ').any(|word| matches!(word, "form" | "application" | "request"))
    };
    cells().take(TITLE_CELLS).any(is_title)
        || cells().filter(|cell| cell.text.contains("___")).count() >= LINES_MIN
}

/// How many cells are labels that wait for a value: they end in a colon, underscores or a box.
fn rules_or_labels(document: &Document) -> usize {
    document
        .pages
        .iter()
        .flat_map(|page| &page.cells)
        .filter(|cell| {
            cell.text.ends_with(':') || cell.text.ends_with("__") || cell.text.split(' ').count() <= 6
        })
        .count()
}

//! What kind of loan document it is, by the words such documents carry.

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::entity::{Entity, Finding};
use crate::thresholds::TypeNumbers;

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
    /// An opinion of a property's value.
    Appraisal,
    /// A form that nobody has filled in.
    BlankForm,
    /// Anything else.
    Other,
}

impl DocumentType {
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
            DocumentType::Appraisal => "appraisal",
            DocumentType::BlankForm => "blank_form",
            DocumentType::Other => "other",
        }
    }
}

/// A phrase and how much it says. Those in the title count twice.
type Phrase = (&'static str, f32);

const PHRASES: [(DocumentType, &[Phrase]); 10] = [
    (
        DocumentType::LoanApplication,
        &[
            ("uniform residential loan application", 6.0),
            ("loan application", 4.0),
            ("application for a loan", 4.0),
            ("application for mortgage", 4.0),
            ("mortgage application", 4.0),
            ("form 1003", 4.0),
            ("urla", 3.0),
            ("co-borrower", 1.5),
            ("borrower information", 2.5),
            ("borrower name", 1.0),
            ("applicant information", 2.0),
            ("purpose of loan", 2.0),
            ("loan purpose", 1.5),
            ("loan amount", 1.0),
            ("amount requested", 1.5),
            ("monthly housing", 1.5),
            ("assets and liabilities", 1.5),
            ("years at this address", 1.0),
            ("declarations", 1.0),
            ("gross monthly income", 1.0),
        ],
    ),
    (
        DocumentType::PayStub,
        &[
            ("earnings statement", 5.0),
            ("pay stub", 5.0),
            ("paystub", 5.0),
            ("payslip", 4.0),
            ("statement of earnings", 4.0),
            ("payroll", 2.0),
            ("pay period", 3.0),
            ("pay date", 2.5),
            ("period ending", 1.5),
            ("period beginning", 1.5),
            ("net pay", 2.5),
            ("gross pay", 2.0),
            ("year to date", 1.5),
            ("ytd", 1.5),
            ("overtime", 1.0),
            ("deductions", 1.0),
            ("regular", 0.5),
            ("advice of deposit", 2.5),
            ("hours", 0.7),
        ],
    ),
    (
        DocumentType::W2,
        &[
            ("wage and tax statement", 6.0),
            ("form w-2", 2.5),
            ("w-2", 1.0),
            ("wages, tips, other comp", 4.0),
            ("social security tips", 2.0),
            ("medicare tax withheld", 2.0),
            ("social security tax withheld", 2.0),
            ("employer's name, address", 2.0),
            ("control number", 1.0),
            ("dependent care benefits", 0.7),
            ("nonqualified plans", 1.5),
            ("statutory employee", 1.5),
        ],
    ),
    (
        DocumentType::Form1099,
        &[
            ("1099-", 3.0),
            ("form 1099", 3.0),
            ("nonemployee compensation", 4.0),
            ("payer's tin", 3.0),
            ("recipient's tin", 3.0),
            ("payer's name", 2.0),
            ("recipient's name", 2.0),
            ("interest income", 1.0),
            ("ordinary dividends", 0.7),
            ("fatca", 1.5),
            ("miscellaneous income", 2.0),
            ("miscellaneous information", 2.0),
        ],
    ),
    (
        DocumentType::Form1040,
        &[
            ("u.s. individual income tax return", 6.0),
            ("(form 1040", 4.0),
            ("attach to form 1040", 3.0),
            ("attach to your tax return", 2.0),
            ("attach form", 0.7),
            ("department of the treasury", 1.5),
            ("internal revenue service", 1.0),
            ("form 1040", 2.0),
            ("adjusted gross income", 1.5),
            ("filing status", 2.0),
            ("standard deduction", 1.5),
            ("payment voucher", 3.0),
            ("attachment sequence no", 2.5),
            ("sequence no", 1.5),
            ("taxable income", 0.7),
            ("name(s) shown on", 2.5),
        ],
    ),
    (
        DocumentType::Form4506T,
        &[
            ("request for transcript of tax return", 8.0),
            ("4506-t", 5.0),
            ("4506-c", 5.0),
            ("ives request", 4.0),
            ("transcript requested", 2.5),
            ("return transcript", 2.0),
        ],
    ),
    (
        DocumentType::BankStatement,
        &[
            ("bank statement", 4.0),
            ("account statement", 4.0),
            ("statement of account", 4.0),
            ("checking statement", 4.0),
            ("statement period", 3.0),
            ("beginning balance", 3.0),
            ("opening balance", 3.0),
            ("ending balance", 3.0),
            ("closing balance", 3.0),
            ("daily balance", 1.5),
            ("deposits and additions", 2.0),
            ("total deposits", 1.5),
            ("withdrawals", 2.0),
            ("account summary", 1.5),
            ("transaction history", 1.5),
            ("transactions", 0.7),
            ("member fdic", 1.5),
            ("overdraft", 1.0),
        ],
    ),
    (
        DocumentType::CreditReport,
        &[
            ("credit report", 6.0),
            ("consumer report", 3.0),
            ("credit file", 3.0),
            ("credit score", 3.0),
            ("fico", 3.0),
            ("tradeline", 3.0),
            ("trade line", 3.0),
            ("experian", 2.0),
            ("equifax", 2.0),
            ("transunion", 2.0),
            ("inquiries", 2.0),
            ("payment history", 1.5),
            ("collections", 1.0),
            ("revolving", 1.0),
            ("high credit", 1.5),
            ("date opened", 1.0),
        ],
    ),
    (
        DocumentType::IdentityDocument,
        &[
            ("driver license", 5.0),
            ("driver's license", 4.0),
            ("drivers license", 5.0),
            ("driver licence", 4.0),
            ("identification card", 5.0),
            ("identity card", 4.0),
            ("passport", 3.5),
            ("p<usa", 5.0),
            ("nationality", 2.0),
            ("place of birth", 2.0),
            ("endorsements", 1.5),
            ("restrictions", 1.0),
            ("organ donor", 2.0),
            ("hgt", 1.5),
            ("eyes", 1.5),
            ("class", 0.5),
            ("permanent resident", 5.0),
            ("date of issue", 1.5),
            ("surname", 1.0),
        ],
    ),
    (
        DocumentType::Appraisal,
        &[
            ("appraisal report", 6.0),
            ("appraisal", 3.0),
            ("appraiser", 2.5),
            ("appraised value", 3.0),
            ("opinion of value", 3.0),
            ("market value", 2.0),
            ("comparable", 2.0),
            ("comparable sale", 2.0),
            ("subject property", 2.0),
            ("neighborhood", 1.5),
            ("gross living area", 2.0),
            ("sales comparison", 2.5),
            ("form 1004", 3.0),
            ("effective date of appraisal", 3.0),
            ("site area", 1.0),
        ],
    ),
];

/// The best total that counts as full certainty.
const SURE_SCORE: f32 = 8.0;
/// So many of the first cells are the title.
const TITLE_CELLS: usize = 12;
/// A page of a form has at least as many fields to be called one.
const FORM_FIELDS_MIN: usize = 3;

/// The type of a document and how sure it is.
pub(crate) fn of(document: &Document, findings: &[Finding], numbers: &TypeNumbers) -> (DocumentType, f32) {
    let (best, confidence) = by_words(document);
    if is_blank_form(document, findings, best, confidence) {
        return (DocumentType::BlankForm, confidence.max(0.7));
    }
    if confidence < numbers.confidence_min {
        (DocumentType::Other, 1.0 - confidence)
    } else {
        (best, confidence)
    }
}

/// Titles and labels say what a document is; a sentence may mention anything.
fn is_prose(text: &str) -> bool {
    let small_words = text.split(' ').filter(|word| word.starts_with(char::is_lowercase)).count();
    small_words > 5 || (small_words > 1 && text.ends_with('.'))
}

fn by_words(document: &Document) -> (DocumentType, f32) {
    let mut body = String::new();
    let mut title = String::new();
    let cells = document.pages.iter().take(4).flat_map(|page| &page.cells);
    for (index, cell) in cells.filter(|cell| !is_prose(&cell.text)).enumerate() {
        let lower = cell.text.to_lowercase().replace('’', "'");
        if index < TITLE_CELLS {
            title.push_str(&lower);
            title.push('\n');
        }
        body.push_str(&lower);
        body.push('\n');
    }
    let mut scores: Vec<(DocumentType, f32)> = PHRASES
        .iter()
        .map(|(kind, phrases)| {
            let score = phrases
                .iter()
                .map(|(phrase, weight)| {
                    let in_title = if title.contains(phrase) { *weight } else { 0.0 };
                    in_title + if body.contains(phrase) { *weight } else { 0.0 }
                })
                .sum();
            (*kind, score)
        })
        .collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (best, second) = (scores[0], scores[1]);
    if best.1 == 0.0 {
        return (DocumentType::Other, 0.0);
    }
    let lead = best.1 / (best.1 + second.1);
    (best.0, (lead * (best.1 / SURE_SCORE).min(1.0)).clamp(0.0, 0.99))
}

/// A form is blank when no field is filled and no label has a value beside it.
fn is_blank_form(document: &Document, findings: &[Finding], best: DocumentType, confidence: f32) -> bool {
    let text_fields = document.fields.iter().filter(|field| field.takes_text).count();
    let filled = document.fields.iter().filter(|field| !field.value.trim().is_empty()).count();
    let personal = findings
        .iter()
        .filter(|finding| {
            let says_who = finding.entity.accompanies_name() || finding.entity == Entity::PersonName;
            // What stands on no page (an author, the remains of a form's designer) does not fill a form.
            says_who
                && (finding.page.is_some() || finding.labelled)
                && (finding.labelled || finding.confidence >= 0.8)
                && finding.entity != Entity::StreetAddress
        })
        .count();
    if text_fields >= FORM_FIELDS_MIN {
        return filled == 0 && personal == 0;
    }
    let is_form_type =
        !matches!(best, DocumentType::Other | DocumentType::Appraisal | DocumentType::BankStatement);
    let values = findings.iter().filter(|finding| finding.labelled).count();
    is_form_type && confidence >= 0.3 && personal == 0 && values <= 1 && rules_or_labels(document) >= 6
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

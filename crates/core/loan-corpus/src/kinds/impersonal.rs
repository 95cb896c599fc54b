//! Documents about nobody: blank forms, notices, price lists.

use super::Wording;
use crate::Chance;
use crate::paper::Paper;
use crate::people::{Person, amount, day};

fn blank(labels: &[&str]) -> Paper {
    let fields: Vec<(&str, &str)> = labels.iter().map(|&label| (label, "")).collect();
    Paper::default().fields(&fields)
}

fn titled(title: &str, rest: Paper) -> Paper {
    let mut paper = Paper::default().title(title);
    paper.blocks.extend(rest.blocks);
    paper
}

pub(super) fn blank_loan_application(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    titled(
        w.of("Uniform Residential Loan Application", "Mortgage Loan Application"),
        blank(&[
            w.of("Borrower Name", "Applicant's full name"),
            w.of("Social Security Number", "SSN"),
            w.of("Date of Birth", "Birth date"),
            w.of("Home Phone", "Cell phone"),
            w.of("Current Address", "Present address"),
            w.of("Employer", "Name of employer"),
            w.of("Gross Monthly Income", "Base monthly income"),
            w.of("Loan Amount", "Amount requested"),
        ]),
    )
}

pub(super) fn blank_w2(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    titled(
        "Form W-2 Wage and Tax Statement",
        blank(&[
            "a Employee's social security number",
            "b Employer identification number (EIN)",
            w.of("c Employer's name, address, and ZIP code", "c Employer name"),
            "e Employee's name",
            "1 Wages, tips, other compensation",
            "2 Federal income tax withheld",
            "6 Medicare tax withheld",
        ]),
    )
}

pub(super) fn blank_pay_stub(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    titled(
        w.of("Earnings Statement", "Pay Stub"),
        blank(&[
            "Employee Name",
            "SSN",
            "Pay Period",
            "Pay Date",
            "Gross Pay",
            "Net Pay",
            w.of("Hours", "Overtime"),
        ]),
    )
}

pub(super) fn blank_form_1099(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    titled(
        w.of("Form 1099-NEC Nonemployee Compensation", "Form 1099-INT Interest Income"),
        blank(&[
            "PAYER'S name",
            "PAYER'S TIN",
            "RECIPIENT'S TIN",
            "RECIPIENT'S name",
            "Account number",
            "Street address",
        ]),
    )
}

pub(super) fn appraisal(_: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("Appraisal Market Study", "Appraisal Review: Market Conditions"))
        .paragraph("This appraisal addendum describes market conditions in the neighborhood. Comparable sales were taken from public sources; no subject property is identified.")
        .table(
            &["Comparable", "Site Area", "Market Value"],
            (1..6)
                .map(|at| vec![format!("Sale {at}"), format!("{} sq ft", chance.between(900, 4_000)), format!("${}", amount(chance, 120_000, 900_000))])
                .collect(),
        )
}

pub(super) fn rate_sheet(_: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("Daily Rate Sheet", "Wholesale Pricing"))
        .lines(&[&format!("Effective {}", day(chance)), "Lock desk (800) 555-0177"])
        .table(
            &["Program", "Rate", "Points"],
            ["30 Year Fixed", "15 Year Fixed", "5/1 ARM", "FHA 30", "VA 30"]
                .iter()
                .map(|name| {
                    vec![
                        (*name).to_owned(),
                        format!("{}.{:03}", chance.between(4, 8), chance.between(0, 875)),
                        format!("0.{}", chance.between(100, 900)),
                    ]
                })
                .collect(),
        )
        .paragraph("Rates are subject to change without notice. For use by mortgage professionals only.")
}

pub(super) fn privacy_notice(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("Privacy Notice", "What does the bank do with your personal information?"))
        .paragraph("Financial companies choose how they share your personal information. The types of personal information we collect and share depend on the product or service you have with us. This information can include your Social Security number and income, account balances and payment history, credit history and credit scores.")
        .paragraph("When you are no longer our customer, we continue to share your information as described in this notice. Call (800) 555-0111 or visit www.example.com/privacy to limit our sharing.")
}

pub(super) fn fee_schedule(_: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("Schedule of Fees", "Fees and Charges"))
        .table(
            &["Service", "Fee"],
            ["Wire transfer", "Stop payment", "Overdraft", "Cashier's check", "Account closing"]
                .iter()
                .map(|name| vec![(*name).to_owned(), format!("${}", amount(chance, 5, 45))])
                .collect(),
        )
        .paragraph(&format!(
            "Fees are effective {} and may change. Form {} Rev. 4",
            day(chance),
            chance.between(100, 9_999)
        ))
}

pub(super) fn notice_to_customers(_: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .lines(&["Evergreen Savings Bank", "100 Main Street, Springfield, IL 62701", "Customer service (800) 555-0100"])
        .lines(&[&day(chance)])
        .paragraph("Dear Customer,")
        .paragraph(w.of(
            "Our branch will be closed for renovation during the first week of the month. Online banking and all machines remain open. Please write to service@example.com with any questions.",
            "From next month statements will be delivered electronically unless you tell us otherwise. There is nothing that you need to do. Questions are answered at help@example.org.",
        ))
        .paragraph("Sincerely,")
        .paragraph("The Branch Team")
}

pub(super) fn closing_guide(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("A Guide to Closing", "Your Home Loan Toolkit"))
        .paragraph("Before closing you receive a Closing Disclosure. Compare it with your Loan Estimate. Bring a government-issued photo identification, such as a driver's license or passport, and a cashier's check for the amount due.")
        .paragraph("Your monthly payment may include principal, interest, taxes and insurance. Ask your lender which accounts are used for escrow. The Consumer Financial Protection Bureau answers questions at (855) 411-2372 and at www.consumerfinance.gov.")
}

//! Documents about somebody.

use pii::Entity;

use super::Wording;
use crate::Chance;
use crate::paper::Paper;
use crate::people::{Person, amount, card, day};

fn money_rows(names: &[&str], chance: &mut Chance) -> Vec<Vec<String>> {
    names
        .iter()
        .map(|name| vec![(*name).to_owned(), amount(chance, 40, 4_000), amount(chance, 4_000, 60_000)])
        .collect()
}

pub(super) fn pay_stub(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let (gross, net) = (amount(chance, 2_500, 7_000), amount(chance, 1_500, 2_400));
    let employee = w.of("Employee Name", "Employee");
    Paper::default()
        .title(w.of("Earnings Statement", "Pay Stub - Statement of Earnings"))
        .lines(&[&person.employer])
        .fields(&[
            (employee, &name),
            (w.of("Social Security Number", "SSN"), &person.ssn),
            (w.of("Pay Period", "Period Ending"), &day(chance)),
            (w.of("Pay Date", "Check Date"), &day(chance)),
            (w.of("Home Address", "Employee Address"), &person.address()),
            (w.of("Gross Pay", "Total Gross Pay"), &gross),
            (w.of("Net Pay", "Net Pay This Period"), &net),
        ])
        .table(
            &[w.of("Earnings", "Description"), "Current", w.of("Year to Date", "YTD")],
            money_rows(&["Regular", "Overtime", "Federal Tax", "Medicare", "401(k)"], chance),
        )
        .fields(&[(w.of("Direct Deposit Account Number", "Deposited to Account No."), &person.account)])
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, &person.ssn)
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::Income, &gross)
        .fact(Entity::Income, &net)
        .fact(Entity::BankAccount, &person.account)
}

pub(super) fn w2(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.with_initial();
    let wages = amount(chance, 30_000, 180_000);
    Paper::default()
        .title(w.of("Form W-2 Wage and Tax Statement 2024", "W-2 Wage and Tax Statement"))
        .fields(&[
            (w.of("a Employee's social security number", "a Employee's SSN"), &person.ssn),
            (w.of("b Employer identification number (EIN)", "b Employer's federal ID number"), &person.ein),
            (w.of("c Employer's name", "c Employer name"), &person.employer),
            (w.of("e Employee's name", "e Employee name"), &name),
            (w.of("f Employee's address and ZIP code", "f Employee address"), &person.address()),
            ("1 Wages, tips, other compensation", &wages),
            ("2 Federal income tax withheld", &amount(chance, 3_000, 20_000)),
            ("4 Social security tax withheld", &amount(chance, 2_000, 9_000)),
            ("6 Medicare tax withheld", &amount(chance, 500, 2_600)),
        ])
        .fact(Entity::Ssn, &person.ssn)
        .fact(Entity::Ein, &person.ein)
        .fact(Entity::PersonName, &name)
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::Employer, &person.employer)
        .fact(Entity::Income, &wages)
}

pub(super) fn form_1099(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    Paper::default()
        .title(w.of("Form 1099-NEC Nonemployee Compensation", "1099-INT Interest Income"))
        .fields(&[
            (w.of("PAYER'S name", "Payer"), &person.bank),
            ("PAYER'S TIN", &person.ein),
            (w.of("RECIPIENT'S TIN", "Recipient's taxpayer identification no."), &person.ssn),
            (w.of("RECIPIENT'S name", "Recipient name"), &name),
            (w.of("Street address", "Recipient's address"), &person.address()),
            (w.of("Account number (see instructions)", "Account number"), &person.account),
            (w.of("1 Nonemployee compensation", "1 Interest income"), &amount(chance, 600, 40_000)),
        ])
        .fact(Entity::Ein, &person.ein)
        .fact(Entity::Ssn, &person.ssn)
        .fact(Entity::PersonName, &name)
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::BankAccount, &person.account)
}

pub(super) fn bank_statement(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let rows = (0..8)
        .map(|_| {
            let what =
                chance.pick(&["POS PURCHASE", "ACH DEPOSIT PAYROLL", "CHECK", "ATM WITHDRAWAL", "TRANSFER"]);
            vec![day(chance), what.to_owned(), amount(chance, 12, 900), amount(chance, 900, 9_000)]
        })
        .collect();
    Paper::default()
        .title(w.of("Bank Statement", "Checking Account Statement"))
        .lines(&[
            &person.bank,
            w.of("Member FDIC  Customer service (800) 555-0100", "Questions? Call 1-800-555-0142"),
        ])
        .lines(&[&name, &person.street, &person.town])
        .fields(&[
            ("Account Number", &person.account),
            (w.of("Routing Number", "ABA/Routing No."), &person.routing),
            (w.of("Statement Period", "Statement Date"), &day(chance)),
            (w.of("Beginning Balance", "Opening Balance"), &amount(chance, 500, 9_000)),
            (w.of("Ending Balance", "Closing Balance"), &amount(chance, 500, 9_000)),
        ])
        .table(&["Date", "Description", "Amount", "Balance"], rows)
        .fact(Entity::PersonName, &name)
        .fact(Entity::StreetAddress, &person.street)
        .fact(Entity::BankAccount, &person.account)
        .fact(Entity::RoutingNumber, &person.routing)
}

pub(super) fn credit_report(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.with_initial();
    let rows = (0..5)
        .map(|_| {
            let lender = chance.pick(&["AUTO FINANCE", "HOME MORTGAGE", "STORE CARD", "STUDENT LOAN"]);
            vec![
                lender.to_owned(),
                format!("XXXX{}", chance.digits(4)),
                day(chance),
                amount(chance, 500, 30_000),
            ]
        })
        .collect();
    Paper::default()
        .title(w.of("Credit Report", "Consumer Credit File Disclosure"))
        .fields(&[
            (w.of("Consumer Name", "Report for"), &name),
            (w.of("SSN", "Social Security No."), &person.ssn),
            (w.of("Date of Birth", "DOB"), &person.born),
            (w.of("Current Address", "Address"), &person.address()),
            (w.of("Current Employer", "Employer"), &person.employer),
            (w.of("FICO Score", "Credit Score"), &chance.between(540, 840).to_string()),
        ])
        .table(&["Creditor", w.of("Account", "Account No."), "Date Opened", "High Credit"], rows)
        .paragraph("Inquiries in the last two years, collections and public records are shown on the following page.")
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, &person.ssn)
        .fact(Entity::BirthDate, &person.born)
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::Employer, &person.employer)
}

pub(super) fn loan_application(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.with_initial();
    let income = amount(chance, 3_000, 16_000);
    let bare_ssn = person.ssn.replace('-', "");
    let ssn = if chance.percent(30) { bare_ssn } else { person.ssn.clone() };
    Paper::default()
        .title(w.of("Uniform Residential Loan Application", "Mortgage Loan Application"))
        .paragraph(w.of("Section 1: Borrower Information", "Part I. Applicant information"))
        .fields(&[
            (w.of("Borrower Name", "Applicant's full name"), &name),
            (w.of("Social Security Number", "SSN"), &ssn),
            (w.of("Date of Birth", "Birth date"), &person.born),
            (w.of("Home Phone", "Cell phone"), &person.phone),
            (w.of("Email", "E-mail address"), &person.email),
            (w.of("Current Address", "Present address"), &person.address()),
            (w.of("Employer", "Name of employer"), &person.employer),
            (w.of("Gross Monthly Income", "Base monthly income"), &income),
            (w.of("Checking Account Number", "Bank account no."), &person.account),
            (w.of("Loan Amount", "Amount requested"), &amount(chance, 90_000, 600_000)),
            (w.of("Loan Purpose", "Purpose of loan"), chance.pick(&["Purchase", "Refinance"])),
        ])
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, &ssn)
        .fact(Entity::BirthDate, &person.born)
        .fact(Entity::Phone, &person.phone)
        .fact(Entity::Email, &person.email)
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::Employer, &person.employer)
        .fact(Entity::Income, &income)
        .fact(Entity::BankAccount, &person.account)
}

pub(super) fn appraisal(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    Paper::default()
        .title(w.of("Uniform Residential Appraisal Report", "Summary Appraisal Report"))
        .fields(&[
            ("Property Address", &person.address()),
            (w.of("Borrower", "Owner of Public Record"), &name),
            (w.of("Lender/Client", "Client"), &person.bank),
            (w.of("Gross Living Area", "Site Area"), &format!("{} sq ft", chance.between(900, 4_200))),
            (w.of("Appraised Value", "Opinion of Value"), &format!("${}", amount(chance, 120_000, 900_000))),
            (w.of("Effective Date of Appraisal", "Inspection date"), &day(chance)),
        ])
        .paragraph("The subject property is typical for its neighborhood. Three comparable sales were considered in the sales comparison approach to market value.")
        .fact(Entity::StreetAddress, &person.address())
        .fact(Entity::PersonName, &name)
}

pub(super) fn licence(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    Paper::default()
        .title(w.of("DRIVER LICENSE", "Operator's Driver License"))
        .fields(&[
            (w.of("DL No.", "License Number"), &person.licence),
            (w.of("Name", "Full name"), &name),
            (w.of("DOB", "Date of birth"), &person.born),
            (w.of("Address", "Residence"), &person.address()),
            ("Class", "C"),
            (w.of("Eyes", "Restrictions"), w.of("BRO", "NONE")),
            (w.of("Exp", "Expires"), &day(chance)),
        ])
        .fact(Entity::DriversLicence, &person.licence)
        .fact(Entity::PersonName, &name)
        .fact(Entity::BirthDate, &person.born)
        .fact(Entity::StreetAddress, &person.address())
}

pub(super) fn passport(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("PASSPORT - United States of America", "Passport / Passeport"))
        .fields(&[
            (w.of("Passport No.", "Passport Number"), &person.passport),
            ("Surname", &person.last),
            ("Given names", &person.first),
            (w.of("Date of birth", "Date of Birth / Date de naissance"), &person.born),
            ("Nationality", "UNITED STATES OF AMERICA"),
            ("Date of issue", &day(chance)),
        ])
        .fact(Entity::Passport, &person.passport)
        .fact(Entity::PersonName, &person.last)
        .fact(Entity::PersonName, &person.first)
        .fact(Entity::BirthDate, &person.born)
}

pub(super) fn letter_to_borrower(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let text = w.of(
        "Thank you for your application. We have received the documents you sent us and will be in touch within five business days. Please have a recent statement ready.",
        "We are writing about the mortgage you asked us for. One document is still missing from your file, and we ask you to send it by the end of the month.",
    );
    Paper::default()
        .lines(&[&person.bank, w.of("Customer service (800) 555-0100", "www.example.com")])
        .lines(&[&day(chance)])
        .lines(&[&name, &person.street, &person.town])
        .paragraph(&format!("Dear {name},"))
        .paragraph(text)
        .paragraph("Sincerely,")
        .paragraph("Loan Department")
        .fact(Entity::PersonName, &name)
        .fact(Entity::StreetAddress, &person.street)
}

pub(super) fn verification_of_employment(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let salary = amount(chance, 38_000, 170_000);
    Paper::default()
        .title(w.of("Verification of Employment", "Employment and Income Verification"))
        .lines(&[&person.employer])
        .paragraph(&format!(
            "This is to confirm that {name} has been employed by us since {} in a permanent position.",
            day(chance)
        ))
        .fields(&[
            ("Employee", &name),
            (w.of("Annual Salary", "Base annual salary"), &salary),
            (w.of("Employee SSN", "Social security number"), &format!("XXX-XX-{}", &person.ssn[7..])),
        ])
        .fact(Entity::PersonName, &name)
        .fact(Entity::Income, &salary)
        .fact(Entity::Ssn, &format!("XXX-XX-{}", &person.ssn[7..]))
}

pub(super) fn wire_instructions(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let card = card(chance);
    let name = person.full_name();
    Paper::default()
        .title(w.of("Payment Authorization", "Automatic Payment Enrollment"))
        .fields(&[
            (w.of("Account holder", "Name on account"), &name),
            (w.of("Routing number", "ABA number"), &person.routing),
            (w.of("Account number", "Acct. #"), &person.account),
            (w.of("Card number", "Credit card number"), &card),
        ])
        .paragraph("I authorize the lender to charge the account above on the first day of each month.")
        .fact(Entity::PersonName, &name)
        .fact(Entity::RoutingNumber, &person.routing)
        .fact(Entity::BankAccount, &person.account)
        .fact(Entity::CardNumber, &card)
}

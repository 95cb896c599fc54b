//! Documents as people fill them in: groups set apart, codes of insurers, sentences that name somebody.

use pii::Entity;

use super::Wording;
use crate::Chance;
use crate::paper::Paper;
use crate::people::{Person, amount, day};

/// Groups with blanks and a mark between them, as forms print the mark and people fill the groups.
fn apart(value: &str, mark: &str) -> String {
    value.split(['-', '/']).collect::<Vec<&str>>().join(mark)
}

pub(super) fn application_in_groups(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let (ssn, born) = (apart(&person.ssn, " – "), apart(&person.born, " / "));
    Paper::default()
        .title(w.of("Uniform Residential Loan Application", "Application for a Residential Loan"))
        .fields(&[
            (w.of("Name (First, Middle, Last, Suffix)", "Borrower name"), &name),
            ("Social Security Number", &ssn),
            (w.of("Date of Birth (mm/dd/yyyy)", "Date of Birth"), &born),
            (
                w.of("Home Phone", "Cell Phone"),
                &format!("( {} ) 555 – 01{:02}", chance.between(201, 989), chance.between(0, 99)),
            ),
            (w.of("Gross Monthly Income Base", "Base monthly income"), &amount(chance, 2_000, 9_000)),
            ("Loan Amount", &amount(chance, 90_000, 400_000)),
        ])
        .lines(&["Freddie Mac Form 65 • Fannie Mae Form 1003"])
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, &ssn)
        .fact(Entity::BirthDate, &born)
}

pub(super) fn filled_schedule(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.with_initial();
    let ssn = apart(&person.ssn, " ");
    Paper::default()
        .title(w.of("SCHEDULE A (Form 1040) Itemized Deductions", "SCHEDULE C (Form 1040) Profit or Loss"))
        .lines(&["Attach to Form 1040", "Attachment Sequence No. 07"])
        .fields(&[("Name(s) shown on Form 1040", &name), ("Your social security number", &ssn)])
        .table(
            &["Line", "Amount"],
            ["1 Medical and dental expenses", "5a State and local taxes", "8 Interest you paid", "17 Total"]
                .iter()
                .map(|line| vec![(*line).to_owned(), amount(chance, 100, 20_000)])
                .collect(),
        )
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, &ssn)
}

pub(super) fn sample_numbers(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let ssn = "123-45-6789";
    Paper::default()
        .title("Form W-2 Wage and Tax Statement")
        .fields(&[
            (w.of("a Employee's social security number", "Employee's SSN"), ssn),
            ("e Employee's name", &name),
            ("1 Wages, tips, other compensation", &amount(chance, 20_000, 90_000)),
        ])
        .fact(Entity::PersonName, &name)
        .fact(Entity::Ssn, ssn)
}

pub(super) fn insurance_card(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let member = format!("XQ{}{}", char::from(b'A' + chance.below(26) as u8), chance.digits(9));
    Paper::default()
        .title(w.of("Prairie Health Plan PPO", "Lighthouse Care HMO"))
        .fields(&[
            (w.of("Member Name", "Subscriber Name"), &name),
            (w.of("Member ID", "Subscriber ID"), &member),
            ("Group Number", &chance.digits(6)),
            ("RxBIN", &chance.digits(6)),
            ("Copay: Office Visit", w.of("$25", "$40")),
        ])
        .fact(Entity::PersonName, &name)
        .fact(Entity::MemberNumber, &member)
}

pub(super) fn patient_note(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    Paper::default()
        .title(w.of("Progress Note", "Clinical Note"))
        .fields(&[("Patient name", &name), ("Date of birth", &person.born), ("Date of visit", &day(chance))])
        .paragraph(w.of(
            "Symptoms for two weeks. Medications were reviewed. Diagnosis is unchanged and follow-up is in a month.",
            "Blood pressure was normal. Allergies are known. The diagnosis was discussed and a plan was agreed.",
        ))
        .fact(Entity::PersonName, &name)
        .fact(Entity::BirthDate, &person.born)
}

pub(super) fn late_notice(person: &Person, w: Wording, chance: &mut Chance) -> Paper {
    let name = person.full_name();
    let place = person.address();
    let letter =
        w.of("Dear {name}, your loan at {place} is late.", "The borrower, {name}, lives at {place}.");
    Paper::default()
        .lines(&[&person.bank, &day(chance)])
        .paragraph(&letter.replace("{name}", &name).replace("{place}", &place))
        .paragraph("Please call us on a working day.")
        .fact(Entity::PersonName, &name)
        .fact(Entity::StreetAddress, &place)
}

/// An empty form of the kind above.
pub(super) fn blank_schedule(_: &Person, w: Wording, _: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("SCHEDULE A (Form 1040) Itemized Deductions", "SCHEDULE C (Form 1040) Profit or Loss"))
        .lines(&["Attach to Form 1040", "Attachment Sequence No. 07"])
        .fields(&[
            ("Name(s) shown on Form 1040", ""),
            ("Your social security number", ""),
            ("1 Medical and dental expenses", ""),
            ("5a State and local taxes", ""),
            ("8 Interest you paid", ""),
        ])
}

/// A text about plans and numbers, and nobody's.
pub(super) fn member_guide(_: &Person, w: Wording, chance: &mut Chance) -> Paper {
    Paper::default()
        .title(w.of("Guide for New Members", "Welcome to Your Plan"))
        .paragraph("Your member number is printed on the front of your card. Show the card at each office visit. If it is lost, order another one online; your account number stays the same.")
        .paragraph(&format!("This guide takes effect on {} and replaces form {}.", day(chance), chance.between(1_000, 9_999)))
}

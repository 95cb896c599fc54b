//! Pages as they come: letters, cards, certificates, notes, statements, lists and blank forms. What is about somebody is
//! never called Non-PII, and what is about nobody is never called PII.

#[expect(dead_code, reason = "other tests make more of files than a page")]
mod made;

use made::Made;
use pii::{Backends, Decision, Thresholds, classify};

fn decision(lines: &[&str]) -> Decision {
    classify(&Made::typed(lines).file(), &Thresholds::standard(), &Backends::none()).decision
}

#[track_caller]
fn check_personal(lines: &[&str]) {
    let decision = decision(lines);
    assert!(matches!(decision, Decision::Pii(_)), "{lines:#?}: {decision:?}");
}

#[track_caller]
fn check_held(lines: &[&str]) {
    let decision = decision(lines);
    assert!(!matches!(decision, Decision::NonPii(_)), "{lines:#?}: {decision:?}");
}

#[track_caller]
fn check_impersonal(lines: &[&str]) {
    let decision = decision(lines);
    assert!(matches!(decision, Decision::NonPii(_)), "{lines:#?}: {decision:?}");
}

#[test]
fn letters_that_say_something_of_whom_they_name_are_personal() {
    check_personal(&[
        "This letter confirms that Ms. Thandiwe Mokoena has been employed with us since June 2017.",
        "She currently holds the position of senior copy editor and works full time.",
        "Her present annual base salary is $74,500, paid every two weeks.",
    ]);
    check_personal(&[
        "Thank you for your application, Rosalind Achterberg. Your loan has been approved for the",
        "amount that you asked for, with the home at 28 Spinnaker Way in Annapolis as security.",
    ]);
    check_personal(&[
        "We have seen Mr. Viktor Halloran in our clinic today and will see him again next week.",
        "He was born on 12 March 1958 and lives on his own with some help of his neighbours.",
    ]);
    check_personal(&[
        "In re the marriage of",
        "Theodora Lindgren, Petitioner, and",
        "Ambrose Lindgren, Respondent.",
        "JUDGMENT OF DISSOLUTION",
        "The minor child was born on 11 July 2014 and lives with the Petitioner.",
    ]);
    check_personal(&["Ngozi Adeyemi", "3 The Paddocks", "Stow-on-the-Wold", "Gloucestershire GL54 1AB"]);
    check_personal(&["Anneliese Holzapfel", "Lindenstrasse 14", "94032 Passau"]);
    check_personal(&["This is to confirm that Thandiwe Mokoena earns $74,500 a year at our firm."]);
    check_personal(&["Gulliver Achebe", "18 Sunny Saltmarsh", "Charleston, SC 29412"]);
}

#[test]
fn whoever_stands_beside_their_part_in_a_document_is_named() {
    check_personal(&["Patient:   Delphine Okafor", "Birth date:   7 / 19 / 1966"]);
    check_personal(&["Name: Cordelia Vane", "Date of birth: 3 Feb 1990"]);
    check_personal(&["Name", "Cordelia Vane", "DOB", "1990-02-03"]);
    check_personal(&["Groom   Lucius Everett Hargrove", "Date of birth   May 3, 1991"]);
    check_personal(&["Member: Jocelyn Abernathy", "Member ID: YPW447190213"]);
    check_personal(&["Student: Emeka Vandenberghe", "Student ID: 900418772"]);
    check_personal(&["Patient: Callum Brightwater   MRN 00418827"]);
    check_personal(&[
        "Borrower   Kwabena Osei and Lucia Osei",
        "Property Address   456 Somewhere Ave, Dover, DE 19901",
    ]);
    check_personal(&["Customer:   Helga Bjornstad", "Service address:   18 Lake Rd"]);
    check_personal(&["Owner of record   WINTERBOTTOM HORACE & IDA", "Property location   2217 COUNTY RD 40"]);
    check_held(&[
        "2910 W Sunset Blvd, Spokane, WA 99224",
        "[Property Address]",
        "Milo Cantwell-Ives - Borrower",
    ]);
    check_impersonal(&["Member FDIC", "Routing number 061000104"]);
    check_impersonal(&["The tenant shall pay the rent to the landlord. The patient portal is closed."]);
}

#[test]
fn cards_are_about_somebody_whatever_is_beside_their_labels() {
    check_personal(&[
        "DRIVING LICENCE   UK",
        "1.  THISTLETHWAITE",
        "2.  MR GARETH OWEN",
        "3.  17.06.1968  WALES",
        "4a. 02.05.2019   4c. DVLA",
        "5.  THIST606178GO9XR 31",
    ]);
    check_held(&[
        "REPUBLIQUE FRANCAISE",
        "CARTE NATIONALE D'IDENTITE",
        "Nom : BEAUMARCHAIS",
        "Sexe : F    Ne(e) le : 13.07.1990",
    ]);
    check_held(&[
        "Cascadia Health   PPO",
        "Subscriber   Jocelyn Abernathy",
        "ID#   YPW 4471 90213",
        "Group   0088172",
        "RxBIN   610014",
        "PCP copay   $25",
    ]);
    check_held(&[
        "Armed Forces of the United States",
        "MCALLISTER, DEVON T",
        "Rank   SSG",
        "DoD ID Number   1290447718",
    ]);
    check_held(&["LAKESHORE STATE UNIVERSITY", "Emeka Vandenberghe", "Student ID", "900 418 772"]);
    check_personal(&["IDFRABEAUMARCHAIS<<<<<<<<<<<<<635021", "8806923102858SOLENE<<MARIE<9007138F6"]);
}

#[test]
fn certificates_and_notes_are_personal_or_held() {
    check_personal(&[
        "CERTIFICATE OF LIVE BIRTH",
        "CHILD'S NAME   Juniper Rae Castellane",
        "DATE OF BIRTH   November 9, 2019",
    ]);
    check_personal(&[
        "Certificate of Marriage",
        "State of Tennessee - County of Knox",
        "Groom   Lucius Everett Hargrove",
        "Bride   Philippa Jane Montague",
        "Date of Marriage   October 7, 2023",
    ]);
    check_held(&[
        "Pt: Orla Fitzsimmons",
        "c/o knee pain x 2 wks, worse on stairs",
        "Hx: diabetes, HTN",
        "f/u in one month",
    ]);
}

#[test]
fn the_short_names_of_other_countries_identifiers_are_labels_in_capitals() {
    for line in [
        "PAN: BQKPR4417M",
        "DNI 12345678Z",
        "CPF: 529.982.247-25",
        "NRIC S1234567D",
        "RFC: ZEAI920415QX1",
        "Steuer-ID 86 095 742 719",
        "A-Number: A214908337",
        "Voter ID: UWX1184420",
        "DoD ID number 1290447718",
        "Alien registration number A214 908 337",
        "Social Insurance Number 046 454 286",
    ] {
        check_held(&[line]);
    }
    for line in ["a pan of 12345678 ml", "The number 12345678 is a part's number", "A nie is 1234567 long"] {
        check_impersonal(&[line]);
    }
}

#[test]
fn what_is_about_nobody_is_not_held() {
    check_impersonal(&[
        "Document checklist for your mortgage application",
        "[ ] Driver's license or passport",
        "[ ] Pay stubs for the last 30 days",
        "[ ] W-2 forms for the last two years",
        "[ ] Bank statements for the last two months",
        "[ ] Federal tax returns (Form 1040), all pages",
    ]);
    check_impersonal(&[
        "Schedule of Fees - Personal Accounts",
        "Overdraft, each item   $29.00",
        "Account statement copy   $4.00",
        "Debit card replacement   $6.00",
        "Member FDIC. Routing number 061000104.",
    ]);
    check_impersonal(&[
        "Uniform Residential Loan Application",
        "Freddie Mac Form 65",
        "Fannie Mae Form 1003",
    ]);
    check_impersonal(&[
        "INVOICE   2024-00817",
        "Customer ID: 4471",
        "Bill to: Northshore Manufacturing Inc.",
        "77 Lake Blvd, Waukegan, IL 60085",
    ]);
}

#[test]
fn a_name_over_an_address_with_another_label_is_not_its_head() {
    check_impersonal(&[
        "TAX INVOICE",
        "Customer              Orion Pumps plc",
        "Sales contact         Julia Stern",
        "Delivery address      4 Dock Road, Hull HU9 1TA",
    ]);
}

#[test]
fn reports_of_health_are_about_whom_they_name() {
    check_personal(&["LABORATORY REPORT", "Patient   BRIGHTWATER, CALLUM", "Accession   L240302-118"]);
    check_personal(&["EXPLANATION OF BENEFITS", "THIS IS NOT A BILL", "Member   Jocelyn Abernathy"]);
    check_held(&["Plaintiff: Harriet Price", "Defendant: Dominic Castellane"]);
}

#[test]
fn a_line_to_write_on_is_no_value() {
    check_impersonal(&["Driver's License No: ____________"]);
    check_impersonal(&["Patient: ______________", "Birth date: ______________", "ID #: ____________"]);
    check_impersonal(&["Tenant: ____________________", "Landlord: ____________________", "Date: __________"]);
}

#[test]
fn the_label_of_the_next_box_is_no_value() {
    let blank = [
        "a  Employee's social security number",
        "b  Employer identification number (EIN)",
        "e  Employee's first name and initial   Last name   Suff.",
        "f  Employee's address and ZIP code",
        "15  State  Employer's state ID number",
        "Form W-2 Wage and Tax Statement",
    ];
    let decision = decision(&blank);
    assert!(!matches!(decision, Decision::Pii(_)), "{decision:?}");
}

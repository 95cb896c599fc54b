//! Values beside their labels, in whatever way they are written: each kind of writing with its variants, and what holds
//! for all of them.

use std::collections::BTreeSet;

use pii::find::{TextFinding, in_text};
use pii::{Entity, Thresholds};
use proptest::prelude::*;

fn found(text: &str) -> Vec<TextFinding> {
    in_text(text, &Thresholds::standard())
}

/// Findings of the entity cover all letters and digits of the value.
#[track_caller]
fn check(text: &str, entity: Entity, value: &str) {
    let findings = found(text);
    let covered: String = findings
        .iter()
        .filter(|finding| finding.entity == entity)
        .flat_map(|finding| text[finding.span.clone()].chars())
        .filter(|character| character.is_alphanumeric())
        .collect();
    let wanted: String = value.chars().filter(|character| character.is_alphanumeric()).collect();
    assert!(covered.starts_with(&wanted), "{text:?}: {findings:?}");
}

/// Nothing that identifies is found.
#[track_caller]
fn check_nothing(text: &str) {
    let identifying: BTreeSet<Entity> = found(text)
        .iter()
        .filter(|finding| finding.entity.identifies() && finding.confidence >= 0.5)
        .map(|finding| finding.entity)
        .collect();
    assert!(identifying.is_empty(), "{text:?}: {identifying:?}");
}

/// Something that identifies is found: the document can't be called Non-PII.
fn is_held(text: &str) -> bool {
    found(text).iter().any(|finding| finding.entity.identifies() && finding.confidence >= 0.5)
}

#[track_caller]
fn check_held(text: &str) {
    assert!(is_held(text), "{text:?}: {:?}", found(text));
}

#[test]
fn a_letter_or_an_underscore_beside_a_number_does_not_hide_it() {
    check("Employee SSN: 536-22-1874Date of hire: 03/14/2019", Entity::Ssn, "536-22-1874");
    check("SSN536-22-1874", Entity::Ssn, "536-22-1874");
    check("Social Security Number: 536221874Employer", Entity::Ssn, "536221874");
    check("Applicant_536-22-1874_SSN", Entity::Ssn, "536-22-1874");
    check("SSN: _536-22-1874_", Entity::Ssn, "536-22-1874");
    check("SSN:x536-22-1874", Entity::Ssn, "536-22-1874");
    check("Card number: 4929421234567806Expires", Entity::CardNumber, "4929421234567806");
    check("Routing number 021000021Account", Entity::RoutingNumber, "021000021");
    check("Phone (212) 555-0142Email", Entity::Phone, "(212) 555-0142");
    check("Date of birth 09/21/1970Sex", Entity::BirthDate, "09/21/1970");
}

#[test]
fn any_separators_part_the_groups_of_a_labelled_number() {
    for ssn in [
        "536/22/1874",
        "536.22.1874",
        "536 22 1874",
        "536\u{a0}22\u{a0}1874",
        "536\u{2009}22\u{2009}1874",
        "536‑22‑1874",
        "536 – 22 – 1874",
        "536— 22 —1874",
        "536_22_1874",
        "536-221874",
        "536,22,1874",
        "5 3 6 - 2 2 - 1 8 7 4",
        "536 - 22 . 1874",
    ] {
        check(&format!("SSN: {ssn}"), Entity::Ssn, ssn);
    }
    for card in
        ["4929.4212.3456.7806", "4929 - 4212 - 3456 - 7806", "4929/4212/3456/7806", "4929  4212  3456  7806"]
    {
        check(&format!("Card number: {card}"), Entity::CardNumber, card);
    }
    for iban in [
        "DE06.5001.0517.6284.0193.75",
        "DE06–5001–0517–6284–0193–75",
        "DE 06 5001 0517 6284 0193 75",
        "GB46-NWBK-6016-1355-3109-82",
        "de06 5001 0517 6284 0193 75",
    ] {
        check(&format!("IBAN: {iban}"), Entity::Iban, iban);
    }
    for date in [
        "09 / 21 / 1970",
        "09 - 21 - 1970",
        "09.21.1970",
        "09 21 1970",
        "0 9 2 1 1 9 7 0",
        "09212970".replace("2970", "1970").as_str(),
    ] {
        check(&format!("Date of birth: {date}"), Entity::BirthDate, date);
    }
    check("Home Phone ( 555 ) 666 – 7777", Entity::Phone, "555 666 7777");
}

#[test]
fn a_trunk_prefix_before_a_whole_number_is_a_telephone() {
    check("My Israeli number is 09-7625400", Entity::Phone, "09-7625400");
    check("Tel. 030/12345678", Entity::Phone, "030/12345678");
    check("Telephone (040) 3456789", Entity::Phone, "(040) 3456789");
    check("Phone: 061 2345678", Entity::Phone, "061 2345678");
    check("Reach me on 02 98765432", Entity::Phone, "02 98765432");
}

#[test]
fn digits_of_other_scripts_are_digits() {
    for ssn in
        ["５３６-２２-１８７４", "٥٣٦-٢٢-١٨٧٤", "۵۳۶-۲۲-۱۸۷۴", "५३६-२२-१८७४", "⑤③⑥-②②-①⑧⑦④", "𝟓𝟑𝟔-𝟐𝟐-𝟏𝟖𝟕𝟒"]
    {
        check(&format!("SSN: {ssn}"), Entity::Ssn, ssn);
    }
}

#[test]
fn values_broken_at_the_end_of_a_line_are_joined_under_their_label() {
    check("IBAN: DE06 5001 0517\n6284 0193 75", Entity::Iban, "DE06 5001 0517 6284 0193 75");
    check(
        "The borrower's social security number is 536-\n22-1874 as stated above.",
        Entity::Ssn,
        "536-22-1874",
    );
    check("Please pay from account number 000123\n456789 on file.", Entity::BankAccount, "000123 456789");
    check(
        "The account holder's card 4929-4212-\n3456-7806 was charged.",
        Entity::CardNumber,
        "4929-4212-3456-7806",
    );
    check("SSN: 536-22-\n1874", Entity::Ssn, "536-22-1874");
    check("SSN: 5362\n21874", Entity::Ssn, "536221874");
    check("SSN:\n536-22-1874", Entity::Ssn, "536-22-1874");
}

#[test]
fn values_stand_over_boxes_and_under_or_over_their_labels() {
    check("SSN    536    22    1874", Entity::Ssn, "536 22 1874");
    check("SSN    5    3    6    2    2    1    8    7    4", Entity::Ssn, "536221874");
    check("Social security number\n5    3    6    2    2    1    8    7    4", Entity::Ssn, "536221874");
    check("536-22-1874\nSocial security number", Entity::Ssn, "536-22-1874");
    check("536221874\nSocial security number", Entity::Ssn, "536221874");
    check("Date of birth    09    21    1970", Entity::BirthDate, "09 21 1970");
}

#[test]
fn a_labelled_value_counts_whatever_its_checks_say() {
    check_held("SSN: 123-45-6789");
    check_held("Social Security Number 123 – 45 – 6789");
    check_held("SSN: 987-65-4321");
    check_held("SSN: 000-12-3456");
    check_held("SSN: 078-05-1120");
    check_held("Card number: 4929 4212 3456 7807");
    check_nothing("The number 165-16-7999 was printed on cards sold with wallets.");
    check_nothing(
        "Do not use the numbers printed in advertisements: 078-05-1120, 219-09-9999 and 042-10-3580.",
    );
}

#[test]
fn a_labelled_value_of_unknown_form_is_held() {
    for text in [
        "Driver's License No: WDLABCD456DG  State: WA",
        "Driver's License No: DOEJO**123AB  State: WA",
        "Driver's License No: WDL*ABC456DG  State: WA",
        "Driver's license no.: E-4471",
        "Passport No: 12AB34567",
        "Passport No: PA/4471220",
        "Account number: GB-12/345.678-X",
        "Account number: 12345",
        "SSN: 536-22-18745",
        "SSN: 5362218",
        "IBAN: DE06 5001 0517 6284 0193 76",
        "Medicare number: 1EG4-TE5-MK7",
    ] {
        check_held(text);
    }
    for text in [
        "Social Security Number: on file",
        "Account number: see above",
        "Driver's License No: ____________",
        "Passport number: not applicable",
        "Account number: none",
        "Your account number is on your statement of 2024.",
        "Enter your social security number on line 12.",
        "Account: $1,250.00",
    ] {
        check_nothing(text);
    }
}

/// What other countries' identifiers look like is not known here; that somebody was asked for one is.
#[test]
fn a_labelled_identifier_of_another_country_is_held() {
    for text in [
        "Your Aadhaar No. : 1234 5678 9000",
        "Enrolment No: 1234/56789/01234",
        "Permanent Account Number: ABCPE1234F",
        "National Insurance No. QQ 12 34 56 C",
        "Social Insurance Number: 046 454 286",
        "CURP: GOMC850101HDFRRL09",
        "Cédula de ciudadanía 1.032.456.789",
        "DNI No. 12345678Z",
        "Codice fiscale: RSSMRA85T10A562S",
        "Alien Registration Number: A 012-345-678",
        "USCIS# 000-000-001",
        "Residence permit number: ZR0000124",
        "Número de identidad: 0801-1985-12345",
    ] {
        check_held(text);
    }
    check_nothing("Order number: 1234 5678 9000");
    check("Year of Birth: 14.03.1988", Entity::BirthDate, "14.03.1988");
    check("Fecha de nacimiento: 14/03/1988", Entity::BirthDate, "14/03/1988");
}

#[test]
fn small_letters_are_letters_where_a_label_asks() {
    check("Passport number: x12345678", Entity::Passport, "x12345678");
    check("Medicare number: 1eg4-te5-mk73", Entity::MedicareId, "1eg4-te5-mk73");
    check("iban: de06 5001 0517 6284 0193 75", Entity::Iban, "de06 5001 0517 6284 0193 75");
    check("DEA number: ab1234563", Entity::MedicalLicence, "ab1234563");
    check("Driver's license number: d123-4567-8901", Entity::DriversLicence, "d123-4567-8901");
}

#[test]
fn no_word_talks_down_a_number_that_proves_itself() {
    check("Contact us on 4539 5787 6362 1486 please.", Entity::CardNumber, "4539 5787 6362 1486");
    check("Call us about 4539 5787 6362 1486.", Entity::CardNumber, "4539 5787 6362 1486");
    check("Phone: 4539578763621486", Entity::CardNumber, "4539578763621486");
    check("Call us about 353-29-3764 today.", Entity::Ssn, "353-29-3764");
    check("Phone 021000021", Entity::RoutingNumber, "021000021");
    check("Account DE06 5001 0517 6284 0193 75", Entity::Iban, "DE06 5001 0517 6284 0193 75");
    check_held("Invoice number 4539 5787 6362 1486 was paid.");
    check_nothing("Loan no. 353293764");
    check_nothing("Invoice number 4539 5787 6362 1487 was paid.");
}

#[test]
fn streets_are_one_span_from_house_number_to_town() {
    for (text, value) in [
        (
            "Address: 318 W. Joan Harlow Fwy, Suite 900 Marlow, Texas 75098",
            "318 W. Joan Harlow Fwy, Suite 900 Marlow, Texas 75098",
        ),
        ("Address: 20417 FM 1186, Dalham, TX 79043", "20417 FM 1186, Dalham, TX 79043"),
        ("Home address: 2207 Route K, Felton, MO 65273", "2207 Route K, Felton, MO 65273"),
        ("Address: 812 Eastern Byp, Montgomery, AL 36117", "812 Eastern Byp, Montgomery, AL 36117"),
        ("Address: 77 US-290, Dripping Springs, TX 78620", "77 US-290, Dripping Springs, TX 78620"),
        ("Address: 1500 El Camino Real, Menlo Park, CA 94025", "1500 El Camino Real, Menlo Park, CA 94025"),
        ("Address: 3907 Willow Vista, Springfield IL 62704", "3907 Willow Vista, Springfield IL 62704"),
        ("Address: N6W23001 Bluemound Rd, Waukesha, WI 53188", "N6W23001 Bluemound Rd, Waukesha, WI 53188"),
        ("Address: 410 County Road 12, Ely, MN 55731", "410 County Road 12, Ely, MN 55731"),
        ("Address: 9 La Costa Bella", "9 La Costa Bella"),
    ] {
        check(text, Entity::StreetAddress, value);
    }
}

fn labelled_identifier() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("SSN: ", "536-22-1874"),
        ("Social security number ", "536221874"),
        ("Account number: ", "000123456789"),
        ("Card number: ", "4929 4212 3456 7806"),
        ("IBAN: ", "DE06 5001 0517 6284 0193 75"),
        ("Driver's license no: ", "D1234567"),
        ("Passport number: ", "X12345678"),
    ])
}

fn intruder() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z_]",
        prop::sample::select(vec![
            "-", "–", "—", "‑", " ", "\u{a0}", "\u{2009}", ".", "/", "_", ",", "·", "\u{200b}", "\n"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nothing_put_around_or_inside_a_labelled_identifier_hides_it(
        (label, value) in labelled_identifier(),
        intruder in intruder(),
        at in any::<prop::sample::Index>(),
    ) {
        let places: Vec<usize> = value.char_indices().map(|(at, _)| at).chain([value.len()]).collect();
        let at = places[at.index(places.len())];
        let text = format!("{label}{}{intruder}{}", &value[..at], &value[at..]);
        prop_assert!(is_held(&text), "{text:?}: {:?}", found(&text));
    }

    #[test]
    fn digits_of_any_script_hide_no_labelled_identifier(
        (label, value) in labelled_identifier(),
        zero in prop::sample::select(vec![0x660_u32, 0x6f0, 0x966, 0x9e6, 0xe50, 0x17e0, 0xff10, 0x1d7ce, 0x1d7f6]),
    ) {
        let written: String = value
            .chars()
            .map(|character| character.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(character))
            .collect();
        let text = format!("{label}{written}");
        prop_assert!(is_held(&text), "{text:?}: {:?}", found(&text));
    }
}

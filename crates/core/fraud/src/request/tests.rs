//! What a request may say, and what it is told when it may not.

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn key() -> CardKey {
    CardKey::new([7; 32]).unwrap()
}

fn read(body: &str) -> Result<Intake, RequestError> {
    parse(body.as_bytes(), &key(), NOW)
}

/// A good request with these members added.
fn with(members: &str) -> String {
    format!(r#"{{"amount":10,"merchant":"Shop","card_number":"4111 1111 1111 1111",{members}}}"#)
}

#[track_caller]
fn check_refused(body: &str, expected: &[(&str, &str)]) {
    let Err(RequestError::Invalid(errors)) = read(body) else { panic!("{body} was not refused by field") };
    let mut found: Vec<_> =
        errors.iter().map(|error| (error.pointer.as_str(), error.detail.as_str())).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{body}");
}

#[test]
fn the_first_example_is_read() {
    let intake = read(
        r#"{"amount":125.50,"merchant":"Store Name","card_number":"1234567890123456","location":"New York, USA","customer_id":"CUST12345"}"#,
    )
    .unwrap();
    insta::assert_json_snapshot!(intake.transaction);
}

#[test]
fn every_field_is_read() {
    let body = with(
        r#""currency":"EUR","location":"Paris","customer_id":"C1","customer_name":"Zoë","beneficiary_name":"Ann",
        "customer_country":"fr","beneficiary_country":"GB",
        "email_address":"zoe@example.org","phone":"+33 (0)1 23-45-67","ip_address":"2001:db8::1","merchant_id":"M1",
        "merchant_category":"5411","channel":"ecommerce","event_time":"2026-03-01T12:00:00+01:00",
        "device":{"id":"d1","type":"phone","os_version":"17.1","app_version":"4.2"},
        "geo":{"country":"fr","region":"IDF","city":"Paris","latitude":48.85,"longitude":2.35},
        "attributes":{"age_days":12,"is_new":true,"segment":"gold"}"#,
    );
    insta::assert_json_snapshot!(read(&body).unwrap().transaction);
}

#[test]
fn a_country_has_one_code() {
    for (code, expected) in
        [("GB", "GB"), ("uk", "GB"), ("UK", "GB"), ("EL", "GR"), ("gr", "GR"), ("XK", "XK")]
    {
        let body = with(&format!(r#""customer_country":"{code}","geo":{{"country":"{code}"}}"#));
        let transaction = read(&body).unwrap().transaction;
        assert_eq!(transaction.customer_country.as_deref(), Some(expected), "{code}");
        assert_eq!(transaction.geo.unwrap().country.as_deref(), Some(expected), "{code}");
    }
}

#[test]
fn papers_are_read_and_written_nowhere() {
    let body = with(
        r#""customer_birth_date":"1961-08-04","customer_identifiers":["P 123 456","ID-77"],
        "beneficiary_birth_date":"1970","beneficiary_identifiers":[]"#,
    );
    let Intake { transaction, fingerprint } = read(&body).unwrap();
    let customer = &transaction.papers.customer;
    assert_eq!(customer.birth_date.as_deref(), Some("1961-08-04"));
    assert_eq!(customer.identifiers, ["P 123 456", "ID-77"]);
    assert_eq!(transaction.papers.beneficiary.birth_date.as_deref(), Some("1970"));
    let written = format!("{transaction:?} {}", serde_json::to_string(&transaction).unwrap());
    for secret in ["1961", "123 456", "ID-77", "1970"] {
        assert!(!written.contains(secret), "{secret} in {written}");
    }
    // Another request under the same idempotency key is told from this one by its papers too.
    assert_ne!(fingerprint, read(&with(r#""customer_birth_date":"1961-08-05""#)).unwrap().fingerprint);
}

#[test]
fn papers_that_are_none_are_named_and_not_repeated() {
    const DATE: &str = "must be a date of birth, not in the future: 1961-08-04, 1961-08 or 1961";
    for (members, pointer, detail) in [
        (r#""customer_birth_date":"04.08.1961""#, "#/customer_birth_date", DATE),
        (r#""customer_birth_date":"2026-03-02""#, "#/customer_birth_date", DATE),
        (r#""customer_birth_date":1961"#, "#/customer_birth_date", "must be a string"),
        (r#""beneficiary_birth_date":"1961-13""#, "#/beneficiary_birth_date", DATE),
        (
            r#""customer_country":"99""#,
            "#/customer_country",
            "must be an ISO 3166-1 country code of two letters, such as US",
        ),
        (r#""beneficiary_country":"GBR""#, "#/beneficiary_country", "has 3 characters; the limit is 2"),
        (r#""customer_identifiers":"P1""#, "#/customer_identifiers", "must be a list of texts"),
        (r#""customer_identifiers":["P1",7]"#, "#/customer_identifiers/1", "must be a string"),
        (r#""customer_identifiers":[null]"#, "#/customer_identifiers/0", "is required"),
        (r#""customer_identifiers":["P1"," "]"#, "#/customer_identifiers/1", "must not be blank"),
        (
            r#""beneficiary_identifiers":["4111-1111-1111-1111"]"#,
            "#/beneficiary_identifiers/0",
            "holds a card number; card numbers belong in card_number alone",
        ),
        (
            r#""customer_identifiers":["1","2","3","4","5","6","7","8","9","10","11"]"#,
            "#/customer_identifiers",
            "has 11 members; the limit is 10",
        ),
    ] {
        check_refused(&with(members), &[(pointer, detail)]);
    }
    let long = with(&format!(r#""customer_identifiers":["{}"]"#, "x".repeat(65)));
    check_refused(&long, &[("#/customer_identifiers/0", "has 65 characters; the limit is 64")]);
}

#[test]
fn a_text_that_shows_nothing_is_blank() {
    for blank in [
        "",
        " \t",
        "\u{200b}",
        "\u{200b}\u{200d}\u{feff}",
        "\u{2060} \u{ad}",
        "\u{3164}",
        "\u{115f}\u{1160}",
        "\u{2800}",
        "\u{34f}\u{fe0f}",
        "\u{e0020}\u{e007f}",
        "\u{a0}\u{3000}",
        "\u{180e}",
        "\u{ffa0}",
    ] {
        assert!(is_blank(blank), "{blank:?}");
        if blank.chars().any(is_unprintable) {
            continue;
        }
        for field in ["merchant_id", "location", "customer_id", "customer_name", "channel"] {
            let body = with(&format!("\"{field}\":\"{blank}\""));
            check_refused(&body, &[(&format!("#/{field}"), "must not be blank")]);
        }
        let body = with(&format!("\"attributes\":{{\"a\":\"{blank}\"}},\"device\":{{\"id\":\"{blank}\"}}"));
        check_refused(
            &body,
            &[("#/attributes/a", "must not be blank"), ("#/device/id", "must not be blank")],
        );
    }
    for shown in [".", "a\u{200b}", "\u{200b}\u{5d0}", "\u{301}", "\u{1f426}", "\u{2f}"] {
        assert!(!is_blank(shown), "{shown:?}");
    }
}

#[test]
fn all_wrong_fields_are_named_at_once() {
    check_refused(
        r#"{"amount":-1,"merchant":"  ","card_number":42,"colour":"red","ip_address":"300.1.1.1","device":{"id":7,"x/y~z":1},"geo":{"latitude":91,"country":"USA"}}"#,
        &[
            ("#/amount", "must be greater than 0"),
            ("#/card_number", "must be a string"),
            ("#/colour", "is not a known field"),
            ("#/device/id", "must be a string"),
            ("#/device/x~1y~0z", "is not a known field"),
            ("#/geo/country", "has 3 characters; the limit is 2"),
            ("#/geo/latitude", "must be between -90 and 90 degrees"),
            ("#/ip_address", "invalid IP address syntax"),
            ("#/merchant", "must not be blank"),
        ],
    );
}

#[test]
fn required_fields_are_required() {
    let missing =
        [("#/amount", "is required"), ("#/card_number", "is required"), ("#/merchant", "is required")];
    check_refused("{}", &missing);
    check_refused(r#"{"amount":null,"merchant":null,"card_number":null,"currency":null}"#, &missing);
    check_refused("[1]", &[("#", "must be a JSON object")]);
}

#[test]
fn one_wrong_field_is_named_with_what_it_must_be() {
    for (members, pointer, detail) in [
        (r#""currency":"usd""#, "#/currency", "must be an ISO 4217 currency code in capitals, such as USD"),
        (r#""event_time":"2026-03-01T12:36:00Z""#, "#/event_time", "lies more than 5 minutes in the future"),
        (r#""event_time":"2025-02-27T12:30:00Z""#, "#/event_time", "lies more than 366 days in the past"),
        (
            r#""merchant_category":"54x1""#,
            "#/merchant_category",
            "must be a merchant category code of four digits",
        ),
        (r#""phone":"call me""#, "#/phone", "must be a telephone number of 5 to 20 digits"),
        (r#""email_address":"nobody""#, "#/email_address", "must be an e-mail address"),
        (r#""email_address":"Zoe<zoe@example.org>""#, "#/email_address", "must be an e-mail address"),
        (r#""email_address":"a@example.org,b@example.org;""#, "#/email_address", "must be an e-mail address"),
        (r#""ip_address":"192.0.2.71:443""#, "#/ip_address", "invalid IP address syntax"),
        (r#""ip_address":"fe80::1%eth0""#, "#/ip_address", "invalid IP address syntax"),
        (r#""ip_address":"192.000.002.071""#, "#/ip_address", "invalid IP address syntax"),
        (r#""location":"a\u0000b""#, "#/location", "must not contain control characters"),
        (r#""location":"a\u202eb""#, "#/location", "must not contain control characters"),
        (r#""location":"\ud800""#, "#/location", "is not valid Unicode"),
        (r#""geo":{"latitude":1}"#, "#/geo/longitude", "is required with latitude"),
        (r#""geo":[]"#, "#/geo", "must be a JSON object"),
        (r#""attributes":{"a":[1]}"#, "#/attributes/a", "must be a number, a text or a boolean"),
        (r#""attributes":{"a":1e999}"#, "#/attributes/a", "is too large for a 64-bit floating point number"),
        (r#""amount":11"#, "#/amount", "is given more than once"),
    ] {
        check_refused(&with(members), &[(pointer, detail)]);
    }
    let long = with(&format!(r#""location":"{}""#, "x".repeat(201)));
    check_refused(&long, &[("#/location", "has 201 characters; the limit is 200")]);
    let many: Vec<_> = (0..65).map(|index| format!(r#""a{index}":1"#)).collect();
    let many = with(&format!(r#""attributes":{{{}}}"#, many.join(",")));
    check_refused(&many, &[("#/attributes", "has 65 attributes; the limit is 64")]);
}

#[test]
fn a_currency_that_is_none_says_nothing_about_the_amounts_decimals() {
    let body = |amount: &str| {
        format!(
            r#"{{"amount":{amount},"merchant":"Shop","card_number":"4111111111111111","currency":"kwd"}}"#
        )
    };
    let currency = ("#/currency", "must be an ISO 4217 currency code in capitals, such as USD");
    check_refused(&body("1.234"), &[currency]);
    check_refused(&body("-1"), &[("#/amount", "must be greater than 0"), currency]);
}

#[test]
fn a_telephone_number_has_5_to_20_digits() {
    for (digits, is_good) in [(4, false), (5, true), (20, true), (21, false)] {
        let phone = with(&format!(r#""phone":"+{}""#, "7".repeat(digits)));
        assert_eq!(read(&phone).is_ok(), is_good, "{phone}");
    }
}

#[test]
fn a_card_number_in_another_field_is_refused_and_not_repeated() {
    const MISPLACED: &str = "holds a card number; card numbers belong in card_number alone";
    for (members, pointer) in [
        (r#""location":"4111 1111 1111 1111""#, "#/location"),
        (r#""location":"\u0034111-1111-1111-1111""#, "#/location"),
        (r#""customer_id":"id4111111111111111""#, "#/customer_id"),
        (r#""customer_name":"5555 5555 5555 4444""#, "#/customer_name"),
        (r#""attributes":{"n":4111111111111111}"#, "#/attributes/n"),
        (r#""attributes":{"n":5555555555554444}"#, "#/attributes/n"),
        (r#""attributes":{"card_4111111111111111":true}"#, "#/attributes/card_****************"),
        (r#""attributes":{"of_5555555555554444":1}"#, "#/attributes/of_****************"),
        (r#""location":"Suite 5 5555555555554444""#, "#/location"),
        (r#""device":{"id":"4111-1111-1111-1111"}"#, "#/device/id"),
    ] {
        check_refused(&with(members), &[(pointer, MISPLACED)]);
    }
    check_refused(&with(r#""4111111111111111":1"#), &[("#/****************", "is not a known field")]);
    for (members, pointer) in [
        (r#""merchant":"Shop 5200 8282 8282 8210""#, "#/merchant"),
        (r#""merchant_id":"5200828282828210""#, "#/merchant_id"),
        (r#""customer_id":"c-5200.8282.8282.8210""#, "#/customer_id"),
        (r#""device":{"id":"5200_8282_8282_8210"}"#, "#/device/id"),
        (r#""device":{"app_version":"5200.8282.8282.8210"}"#, "#/device/app_version"),
        (r#""email_address":"5200828282828210@example.org""#, "#/email_address"),
        (r#""email_address":"zoe@5200-8282-8282-8210.example""#, "#/email_address"),
        (r#""phone":"5200 8282 8282 8210""#, "#/phone"),
        (r#""beneficiary_name":"Shop ５２００８２８２８２８２８２１０""#, "#/beneficiary_name"),
        (r#""location":"٤١١١١١١١١١١١١١١١""#, "#/location"),
        (r#""channel":"5200  8282  8282  8210""#, "#/channel"),
        (r#""geo":{"city":"5200\u00a08282\u00a08282\u00a08210"}"#, "#/geo/city"),
        (r#""geo":{"region":"5200/8282/8282/8210"}"#, "#/geo/region"),
        (r#""attributes":{"n":5.555555555554444e15}"#, "#/attributes/n"),
        (r#""attributes":{"n":5555555555554444.0}"#, "#/attributes/n"),
        (r#""attributes":{"n":0.4111111111111111}"#, "#/attributes/n"),
        (r#""attributes":{"n":"𝟓𝟐𝟎𝟎𝟖𝟐𝟖𝟐𝟖𝟐𝟖𝟐𝟖𝟐𝟏𝟎"}"#, "#/attributes/n"),
        (r#""attributes":{"card_5200_8282_8282_8210":1}"#, "#/attributes/card_****_****_****_****"),
    ] {
        let body = with(members).replace(
            r#""merchant":"Shop","#,
            if members.contains("merchant\"") { "" } else { r#""merchant":"Shop","# },
        );
        check_refused(&body, &[(pointer, MISPLACED)]);
    }
    // A field that there is not shows no digits either.
    check_refused(&with(r#""٤١١١١١١١١١١١١١١١":1"#), &[("#/****************", "is not a known field")]);
}

#[test]
fn long_numbers_that_are_nobodys_card_pass() {
    for members in [
        r#""customer_id":"5555555555554443""#,
        r#""customer_id":"1234567890123456""#,
        r#""merchant_id":"550e8400-e29b-41d4-a716-446655440000""#,
        r#""device":{"id":"019cab5c-4e42-7001-8001-000000000001"}"#,
        r#""location":"order 5200 8282 8282 8211""#,
        r#""phone":"+49 151 12345674""#,
        r#""phone":"4915112345674""#,
        r#""phone":"+1 (212) 555-0100""#,
        r#""ip_address":"4111:1111:1111:1112::""#,
        r#""attributes":{"risk":0.5200828282828210}"#,
        r#""attributes":{"paid_at":1772368200000,"order":"2026-03-02-000123456"}"#,
    ] {
        let outcome = read(&with(members));
        assert!(outcome.is_ok(), "{members}: {outcome:?}");
    }
}

#[test]
fn a_pointer_is_a_uri_fragment_whatever_a_field_is_called() {
    for (name, pointer) in [
        ("two words", "#/two%20words"),
        ("größe", "#/gr%C3%B6%C3%9Fe"),
        ("50%#", "#/50%25%23"),
        ("a\\u0000b", "#/a%EF%BF%BDb"),
        ("x:y@z?", "#/x:y@z?"),
        ("", "#/"),
    ] {
        check_refused(&with(&format!("\"{name}\":1")), &[(pointer, "is not a known field")]);
    }
}

#[test]
fn malformed_json_is_located() {
    let Err(RequestError::Malformed { reason, line, column }) = read("{\n  \"amount\": 1,\n  oops\n}") else {
        panic!("malformed JSON was read")
    };
    assert_eq!((reason.as_str(), line, column), ("key must be a string", 3, 3));
    assert!(matches!(read(""), Err(RequestError::Malformed { line: 1, column: 1, .. })));
    assert!(matches!(read("{\n"), Err(RequestError::Malformed { line: 2, column: 1, .. })));
    assert!(matches!(read(&"[".repeat(10_000)), Err(RequestError::Malformed { .. })));
    assert!(matches!(parse(b"{\"merchant\":\"\xff\"}", &key(), NOW), Err(RequestError::Malformed { .. })));
}

#[test]
fn bodies_over_the_limit_are_refused() {
    let body = with(r#""channel":"pos""#);
    let padded = |bytes: usize| body.clone() + &" ".repeat(bytes - body.len());
    assert!(read(&padded(BODY_BYTES_MAX)).is_ok());
    assert!(matches!(read(&padded(BODY_BYTES_MAX + 1)), Err(RequestError::TooLarge { bytes: 65_537 })));
}

#[test]
fn the_fingerprint_knows_the_request_and_not_its_spelling() {
    let fingerprint = |body: &str| read(body).unwrap().fingerprint;
    let plain = fingerprint(r#"{"amount":10.50,"merchant":"Shop","card_number":"4111111111111111"}"#);
    assert_eq!(
        fingerprint(r#"{ "card_number":"4111 1111 1111 1111", "merchant":"Shop", "amount":10.5 }"#),
        plain
    );
    assert_ne!(fingerprint(r#"{"amount":10.51,"merchant":"Shop","card_number":"4111111111111111"}"#), plain);
    assert_ne!(fingerprint(r#"{"amount":10.50,"merchant":"Shop","card_number":"4111111111111129"}"#), plain);
    let later = parse(
        br#"{"amount":10.50,"merchant":"Shop","card_number":"4111111111111111"}"#,
        &key(),
        NOW.plus_millis(1),
    );
    assert_eq!(later.unwrap().fingerprint, plain);
}

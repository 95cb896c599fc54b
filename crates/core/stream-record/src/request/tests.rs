//! Records of all forms, and what the API's parser makes of them.

use fraud::{CardKey, Timestamp, request};
use proptest::prelude::*;

use super::*;

const MAPPING: &str = r#"
[columns]
idempotency_key = "event_id"
amount = "transaction_amt"
currency = "transaction_currency"
card_number = "card.number"
merchant_id = "shop"
customer_id = "entity_id"
event_time = "metadata.timestamp"
"geo.latitude" = "billing_latitude"
"geo.longitude" = "billing_longitude"
"attributes.product" = "product_category"
[constants]
channel = "web"
"#;

fn read_by<'record>(record: &'record str, mapping: &str) -> Result<Request<'record>, RequestError> {
    read(record.as_bytes(), &ColumnMapping::parse(mapping).unwrap())
}

fn check(record: &str, mapping: &str, body: &str, id: Option<&str>) {
    let request = read_by(record, mapping).unwrap();
    assert_eq!(String::from_utf8_lossy(&request.body), body, "{record}");
    assert_eq!(request.id.as_deref(), id, "{record}");
}

#[test]
fn a_request_is_taken_as_it_is_and_its_id_taken_off() {
    let plain = r#"{ "amount": 10.50, "merchant": "m" }"#;
    check(plain, "", plain, None);
    check(r#"{"amount":1,"idempotency_key":"order 7"}"#, "", r#"{"amount":1}"#, Some("order 7"));
    check(r#"{"idempotency_key":4711,"amount":1.10}"#, "", r#"{"amount":1.10}"#, Some("4711"));
    check(r#"{"amount":1,"idempotency_key":null}"#, "", r#"{"amount":1}"#, None);
    // What stands there twice does so afterwards, for the parser to refuse.
    let twice = r#"{"idempotency_key":"a","amount":1,"amount":2}"#;
    check(twice, "", r#"{"amount":1,"amount":2}"#, Some("a"));
    check("[1]", "", "[1]", None);
    check("{", "", "{", None);
}

#[test]
fn the_mark_of_a_made_up_payment_is_taken_off_and_nothing_else_is_one() {
    let mark = |record: &str, mapping: &str| read_by(record, mapping).unwrap().mark;
    let marked = r#"{"amount":1,"made_up":"ab12","idempotency_key":"a"}"#;
    check(marked, "", r#"{"amount":1}"#, Some("a"));
    assert_eq!(mark(marked, "").as_deref(), Some("ab12"));
    let wrapped = format!(r#"{{"metadata":{{}},"data":{marked}}}"#);
    assert_eq!(mark(&wrapped, "").as_deref(), Some("ab12"));
    assert_eq!(mark(r#"{"amount":1,"made_up":null}"#, ""), None);
    // Columns of somebody else's may be called so.
    assert_eq!(mark(marked, "[columns]\namount = 'amount'\n"), None);
    for wrong in [r#"{"made_up":true}"#, r#"{"made_up":1}"#, r#"{"made_up":"a","made_up":"b"}"#] {
        let Err(RequestError::Invalid(errors)) = read_by(wrong, "") else { panic!("{wrong} was read") };
        assert_eq!(errors[0].pointer, "#/made_up");
    }
}

#[test]
fn data_beside_metadata_is_the_payment() {
    let record = r#"{"metadata":{"record-type":"data"},"data":{"amount":1,"idempotency_key":"a"}}"#;
    check(record, "", r#"{"amount":1}"#, Some("a"));
    let more = r#"{"metadata":{},"data":{},"amount":1}"#;
    check(more, "", more, None);
}

#[test]
fn a_mapping_translates_names_numbers_and_times() {
    let record = r#"{"metadata":{"timestamp":"2026-03-01 12:30:00"},"data":{"transaction_amt":"685.10",
        "transaction_currency":"usd","card":{"number":"4111 1111 1111 1111"},"shop":7,"entity_id":"269-37-3393",
        "event_id":"e-1","billing_latitude":37.0567,"billing_longitude":"-80.771","product_category":"travel",
        "customer_job":"Lobbyist"}}"#;
    let body = r#"{"amount":685.10,"currency":"USD","card_number":"4111 1111 1111 1111","merchant_id":"7","customer_id":"269-37-3393","event_time":"2026-03-01T12:30:00Z","channel":"web","merchant":"7","geo":{"latitude":37.0567,"longitude":-80.771},"attributes":{"product":"travel"}}"#;
    check(record, MAPPING, body, Some("e-1"));
    let now = Timestamp::from_millis(1_772_368_200_000);
    let parsed = request::parse(body.as_bytes(), &CardKey::new([7; 32]).unwrap(), now).unwrap();
    assert_eq!(parsed.transaction.money.decimal_text(), "685.10");
}

#[test]
fn data_without_names_is_mapped_by_place() {
    let mapping = "[columns]\namount = '1'\nmerchant = '0'\ncustomer_id = 'metadata.user_id'";
    let body = r#"{"merchant":"m","amount":2.50,"customer_id":"u"}"#;
    check(r#"{"metadata":{"user_id":"u"},"data":["m",2.50]}"#, mapping, body, None);
    check(r#"{"metadata":{"user_id":"u"},"data":"m, 2.50"}"#, mapping, body, None);
}

#[test]
fn blanks_and_what_only_files_have_are_left_out() {
    let mapping = "[columns]\namount = 'a'";
    let record = r#"{"a":1,"location":"","merchant":null,"label":"fraud","key_id":"k","other":{"x":1}}"#;
    check(record, mapping, r#"{"amount":1}"#, None);
}

#[test]
fn what_can_not_be_translated_is_left_for_the_parser_to_refuse() {
    let mapping = "[columns]\namount = 'a'\nevent_time = 't'";
    check(r#"{"a":"ten","t":"soon"}"#, mapping, r#"{"amount":"ten","event_time":"soon"}"#, None);
    check(r#"{"a":[1],"merchant":["m"]}"#, mapping, r#"{"amount":[1],"merchant":["m"]}"#, None);
    check(r#"{"a":true}"#, mapping, r#"{"amount":true}"#, None);
}

#[test]
fn an_id_is_what_the_header_takes_and_no_card_number() {
    let long = format!(r#"{{"idempotency_key":"{}"}}"#, "x".repeat(256));
    for record in [
        r#"{"idempotency_key":""}"#,
        r#"{"idempotency_key":"é"}"#,
        r#"{"idempotency_key":["a"]}"#,
        r#"{"idempotency_key":true}"#,
        r#"{"idempotency_key":"a","idempotency_key":"a"}"#,
        r#"{"card_number":"4111 1111 1111 1111","idempotency_key":"pay-4111111111111111-7"}"#,
        &long,
    ] {
        let Err(RequestError::Invalid(errors)) = read_by(record, "") else { panic!("{record}") };
        assert_eq!(errors[0].pointer, "#/idempotency_key", "{record}");
    }
    let large = " ".repeat(BODY_BYTES_MAX + 1);
    assert!(matches!(read_by(&large, ""), Err(RequestError::TooLarge { .. })));
}

proptest! {
    /// Whatever JSON a record holds, reading it ends, and what comes of it is JSON.
    #[test]
    fn any_record_is_read(value in json(), wrapped: bool, mapped: bool) {
        let record = if wrapped { format!(r#"{{"metadata":{{"a":1}},"data":{value}}}"#) } else { value };
        let mapping = if mapped { MAPPING } else { "" };
        if let Ok(request) = read_by(&record, mapping) {
            let body = serde_json::from_slice::<&RawValue>(&request.body);
            prop_assert!(body.is_ok(), "{record}: {}", String::from_utf8_lossy(&request.body));
        }
    }
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?",
        "[a-z0-9;, -]{0,8}".prop_map(|text| quoted(&text)),
    ];
    let name = prop_oneof![
        Just("amount"),
        Just("event_id"),
        Just("card"),
        Just("number"),
        Just("metadata"),
        Just("data"),
        Just("customer_identifiers"),
        Just("idempotency_key"),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::vec((name.clone(), inner), 0..4)
                .prop_map(|members| { object(members.iter().map(|(name, value)| (*name, value.as_str()))) }),
        ]
    })
}

//! Ordinary payments stay ordinary where the model knows little of them: a value that is missing, a value that was never
//! seen, a customer who pays for the first time.

#[path = "ordinary/demo.rs"]
mod demo;

use std::sync::LazyLock;

use demo::{decided, flagged, flagged_by_the_model, made_up, payments, trained};
use fraud::{Assessment, Outcome};
use model::Model;
use serde_json::{Value, json};

/// The demo's model, trained once for all tests.
static MODEL: LazyLock<Model> = LazyLock::new(|| trained(payments()));

/// Forty people who pay for the first time, at shops that everybody knows; the demo sends them as well.
fn first_payments() -> Vec<Value> {
    let lines = include_str!("../../../../test_data/first_payments.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a line is a request")).collect()
}

/// Good payments of other people in the same world.
fn good_payments(seed: u64, skip: usize, count: usize) -> Vec<Value> {
    let good = made_up(seed).filter(|payment| payment.pattern.is_none());
    good.skip(skip).take(count).map(|payment| payment.request()).collect()
}

const OPTIONAL: [&str; 9] = [
    "customer_id",
    "email_address",
    "ip_address",
    "merchant_id",
    "merchant_category",
    "channel",
    "device",
    "geo",
    "location",
];

fn without(requests: &[Value], fields: &[&str]) -> Vec<Value> {
    let stripped = |request: &Value| {
        let mut request = request.clone();
        for field in fields {
            request.as_object_mut().expect("a request is an object").remove(*field);
        }
        request
    };
    requests.iter().map(stripped).collect()
}

/// The words of the model's reason, if it has evidence.
fn reason(assessment: &Assessment) -> Option<&str> {
    assessment.hits.iter().find(|hit| hit.code == "FRAUD_MODEL").map(|hit| hit.text.as_str())
}

#[test]
fn no_more_good_payments_are_flagged_for_what_is_missing() {
    // Histories begin with the first payments, and in the middle of what customers do.
    for (seed, skip) in [(9, 0), (11, 3_000)] {
        let good = good_payments(seed, skip, 600);
        let whole = decided(Some(&MODEL), &good);
        let mut removed: Vec<Vec<&str>> = OPTIONAL.iter().map(|field| vec![*field]).collect();
        removed.push(vec!["geo", "ip_address"]);
        removed.push(vec!["customer_id", "email_address", "device"]);
        removed.push(OPTIONAL.to_vec());
        for fields in removed {
            let bare = decided(Some(&MODEL), &without(&good, &fields));
            for count in [flagged, flagged_by_the_model] {
                let (before, now) = (count(&whole), count(&bare));
                assert!(
                    now <= before + good.len() / 100,
                    "seed {seed}, without {fields:?}: {now} instead of {before}"
                );
            }
            let names_nothing =
                |assessment: &Assessment| !reason(assessment).is_some_and(|text| text.contains("not known"));
            assert!(bare.iter().all(names_nothing), "without {fields:?}");
        }
    }
}

#[test]
fn what_was_never_seen_is_no_evidence() {
    let good = good_payments(9, 2_000, 400);
    let whole = decided(Some(&MODEL), &good);
    let changed = |change: &dyn Fn(usize, &mut Value)| {
        let mut requests = good.clone();
        for (number, request) in requests.iter_mut().enumerate() {
            change(number, request);
        }
        decided(Some(&MODEL), &requests)
    };
    type Change = (&'static str, fn(usize, &mut Value));
    let changes: [Change; 6] = [
        ("channel", |_, request| request["channel"] = json!("kiosk")),
        ("category", |_, request| request["merchant_category"] = json!("8398")),
        ("country", |_, request| request["geo"]["country"] = json!("NZ")),
        ("merchant", |number, request| {
            request["merchant"] = json!(format!("Shop {number}"));
            request["merchant_id"] = json!(format!("Z{number}"));
        }),
        ("attribute", |number, request| request["attributes"] = json!({ "basket": number, "huge": 1e200 })),
        ("kind of device", |_, request| {
            if request.get("device").is_some() {
                request["device"]["type"] = json!("fridge");
            }
        }),
    ];
    for (name, change) in changes {
        let (before, now) = (flagged(&whole), flagged(&changed(&change)));
        assert!(now <= before + good.len() / 100, "{name}: {now} instead of {before}");
    }
}

/// Decides each as if nobody had paid before.
fn approved(requests: &[Value]) -> usize {
    let decide = |request: &Value| decided(Some(&MODEL), [request]).remove(0).outcome;
    requests.iter().filter(|request| decide(request) == Outcome::Approve).count()
}

#[test]
fn ordinary_first_payments_are_approved() {
    let ordinary = first_payments();
    assert_eq!(ordinary.len(), 40);
    // By themselves, and one after the other.
    assert!(approved(&ordinary) >= 38, "{} of 40", approved(&ordinary));
    let in_a_row = decided(Some(&MODEL), &ordinary);
    assert!(flagged(&in_a_row) <= 2, "{} of 40 are flagged", flagged(&in_a_row));

    let each = |change: fn(usize, &mut Value)| {
        let mut requests = ordinary.clone();
        for (number, request) in requests.iter_mut().enumerate() {
            change(number, request);
        }
        requests
    };
    const COUNTRIES: [&str; 8] = ["NZ", "CH", "KE", "AR", "IS", "TH", "PT", "CL"];
    const CURRENCIES: [&str; 6] = ["NZD", "CHF", "DKK", "PLN", "EUR", "USD"];
    let variants: [(&str, Vec<Value>); 8] = [
        ("other shops", each(|number, request| request["merchant"] = json!(format!("Bistro {number}")))),
        ("other countries", each(|number, request| request["geo"]["country"] = json!(COUNTRIES[number % 8]))),
        (
            "other currencies",
            each(|number, request| {
                request["currency"] = json!(CURRENCIES[number % 6]);
                request["amount"] = json!((735.0 + 315.0 * number as f64).round() / 100.0);
            }),
        ),
        (
            "with a position",
            each(|number, request| {
                request["geo"]["latitude"] = json!(-30.0 + 2.0 * number as f64);
                request["geo"]["longitude"] = json!(-120.0 + 6.0 * number as f64);
            }),
        ),
        (
            "other categories",
            each(|number, request| request["merchant_category"] = json!((5_000 + number).to_string())),
        ),
        (
            "other channels",
            each(|number, request| {
                request["channel"] = json!(["kiosk", "moto", "app", "atm"][number % 4]);
            }),
        ),
        (
            "with little said",
            without(&ordinary, &["geo", "device", "channel", "merchant_category", "email_address"]),
        ),
        ("with nothing said", without(&ordinary, &OPTIONAL)),
    ];
    for (name, requests) in variants {
        let approved = approved(&requests);
        assert!(approved >= 38, "{name}: {approved} of 40");
    }
}

#[test]
fn a_coffee_is_approved_and_the_unknown_store_is_blocked_whatever_the_model() {
    let coffee = json!({ "amount": 25.40, "merchant": "Corner Coffee", "card_number": "5555555555554444" });
    let known = json!({
        "amount": 25.40, "merchant": "Corner Coffee", "card_number": "5555555555554444", "customer_id": "new",
        "ip_address": "198.51.100.20", "geo": { "country": "US" }, "device": { "id": "new" }, "channel": "pos",
        "email_address": "new@example.org",
    });
    let unknown_store = json!({
        "amount": 15000.00, "merchant": "Unknown Store", "card_number": "1234567890123456", "location": "Nigeria",
    });
    for model in [None, Some(&*MODEL)] {
        for request in [&coffee, &known] {
            let decision = decided(model, [request]).remove(0);
            assert_eq!((decision.outcome, reason(&decision)), (Outcome::Approve, None), "{request}");
        }
        assert_eq!(decided(model, [&unknown_store]).remove(0).outcome, Outcome::Block);
    }
}

#[test]
fn a_model_claims_what_it_flags() {
    let scorer = model::Scorer::new(MODEL.clone()).expect("the features compile");
    let claim = scorer.claim().expect("it has learned from labels");
    assert!((claim.false_positive_rate - 0.1).abs() < 1e-12);
    assert!(claim.share > 0.1 && claim.share < 0.2, "{claim:?}");
}

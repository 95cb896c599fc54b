//! Any text as a policy: it is refused with reasons, or it decides a payment and does so again the same way.
#![no_main]

use std::sync::LazyLock;

use fraud::assessment::Replayed;
use fraud::{CardKey, Case, Entity, History, Policy, Timestamp, Transaction, replay, request};
use libfuzzer_sys::fuzz_target;

static PAYMENT: LazyLock<Transaction> = LazyLock::new(|| {
    let body = br#"{"amount":49,"merchant":"Unknown Store","card_number":"4111111111111111","customer_id":"C1","location":"Lagos, Nigeria","attributes":{"a":1}}"#;
    let key = CardKey::new([7; 32]).unwrap();
    request::parse(body, &key, Timestamp::from_millis(1_772_368_200_000)).unwrap().transaction
});

fuzz_target!(|toml: &str| {
    match Policy::parse_with(toml, |path| Ok(path.to_owned())) {
        Err(error) => drop(error.to_string()),
        Ok(policy) => {
            let history = History::new().with(Entity::Card, Vec::new()).with(Entity::Customer, Vec::new());
            let case = Case { history, ..Case::new(&PAYMENT, PAYMENT.event_time) };
            let assessment = policy.assess(&case);
            assert!((0.0..100.0).contains(&assessment.risk_score.as_f64()));
            drop(policy.explain());
            assert_eq!(replay(&PAYMENT, &assessment, |_, _| Some(policy)), Ok(Replayed::Same));
        }
    }
});

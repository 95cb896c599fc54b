//! What requests to a deployed API can't tell about its contract.

use std::collections::BTreeSet;

use fraud::Currency;

const CONTRACT: &str = include_str!("../../../../docs/openapi.yaml");

#[test]
fn the_contract_lists_every_currency_that_is_taken_and_no_other() {
    let (_, schema) = CONTRACT.split_once("\n    Currency:\n").unwrap();
    let (_, codes) = schema.split_once("enum: [").unwrap();
    let (codes, _) = codes.split_once(']').unwrap();
    let listed: BTreeSet<_> =
        codes.split(',').map(|code| code.trim().to_owned()).filter(|code| code != "null").collect();

    let letters = || 'A'..='Z';
    let taken: BTreeSet<_> = letters()
        .flat_map(|first| letters().map(move |second| (first, second)))
        .flat_map(|(first, second)| letters().map(move |third| format!("{first}{second}{third}")))
        .filter(|code| code.parse::<Currency>().is_ok())
        .collect();

    assert_eq!(listed, taken);
}

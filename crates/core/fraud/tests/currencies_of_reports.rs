//! What reports take for a whole unit of a currency is what payments are read with.

use std::collections::BTreeMap;
use std::path::Path;

use fraud::Currency;

#[test]
fn the_daily_outcomes_know_the_minor_units_of_every_currency() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../reports/sql/daily_outcomes.sql");
    let sql = std::fs::read_to_string(file).unwrap();
    let listed: BTreeMap<&str, u32> = sql.lines().filter_map(currencies).flatten().collect();
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    let mut known = 0;
    for code in codes.map(String::from_iter) {
        let Ok(currency) = code.parse::<Currency>() else {
            assert!(!listed.contains_key(&*code), "{code} is not a currency of a payment");
            continue;
        };
        known += 1;
        let minor_units = listed.get(&*code).copied().unwrap_or(100);
        assert_eq!(minor_units, 10_u32.pow(currency.decimals()), "{code}");
    }
    assert!(known > 150, "{known} currencies are known");
}

/// The currencies of a line `WHEN currency IN ('JPY', …) THEN 1`, each with how many minor units are a whole one.
fn currencies(line: &str) -> Option<impl Iterator<Item = (&str, u32)>> {
    let (codes, minor_units) = line.trim().strip_prefix("WHEN currency IN (")?.split_once(") THEN ")?;
    let minor_units = minor_units.parse().expect("a number of minor units");
    Some(codes.split(", ").map(move |code| (code.trim_matches('\''), minor_units)))
}

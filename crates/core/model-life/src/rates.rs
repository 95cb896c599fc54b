//! What features need of a policy: what currencies are worth, and the clock of payments whose place is unknown.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize, Default)]
struct Excerpt {
    #[serde(default)]
    currency: Rates,
    #[serde(default)]
    clock: Clock,
}

#[derive(Deserialize, Default)]
struct Rates {
    #[serde(default)]
    rates: BTreeMap<String, f64>,
}

#[derive(Deserialize, Default)]
struct Clock {
    #[serde(default)]
    utc_offset_minutes: i64,
}

/// The rates of a policy's text, and its clock in minutes. Without rates every currency counts as worth the same. Whether
/// the rest is a policy is not looked at.
pub fn rates_and_clock(policy: &str) -> Result<(BTreeMap<String, f64>, i64), toml::de::Error> {
    let excerpt: Excerpt = toml::from_str(policy)?;
    Ok((excerpt.currency.rates, excerpt.clock.utc_offset_minutes))
}

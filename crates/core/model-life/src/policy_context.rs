//! What features need of a policy, read from its text.

use std::collections::BTreeMap;

use fraud::Entity;
use model::PolicyContext;
use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Excerpt {
    currency: Currency,
    clock: Clock,
    history: History,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Currency {
    rates: BTreeMap<String, f64>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Clock {
    utc_offset_minutes: i64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct History {
    nobody: BTreeMap<Entity, Vec<String>>,
}

/// What a policy's text says of it. Whether the rest is a policy is not looked at.
pub fn policy_context(policy: &str) -> Result<PolicyContext, toml::de::Error> {
    let Excerpt { currency, clock, history } = toml::from_str(policy)?;
    Ok(PolicyContext {
        rates: currency.rates,
        utc_offset_minutes: clock.utc_offset_minutes,
        nobody: history.nobody,
    })
}

//! Which features a model looks at: their names, what they mean in words, and where they come from. A model carries its
//! list, so whoever has the model can compute them.

use std::collections::BTreeMap;

use fraud::language::Vocabulary;
use fraud::transaction::Attribute;
use fraud::{Entity, FeatureSet, Transaction};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::merchant_risk::RiskMeasure;

/// One number or text to look at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Feature {
    /// What it is called in files: `card_payments_24h`.
    pub name: String,
    /// What it is called in a sentence: "payments on the card within 24 hours".
    pub words: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a feature comes from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A number or a condition in the language of the rules: `count(card, 24h)`.
    Expression(String),
    /// A text of the transaction.
    Text(TextField),
    /// An attribute of the client's own: number, flag or text, as it comes.
    Attribute(String),
    /// What is known of the merchant's past.
    MerchantRisk(RiskMeasure),
}

/// A text of the transaction that has few values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextField {
    /// The merchant category code.
    MerchantCategory,
    /// How the payment was made.
    Channel,
    /// The currency's code.
    Currency,
    /// The country it was made in.
    Country,
    /// The kind of the payer's device.
    DeviceType,
}

impl TextField {
    pub(crate) fn of(self, transaction: &Transaction) -> Option<&str> {
        match self {
            TextField::MerchantCategory => transaction.merchant_category.as_deref(),
            TextField::Channel => transaction.channel.as_deref(),
            TextField::Currency => Some(transaction.money.currency().code()),
            TextField::Country => transaction.geo.as_ref()?.country.as_deref(),
            TextField::DeviceType => transaction.device.as_ref()?.kind.as_deref(),
        }
    }
}

/// What features need of a deployment's policy. By default every currency is worth the same, the clock is UTC and every
/// value stands for somebody.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PolicyContext {
    /// What a unit of each currency is worth in dollars; a currency that is not named counts as one.
    #[serde(default)]
    pub rates: BTreeMap<String, f64>,
    /// The clock of payments whose place is unknown.
    #[serde(default)]
    pub utc_offset_minutes: i64,
    /// Values by entity that stand for nobody, such as a customer "guest": they have no history.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nobody: BTreeMap<Entity, Vec<String>>,
}

/// Features in order, and what they need of the policy.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct FeatureList {
    /// The features.
    pub features: Vec<Feature>,
    /// What they need of the policy.
    #[serde(flatten)]
    pub context: PolicyContext,
}

/// The list can't be used.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct FeatureListError(String);

impl FeatureList {
    /// The features that every deployment has, whatever its clients send. What is constant or missing in the rows
    /// that a model is trained on is left out of the model.
    pub fn standard() -> FeatureList {
        let of = |name: &str, words: &str, source| Feature { name: name.into(), words: words.into(), source };
        let mut features: Vec<_> = EXPRESSIONS
            .iter()
            .map(|(name, words, source)| of(name, words, Source::Expression((*source).into())))
            .collect();
        features.extend(TEXTS.iter().map(|(name, words, field)| of(name, words, Source::Text(*field))));
        features.extend(RiskMeasure::ALL.map(|measure| Feature {
            name: measure.name(),
            words: measure.words(),
            source: Source::MerchantRisk(measure),
        }));
        FeatureList { features, ..FeatureList::default() }
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The place of a feature.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.features.iter().position(|feature| feature.name == name)
    }

    /// The place of an attribute's feature, which is added if there is none yet and if there is room.
    pub(crate) fn place_of_attribute(&mut self, attribute: &str, features_max: usize) -> Option<usize> {
        let is_it =
            |feature: &Feature| matches!(&feature.source, Source::Attribute(name) if name == attribute);
        if let Some(place) = self.features.iter().position(is_it) {
            return Some(place);
        }
        if self.len() >= features_max {
            return None;
        }
        self.features.push(Feature {
            name: format!("attributes.{attribute}"),
            words: attribute.replace('_', " "),
            source: Source::Attribute(attribute.to_owned()),
        });
        Some(self.len() - 1)
    }

    /// The expressions, compiled, and the place of each in the list.
    pub(crate) fn compile(&self) -> Result<(FeatureSet, Vec<usize>), FeatureListError> {
        let (mut sources, mut places) = (Vec::new(), Vec::new());
        for (place, feature) in self.features.iter().enumerate() {
            if let Source::Expression(source) = &feature.source {
                sources.push(source.as_str());
                places.push(place);
            }
        }
        let set = FeatureSet::parse(&sources, &self.vocabulary()?)
            .map_err(|error| FeatureListError(error.to_string()))?;
        Ok((set, places))
    }

    fn vocabulary(&self) -> Result<Vocabulary, FeatureListError> {
        let mut vocabulary = Vocabulary::default();
        let wrong = |what: &str, error: &dyn std::fmt::Display| FeatureListError(format!("{what}: {error}"));
        let PolicyContext { rates, utc_offset_minutes, nobody } = &self.context;
        for (code, rate) in rates {
            let currency = code.parse().map_err(|error| wrong(code, &error))?;
            vocabulary.add_rate(currency, *rate).map_err(|error| wrong(code, &error))?;
        }
        vocabulary
            .set_utc_offset(*utc_offset_minutes)
            .map_err(|error| wrong("utc_offset_minutes", &error))?;
        for (entity, value) in
            nobody.iter().flat_map(|(entity, values)| values.iter().map(move |value| (*entity, value)))
        {
            vocabulary.add_nobody(entity, value).map_err(|error| wrong(value, &error))?;
        }
        Ok(vocabulary)
    }
}

/// What an attribute comes to.
pub(crate) fn attribute_value(attribute: &Attribute) -> crate::Value {
    match attribute {
        Attribute::Flag(flag) => crate::Value::Number(f64::from(u8::from(*flag))),
        Attribute::Number(number) => crate::Value::Number(*number),
        Attribute::Text(text) => crate::Value::Text(text.clone()),
    }
}

const TEXTS: [(&str, &str, TextField); 5] = [
    ("merchant_category", "merchant category", TextField::MerchantCategory),
    ("channel", "channel", TextField::Channel),
    ("currency", "currency", TextField::Currency),
    ("country", "country", TextField::Country),
    ("device_type", "kind of device", TextField::DeviceType),
];

/// Whether it is known where a payment is made.
pub(crate) const PLACE: &str = "is_place_known";
/// What is read off the payer's clock where the place is known, and off another one where it is not.
pub(crate) const BY_CLOCK: [&str; 3] = ["hour", "is_night", "is_weekend"];

/// Amounts are in dollars; ratios of amounts need no currency.
const EXPRESSIONS: [(&str, &str, &str); 40] = [
    ("amount", "amount", "$amount / usd(1)"),
    (PLACE, "place known", "$geo.latitude != null"),
    ("hour", "hour of the day", "$local.hour"),
    ("is_night", "payment at night", "$local.is_night"),
    ("is_weekend", "payment on a weekend", "$local.is_weekend"),
    ("card_payments_1h", "payments on the card within an hour", "count(card, 1h)"),
    ("card_payments_24h", "payments on the card within 24 hours", "count(card, 24h)"),
    ("card_payments_7d", "payments on the card within 7 days", "count(card, 7d)"),
    ("card_payments_30d", "payments on the card within 30 days", "count(card, 30d)"),
    (
        "card_payments_to_usual",
        "payments on the card within 24 hours, by its usual",
        "count(card, 24h) / usual_count(card, 24h)",
    ),
    ("card_amount_24h", "amount on the card within 24 hours", "sum(amount, card, 24h) / usd(1)"),
    ("card_mean_7d", "the card's mean amount of 7 days", "sum(amount, card, 7d) / count(card, 7d) / usd(1)"),
    (
        "card_mean_30d",
        "the card's mean amount of 30 days",
        "sum(amount, card, 30d) / count(card, 30d) / usd(1)",
    ),
    ("amount_to_card_mean", "amount by the card's mean of 30 days", "$amount / mean(amount, card, 30d)"),
    ("amount_to_card_max", "amount by the card's greatest of 30 days", "$amount / max(amount, card, 30d)"),
    ("card_deviation", "spreads above the card's mean of 30 days", "deviation(amount, card, 30d)"),
    (
        "card_peak_7d",
        "the card's greatest amount of 7 days by its mean of 30",
        "max(amount, card, 7d) / mean(amount, card, 30d)",
    ),
    (
        "card_mean_7d_to_30d",
        "the card's mean of 7 days by its mean of 30",
        "mean(amount, card, 7d) / mean(amount, card, 30d)",
    ),
    ("card_minutes_since_last", "minutes since the card's last payment", "minutes_since_last(card)"),
    ("card_merchants_24h", "merchants paid with the card within 24 hours", "distinct(merchant, card, 24h)"),
    ("card_countries_7d", "countries that the card was used in within 7 days", "distinct(country, card, 7d)"),
    ("card_km_from_last", "kilometres from the card's last payment", "km_from_last(card)"),
    ("card_kmh_from_last", "speed from the card's last payment", "kmh_from_last(card)"),
    ("is_new_merchant", "first payment to this merchant in 30 days", "is_new(merchant, card)"),
    ("customer_payments_24h", "the customer's payments within 24 hours", "count(customer, 24h)"),
    ("customer_payments_7d", "the customer's payments within 7 days", "count(customer, 7d)"),
    ("customer_payments_30d", "the customer's payments within 30 days", "count(customer, 30d)"),
    (
        "amount_to_customer_mean",
        "amount by the customer's mean of 30 days",
        "$amount / mean(amount, customer, 30d)",
    ),
    (
        "customer_deviation",
        "spreads above the customer's mean of 30 days",
        "deviation(amount, customer, 30d)",
    ),
    ("customer_cards_7d", "cards that the customer paid with within 7 days", "distinct(card, customer, 7d)"),
    ("customer_addresses_24h", "IP addresses of the customer within 24 hours", "distinct(ip, customer, 24h)"),
    ("is_new_device", "device not seen with the customer in 30 days", "is_new(device, customer)"),
    ("is_new_country", "country not seen with the customer in 30 days", "is_new(country, customer)"),
    (
        "is_new_beneficiary",
        "beneficiary not seen with the customer in 30 days",
        "is_new(beneficiary, customer)",
    ),
    ("device_payments_24h", "payments from the device within 24 hours", "count(device, 24h)"),
    ("device_cards_7d", "cards used on the device within 7 days", "distinct(card, device, 7d)"),
    ("address_payments_1h", "payments from the IP address within an hour", "count(ip, 1h)"),
    ("address_cards_24h", "cards used from the IP address within 24 hours", "distinct(card, ip, 24h)"),
    ("email_payments_24h", "payments under the e-mail address within 24 hours", "count(email, 24h)"),
    ("email_cards_7d", "cards used under the e-mail address within 7 days", "distinct(card, email, 7d)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_features_compile_and_have_names_of_their_own() {
        let list = FeatureList::standard();
        let (_, places) = list.compile().unwrap();
        assert_eq!(places.len(), EXPRESSIONS.len());
        let mut names: Vec<_> = list.features.iter().map(|feature| &feature.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), list.len());
    }

    #[test]
    fn a_wrong_expression_or_rate_is_refused() {
        let mut list = FeatureList::standard();
        list.context.rates.insert("EUR".into(), -1.0);
        assert!(list.compile().unwrap_err().to_string().starts_with("EUR: "));
        list.context.rates.clear();
        list.features[0].source = Source::Expression("count(crad, 1h)".into());
        assert!(list.compile().is_err());
    }
}

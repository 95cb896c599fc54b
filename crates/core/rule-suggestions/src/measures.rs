//! What terms are made of: numbers with thresholds, and questions. Amounts stand here in dollars; a policy's own reference
//! currency takes their place.

use crate::term::{Bound, Term};

/// How a number is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An amount of money.
    Amount,
    /// A whole number.
    Count,
    /// Any other number.
    Number,
    /// The payment's amount, as a multiple of this amount.
    Multiple,
}

/// Which ends of a number may be fraud's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ends {
    High,
    Low,
    Both,
}

/// A number that payments are told apart by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Measure {
    /// In the language.
    pub(crate) expression: String,
    pub(crate) kind: Kind,
    pub(crate) ends: Ends,
    pub(crate) code: String,
    pub(crate) reason: String,
}

impl Measure {
    /// What it comes to, as a plain number.
    pub(crate) fn value(&self, currency: &str) -> String {
        let Measure { expression, kind, .. } = self;
        match kind {
            Kind::Amount => format!("{expression} / {currency}(1)"),
            Kind::Multiple => format!("$amount / {expression}"),
            Kind::Count | Kind::Number => expression.clone(),
        }
    }

    /// The term that it is from this number on, or up to it.
    pub(crate) fn term(&self, bound: Bound, number: f64, currency: &str) -> Term {
        let Measure { expression, kind, .. } = self;
        let is_least = bound == Bound::Least;
        let text = match kind {
            Kind::Amount if is_least => format!("{expression} > {currency}({number})"),
            Kind::Amount => format!("{expression} < {currency}({number})"),
            Kind::Count if is_least => format!("{expression} >= {number}"),
            Kind::Count => format!("{expression} <= {number}"),
            Kind::Number if is_least => format!("{expression} > {number}"),
            Kind::Number => format!("{expression} < {number}"),
            Kind::Multiple if is_least => format!("$amount > {number} * {expression}"),
            Kind::Multiple => format!("$amount < {number} * {expression}"),
        };
        Term {
            text,
            subject: self.value(currency),
            bound,
            code: self.code.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// Every measure that is not the clients' own, with amounts in this currency (`usd`).
pub(crate) fn measures(currency: &str) -> Vec<Measure> {
    let measure = |(kind, ends, expression, code, reason): &(Kind, Ends, &str, &str, &str)| Measure {
        expression: in_currency(expression, currency),
        kind: *kind,
        ends: *ends,
        code: (*code).to_owned(),
        reason: in_currency(reason, currency),
    };
    MEASURES.iter().map(measure).collect()
}

/// Every question that is not about the clients' own attributes.
pub(crate) fn questions() -> impl Iterator<Item = Term> {
    QUESTIONS.iter().map(|(text, subject, code, reason)| Term {
        text: (*text).to_owned(),
        subject: (*subject).to_owned(),
        bound: Bound::Is,
        code: (*code).to_owned(),
        reason: (*reason).to_owned(),
    })
}

fn in_currency(text: &str, currency: &str) -> String {
    text.replace("usd(", &format!("{currency}("))
}

use Ends::{Both, High, Low};
use Kind::{Amount, Count, Multiple, Number};

/// Kind, ends, expression, code, reason.
const MEASURES: [(Kind, Ends, &str, &str, &str); 40] = [
    (Amount, Both, "$amount", "AMOUNT", "{$amount}"),
    (Count, High, "count(card, 1h)", "CARD_1H", "{count(card, 1h)} payments of the card in an hour"),
    (Count, High, "count(card, 24h)", "CARD_24H", "{count(card, 24h)} payments of the card in a day"),
    (Count, Both, "count(card, 30d)", "CARD_30D", "{count(card, 30d)} payments of the card in 30 days"),
    (
        Count,
        High,
        "count(card, 1h where $amount < usd(10))",
        "SMALL_ON_CARD_1H",
        "{count(card, 1h where $amount < usd(10))} small payments of the card in an hour",
    ),
    (
        Count,
        High,
        "count(customer, 1h)",
        "CUSTOMER_1H",
        "{count(customer, 1h)} payments of the customer in an hour",
    ),
    (
        Count,
        High,
        "count(customer, 24h)",
        "CUSTOMER_24H",
        "{count(customer, 24h)} payments of the customer in a day",
    ),
    (
        Count,
        Both,
        "count(customer, 30d)",
        "CUSTOMER_30D",
        "{count(customer, 30d)} payments of the customer in 30 days",
    ),
    (Count, High, "count(device, 1h)", "DEVICE_1H", "{count(device, 1h)} payments of the device in an hour"),
    (Count, High, "count(device, 24h)", "DEVICE_24H", "{count(device, 24h)} payments of the device in a day"),
    (Count, High, "count(ip, 1h)", "ADDRESS_1H", "{count(ip, 1h)} payments from the address in an hour"),
    (Count, High, "count(ip, 24h)", "ADDRESS_24H", "{count(ip, 24h)} payments from the address in a day"),
    (
        Count,
        High,
        "count(mailbox, 24h)",
        "MAILBOX_24H",
        "{count(mailbox, 24h)} payments of the mailbox in a day",
    ),
    (
        Amount,
        High,
        "sum(amount, card, 24h)",
        "CARD_SUM_24H",
        "{sum(amount, card, 24h)} with the card in a day",
    ),
    (
        Amount,
        High,
        "sum(amount, customer, 24h)",
        "CUSTOMER_SUM_24H",
        "{sum(amount, customer, 24h)} of the customer in a day",
    ),
    (
        Amount,
        High,
        "sum(amount, device, 24h)",
        "DEVICE_SUM_24H",
        "{sum(amount, device, 24h)} from the device in a day",
    ),
    (
        Count,
        High,
        "distinct(merchant, card, 1h)",
        "MERCHANTS_1H",
        "{distinct(merchant, card, 1h)} merchants in an hour",
    ),
    (
        Count,
        High,
        "distinct(merchant, card, 24h)",
        "MERCHANTS_24H",
        "{distinct(merchant, card, 24h)} merchants in a day",
    ),
    (
        Count,
        High,
        "distinct(merchant_category, card, 24h)",
        "CATEGORIES_24H",
        "{distinct(merchant_category, card, 24h)} merchant categories in a day",
    ),
    (Count, High, "distinct(city, card, 24h)", "CITIES_24H", "{distinct(city, card, 24h)} cities in a day"),
    (
        Count,
        High,
        "distinct(country, card, 7d)",
        "COUNTRIES_7D",
        "{distinct(country, card, 7d)} countries in 7 days",
    ),
    (
        Count,
        High,
        "distinct(card, device, 24h)",
        "CARDS_OF_DEVICE_24H",
        "{distinct(card, device, 24h)} cards on the device in a day",
    ),
    (
        Count,
        High,
        "distinct(card, ip, 24h)",
        "CARDS_OF_ADDRESS_24H",
        "{distinct(card, ip, 24h)} cards from the address in a day",
    ),
    (
        Count,
        High,
        "distinct(card, network, 1h)",
        "CARDS_OF_NETWORK_1H",
        "{distinct(card, network, 1h)} cards from the network in an hour",
    ),
    (
        Count,
        High,
        "distinct(card, customer, 7d)",
        "CARDS_OF_CUSTOMER_7D",
        "{distinct(card, customer, 7d)} cards of the customer in 7 days",
    ),
    (
        Count,
        High,
        "distinct(card, mailbox, 7d)",
        "CARDS_OF_MAILBOX_7D",
        "{distinct(card, mailbox, 7d)} cards of the mailbox in 7 days",
    ),
    (
        Count,
        High,
        "distinct(device, customer, 7d)",
        "DEVICES_7D",
        "{distinct(device, customer, 7d)} devices of the customer in 7 days",
    ),
    (
        Count,
        High,
        "distinct(customer, device, 7d)",
        "CUSTOMERS_OF_DEVICE_7D",
        "{distinct(customer, device, 7d)} customers on the device in 7 days",
    ),
    (
        Count,
        High,
        "distinct(ip, customer, 24h)",
        "ADDRESSES_24H",
        "{distinct(ip, customer, 24h)} addresses of the customer in a day",
    ),
    (
        Count,
        High,
        "distinct(email, mailbox, 24h)",
        "ALIASES_24H",
        "{distinct(email, mailbox, 24h)} spellings of the mailbox in a day",
    ),
    (
        Number,
        High,
        "deviation(amount, customer, 30d)",
        "CUSTOMER_DEVIATION",
        "{deviation(amount, customer, 30d)} spreads above what the customer usually pays",
    ),
    (
        Number,
        High,
        "deviation(amount, card, 30d)",
        "CARD_DEVIATION",
        "{deviation(amount, card, 30d)} spreads above what the card usually pays",
    ),
    (
        Multiple,
        High,
        "mean(amount, customer, 30d)",
        "OVER_CUSTOMER_MEAN",
        "{$amount} where the customer usually pays {mean(amount, customer, 30d)}",
    ),
    (
        Multiple,
        High,
        "max(amount, card, 30d)",
        "OVER_CARD_MAX",
        "{$amount} where the card paid {max(amount, card, 30d)} at most",
    ),
    (
        Number,
        Low,
        "minutes_since_last(card)",
        "SOON_AFTER_LAST",
        "{minutes_since_last(card)} minutes since the card's last payment",
    ),
    (
        Number,
        High,
        "km_from_last(card, 24h)",
        "FAR_FROM_LAST",
        "{km_from_last(card, 24h)} km from the card's last payment",
    ),
    (
        Number,
        High,
        "kmh_from_last(card, 24h)",
        "FAST_FROM_LAST",
        "{kmh_from_last(card, 24h)} km/h from the card's last payment",
    ),
    (
        Number,
        Low,
        "age_days(card, 90d)",
        "CARD_AGE",
        "the card was first seen {age_days(card, 90d)} days ago",
    ),
    (
        Number,
        Low,
        "age_days(customer, 90d)",
        "CUSTOMER_AGE",
        "the customer was first seen {age_days(customer, 90d)} days ago",
    ),
    (
        Number,
        Low,
        "age_days(device, 90d)",
        "DEVICE_AGE",
        "the device was first seen {age_days(device, 90d)} days ago",
    ),
];

/// Text, subject, code, reason.
const QUESTIONS: [(&str, &str, &str, &str); 28] = [
    ("$local.is_night", "$local.is_night", "NIGHT", "at night"),
    ("$local.is_weekend", "$local.is_weekend", "WEEKEND", "on a weekend"),
    ("not $card.luhn_valid", "$card.luhn_valid", "LUHN", "a wrong check digit"),
    ("$amount % 1 == 0", "$amount %", "ROUND_AMOUNT", "a round amount"),
    ("$amount % 100 == 0", "$amount %", "HUNDREDS", "an amount in whole hundreds"),
    (
        "is_new(merchant, customer)",
        "is_new(merchant)",
        "NEW_MERCHANT",
        "a merchant that the customer never paid",
    ),
    ("is_new(merchant, card)", "is_new(merchant)", "NEW_MERCHANT", "a merchant that the card never paid"),
    (
        "is_new(merchant_category, customer)",
        "is_new(merchant_category)",
        "NEW_CATEGORY",
        "a merchant category that is new to the customer",
    ),
    ("is_new(device, customer)", "is_new(device)", "NEW_DEVICE", "a device that the customer never used"),
    ("is_new(device, card)", "is_new(device)", "NEW_DEVICE", "a device that the card was never used on"),
    ("is_new(ip, customer)", "is_new(ip)", "NEW_ADDRESS", "an address that is new to the customer"),
    ("is_new(country, customer)", "is_new(country)", "NEW_COUNTRY", "a country that is new to the customer"),
    ("is_new(city, customer)", "is_new(city)", "NEW_CITY", "a city that is new to the customer"),
    (
        "is_new(beneficiary, customer)",
        "is_new(beneficiary)",
        "NEW_BENEFICIARY",
        "a beneficiary who is new to the customer",
    ),
    (
        "$customer_country != $geo.country",
        "$customer_country != $geo.country",
        "ABROAD",
        "paid in {$geo.country} by a customer of {$customer_country}",
    ),
    (
        "$beneficiary_country != $geo.country",
        "$beneficiary_country != $geo.country",
        "BENEFICIARY_ELSEWHERE",
        "paid in {$geo.country} to {$beneficiary_country}",
    ),
    (
        "$beneficiary_country != $customer_country",
        "$beneficiary_country != $customer_country",
        "BENEFICIARY_ABROAD",
        "a customer of {$customer_country} pays to {$beneficiary_country}",
    ),
    ("$customer_id == null", "$customer_id", "NO_CUSTOMER", "no customer"),
    ("$device.id == null", "$device.id", "NO_DEVICE", "no device"),
    ("$device.id != null", "$device.id", "WITH_DEVICE", "a device"),
    ("$email_address == null", "$email_address", "NO_EMAIL", "no e-mail address"),
    ("$ip_address == null", "$ip_address", "NO_ADDRESS", "no IP address"),
    ("$geo.country == null", "$geo.country", "NO_COUNTRY", "no country"),
    (
        "count(card, 90d where $label == \"fraud\") >= 1",
        "count(card, 90d where $label)",
        "FRAUD_ON_CARD",
        "fraud on the card before",
    ),
    (
        "count(customer, 90d where $label == \"fraud\") >= 1",
        "count(customer, 90d where $label)",
        "FRAUD_OF_CUSTOMER",
        "fraud on the customer before",
    ),
    (
        "count(device, 90d where $label == \"fraud\") >= 1",
        "count(device, 90d where $label)",
        "FRAUD_OF_DEVICE",
        "fraud on the device before",
    ),
    (
        "count(ip, 90d where $label == \"fraud\") >= 1",
        "count(ip, 90d where $label)",
        "FRAUD_OF_ADDRESS",
        "fraud from the address before",
    ),
    (
        "count(mailbox, 90d where $label == \"fraud\") >= 1",
        "count(mailbox, 90d where $label)",
        "FRAUD_OF_MAILBOX",
        "fraud of the mailbox before",
    ),
];

#[cfg(test)]
mod tests {
    use fraud::FeatureSet;
    use fraud::language::Vocabulary;

    use super::*;

    #[test]
    fn every_one_of_them_is_of_the_language() {
        for currency in ["usd", "eur"] {
            for measure in measures(currency) {
                for bound in [Bound::Least, Bound::Most] {
                    let term = measure.term(bound, 12.5, currency);
                    for text in [&term.text, &measure.value(currency)] {
                        FeatureSet::parse(&[text], &Vocabulary::default()).unwrap();
                    }
                    assert!(!term.text.contains("usd") || currency == "usd", "{}", term.text);
                }
            }
        }
        for question in questions() {
            FeatureSet::parse(&[&question.text], &Vocabulary::default()).unwrap();
        }
    }
}

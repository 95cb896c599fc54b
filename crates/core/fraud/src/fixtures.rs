//! Transactions and histories for the tests of this crate.

use crate::papers::Papers;
use crate::transaction::{Attribute, Device, Geo, Position};
use crate::{
    Card, CardKey, Currency, Entity, History, KeyId, Label, Money, Outcome, PastTransaction, Timestamp,
    Transaction, Verdict, request,
};

/// Sunday, 2026-03-01T12:30:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) fn card(number: &str) -> Card {
    let body = format!(r#"{{"amount":1,"merchant":"m","card_number":"{number}"}}"#);
    let key = CardKey::new([7; 32]).unwrap();
    request::parse(body.as_bytes(), &key, NOW).unwrap().transaction.card
}

/// A payment of 100 dollars by customer C1 at a shop in Paris.
pub(crate) fn payment() -> Transaction {
    Transaction {
        event_time: NOW,
        money: money("100", "USD"),
        merchant: "Shop".to_owned(),
        card: card("4111111111111111"),
        location: Some("Paris, France".to_owned()),
        customer_id: Some("C1".to_owned()),
        customer_name: None,
        beneficiary_name: None,
        customer_country: None,
        beneficiary_country: None,
        papers: Papers::default(),
        email_address: Some("Zoe@Example.org".to_owned()),
        phone: None,
        ip_address: Some("192.0.2.1".parse().unwrap()),
        merchant_id: None,
        merchant_category: Some("5411".to_owned()),
        channel: Some("ecommerce".to_owned()),
        device: Some(Device { id: Some("d1".to_owned()), ..Device::default() }),
        geo: Some(Geo {
            country: Some("FR".to_owned()),
            city: Some("Paris".to_owned()),
            position: Some(Position { latitude: 48.8566, longitude: 2.3522 }),
            ..Geo::default()
        }),
        attributes: [
            ("age_days".to_owned(), Attribute::Number(12.0)),
            ("segment".to_owned(), Attribute::Text("gold".to_owned())),
            ("is_member".to_owned(), Attribute::Flag(true)),
        ]
        .into(),
        made_up: false,
    }
}

pub(crate) fn money(amount: &str, currency: &str) -> Money {
    Money::parse(amount, currency.parse::<Currency>().unwrap()).unwrap()
}

/// The payment, this many milliseconds before [`NOW`] and changed.
pub(crate) fn past(age_millis: i64, change: impl FnOnce(&mut Transaction)) -> PastTransaction {
    let mut transaction = payment();
    transaction.event_time = NOW.plus_millis(-age_millis);
    change(&mut transaction);
    let received_at = transaction.event_time;
    // Ids of different payments of one time differ by what was changed.
    let mut random = [0; 10];
    random[..8].copy_from_slice(&transaction.money.amount_minor().to_be_bytes());
    let key_id = KeyId::new(received_at, random);
    PastTransaction { key_id, received_at, transaction, outcome: None, label: None }
}

pub(crate) fn decided(outcome: Outcome, past: PastTransaction) -> PastTransaction {
    PastTransaction { outcome: Some(outcome), ..past }
}

pub(crate) fn labelled(verdict: Verdict, known_at: Timestamp, past: PastTransaction) -> PastTransaction {
    PastTransaction { label: Some(Label { verdict, known_at }), ..past }
}

/// The same past for every entity.
pub(crate) fn history(entries: &[PastTransaction]) -> History {
    Entity::ALL.into_iter().fold(History::new(), |history, entity| history.with(entity, entries.to_vec()))
}

//! Which payments are searched for, and whether one is among them.

use fraud::identity::name;
use fraud::{Currency, Entity, Outcome, PastTransaction, Timestamp, Transaction};

/// The parties that a search may name, those that have the fewest payments first.
pub(crate) const PARTIES: [Entity; 5] =
    [Entity::Card, Entity::Device, Entity::Customer, Entity::Email, Entity::Ip];

/// What a payment has to be. What is not said is not asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// The parties that it names, each in the form that it is known by.
    pub(crate) parties: Vec<(Entity, String)>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    /// A part of the merchant's name, or the whole id, in the form of [`name`].
    pub(crate) merchant: Option<String>,
    /// In major units.
    pub(crate) amount_min: Option<f64>,
    pub(crate) amount_max: Option<f64>,
    pub(crate) currency: Option<Currency>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) last_four: Option<String>,
    pub(crate) reason: Option<String>,
    /// Whether the deployment's own producer made it up.
    pub(crate) made_up: Option<bool>,
}

/// What is known of a payment's decision.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known<'a> {
    /// The last digits of the card, where they are kept.
    pub(crate) last_four: Option<&'a str>,
    pub(crate) outcome: Option<Outcome>,
    /// The codes of its hits.
    pub(crate) reasons: Vec<&'a str>,
}

impl Wanted {
    /// Whether it may be wanted, by what entries and rows know. What they don't know is looked at later.
    pub(crate) fn may_be(&self, past: &PastTransaction) -> bool {
        let outcome_fits = match (self.outcome, past.outcome) {
            // What is not marked was approved, or its mark is yet to come.
            (Some(wanted), Some(known)) => wanted == known || known == Outcome::Approve,
            _ => true,
        };
        outcome_fits && self.fits(&past.transaction, past.moment())
    }

    /// Whether it is wanted, by all that is known.
    pub(crate) fn is(&self, transaction: &Transaction, moment: Timestamp, known: &Known<'_>) -> bool {
        self.fits(transaction, moment)
            && self.outcome.is_none_or(|wanted| known.outcome == Some(wanted))
            && self.last_four.as_deref().is_none_or(|wanted| known.last_four == Some(wanted))
            && self.reason.as_deref().is_none_or(|wanted| known.reasons.contains(&wanted))
            // Entries don't say it, and the archive has none: it is asked only here, of the payment as it is stored.
            && self.made_up.is_none_or(|wanted| transaction.made_up == wanted)
    }

    fn fits(&self, transaction: &Transaction, moment: Timestamp) -> bool {
        let money = transaction.money;
        let amount = money.as_major_f64();
        self.parties.iter().all(|(entity, key)| entity.key_of(transaction).as_deref() == Some(key))
            && self.from.is_none_or(|from| moment >= from)
            && self.to.is_none_or(|to| moment <= to)
            && self.amount_min.is_none_or(|least| amount >= least)
            && self.amount_max.is_none_or(|most| amount <= most)
            && self.currency.is_none_or(|currency| currency == money.currency())
            && self.merchant.as_deref().is_none_or(|wanted| is_paid(transaction, wanted))
    }
}

fn is_paid(transaction: &Transaction, wanted: &str) -> bool {
    let is_id = transaction.merchant_id.as_deref().is_some_and(|id| name(id) == wanted);
    is_id || name(&transaction.merchant).contains(wanted)
}

#[cfg(test)]
mod tests {
    use fraud::{CardKey, request};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn transaction() -> Transaction {
        let body =
            br#"{"amount":15.99,"currency":"EUR","merchant":"Caf\u00e9 Zo\u00eb 12","merchant_id":"M-7",
            "card_number":"4111111111111111","customer_id":"C-1","email_address":"Ana@Example.com"}"#;
        request::parse(body, &CardKey::new([7; 32]).unwrap(), NOW).unwrap().transaction
    }

    #[test]
    fn every_condition_has_to_hold() {
        let transaction = transaction();
        let known =
            Known { last_four: Some("1111"), outcome: Some(Outcome::Review), reasons: vec!["LARGE_AMOUNT"] };
        let check = |wanted: Wanted, expected: bool| {
            assert_eq!(wanted.is(&transaction, NOW, &known), expected, "{wanted:?}");
        };
        let party = |entity: Entity, text: &str| Wanted {
            parties: vec![(entity, entity.key_of_text(text).unwrap())],
            ..Wanted::default()
        };
        check(Wanted::default(), true);
        check(party(Entity::Customer, " C-1"), true);
        check(party(Entity::Customer, "c-1"), false);
        check(party(Entity::Email, "ANA@example.com"), true);
        check(party(Entity::Ip, "192.0.2.1"), false);
        check(party(Entity::Card, transaction.card.token.as_str()), true);
        for (merchant, expected) in [
            ("café", true),
            ("CAFE ZOE", true),
            ("zoë.", true),
            ("m-7", true),
            ("m-", false),
            ("shop", false),
        ] {
            check(Wanted { merchant: Some(name(merchant).into_owned()), ..Wanted::default() }, expected);
        }
        for (least, most, expected) in
            [(15.99, 15.99, true), (16.0, 20.0, false), (0.0, 15.98, false), (-1.0, 1e9, true)]
        {
            check(Wanted { amount_min: Some(least), amount_max: Some(most), ..Wanted::default() }, expected);
        }
        check(Wanted { currency: Some(Currency::USD), ..Wanted::default() }, false);
        for (outcome, expected) in
            [(Outcome::Review, true), (Outcome::Block, false), (Outcome::Approve, false)]
        {
            check(Wanted { outcome: Some(outcome), ..Wanted::default() }, expected);
        }
        for (last_four, expected) in [("1111", true), ("2222", false)] {
            check(Wanted { last_four: Some(last_four.to_owned()), ..Wanted::default() }, expected);
        }
        for (reason, expected) in [("LARGE_AMOUNT", true), ("LARGE", false)] {
            check(Wanted { reason: Some(reason.to_owned()), ..Wanted::default() }, expected);
        }
        for (made_up, expected) in [(false, true), (true, false)] {
            check(Wanted { made_up: Some(made_up), ..Wanted::default() }, expected);
        }
        check(Wanted { from: Some(NOW), to: Some(NOW), ..Wanted::default() }, true);
        check(Wanted { from: Some(NOW.plus_millis(1)), ..Wanted::default() }, false);
        check(Wanted { to: Some(NOW.plus_millis(-1)), ..Wanted::default() }, false);
    }

    #[test]
    fn a_payment_whose_mark_is_yet_to_come_may_be_wanted() {
        let past = |outcome| PastTransaction {
            key_id: fraud::KeyId::new(NOW, [1; 10]),
            received_at: NOW,
            transaction: transaction(),
            outcome,
            label: None,
        };
        let blocked = Wanted { outcome: Some(Outcome::Block), ..Wanted::default() };
        assert!(blocked.may_be(&past(Some(Outcome::Approve))));
        assert!(blocked.may_be(&past(None)));
        assert!(blocked.may_be(&past(Some(Outcome::Block))));
        assert!(!blocked.may_be(&past(Some(Outcome::Review))));
        // Whether it was made up, an entry does not know.
        let made_up = Wanted { made_up: Some(true), ..Wanted::default() };
        assert!(made_up.may_be(&past(None)));
    }
}

//! People with habits.

use fraud::Timestamp;

use crate::dice::Dice;
use crate::merchants::Merchant;
use crate::payment::Payment;
use crate::places::{HOMES, Place};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Somebody who pays: where they live, what they use, how often they buy and where.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    number: usize,
    cards: u64,
    pub(crate) id: String,
    pub(crate) card_number: String,
    pub(crate) email_address: String,
    pub(crate) ip_address: String,
    pub(crate) device_id: String,
    second_device: Option<String>,
    pub(crate) home: Place,
    /// What the amounts of a merchant are for them, in hundredths.
    thrift: i64,
    /// Hours between purchases.
    pace_hours: i64,
    favourites: Vec<usize>,
    /// Rarely somewhere else, for days on end.
    journey: Option<(Place, Timestamp)>,
}

impl Customer {
    pub(crate) fn born(number: usize, dice: &mut Dice, merchants: &[Merchant]) -> Customer {
        let home = *dice.pick(&HOMES);
        Customer::who_lives(number, home, dice, merchants)
    }

    /// Somebody who lives at a place, where there may be no merchants that others know.
    pub(crate) fn who_lives(number: usize, home: Place, dice: &mut Dice, merchants: &[Merchant]) -> Customer {
        let near: Vec<_> = (0..merchants.len()).filter(|index| merchants[*index].place == home).collect();
        let favourites = if near.is_empty() {
            Vec::new()
        } else {
            (0..dice.between(4, 9)).map(|_| *dice.pick(&near)).collect()
        };
        Customer {
            number,
            cards: 1,
            id: format!("C{number:06}"),
            card_number: card_number(number as u64),
            email_address: format!("customer{number}@example.com"),
            ip_address: format!("10.{}.{}.{}", number / 65_536 % 256, number / 256 % 256, number % 256),
            device_id: format!("D{number:06}a"),
            second_device: dice.chance(0.3).then(|| format!("D{number:06}b")),
            home,
            thrift: dice.between(50, 180),
            pace_hours: dice.between(8, 70),
            favourites,
            journey: None,
        }
    }

    pub(crate) fn get_new_card(&mut self) {
        self.card_number = card_number(self.number as u64 + self.cards * 1_000_000);
        self.cards += 1;
    }

    /// By day, mostly, at their own pace.
    pub(crate) fn next_purchase(&mut self, after: Timestamp, dice: &mut Dice) -> Timestamp {
        let wait = dice.between(self.pace_hours * HOUR / 10, self.pace_hours * HOUR * 19 / 10);
        let mut at = after.plus_millis(wait);
        let zone = (self.home.longitude / 15.0).round() as i64 * HOUR;
        let hour = (at.as_millis() + zone).rem_euclid(24 * HOUR) / HOUR;
        if hour < 7 && !dice.chance(0.04) {
            at = at.plus_millis((7 - hour) * HOUR + dice.between(0, 4 * HOUR));
        }
        at
    }

    fn place(&mut self, now: Timestamp, dice: &mut Dice) -> Place {
        if self.journey.is_some_and(|(_, until)| until < now) {
            self.journey = None;
        }
        if self.journey.is_none() && dice.chance(0.002) {
            let days = dice.between(2, 9);
            self.journey = Some((*dice.pick(&HOMES), now.plus_millis(days * 24 * HOUR)));
        }
        self.journey.map_or(self.home, |(place, _)| place)
    }

    /// What they buy now.
    pub(crate) fn purchase(&mut self, at: Timestamp, dice: &mut Dice, merchants: &[Merchant]) -> Payment {
        let place = self.place(at, dice);
        let merchant = if place == self.home && dice.chance(0.8) {
            &merchants[*dice.pick(&self.favourites)]
        } else {
            let there = || merchants.iter().filter(|merchant| merchant.place == place);
            there().nth(dice.below(there().count())).unwrap_or(&merchants[0])
        };
        let cents = self.what_they_spend(merchant, dice);
        let mut payment = self.pay(at, merchant, cents, dice);
        if let Some(second) = self.second_device.as_ref().filter(|_| dice.chance(0.25)) {
            payment.device_id = payment.device_id.and(Some(second.clone()));
        }
        payment
    }

    /// American cents that a purchase of theirs comes to.
    pub(crate) fn what_they_spend(&self, merchant: &Merchant, dice: &mut Dice) -> i64 {
        dice.amount_minor(merchant.middle_cents * self.thrift / 100)
    }

    /// A payment by this customer's own means at a merchant, who is in a shop where the customer is, or online.
    pub(crate) fn pay(&self, at: Timestamp, merchant: &Merchant, cents: i64, dice: &mut Dice) -> Payment {
        let place = merchant.place;
        let mut street = || (dice.between(-40, 40) as f64) / 1000.0;
        Payment {
            event_time: at,
            amount: place.amount_text(cents),
            currency: place.currency,
            merchant: merchant.name.clone(),
            merchant_id: merchant.id.clone(),
            merchant_category: merchant.category,
            channel: if merchant.is_online { "ecommerce" } else { "pos" },
            card_number: self.card_number.clone(),
            customer_id: self.id.clone(),
            email_address: self.email_address.clone(),
            ip_address: self.ip_address.clone(),
            device_id: merchant.is_online.then(|| self.device_id.clone()),
            location: place.location(),
            country: place.country,
            city: place.city,
            latitude: ((place.latitude + street()) * 1000.0).round() / 1000.0,
            longitude: ((place.longitude + street()) * 1000.0).round() / 1000.0,
            pattern: None,
        }
    }
}

/// The place of a customer among all, by the id.
pub(crate) fn number_of(id: &str) -> Option<usize> {
    id.strip_prefix('C')?.parse().ok()
}

/// A sixteen-digit number with a right check digit that begins with 9: no card scheme issues those.
pub(crate) fn card_number(number: u64) -> String {
    let digits = format!("999999{number:09}");
    let doubled = |(place, digit): (usize, u8)| {
        let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        digit / 10 + digit % 10
    };
    let sum: u32 = digits.bytes().enumerate().map(doubled).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

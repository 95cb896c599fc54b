//! Fraud as it is done, and what each kind leaves behind.

use fraud::Timestamp;

use crate::customers::{Customer, card_number};
use crate::dice::Dice;
use crate::merchants::{CASH_LIKE, Merchant};
use crate::payment::Payment;
use crate::places::{ELSEWHERE, Place};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// How many payments an episode has on average, roughly.
pub(crate) const PAYMENTS_PER_EPISODE: f64 = 6.0;

/// A kind of fraud.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pattern {
    /// A stolen number is tried out with small round amounts in quick succession, then used once for more.
    CardTesting,
    /// A stolen card is emptied at many merchants within hours.
    StolenCardSpree,
    /// Somebody else is in the customer's account: a new device and address, then large amounts.
    AccountTakeover,
    /// The card was copied: it pays far from where its owner just did.
    ClonedCard,
    /// A customer who does not exist pays a lot at once.
    SyntheticIdentity,
    /// Gift cards and transfers, one after the other, at night.
    CashOut,
    /// One device pays with the cards of many.
    DeviceFarm,
}

impl Pattern {
    /// Every kind.
    pub const ALL: [Pattern; 7] = [
        Pattern::CardTesting,
        Pattern::StolenCardSpree,
        Pattern::AccountTakeover,
        Pattern::ClonedCard,
        Pattern::SyntheticIdentity,
        Pattern::CashOut,
        Pattern::DeviceFarm,
    ];

    /// The name that labels use.
    pub fn as_str(self) -> &'static str {
        match self {
            Pattern::CardTesting => "card_testing",
            Pattern::StolenCardSpree => "stolen_card_spree",
            Pattern::AccountTakeover => "account_takeover",
            Pattern::ClonedCard => "cloned_card",
            Pattern::SyntheticIdentity => "synthetic_identity",
            Pattern::CashOut => "cash_out",
            Pattern::DeviceFarm => "device_farm",
        }
    }
}

/// What a fraudster works with.
pub(crate) struct Episode<'a> {
    pub(crate) number: u64,
    pub(crate) now: Timestamp,
    pub(crate) victim: &'a Customer,
    pub(crate) customers: &'a [Customer],
    pub(crate) merchants: &'a [Merchant],
}

impl Episode<'_> {
    /// The payments of an episode, first to last.
    pub(crate) fn payments(&self, pattern: Pattern, dice: &mut Dice) -> Vec<Payment> {
        let mut payments = match pattern {
            Pattern::CardTesting => self.card_testing(dice),
            Pattern::StolenCardSpree => self.spree(dice),
            Pattern::AccountTakeover => self.takeover(dice),
            Pattern::ClonedCard => self.cloned_card(dice),
            Pattern::SyntheticIdentity => self.synthetic_identity(dice),
            Pattern::CashOut => self.cash_out(dice),
            Pattern::DeviceFarm => self.device_farm(dice),
        };
        for payment in &mut payments {
            payment.pattern = Some(pattern);
        }
        payments
    }

    fn online<'m>(&'m self, dice: &mut Dice) -> &'m Merchant {
        let online: Vec<_> = self.merchants.iter().filter(|merchant| merchant.is_online).collect();
        dice.pick::<&Merchant>(&online)
    }

    fn device(&self) -> Option<String> {
        Some(format!("F{:06}", self.number))
    }

    fn ip_address(&self) -> String {
        format!("203.0.113.{}", self.number % 256)
    }

    /// Who pays is not at home, but on a device and at an address of their own.
    fn pays_from_afar(&self, payment: &mut Payment, place: Place) {
        payment.device_id = self.device();
        payment.ip_address = self.ip_address();
        move_to(payment, place);
    }

    fn card_testing(&self, dice: &mut Dice) -> Vec<Payment> {
        let merchant = self.online(dice);
        let mut at = self.now;
        let mut payments: Vec<_> = (0..dice.between(5, 11))
            .map(|_| {
                at = at.plus_millis(dice.between(10_000, 90_000));
                self.victim.pay(at, merchant, dice.between(1, 5) * 100, dice)
            })
            .collect();
        let at = at.plus_millis(dice.between(5 * MINUTE, 40 * MINUTE));
        payments.push(self.victim.pay(at, self.online(dice), dice.between(30_000, 90_000), dice));
        for payment in &mut payments {
            payment.device_id = self.device();
            payment.ip_address = self.ip_address();
        }
        payments
    }

    fn spree(&self, dice: &mut Dice) -> Vec<Payment> {
        let near: Vec<_> = self
            .merchants
            .iter()
            .filter(|merchant| merchant.place == self.victim.home && !merchant.is_online)
            .collect();
        let mut at = self.now;
        (0..dice.between(5, 10))
            .map(|_| {
                at = at.plus_millis(dice.between(2 * MINUTE, 12 * MINUTE));
                let merchant = *dice.pick(&near);
                let cents = dice.amount_minor(merchant.middle_cents * 4);
                self.victim.pay(at, merchant, cents, dice)
            })
            .collect()
    }

    fn takeover(&self, dice: &mut Dice) -> Vec<Payment> {
        let place = *dice.pick(&ELSEWHERE);
        let mut at = self.now.plus_millis(dice.between(0, 6 * HOUR));
        (0..dice.between(2, 5))
            .map(|_| {
                at = at.plus_millis(dice.between(3 * MINUTE, 50 * MINUTE));
                let mut payment = self.victim.pay(at, self.online(dice), dice.between(25_000, 120_000), dice);
                self.pays_from_afar(&mut payment, place);
                payment
            })
            .collect()
    }

    fn cloned_card(&self, dice: &mut Dice) -> Vec<Payment> {
        let place = *dice.pick(&ELSEWHERE);
        let near: Vec<_> = self
            .merchants
            .iter()
            .filter(|merchant| merchant.place == self.victim.home && !merchant.is_online)
            .collect();
        let own = self.victim.pay(self.now, dice.pick::<&Merchant>(&near), dice.between(800, 6_000), dice);
        let mut at = self.now;
        let mut payments: Vec<_> = (0..dice.between(2, 5))
            .map(|_| {
                at = at.plus_millis(dice.between(15 * MINUTE, 60 * MINUTE));
                let merchant = Merchant { place, ..(*dice.pick(&near)).clone() };
                let mut payment = self.victim.pay(at, &merchant, dice.between(8_000, 45_000), dice);
                payment.merchant = format!("{} Store", place.city);
                payment.merchant_id = format!("X{:05}", dice.below(500));
                payment
            })
            .collect();
        // The first to pay far away within reach of the owner's own last payment shows the copy.
        payments[0].event_time = own.event_time.plus_millis(20 * MINUTE);
        payments.sort_by_key(|payment| payment.event_time);
        payments
    }

    fn synthetic_identity(&self, dice: &mut Dice) -> Vec<Payment> {
        let mut at = self.now;
        (0..dice.between(1, 3))
            .map(|_| {
                at = at.plus_millis(dice.between(10 * MINUTE, 5 * HOUR));
                let mut payment =
                    self.victim.pay(at, self.online(dice), dice.between(280_000, 900_000), dice);
                payment.card_number = card_number(800_000_000 + self.number);
                payment.customer_id = format!("N{:06}", self.number);
                payment.email_address = format!("new{}@example.net", self.number);
                payment.device_id = self.device();
                payment.ip_address = self.ip_address();
                payment
            })
            .collect()
    }

    fn cash_out(&self, dice: &mut Dice) -> Vec<Payment> {
        let cash_like: Vec<_> = self
            .merchants
            .iter()
            .filter(|merchant| merchant.place == self.victim.home && CASH_LIKE.contains(&merchant.category))
            .collect();
        let zone = (self.victim.home.longitude / 15.0).round() as i64 * HOUR;
        let local = (self.now.as_millis() + zone).rem_euclid(24 * HOUR);
        let mut at = self.now.plus_millis((26 * HOUR - local).rem_euclid(24 * HOUR));
        (0..dice.between(4, 8))
            .map(|_| {
                at = at.plus_millis(dice.between(2 * MINUTE, 15 * MINUTE));
                let mut payment = self.victim.pay(
                    at,
                    dice.pick::<&Merchant>(&cash_like),
                    dice.between(10_000, 50_000),
                    dice,
                );
                payment.device_id = self.device();
                payment.ip_address = self.ip_address();
                payment
            })
            .collect()
    }

    fn device_farm(&self, dice: &mut Dice) -> Vec<Payment> {
        let merchant = self.online(dice);
        let mut at = self.now;
        (0..dice.between(6, 12))
            .map(|_| {
                at = at.plus_millis(dice.between(MINUTE, 8 * MINUTE));
                let owner = dice.pick(self.customers);
                let mut payment = owner.pay(at, merchant, dice.between(3_000, 20_000), dice);
                payment.device_id = self.device();
                payment.ip_address = self.ip_address();
                payment
            })
            .collect()
    }
}

fn move_to(payment: &mut Payment, place: Place) {
    payment.location = place.location();
    payment.country = place.country;
    payment.city = place.city;
    payment.latitude = place.latitude;
    payment.longitude = place.longitude;
}

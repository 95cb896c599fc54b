//! Payments by the clock: what a schedule sends, minute by minute, whoever is asked and however often.

use std::iter::Peekable;
use std::net::Ipv6Addr;

use fraud::made_up::{MADE_UP_CUSTOMERS, MarkKey};
use fraud::{Day, Timestamp};

use crate::{Payment, Settings, Traffic};

/// How many customers there have to be for each payment an hour, newcomers included.
const CUSTOMERS_A_PAYMENT: f64 = 26.0;
const WEEK_MILLIS: i64 = 7 * Day::MILLIS;
/// 1970-01-05, a Monday.
const FIRST_MONDAY_MILLIS: i64 = 4 * Day::MILLIS;

/// What is sent.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rate {
    /// Decides everything.
    pub seed: u64,
    /// How many payments there are in an hour, on average over a day: people sleep.
    pub payments_per_hour: u32,
    /// The part of them that is fraud, roughly: 0 to 0.5.
    pub fraud_rate: f64,
}

/// Payments of the customers of a made-up bank, as they happen. The same people come anew every Monday (UTC), so that any minute's payments can be
/// made without those of the months before.
#[derive(Debug)]
pub struct Feed {
    rate: Rate,
    week: Option<Week>,
}

#[derive(Debug)]
struct Week {
    start: Timestamp,
    payments: Peekable<Traffic>,
    /// Everything before was taken.
    until: Timestamp,
}

/// A payment of a feed.
#[derive(Clone, PartialEq, Debug)]
pub struct FedPayment {
    /// The same whenever it is made, and another for every other payment of a deployment's feed.
    pub id: String,
    /// The payment. Customer, card, device, address and mailbox are nobody else's, so that no real payment has a past among these.
    pub payment: Payment,
}

impl FedPayment {
    /// The body of a POST.
    pub fn body(&self) -> String {
        self.payment.request().to_string()
    }

    /// Which of so many ways it goes, from 0, where payments go several: those of one customer go the same way, and so stay in order.
    pub fn way(&self, ways: usize) -> usize {
        let customer = self.payment.customer_id.bytes();
        let number = customer.fold(0_usize, |number, byte| number.wrapping_mul(31).wrapping_add(byte.into()));
        number % ways.max(1)
    }

    /// By what the deployment that has this key knows the payment as made up.
    pub fn mark(&self, key: &MarkKey) -> String {
        key.mark(self.body().as_bytes(), self.payment.event_time).expect("generated requests are good")
    }
}

impl Feed {
    /// A feed, which begins to generate when it is asked.
    pub fn new(rate: Rate) -> Feed {
        Feed { rate, week: None }
    }

    /// The payments that happen from `from` on and before `until`, in order. Whoever asks for one minute after the other generates each payment
    /// once.
    pub fn between(&mut self, from: Timestamp, until: Timestamp) -> Vec<FedPayment> {
        let mut fed = Vec::new();
        let mut at = from;
        while at < until {
            let start = monday_of(at);
            let end = until.min(start.plus_millis(WEEK_MILLIS));
            self.of_week(start, at, end, &mut fed);
            at = end;
        }
        fed
    }

    fn of_week(&mut self, start: Timestamp, from: Timestamp, until: Timestamp, fed: &mut Vec<FedPayment>) {
        let week = match self.week.take() {
            Some(week) if week.start == start && week.until <= from => week,
            _ => Week { start, payments: self.traffic(start).peekable(), until: start },
        };
        let week = self.week.insert(Week { until, ..week });
        while let Some(payment) = week.payments.next_if(|payment| payment.event_time < until) {
            if payment.event_time >= from {
                fed.push(set_apart(payment));
            }
        }
    }

    fn traffic(&self, start: Timestamp) -> Traffic {
        let customers = (f64::from(self.rate.payments_per_hour) * CUSTOMERS_A_PAYMENT).round() as usize;
        Traffic::new(Settings { seed: self.rate.seed, customers, start, fraud_rate: self.rate.fraud_rate })
    }
}

/// A payment whose entities are nobody else's.
fn set_apart(mut payment: Payment) -> FedPayment {
    // The letter of the customer's id parts two numbers, which together might pass for one of a card.
    let id = format!("{MADE_UP_CUSTOMERS}{:x}-{}", payment.event_time.as_millis(), payment.customer_id);
    let device_id = payment.device_id.as_mut();
    for name in [&mut payment.customer_id, &mut payment.email_address].into_iter().chain(device_id) {
        name.insert_str(0, MADE_UP_CUSTOMERS);
    }
    payment.ip_address = documentation_address(&payment.ip_address);
    FedPayment { id, payment }
}

/// An address of the range for documentation (RFC 3849), where nobody is. Those of one IPv4 network stay in one network.
fn documentation_address(address: &str) -> String {
    let Ok(address) = address.parse::<std::net::Ipv4Addr>() else {
        unreachable!("generated addresses are of IPv4")
    };
    let [a, b, c, d] = address.octets().map(u16::from);
    Ipv6Addr::new(0x2001, 0xdb8, a << 8 | b, c, 0, 0, 0, d).to_string()
}

fn monday_of(at: Timestamp) -> Timestamp {
    let since = (at.as_millis() - FIRST_MONDAY_MILLIS).rem_euclid(WEEK_MILLIS);
    at.plus_millis(-since)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fraud::CardKey;
    use fraud::card::looks_like_card_number;
    use fraud::request::{self, Intake};

    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    /// 2026-03-08, a Sunday, 23:00.
    const SUNDAY_EVENING: Timestamp = Timestamp::from_millis(1_773_010_800_000);

    fn rate(payments_per_hour: u32) -> Rate {
        Rate { seed: 1, payments_per_hour, fraud_rate: 0.02 }
    }

    #[test]
    fn any_minute_has_the_same_payments_whoever_is_asked() {
        let mut one = Feed::new(rate(60));
        let minutes: Vec<_> = (0..120)
            .flat_map(|minute| {
                let from = SUNDAY_EVENING.plus_millis(minute * 60_000);
                one.between(from, from.plus_millis(60_000))
            })
            .collect();
        let whole = Feed::new(rate(60)).between(SUNDAY_EVENING, SUNDAY_EVENING.plus_millis(2 * HOUR));
        assert_eq!(minutes, whole);
        assert!(!whole.is_empty());
        // What was asked before makes no difference, be it later.
        assert_eq!(one.between(SUNDAY_EVENING, SUNDAY_EVENING.plus_millis(2 * HOUR)), whole);
    }

    fn a_week() -> Vec<FedPayment> {
        Feed::new(rate(200)).between(SUNDAY_EVENING, SUNDAY_EVENING.plus_millis(7 * 24 * HOUR))
    }

    #[test]
    fn a_payment_has_an_id_of_its_own_that_a_request_takes() {
        let week = a_week();
        let ids: BTreeSet<_> = week.iter().map(|fed| &fed.id).collect();
        assert_eq!(ids.len(), week.len());
        for id in ids {
            assert!(id.len() < 60 && id.is_ascii() && !looks_like_card_number(id), "{id}");
        }
        assert!(week.iter().any(|fed| fed.payment.pattern.is_some()));
    }

    #[test]
    fn a_payment_is_known_by_its_mark_and_shares_nothing_with_real_ones() {
        let (key, mark_key) = (CardKey::new([7; 32]).unwrap(), MarkKey::new([8; 32]).unwrap());
        for fed in a_week() {
            let (body, at) = (fed.body(), fed.payment.event_time);
            let intake = request::parse(body.as_bytes(), &key, at).unwrap();
            let mark = fed.mark(&mark_key);
            let Intake { transaction, .. } = mark_key.marked(intake, body.as_bytes(), &mark, at).unwrap();
            assert!(transaction.made_up);
            let device = transaction.device.and_then(|device| device.id);
            for name in [transaction.customer_id, transaction.email_address, device].into_iter().flatten() {
                assert!(name.starts_with(MADE_UP_CUSTOMERS), "{name}");
            }
            assert!(transaction.ip_address.unwrap().to_string().starts_with("2001:db8:"));
        }
    }

    #[test]
    fn who_shared_a_network_shares_it_still() {
        for (address, expected) in [
            ("10.1.2.3", "2001:db8:a01:2::3"),
            ("10.1.2.255", "2001:db8:a01:2::ff"),
            ("203.0.113.7", "2001:db8:cb00:71::7"),
        ] {
            assert_eq!(documentation_address(address), expected);
        }
    }

    #[test]
    fn there_are_about_as_many_as_were_asked_for() {
        for per_hour in [10, 100, 600] {
            let monday = monday_of(SUNDAY_EVENING);
            // Wednesday and Thursday.
            let from = monday.plus_millis(48 * HOUR);
            let count = Feed::new(rate(per_hour)).between(from, from.plus_millis(48 * HOUR)).len();
            let asked = 48.0 * f64::from(per_hour);
            let part = count as f64 / asked;
            assert!((0.8..1.25).contains(&part), "{count} of {asked}");
        }
    }
}

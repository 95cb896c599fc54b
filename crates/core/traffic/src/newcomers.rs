//! People who pay for the first time, as they come to every business each day: some come back for a while, some are never
//! seen again, some live where no other customer does, and some pay a shop that has just opened.
//!
//! They have dice of their own, so that the payments of everybody else are the same with them as without.

use fraud::{Day, Timestamp};

use crate::customers::Customer;
use crate::dice::Dice;
use crate::merchants::{self, Merchant};
use crate::payment::Payment;
use crate::places::{ELSEWHERE, FURTHER, HOMES, Place};

/// How many come a day for each customer that there is.
const A_DAY: f64 = 0.03;
/// How likely each payment of theirs is followed by another one: as many go as come, so that the world stays as it is.
const RETURN: f64 = 0.8;
/// The part of them that lives where the customers do, and of the rest where fraudsters are as well.
const AT_HOME: f64 = 0.8;
const AMONG_FRAUDSTERS: f64 = 0.5;
/// The part of their payments that goes to a shop which nobody has paid before.
const TO_NEW_SHOPS: f64 = 0.25;
/// The customers' own numbers are smaller.
const FIRST_NUMBER: usize = 500_000;

/// Somebody's number, and when they pay next.
pub(crate) type Return = (usize, Timestamp);

/// Who has come so far.
#[derive(Debug)]
pub(crate) struct Newcomers {
    dice: Dice,
    people: Vec<Customer>,
    shops: usize,
    interval: i64,
}

impl Newcomers {
    pub(crate) fn new(seed: u64, customers: usize) -> Newcomers {
        let interval = (Day::MILLIS as f64 / (A_DAY * customers.max(1) as f64)) as i64;
        Newcomers { dice: Dice::new(seed ^ 0x4E45_5743_4F4D_4552), people: Vec::new(), shops: 0, interval }
    }

    /// When the next one comes.
    pub(crate) fn next_arrival(&mut self, after: Timestamp) -> Timestamp {
        after.plus_millis(self.dice.between(1, 2 * self.interval))
    }

    /// Somebody pays for the first time.
    pub(crate) fn arrive(&mut self, now: Timestamp, known: &[Merchant]) -> (Payment, Option<Return>) {
        let number = self.people.len();
        let home = self.home();
        let customer = Customer::who_lives(FIRST_NUMBER + number, home, &mut self.dice, known);
        self.people.push(customer);
        self.pay_and_plan(number, now, known)
    }

    /// Somebody who came before pays again.
    pub(crate) fn pay_and_plan(
        &mut self,
        number: usize,
        now: Timestamp,
        known: &[Merchant],
    ) -> (Payment, Option<Return>) {
        let payment = self.pay(number, now, known);
        let next = self
            .dice
            .chance(RETURN)
            .then(|| (number, self.people[number].next_purchase(now, &mut self.dice)));
        (payment, next)
    }

    fn home(&mut self) -> Place {
        if self.dice.chance(AT_HOME) {
            *self.dice.pick(&HOMES)
        } else if self.dice.chance(AMONG_FRAUDSTERS) {
            *self.dice.pick(&ELSEWHERE)
        } else {
            *self.dice.pick(&FURTHER)
        }
    }

    fn pay(&mut self, number: usize, now: Timestamp, known: &[Merchant]) -> Payment {
        let home = self.people[number].home;
        let near: Vec<&Merchant> = known.iter().filter(|merchant| merchant.place == home).collect();
        let opened;
        let merchant = if near.is_empty() || self.dice.chance(TO_NEW_SHOPS) {
            self.shops += 1;
            opened = merchants::just_opened(self.shops, home, &mut self.dice);
            &opened
        } else {
            *self.dice.pick(&near)
        };
        let cents = self.people[number].what_they_spend(merchant, &mut self.dice);
        self.people[number].pay(now, merchant, cents, &mut self.dice)
    }
}

//! Generated card payments, for demonstrations, tests and benchmarks: customers with their habits, newcomers, merchants,
//! places, and a little fraud of kinds that are named in the labels. The same seed gives the same payments on every
//! machine; no person, card or address in them is anybody's.

mod change;
mod customers;
mod dice;
mod feed;
mod fraudsters;
mod merchants;
mod newcomers;
mod payment;
mod places;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use fraud::{Day, Timestamp};

pub use change::Change;
use customers::Customer;
use dice::Dice;
pub use feed::{FedPayment, Feed, Rate};
pub use fraudsters::Pattern;
use merchants::Merchant;
use newcomers::Newcomers;
pub use payment::{CSV_HEADER, Payment};

/// What is generated.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Decides everything.
    pub seed: u64,
    /// How many people pay from the start on; every day some more come.
    pub customers: usize,
    /// When the first payment may happen.
    pub start: Timestamp,
    /// The part of the payments that is fraud, roughly: 0 to 0.5.
    pub fraud_rate: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        // 2026-03-01, a Sunday.
        let start = Timestamp::from_millis(1_772_323_200_000);
        Settings { seed: 1, customers: 2_000, start, fraud_rate: 0.01 }
    }
}

/// Payments in the order in which they happen, without end.
#[derive(Debug)]
pub struct Traffic {
    dice: Dice,
    settings: Settings,
    customers: Vec<Customer>,
    merchants: Vec<Merchant>,
    newcomers: Newcomers,
    agenda: BinaryHeap<Reverse<Appointment>>,
    appointments: u64,
    episodes: u64,
}

/// What happens at a time; of two at one time, what was planned first.
#[derive(Debug)]
struct Appointment {
    at: Timestamp,
    number: u64,
    what: Occasion,
}

#[derive(Debug)]
enum Occasion {
    /// A customer buys something.
    Purchase(usize),
    /// A fraudster's payment, planned to the last detail.
    Fraud(Box<Payment>),
    /// A customer has found out and gets another card.
    NewCard(usize),
    /// Somebody pays for the first time.
    Arrival,
    /// Somebody who came before pays again.
    Return(usize),
}

/// How long it takes until a customer finds out.
const FOUND_OUT_MILLIS: i64 = 2 * Day::MILLIS;

impl PartialEq for Appointment {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Appointment {}

impl PartialOrd for Appointment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Appointment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl Traffic {
    /// Starts to generate.
    pub fn new(settings: Settings) -> Traffic {
        let mut dice = Dice::new(settings.seed);
        let merchants = merchants::open(&mut dice);
        let customers: Vec<_> = (0..settings.customers.max(1))
            .map(|number| Customer::born(number, &mut dice, &merchants))
            .collect();
        let mut traffic = Traffic {
            dice,
            settings,
            customers,
            merchants,
            newcomers: Newcomers::new(settings.seed, settings.customers),
            agenda: BinaryHeap::new(),
            appointments: 0,
            episodes: 0,
        };
        for index in 0..traffic.customers.len() {
            traffic.plan_purchase(index, settings.start);
        }
        let first = traffic.newcomers.next_arrival(settings.start);
        traffic.plan(first, Occasion::Arrival);
        traffic
    }

    fn plan(&mut self, at: Timestamp, what: Occasion) {
        self.appointments += 1;
        self.agenda.push(Reverse(Appointment { at, number: self.appointments, what }));
    }

    fn plan_purchase(&mut self, index: usize, after: Timestamp) {
        let at = self.customers[index].next_purchase(after, &mut self.dice);
        self.plan(at, Occasion::Purchase(index));
    }

    fn with_return(&mut self, (payment, returns): (Payment, Option<newcomers::Return>)) -> Payment {
        if let Some((number, at)) = returns {
            self.plan(at, Occasion::Return(number));
        }
        payment
    }

    /// Now and then somebody is defrauded.
    fn maybe_defraud(&mut self, now: Timestamp) {
        let chance = self.settings.fraud_rate.clamp(0.0, 0.5) / fraudsters::PAYMENTS_PER_EPISODE;
        if !self.dice.chance(chance) {
            return;
        }
        self.episodes += 1;
        let victim = self.dice.below(self.customers.len());
        let episode = fraudsters::Episode {
            number: self.episodes,
            now,
            victim: &self.customers[victim],
            customers: &self.customers,
            merchants: &self.merchants,
        };
        let pattern = *self.dice.pick(&Pattern::ALL);
        let payments = episode.payments(pattern, &mut self.dice);
        let defrauded: BTreeSet<_> =
            payments.iter().filter_map(|payment| customers::number_of(&payment.customer_id)).collect();
        let last = payments.last().map_or(now, |payment| payment.event_time);
        for number in defrauded {
            self.plan(last.plus_millis(FOUND_OUT_MILLIS), Occasion::NewCard(number));
        }
        for payment in payments {
            self.plan(payment.event_time, Occasion::Fraud(Box::new(payment)));
        }
    }
}

impl Iterator for Traffic {
    type Item = Payment;

    fn next(&mut self) -> Option<Payment> {
        loop {
            let Reverse(appointment) = self.agenda.pop()?;
            match appointment.what {
                Occasion::Fraud(payment) => return Some(*payment),
                Occasion::NewCard(index) => self.customers[index].get_new_card(),
                Occasion::Arrival => {
                    let next = self.newcomers.next_arrival(appointment.at);
                    self.plan(next, Occasion::Arrival);
                    let arrived = self.newcomers.arrive(appointment.at, &self.merchants);
                    return Some(self.with_return(arrived));
                }
                Occasion::Return(number) => {
                    let came = self.newcomers.pay_and_plan(number, appointment.at, &self.merchants);
                    return Some(self.with_return(came));
                }
                Occasion::Purchase(index) => {
                    let payment =
                        self.customers[index].purchase(appointment.at, &mut self.dice, &self.merchants);
                    self.plan_purchase(index, appointment.at);
                    self.maybe_defraud(appointment.at);
                    return Some(payment);
                }
            }
        }
    }
}

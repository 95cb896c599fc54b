//! Which payments are learned from, and which are compared on.

use std::collections::BTreeMap;
use std::ops::Range;

use fraud::{Day, Timestamp};

use crate::calendar::{day, days_after, midnight};
use crate::settings::LifeSettings;

/// The times of a retraining. All begin and end at midnight (UTC).
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// What the challenger learns from. It ends when the labels of its last payments were just in at the start of
    /// `compare_on`, as it is when a model goes into force.
    pub learn_from: Range<Timestamp>,
    /// The latest mature payments, which neither model has learned from. Empty if there are none.
    pub compare_on: Range<Timestamp>,
    /// Labels of payments before this had their time to come in.
    pub mature_until: Timestamp,
    /// Payments from here on are not looked at: their day is not over.
    pub until: Timestamp,
    /// From when on payments are replayed, for what features look back at.
    pub read_from: Timestamp,
    /// One payment in so many becomes a row.
    pub one_in: u64,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

impl Plan {
    /// The times as seen from `now`. A champion that has learned from labels says until when.
    pub fn new(now: Timestamp, champion_learned_until: Option<Timestamp>, settings: &LifeSettings) -> Plan {
        let until = midnight(now);
        let mature_until = days_after(until, -settings.label_delay_days);
        let latest = days_after(mature_until, -settings.window_days);
        let mut notes = Vec::new();
        // A model that learned until yesterday knows yesterday's cards: it is compared as a model that was just put in
        // force, on payments that came when its labels were in.
        let unseen_from = champion_learned_until
            .map(|learned| days_after(midnight(learned), 1 + settings.label_delay_days))
            .unwrap_or(latest);
        let compare_from = latest.max(unseen_from).min(mature_until);
        if compare_from > latest && compare_from < mature_until {
            notes.push(format!(
                "The champion has learned from a part of the latest mature week, so both models are compared on what came \
                 later: from {} on.",
                day(compare_from)
            ));
        }
        if compare_from == mature_until {
            notes.push(format!(
                "The champion has learned from all that is mature: there is nothing to compare on before {}.",
                day(days_after(unseen_from, 1 + settings.label_delay_days))
            ));
        }
        let learn_until = days_after(compare_from, -settings.label_delay_days);
        let learn_from = days_after(learn_until, -settings.train_days);
        Plan {
            learn_from: learn_from..learn_until,
            compare_on: compare_from..mature_until,
            mature_until,
            until,
            read_from: days_after(learn_from, -settings.history_days),
            one_in: 1,
            notes,
        }
    }

    /// Whether there is anything to compare on.
    pub fn can_compare(&self) -> bool {
        self.compare_on.start < self.compare_on.end
    }

    /// Which payments become rows. A deployment whose champion has learned from no labels also needs the latest ones.
    pub fn rows_in(&self, with_latest: bool) -> Range<Timestamp> {
        self.learn_from.start..if with_latest { self.until } else { self.mature_until }
    }

    /// Makes it fit, by how many payments were received on each day, as a day is counted from 1970-01-01. It learns from fewer
    /// days if more would have to be replayed than one training can go through, but from a window at least; and of
    /// the days that are left some payments are drawn if there are more than memory holds.
    pub fn fit(
        &mut self,
        payments_by_day: &BTreeMap<i64, usize>,
        settings: &LifeSettings,
        with_latest: bool,
    ) {
        let number = |instant: Timestamp| Day::of(instant).number();
        let received = |time: Range<Timestamp>| -> usize {
            payments_by_day.range(number(time.start)..number(time.end)).map(|(_, count)| count).sum()
        };
        let planned = self.learn_from.start;
        let latest = days_after(self.learn_from.end, -settings.window_days).max(planned);
        while self.learn_from.start < latest && received(self.read_from..self.until) > settings.replayed_max {
            self.learn_from.start = days_after(self.learn_from.start, 1);
            self.read_from = days_after(self.read_from, 1);
        }
        if self.learn_from.start > planned {
            self.notes.push(format!(
                "More than {} payments are too many to go through: learned from {} on, instead of {}.",
                plots::grouped(settings.replayed_max as u64),
                day(self.learn_from.start),
                day(planned)
            ));
        }
        let payments = received(self.rows_in(with_latest));
        self.one_in = payments.div_ceil(settings.payments_max.max(1)).max(1) as u64;
        if self.one_in > 1 {
            self.notes.push(format!(
                "{} payments do not fit into memory, which holds {}: learned from one in {} and compared on one in {}, drawn \
                 without regard to what they turned out to be.",
                plots::grouped(payments as u64),
                plots::grouped(settings.payments_max as u64),
                plots::grouped(self.one_in),
                plots::grouped(self.one_in)
            ));
        }
    }
}

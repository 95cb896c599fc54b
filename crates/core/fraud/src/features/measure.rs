//! What a feature measures, and how.

use super::FeatureValue;
use super::entry::{Aspect, Entry};
use super::geography::distance_km;
use crate::history::{ENTRIES_MAX, Entity};
use crate::language::Rates;
use crate::{Day, Timestamp};

/// How far back habits are looked at: 30 days.
pub(crate) const HABIT_MILLIS: i64 = 30 * Day::MILLIS;
/// How many past payments make a habit of amounts.
const HABIT_ENTRIES_MIN: usize = 3;
/// A customer's amounts are taken to vary by this part of their mean at least: nobody is surprising because
/// they always paid the very same.
const SPREAD_MIN: f64 = 0.1;
/// Two payments are taken to lie this long apart at least when their speed is computed, in hours: a minute.
const APART_HOURS_MIN: f64 = 1.0 / 60.0;

/// A number or a flag that is computed from an entity's past.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Feature {
    pub(crate) measure: Measure,
    pub(crate) entity: Entity,
    /// What counts is younger than this.
    pub(crate) window_millis: i64,
    /// What counts passes this filter of the policy.
    pub(crate) filter: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Measure {
    /// Payments, this one included.
    Count,
    /// Their amounts added up, this one's included.
    Sum,
    /// Of the amounts before this one.
    Mean,
    /// Of the amounts before this one.
    Max,
    /// Of the amounts before this one.
    Min,
    /// The standard deviation of the amounts before this one.
    Spread,
    /// By how many spreads this amount lies above the mean of those before.
    Deviation,
    /// Different values, this one's included.
    Distinct(Aspect),
    /// Whether this value was never there before.
    IsNew(Aspect),
    /// Since the one before.
    MinutesSinceLast,
    /// From the last one whose position is known.
    KmFromLast,
    /// As fast as a card had to travel from there.
    KmhFromLast,
    /// How many payments there usually are within a window that holds any.
    UsualCount,
    /// Since the first one.
    AgeDays,
}

/// All that a feature is computed from.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// Oldest first, none later than the present one but for those that arrive together with it.
    pub(crate) past: &'a [Entry],
    pub(crate) present: &'a Entry,
    pub(crate) rates: &'a Rates,
    pub(crate) now: Timestamp,
}

impl Feature {
    pub(crate) fn value(&self, around: &Surroundings<'_>) -> Option<FeatureValue> {
        match self.measure {
            Measure::IsNew(aspect) => self.is_new(aspect, around).map(FeatureValue::Flag),
            _ => self.number(around).filter(|number| number.is_finite()).map(FeatureValue::Number),
        }
    }

    fn number(&self, around: &Surroundings<'_>) -> Option<f64> {
        let present = around.present;
        match self.measure {
            Measure::Count => {
                Some((self.window(around).count() + usize::from(self.counts(present, around))) as f64)
            }
            Measure::Sum => Some(self.sum(around)),
            Measure::Mean => Some(self.amounts(around)?.mean),
            Measure::Spread => Some(self.amounts(around)?.spread),
            Measure::Max => self.past_amounts(around).reduce(f64::max),
            Measure::Min => self.past_amounts(around).reduce(f64::min),
            Measure::Deviation => self.deviation(around),
            Measure::Distinct(aspect) => Some(self.distinct(aspect, around) as f64),
            Measure::IsNew(_) => None,
            Measure::MinutesSinceLast => {
                let last = self.window(around).next_back()?;
                Some((present.time_millis - last.time_millis).max(0) as f64 / 60_000.0)
            }
            Measure::KmFromLast => self.travel(around).map(|(km, _)| km),
            Measure::KmhFromLast => self.travel(around).map(|(km, hours)| km / hours.max(APART_HOURS_MIN)),
            Measure::UsualCount => self.usual_count(around),
            Measure::AgeDays => {
                let first = self.window(around).next();
                let age = first.map_or(0, |first| (present.time_millis - first.time_millis).max(0));
                Some(age as f64 / Day::MILLIS as f64)
            }
        }
    }

    /// What counts of the past, oldest first.
    fn window<'a>(&self, around: &Surroundings<'a>) -> impl DoubleEndedIterator<Item = &'a Entry> + use<'a> {
        let since = around.present.time_millis - self.window_millis;
        let start = around.past.partition_point(|entry| entry.time_millis <= since);
        let (filter, now) = (self.filter, around.now);
        around.past[start..].iter().filter(move |entry| filter.is_none_or(|filter| entry.passes(filter, now)))
    }

    fn counts(&self, entry: &Entry, around: &Surroundings<'_>) -> bool {
        self.filter.is_none_or(|filter| entry.passes(filter, around.now))
    }

    /// Amounts of the present currency are added exactly; others are converted first.
    fn sum(&self, around: &Surroundings<'_>) -> f64 {
        let present = around.present;
        let mut same_minor = if self.counts(present, around) { present.amount_minor } else { 0 };
        let mut others_major = 0.0;
        for entry in self.window(around) {
            if entry.currency == present.currency {
                same_minor = same_minor.saturating_add(entry.amount_minor);
            } else {
                others_major += major(entry, around);
            }
        }
        present.currency.to_major_f64(same_minor) + others_major
    }

    fn past_amounts<'a>(&self, around: &Surroundings<'a>) -> impl Iterator<Item = f64> + use<'a> {
        let around = *around;
        self.window(&around).map(move |entry| major(entry, &around))
    }

    fn amounts(&self, around: &Surroundings<'_>) -> Option<Amounts> {
        let (mut count, mut total) = (0_usize, 0.0);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for amount in self.past_amounts(around) {
            (count, total) = (count + 1, total + amount);
            (least, most) = (least.min(amount), most.max(amount));
        }
        if count == 0 {
            return None;
        }
        if least == most {
            // Exactly so: 0.10 three times has a mean of 0.10, which a third of their sum in binary fractions is not.
            return Some(Amounts { count, mean: least, spread: 0.0 });
        }
        let mean = total / count as f64;
        let squares: f64 = self.past_amounts(around).map(|amount| (amount - mean) * (amount - mean)).sum();
        Some(Amounts { count, mean, spread: libm::sqrt(squares / count as f64) })
    }

    fn deviation(&self, around: &Surroundings<'_>) -> Option<f64> {
        let amounts = self.amounts(around).filter(|amounts| amounts.count >= HABIT_ENTRIES_MIN)?;
        let above = major(around.present, around) - amounts.mean;
        Some(above / amounts.spread.max(SPREAD_MIN * amounts.mean))
    }

    fn distinct(&self, aspect: Aspect, around: &Surroundings<'_>) -> usize {
        let mut keys = [0; ENTRIES_MAX + 1];
        let present = Some(around.present).filter(|present| self.counts(present, around));
        let found = self.window(around).chain(present).map(|entry| entry.key(aspect)).filter(|key| *key != 0);
        let mut count = 0;
        for (place, key) in keys.iter_mut().zip(found) {
            *place = key;
            count += 1;
        }
        let keys = &mut keys[..count];
        keys.sort_unstable();
        keys.chunk_by(|one, next| one == next).count()
    }

    fn is_new(&self, aspect: Aspect, around: &Surroundings<'_>) -> Option<bool> {
        let is_known = around.present.key(aspect) != 0;
        is_known.then(|| !self.window(around).any(|entry| entry.shares(aspect, around.present)))
    }

    /// Kilometres and hours since the last known position.
    fn travel(&self, around: &Surroundings<'_>) -> Option<(f64, f64)> {
        let to = around.present.position?;
        let (last, from) =
            self.window(around).rev().find_map(|entry| entry.position.map(|from| (entry, from)))?;
        let hours = (around.present.time_millis - last.time_millis) as f64 / 3_600_000.0;
        Some((distance_km(from, to), hours))
    }

    /// The mean, over the payments of the habit period that lie before the window, of how many payments
    /// there were within one window's time up to each.
    fn usual_count(&self, around: &Surroundings<'_>) -> Option<f64> {
        let until = around.present.time_millis - self.window_millis;
        let habit = Feature { window_millis: HABIT_MILLIS, ..self.clone() };
        let times = || habit.window(around).map(|entry| entry.time_millis).take_while(|time| *time <= until);
        let mut first = times().peekable();
        let (mut payments, mut within, mut total) = (0_usize, 0_usize, 0_usize);
        for time in times() {
            payments += 1;
            within += 1;
            while first.next_if(|first| *first <= time - self.window_millis).is_some() {
                within -= 1;
            }
            total += within;
        }
        (payments > 0).then(|| total as f64 / payments as f64)
    }
}

struct Amounts {
    count: usize,
    mean: f64,
    spread: f64,
}

/// The entry's amount in the present currency.
fn major(entry: &Entry, around: &Surroundings<'_>) -> f64 {
    around.rates.convert(entry.amount_major, entry.currency, around.present.currency)
}

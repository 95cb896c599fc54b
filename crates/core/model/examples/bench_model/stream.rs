//! A made-up stream of payments, with and without a change, and what a daily look for drift says of it.

use std::collections::BTreeSet;
use std::error::Error;

use fraud::{CardKey, Day, PastTransaction, Timestamp, request};
use model::drift::{DriftReport, confirmed, report};
use model::{DriftSettings, FeatureList, Model, PolicyContext, Replay, Rows};
use serde::Deserialize;
use serde_json::{Value, json};
use traffic::{Pattern, Payment, Traffic};

/// How late labels are known.
const DELAY_DAYS: i64 = 7;
/// A look compares three windows of so many days.
const WINDOW_DAYS: i64 = 7;
const WINDOWS: i64 = 3;

/// The world from a day on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum World {
    /// As it was.
    Unchanged,
    /// All amounts are multiplied.
    Dearer(f64),
    /// One payment in so many has its amount multiplied.
    SomeDearer(usize, f64),
    /// A kind of fraud that was not there before.
    NewFraud(Pattern),
    /// Payments come without these fields.
    Without(&'static [&'static str]),
}

impl World {
    fn apply(self, number: usize, payment: &Payment) -> Value {
        let mut request = payment.request();
        let times = match self {
            World::Dearer(times) => times,
            World::SomeDearer(one_in, times) if number.is_multiple_of(one_in) => times,
            _ => 1.0,
        };
        if times > 1.0 {
            let digits = payment.amount.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let amount = times * payment.amount.parse::<f64>().unwrap_or_default();
            request["amount"] = json!(format!("{amount:.digits$}").parse::<f64>().unwrap_or_default());
        }
        if let (World::Without(fields), Some(members)) = (self, request.as_object_mut()) {
            members.retain(|member, _| !fields.contains(&member.as_str()));
        }
        request
    }
}

/// What is made up.
#[derive(Clone, Copy)]
pub(crate) struct Stream {
    pub(crate) settings: traffic::Settings,
    /// How many days are looked at.
    pub(crate) days: i64,
    /// Since when the world is another one.
    pub(crate) changed_on: i64,
    pub(crate) world: World,
}

impl Stream {
    pub(crate) fn day(&self, number: i64) -> Timestamp {
        self.settings.start.plus_millis(number * Day::MILLIS)
    }

    /// Its rows from a day on.
    pub(crate) fn rows(&self, from: i64) -> Result<Rows, Box<dyn Error>> {
        let key = CardKey::new([7; 32])?;
        let (from, changed, end) = (self.day(from), self.day(self.changed_on), self.day(self.days));
        let mut replay = Replay::new(features()?)?;
        let payments = Traffic::new(self.settings).take_while(|payment| payment.event_time < end);
        for (number, payment) in payments.enumerate() {
            let at = payment.event_time;
            let world = if at >= changed { self.world } else { World::Unchanged };
            let is_to_come = at < changed
                && matches!(self.world, World::NewFraud(pattern) if payment.pattern == Some(pattern));
            if is_to_come {
                continue;
            }
            let request = world.apply(number, &payment).to_string();
            let transaction = request::parse(request.as_bytes(), &key, at)?.transaction;
            let past = PastTransaction {
                transaction,
                ..payment.past(&key, number as u64, DELAY_DAYS * Day::MILLIS)
            };
            replay.observe(&past, at >= from)?;
        }
        Ok(replay.finish())
    }

    /// A report for each window that ends on one of these days.
    pub(crate) fn reports(
        &self,
        model: &Model,
        rows: &Rows,
        days: impl Iterator<Item = i64>,
    ) -> Vec<(i64, DriftReport)> {
        let settings = DriftSettings { fraud_min: usize::MAX, ..DriftSettings::default() };
        days.map(|day| {
            let window = rows.all().received_in(self.day(day - WINDOW_DAYS)..self.day(day));
            (day, report(model, &window, &settings))
        })
        .collect()
    }
}

/// The day on which a look is done, and what it confirms to have drifted.
pub(crate) type Look = (i64, BTreeSet<String>);

/// The looks.
pub(crate) fn looks(reports: &[(i64, DriftReport)]) -> Vec<Look> {
    let of_day = |day: i64| reports.iter().find(|(of, _)| *of == day).map(|(_, report)| report.clone());
    let look = |(day, _): &(i64, DriftReport)| {
        let windows: Option<Vec<_>> = (0..WINDOWS).map(|age| of_day(day - age * WINDOW_DAYS)).collect();
        windows.map(|windows| (*day, confirmed(&windows)))
    };
    reports.iter().filter_map(look).collect()
}

/// The standard features, by the default policy's rates and clock.
fn features() -> Result<FeatureList, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Excerpt {
        currency: PolicyContext,
    }
    let policy: Excerpt = toml::from_str(include_str!("../../../../../policies/default.toml"))?;
    Ok(FeatureList { context: policy.currency, ..FeatureList::standard() })
}

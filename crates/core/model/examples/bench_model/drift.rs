//! How often a daily look for drift errs on a stream that does not change, and what it finds of one that does.

use std::collections::BTreeMap;
use std::error::Error;

use fraud::{Day, Timestamp};
use model::drift::KnownDrift;
use model::{ForestSettings, Model, Rows, Settings, train};
use traffic::Pattern;

use crate::stream::{Look, Stream, World, looks};
use crate::table::Figure;
use crate::{at_least, at_most};

/// The reference begins when histories are full.
const FILLED: i64 = 60;
/// Labels of the reference come in before it is learned from.
const DELAY: i64 = 7;
const YEAR: i64 = 365;
/// A change is to be found within so many days.
const FOUND_WITHIN: i64 = 21;

/// What is looked at.
pub(crate) struct Extent {
    /// Deployments: how many people pay, which is about as many payments a day, and on how many seeds they are looked at.
    pub(crate) volumes: Vec<(usize, u64)>,
    /// How many days the reference has.
    pub(crate) reference_days: i64,
}

impl Default for Extent {
    fn default() -> Self {
        Self { volumes: vec![(150, 4), (600, 2)], reference_days: 56 }
    }
}

/// Volumes as they are written: `150:4,600:2`.
pub(crate) fn volumes(text: &str) -> Result<Vec<(usize, u64)>, Box<dyn Error>> {
    let volume = |text: &str| {
        let (payments, seeds) = text.split_once(':').ok_or("a volume is written PAYMENTS:SEEDS")?;
        Ok((payments.parse()?, seeds.parse()?))
    };
    text.split(',').map(volume).collect()
}

const WORLDS: [(&str, World); 5] = [
    ("amounts x 1.3", World::Dearer(1.3)),
    ("one amount in twenty x 5", World::SomeDearer(20, 5.0)),
    ("a fraud that was not there", World::NewFraud(Pattern::DeviceFarm)),
    ("no merchant category", World::Without(&["merchant_category"])),
    ("no place", World::Without(&["geo", "location"])),
];

/// False alarms a year, and the part of the seeds on which each change is found.
pub(crate) fn figures(
    extent: &Extent,
    with_alarms: bool,
    with_changes: bool,
) -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut figures = Vec::new();
    let looked = |customers, seed, world, days| looked(customers, seed, world, days, extent.reference_days);
    for (customers, seeds) in extent.volumes.iter().copied() {
        let (mut alarms, mut looks) = (0, 0);
        for seed in (0..seeds).filter(|_| with_alarms) {
            let found = looked(customers, seed, World::Unchanged, YEAR)?;
            let mut known = KnownDrift::default();
            let is_news =
                |(day, drifted): &&Look| known.note(drifted, Timestamp::from_millis(day * Day::MILLIS));
            let new = found.iter().filter(is_news).count();
            let confirm = found.iter().filter(|(_, drifted)| !drifted.is_empty()).count();
            println!(
                "{customers} payments a day, seed {seed}: {new} false alarms in a year, {confirm} looks of {}",
                found.len()
            );
            let mut by_feature: BTreeMap<&str, usize> = BTreeMap::new();
            for feature in found.iter().flat_map(|(_, drifted)| drifted) {
                *by_feature.entry(feature).or_default() += 1;
            }
            for (feature, looks) in by_feature {
                println!("  {feature}: {looks}");
            }
            (alarms, looks) = (alarms + new, looks + confirm);
        }
        let name = |what: &str| format!("{what}, {customers} payments a day");
        if with_alarms {
            let a_year = |count: usize| count as f64 / seeds as f64;
            figures.push(at_most(name("false drift alarms a year"), Some(1.0), a_year(alarms), ""));
            figures.push(at_most(name("  looks that confirm them"), None, a_year(looks), "of 365"));
        }
        for (what, world) in WORLDS.into_iter().filter(|_| with_changes) {
            let mut found = 0;
            for seed in 0..seeds {
                let looks = looked(customers, seed, world, FOUND_WITHIN)?;
                found += usize::from(looks.iter().any(|(_, drifted)| !drifted.is_empty()));
            }
            println!(
                "{customers} payments a day, {what}: found on {found} of {seeds} seeds within {FOUND_WITHIN} days"
            );
            let part = 100.0 * found as f64 / seeds as f64;
            figures.push(at_least(name(&format!("found within 3 weeks: {what}")), None, part, "%"));
        }
    }
    Ok(figures)
}

/// The daily looks of so many days, the first of which is the day of the change, if there is one.
fn looked(
    customers: usize,
    seed: u64,
    world: World,
    days: i64,
    reference_days: i64,
) -> Result<Vec<Look>, Box<dyn Error>> {
    let settings =
        traffic::Settings { seed: 100 + seed, customers, fraud_rate: 0.05, ..traffic::Settings::default() };
    let changed_on = FILLED + reference_days + DELAY + 14;
    let stream = Stream { settings, days: changed_on + days, changed_on, world };
    let rows = stream.rows(FILLED)?;
    let model = learned(&stream, &rows, reference_days)?;
    let reports = stream.reports(&model, &rows, changed_on - 13..=stream.days);
    Ok(looks(&reports).into_iter().filter(|(day, _)| *day > changed_on).collect())
}

/// Drift needs what the rows looked like, and scores; not the best ones.
fn learned(stream: &Stream, rows: &Rows, reference_days: i64) -> Result<Model, Box<dyn Error>> {
    let mut settings = Settings { forest: ForestSettings { trees: 0, points: 0 }, ..Settings::default() };
    (settings.boost.trees, settings.boost.learning_rate) = (60, 0.1);
    let reference = rows.all().received_in(stream.day(FILLED)..stream.day(FILLED + reference_days));
    Ok(train(&reference, &settings)?)
}

//! What becomes of good payments that lack what training never lacked: how many more of them are flagged.

use std::error::Error;

use fraud::Verdict;
use model::{EVIDENCE_POINTS_MIN, Model, Rows, Settings, train};

use crate::at_most;
use crate::stream::{Stream, World};
use crate::table::Figure;

/// Training begins when histories are full, and takes so many days; the days after it are scored.
const FILLED: i64 = 40;
const TRAINED: i64 = 30;
const SCORED: i64 = 14;

/// How many streams a model is trained on each.
const SEEDS: u64 = 3;

/// The optional fields of a request, some of them together, and all of them.
const FIELDS: [&[&str]; 19] = [
    &["customer_id"],
    &["email_address"],
    &["ip_address"],
    &["merchant_id"],
    &["merchant_category"],
    &["channel"],
    &["device"],
    &["geo"],
    &["location"],
    &["device", "ip_address"],
    &["device", "email_address"],
    &["device", "customer_id"],
    &["device", "channel"],
    &["device", "merchant_category"],
    &["ip_address", "email_address"],
    &["geo", "location"],
    &["merchant_id", "merchant_category"],
    &["device", "ip_address", "email_address", "customer_id"],
    &ALL,
];

const ALL: [&str; 9] = [
    "customer_id",
    "email_address",
    "ip_address",
    "merchant_id",
    "merchant_category",
    "channel",
    "device",
    "geo",
    "location",
];

/// The part of good payments that are flagged, whole and without some fields: on average over the seeds, and the most that it
/// exceeds the whole on one of them.
pub(crate) fn figures() -> Result<Vec<Figure>, Box<dyn Error>> {
    let mut whole = 0.0;
    let mut without: Vec<(f64, f64)> = vec![(0.0, f64::NEG_INFINITY); FIELDS.len()];
    for seed in 0..SEEDS {
        let (of_whole, of_fields) = flagged_on(1 + seed)?;
        whole += of_whole / SEEDS as f64;
        for ((mean, excess), flagged) in without.iter_mut().zip(of_fields) {
            *mean += flagged / SEEDS as f64;
            *excess = excess.max(flagged - of_whole);
        }
    }
    let mut figures = vec![at_most("good payments flagged, whole", None, 100.0 * whole, "%")];
    let aim = (1_000.0 * whole).round() / 10.0 + 1.0;
    for (fields, (mean, excess)) in FIELDS.iter().zip(without) {
        let name = if **fields == ALL { "all of them".to_owned() } else { fields.join(" and ") };
        figures.push(at_most(format!("  without {name}"), Some(aim), 100.0 * mean, "%"));
        figures.push(at_most("    most above the whole", None, 100.0 * excess, "points"));
    }
    Ok(figures)
}

/// The part of good payments that a model of one seed's stream flags, whole and without the fields.
fn flagged_on(seed: u64) -> Result<(f64, Vec<f64>), Box<dyn Error>> {
    let settings =
        traffic::Settings { seed, customers: 300, fraud_rate: 0.05, ..traffic::Settings::default() };
    let changed_on = FILLED + TRAINED;
    let without = |world| Stream { settings, days: changed_on + SCORED, changed_on, world };
    let stream = without(World::Unchanged);
    let rows = stream.rows(FILLED)?;
    let model =
        train(&rows.all().received_in(stream.day(FILLED)..stream.day(changed_on)), &Settings::default())?;
    let whole = flagged(&model, &stream, &rows, changed_on);
    let mut of_fields = Vec::new();
    for fields in FIELDS {
        let stream = without(World::Without(fields));
        of_fields.push(flagged(&model, &stream, &stream.rows(changed_on)?, changed_on));
    }
    println!("seed {seed}: {:.2} % of good payments flagged whole", 100.0 * whole);
    for (fields, flagged) in FIELDS.iter().zip(&of_fields) {
        println!("  {:.2} % without {}", 100.0 * flagged, fields.join(", "));
    }
    Ok((whole, of_fields))
}

/// The part of the good payments from a day on that the model holds evidence against.
fn flagged(model: &Model, stream: &Stream, rows: &Rows, from: i64) -> f64 {
    let good = rows.all().received_in(stream.day(from)..stream.day(stream.days));
    let good = good.only(|fact| fact.verdict == Some(Verdict::Legitimate));
    let list = model.feature_list();
    let points = |place: &usize| {
        model.score(&rows.features_for(&list, *place)).fraud.map_or(0.0, |score| score.points)
    };
    let flagged = good.places().iter().filter(|place| points(place) >= EVIDENCE_POINTS_MIN).count();
    flagged as f64 / good.len().max(1) as f64
}

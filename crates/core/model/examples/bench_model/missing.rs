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

/// The optional fields of a request, and all of them.
const FIELDS: [(&str, &[&str]); 10] = [
    ("customer_id", &["customer_id"]),
    ("email_address", &["email_address"]),
    ("ip_address", &["ip_address"]),
    ("merchant_id", &["merchant_id"]),
    ("merchant_category", &["merchant_category"]),
    ("channel", &["channel"]),
    ("device", &["device"]),
    ("geo", &["geo"]),
    ("location", &["location"]),
    (
        "all of them",
        &[
            "customer_id",
            "email_address",
            "ip_address",
            "merchant_id",
            "merchant_category",
            "channel",
            "device",
            "geo",
            "location",
        ],
    ),
];

/// The part of good payments that are flagged, whole and without each field.
pub(crate) fn figures() -> Result<Vec<Figure>, Box<dyn Error>> {
    let settings = traffic::Settings { customers: 300, fraud_rate: 0.05, ..traffic::Settings::default() };
    let changed_on = FILLED + TRAINED;
    let without = |world| Stream { settings, days: changed_on + SCORED, changed_on, world };
    let stream = without(World::Unchanged);
    let rows = stream.rows(FILLED)?;
    let model =
        train(&rows.all().received_in(stream.day(FILLED)..stream.day(changed_on)), &Settings::default())?;
    let whole = flagged(&model, &stream, &rows, changed_on);
    let mut figures = vec![at_most("good payments flagged, whole", None, 100.0 * whole, "%")];
    for (name, fields) in FIELDS {
        let stream = without(World::Without(fields));
        let flagged = flagged(&model, &stream, &stream.rows(changed_on)?, changed_on);
        let aim = (1_000.0 * whole).round() / 10.0 + 1.0;
        figures.push(at_most(format!("  without {name}"), Some(aim), 100.0 * flagged, "%"));
    }
    Ok(figures)
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

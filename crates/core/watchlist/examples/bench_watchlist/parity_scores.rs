//! How near the parity score comes to what OFAC's own search answered.

use std::error::Error;
use std::path::Path;

use watchlist::{ParityName, parity};

use crate::labelled_pairs::is_held_out;
use crate::table::Figure;
use crate::{at_least, rows, share};

/// OFAC's search was asked for results of at least this: a row without a score was not among them.
const ASKED_FOR: f64 = 80.0;

pub(crate) fn measure(path: &Path, show_errors: bool) -> Result<Vec<Figure>, Box<dyn Error>> {
    let (mut within, mut scored, mut kept_out, mut unlisted) = (0, 0, 0, 0);
    let (mut apart, mut held_within, mut held) = (0.0, 0, 0);
    for row in rows(path)? {
        let [query, listed, theirs] = &row[..] else { continue };
        let theirs: f64 = theirs.parse()?;
        let ours = parity(&ParityName::new(query), &ParityName::new(listed)).score.points();
        let near = if theirs < 0.0 { ours < ASKED_FOR } else { (ours - theirs).abs() <= 5.0 };
        if theirs < 0.0 {
            unlisted += 1;
            kept_out += usize::from(near);
        } else {
            scored += 1;
            within += usize::from(near);
            apart += (ours - theirs).abs();
            let is_held = is_held_out(query, listed);
            held += usize::from(is_held);
            held_within += usize::from(is_held && near);
        }
        if show_errors && !near {
            println!("parity: {query} | {listed}: OFAC {theirs}, ours {ours}");
        }
    }
    Ok(vec![
        at_least(format!("OFAC's scores ({scored}): within ±5"), Some(95.0), share(within, scored), "%"),
        at_least("  held out: within ±5", None, share(held_within, held), "%"),
        at_least("  mean distance", None, apart / f64::from(scored.max(1) as u32), "points"),
        at_least(
            format!("  unscored rows ({unlisted}): kept below 80"),
            None,
            share(kept_out, unlisted),
            "%",
        ),
    ])
}

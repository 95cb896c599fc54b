//! Which payments a new index hits, and which it no longer does.

use std::io::Write;

use anyhow::Result;
use fraud::{KeyId, Party, Transaction};
use serde::Serialize;
use watchlist::{Index, Match, PaymentParty, Score, SearchOptions};

use crate::output::{Output, counted};
use crate::records::Source;

/// How payments fare under the new index.
#[derive(Serialize)]
pub(super) struct PaymentChanges {
    /// How many were looked at.
    payments: u64,
    /// Parties that are hit by an entry that did not hit them before.
    hit: Vec<PaymentHit>,
    /// Parties that are no longer hit by an entry.
    no_longer_hit: Vec<PaymentHit>,
}

/// A party of a payment, and an entry that hits it.
#[derive(Clone, Serialize)]
struct PaymentHit {
    key_id: KeyId,
    party: Party,
    name: String,
    entry: String,
    listed_name: String,
    score: Score,
}

pub(super) fn compare(
    file: &str,
    mapping: Option<&str>,
    old: &Index,
    new: &Index,
    threshold: Score,
) -> Result<PaymentChanges> {
    let mut records = Source::of(file, mapping).open(false)?;
    let mut changes = PaymentChanges { payments: 0, hit: Vec::new(), no_longer_hit: Vec::new() };
    for record in &mut records {
        let record = record?;
        changes.payments += 1;
        for party in Party::ALL {
            let before = hits(record.key_id, party, &record.transaction, old, threshold);
            let after = hits(record.key_id, party, &record.transaction, new, threshold);
            let is_new =
                |hit: &&PaymentHit, known: &[PaymentHit]| known.iter().all(|one| one.entry != hit.entry);
            changes.hit.extend(after.iter().filter(|hit| is_new(hit, &before)).cloned());
            changes.no_longer_hit.extend(before.iter().filter(|hit| is_new(hit, &after)).cloned());
        }
    }
    records.finish();
    Ok(changes)
}

/// The entries that hit a party. A name that can't be screened is hit by none: it is held under any index.
fn hits(
    key_id: KeyId,
    party: Party,
    transaction: &Transaction,
    index: &Index,
    threshold: Score,
) -> Vec<PaymentHit> {
    let Some(name) = party.name_in(transaction) else { return Vec::new() };
    // As a decision screens it: a date of birth, a country and numbers of papers change what is a match.
    let papers = party.papers_in(transaction);
    let asked = PaymentParty {
        name,
        birth_date: papers.and_then(|papers| papers.birth_date.as_deref()),
        country: party.country_in(transaction),
        identifiers: papers.map_or(&[], |papers| &papers.identifiers),
    };
    let Ok(query) = asked.query() else { return Vec::new() };
    let hit = |found: Match| PaymentHit {
        key_id,
        party,
        name: name.to_owned(),
        entry: found.entry.to_string(),
        listed_name: found.primary_name,
        score: found.score,
    };
    index
        .search(&query, SearchOptions { threshold, ..SearchOptions::default() })
        .into_iter()
        .map(hit)
        .collect()
}

impl PaymentChanges {
    pub(super) fn write(&self, output: &mut Output) -> Result<()> {
        for (what, hits) in [("hit", &self.hit), ("no longer hit", &self.no_longer_hit)] {
            for PaymentHit { key_id, party, name, entry, listed_name, score } in hits {
                writeln!(output, "{what}: {key_id} {party} {name:?} by {entry} {listed_name} ({score})")?;
            }
        }
        writeln!(
            output,
            "{}: {} by the new index, {} no longer",
            counted(self.payments, "payment"),
            counted(self.hit.len() as u64, "new hit"),
            self.no_longer_hit.len()
        )?;
        Ok(())
    }
}

//! Screening the parties of a payment: the names are searched in the watchlist, matches that analysts cleared are left out,
//! and the remaining ones become evidence.

mod account;

use std::collections::BTreeSet;

use aws_io::CallError;
use aws_io::object_store::ObjectStore;
use aws_io::object_versions::ObjectVersions;
use aws_io::watchlist_clearances::ClearanceTable;
use fraud::screening::UnreadableParty;
use fraud::{Evidence, Outcome, Party, Screened, ScreeningPolicy, Timestamp, Transaction};
use futures::future::try_join_all;
use watchlist::{
    Clearances, Index, Match, ParticularKind, PartyScreening, PaymentParty, Score, Screening, SearchOptions,
    Verdict, screen,
};

use crate::live_object::{Gone, Live, LiveObject};

/// The object of the index in its bucket.
pub const WATCHLIST_OBJECT: &str = "watchlist.idx";
/// A metric that is counted at each look while the index in the bucket is unusable.
const WATCHLIST_REFUSED: &str = "WatchlistRefused";

/// A party may be somebody on a list.
const MATCH: &str = "WATCHLIST_MATCH";
/// A party's name can't be screened.
const UNREADABLE_NAME: &str = "WATCHLIST_UNREADABLE_NAME";
/// There is no watchlist to screen by.
const UNAVAILABLE: &str = "WATCHLIST_UNAVAILABLE";

/// The most matches of a party that a decision names.
const MATCHES_MAX: usize = 5;

/// The watchlist in force of a bucket.
pub fn live_watchlist<Store: ObjectStore + ObjectVersions>(store: Store) -> LiveObject<Store, Index> {
    let parse = |bytes: &[u8]| Index::load(bytes).map_err(|error| error.to_string());
    LiveObject::new(store, WATCHLIST_OBJECT, parse, Gone::Mistake, WATCHLIST_REFUSED)
}

/// The result of screening a payment.
#[derive(Debug, Default)]
pub(crate) struct PaymentScreening {
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) screened: Option<Box<Screened>>,
    /// Why clearances could not be read. The matches then count as if there were no clearances.
    pub(crate) missing_clearances: Option<CallError>,
}

/// Screens the parties of a payment that the policy names.
pub(crate) async fn screen_payment(
    transaction: &Transaction,
    policy: &ScreeningPolicy,
    watchlist: &Live<Index>,
    clearances: &impl ClearanceTable,
    now: Timestamp,
) -> PaymentScreening {
    if policy.parties.is_empty() {
        return PaymentScreening::default();
    }
    let Live::Ready(index) = watchlist else {
        // A deployment without a watchlist does not screen, unless its policy says that it has to.
        let is_held = policy.required || matches!(watchlist, Live::Unusable);
        let evidence = if is_held { vec![unavailable()] } else { Vec::new() };
        return PaymentScreening { evidence, ..PaymentScreening::default() };
    };
    let Readable { parties, queries, unreadable, mut evidence } = Readable::of(transaction, policy);
    let options = SearchOptions { threshold: Score::from_points(policy.review_from), limit: MATCHES_MAX };
    let search = |clearances: &Clearances| screen(&queries, index, clearances, options, now.as_millis());
    let mut screening = search(&Clearances::default());
    let mut missing_clearances = None;
    if screening.highest().is_some() {
        match clearances_of(&screening, clearances).await {
            Ok(clearances) => screening = search(&clearances),
            Err(error) => missing_clearances = Some(error),
        }
    }
    let mut screened = account::opened(index, policy, unreadable);
    for (party, of_party) in parties.iter().zip(&screening.parties) {
        evidence.extend(match_evidence(*party, of_party, policy, &screened.version));
        account::tell(&mut screened, *party, transaction, of_party);
    }
    PaymentScreening { evidence, screened: Some(Box::new(screened)), missing_clearances }
}

/// The parties whose names can be searched, and evidence for the others.
#[derive(Default)]
struct Readable {
    parties: Vec<Party>,
    queries: Vec<watchlist::Party>,
    unreadable: Vec<UnreadableParty>,
    evidence: Vec<Evidence>,
}

impl Readable {
    fn of(transaction: &Transaction, policy: &ScreeningPolicy) -> Readable {
        let mut readable = Readable::default();
        for party in &policy.parties {
            let (name, key) = (party.name_in(transaction), party.key_in(transaction));
            let (Some(name), Some(key)) = (name, key) else { continue };
            let papers = party.papers_in(transaction);
            let asked = PaymentParty {
                name,
                birth_date: papers.and_then(|papers| papers.birth_date.as_deref()),
                country: party.country_in(transaction),
                identifiers: papers.map_or(&[], |papers| &papers.identifiers),
            };
            match asked.query() {
                Ok(query) => {
                    readable.parties.push(*party);
                    readable.queries.push(watchlist::Party { role: party.to_string(), key, query });
                }
                Err(reason) => {
                    let reason = reason.to_string();
                    readable.evidence.push(held(
                        UNREADABLE_NAME,
                        format!(
                            "The {} can't be screened against the watchlist: {reason}.",
                            party.in_words()
                        ),
                    ));
                    readable.unreadable.push(UnreadableParty { party: *party, reason });
                }
            }
        }
        readable
    }
}

/// The clearances in force of the parties that have matches.
async fn clearances_of(
    screening: &Screening,
    clearances: &impl ClearanceTable,
) -> Result<Clearances, CallError> {
    let with_matches = screening.parties.iter().filter(|party| !party.matches.is_empty());
    let keys: BTreeSet<&str> = with_matches.map(|party| party.key.as_str()).collect();
    let records = try_join_all(keys.into_iter().map(|key| clearances.of_party(key))).await?;
    let not_revoked = records.into_iter().flatten().filter(|record| record.revocation.is_none());
    Ok(not_revoked.map(|record| record.clearance).collect())
}

/// The best match of a party as evidence.
fn match_evidence(
    party: Party,
    found: &PartyScreening,
    policy: &ScreeningPolicy,
    version: &str,
) -> Option<Evidence> {
    let (best, others) = found.matches.split_first()?;
    let mut text = format!(
        "The {} may be {} ({}) of {}: {} of 100 points{}.",
        party.in_words(),
        best.primary_name,
        best.kind,
        best.entry,
        best.score,
        particulars_in_words(best),
    );
    if !others.is_empty() {
        text.push_str(&format!(" Further matches on the watchlist: {}.", others.len()));
    }
    Some(Evidence {
        code: MATCH.to_owned(),
        text,
        points: policy.points,
        outcome: Some(policy.outcome(best.score.points())),
        version: Some(version.to_owned()),
    })
}

/// What else was compared and what it said, without the values: this is mailed.
fn particulars_in_words(found: &Match) -> String {
    if found.particulars.is_empty() {
        return String::new();
    }
    let said = found.particulars.iter().map(|particular| {
        let what = match particular.what {
            ParticularKind::BirthDate => "the date of birth",
            ParticularKind::Country => "the country",
            ParticularKind::Identifier => "an identification number",
        };
        let says = match particular.verdict {
            Verdict::For => "speaks for it",
            Verdict::Neutral => "says nothing",
            Verdict::Against => "speaks against it",
        };
        format!("{what} {says}")
    });
    format!(" ({} by the name alone; {})", found.name.score, said.collect::<Vec<_>>().join(", "))
}

fn unavailable() -> Evidence {
    held(UNAVAILABLE, "The payment could not be screened: there is no usable watchlist.".to_owned())
}

/// Evidence that a person has to look at the payment.
fn held(code: &str, text: String) -> Evidence {
    Evidence { code: code.to_owned(), text, points: 0.0, outcome: Some(Outcome::Review), version: None }
}

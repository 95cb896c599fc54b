//! Sanctions screening: is this party on a list, and can the answer be defended?
//!
//! Lists are read ([`read_ofac_csv`] and its sisters) into one [`Index`], which is written to bytes and loaded from
//! them. A [`Query`] is searched for in it; every [`Match`] says part by part why. [`screen`] does so for the parties of
//! a payment and leaves out what an analyst has cleared. [`IndexDiff`] tells what a new list changes.
//!
//! Pure: no network, no clock, no environment; the same arguments give the same answer. `docs/WATCHLIST.md` explains
//! the method, the scores and their limits.
//!
//! ```
//! use watchlist::{Index, ListInfo, Query, SearchOptions, read_plain_csv};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let list = read_plain_csv(ListInfo::named("house"), b"id,type,name\n1,person,\"Quill, Adam Bertram\"\n")?;
//! let index = Index::load(&Index::build(&[list])?.to_bytes())?;
//! let matches = index.search(&Query::new("Adam Quill")?, SearchOptions::default());
//! assert_eq!(matches[0].entry.to_string(), "house/1");
//! # Ok(()) }
//! ```

mod birth_date;
mod calendar;
mod clearance;
mod codes;
mod compare;
mod country;
mod diff;
mod entry;
mod index;
mod lists;
mod name;
mod query;
mod score;
mod screen;

pub use birth_date::{BirthDate, BirthDateError, CalendarDay, DateVerdict};
pub use clearance::{Clearance, Clearances, Standing};
pub use compare::parity::{Parity, ParityName, parity};
pub use compare::particulars::{Particular, ParticularKind, Verdict};
pub use compare::{Comparison, Likely, PairedPart, compare};
pub use country::{Country, CountryError};
pub use diff::{EntryChange, EntryLine, IndexDiff};
pub use entry::{
    Entry, EntryId, EntryKind, EntryKindError, Fingerprint, FingerprintError, Identifier, ListedName,
    NameSort,
};
pub use index::{BuildError, Index, IndexError};
pub use lists::{
    ListError, ListInfo, OfacCsvFiles, ReadReport, Refusal, WatchList, read_ofac_csv, read_ofac_xml,
    read_open_sanctions_csv, read_plain_csv,
};
pub use name::{NAME_CHARACTERS_MAX, NAME_PARTS_MAX, Name, NameError, Reading, is_same_name};
pub use query::{PaymentParty, Query};
pub use score::Score;
pub use screen::{
    ClearedMatch, DEFAULT_LIMIT, DEFAULT_THRESHOLD, Lapsed, Match, Party, PartyScreening, Screening,
    SearchOptions, screen,
};

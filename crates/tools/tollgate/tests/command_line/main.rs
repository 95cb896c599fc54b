//! The commands as people use them: what they print, and how they end.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod archive;
mod backtest;
mod classify;
mod documents;
mod evidence;
mod hostile_text;
mod import_afd;
mod model;
mod policy;
mod replay;
mod report;
mod score;
mod screen;
mod simulate;
mod tollgate;
mod watchlist;

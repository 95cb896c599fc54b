//! The commands as people use them: what they print, and how they end.

mod backtest;
mod policy;
mod replay;
mod score;
mod simulate;
mod tollgate;

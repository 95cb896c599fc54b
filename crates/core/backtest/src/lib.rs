//! What a policy would have done: past transactions are read one by one, decided again, and what became of
//! them is added up. Nothing is kept of a transaction but what later ones are compared with, so a file of any
//! length takes the same memory.

mod engine;
mod reader;
mod record;
mod report;
mod row;
#[cfg(test)]
mod tests;

pub use column_mapping::{ColumnMapping, MappingError, Target};
pub use engine::{Backtest, Settings};
pub use reader::{BYTE_ORDER_MARK, CsvReader, JsonLinesReader, ReadError};
pub use record::Record;
pub use report::{
    Change, DayCounts, Example, OutcomeCounts, Report, RuleReport, ScoreHistogram, Side, Tally,
};

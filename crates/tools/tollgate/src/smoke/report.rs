//! What was tried, what came of it, and how long it took.

use std::fmt;
use std::future::Future;

use anyhow::Result;

use crate::clock::now;
use crate::table::Table;

/// What a check found, in a few words, and what later checks need of it.
pub(super) struct Found<T> {
    pub(super) what: String,
    pub(super) value: T,
}

impl Found<()> {
    pub(super) fn that(what: impl Into<String>) -> Found<()> {
        Found { what: what.into(), value: () }
    }
}

#[derive(Default)]
pub(super) struct Report {
    rows: Vec<Row>,
}

struct Row {
    check: String,
    works: bool,
    seconds: f64,
    what: String,
}

impl Report {
    /// Tries something and notes what came of it; answers what was found, if it works.
    pub(super) async fn check<T>(
        &mut self,
        check: impl Into<String>,
        tried: impl Future<Output = Result<Found<T>>>,
    ) -> Option<T> {
        let started = now();
        let result = tried.await;
        let millis = now().as_millis() - started.as_millis();
        let (works, what, value) = match result {
            Ok(found) => (true, found.what, Some(found.value)),
            Err(error) => (false, format!("{error:#}"), None),
        };
        self.rows.push(Row { check: check.into(), works, seconds: millis as f64 / 1000.0, what });
        value
    }

    pub(super) fn has_failed(&self) -> bool {
        self.rows.iter().any(|row| !row.works)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["check", "", "time"]);
        for row in &self.rows {
            let works = if row.works { "ok" } else { "FAILED" };
            table.add([row.check.clone(), works.to_owned(), format!("{:.1} s", row.seconds)]);
        }
        // What was found stands behind, where it may be as long as it is.
        for (place, line) in table.to_string().lines().enumerate() {
            match place.checked_sub(1).and_then(|row| self.rows.get(row)) {
                Some(row) => writeln!(out, "{line}  {}", row.what)?,
                None => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_failed_check_stands_in_the_table_and_fails_the_run() {
        let mut report = Report::default();
        let value =
            report.check("a payment is accepted", async { Ok(Found { what: "202".into(), value: 7 }) });
        assert_eq!(value.await, Some(7));
        assert!(!report.has_failed());
        let failed =
            report.check("it is decided", async { anyhow::bail!("Pending for 180 s") as Result<Found<()>> });
        assert_eq!(failed.await, None);
        assert!(report.has_failed());
        let table = report.to_string();
        assert!(
            table.contains("ok") && table.contains("FAILED") && table.contains("Pending for 180 s"),
            "{table}"
        );
    }
}

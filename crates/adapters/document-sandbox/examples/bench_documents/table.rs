//! The table of what was measured, and what was aimed at.
#![expect(clippy::print_stdout, reason = "a tool prints its table")]

use serde::Serialize;

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Aim {
    AtLeast,
    AtMost,
}

/// One line of the table.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) measured: f64,
    pub(crate) aim: Option<(Aim, f64)>,
    pub(crate) of: String,
}

#[derive(Default, Serialize)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
}

impl Table {
    pub(crate) fn at_least(&mut self, name: &str, measured: f64, aim: f64, of: String) {
        self.rows.push(Row { name: name.to_owned(), measured, aim: Some((Aim::AtLeast, aim)), of });
    }

    pub(crate) fn at_most(&mut self, name: &str, measured: f64, aim: f64, of: String) {
        self.rows.push(Row { name: name.to_owned(), measured, aim: Some((Aim::AtMost, aim)), of });
    }

    pub(crate) fn note(&mut self, name: &str, measured: f64, of: String) {
        self.rows.push(Row { name: name.to_owned(), measured, aim: None, of });
    }

    pub(crate) fn print(&self) {
        println!("{:<52} {:>10} {:>10}  {:<4} of", "measure", "measured", "aim", "");
        for row in &self.rows {
            let (aim, verdict) = match row.aim {
                Some((Aim::AtLeast, aim)) => {
                    (format!(">= {aim}"), if row.measured >= aim { "ok" } else { "MISS" })
                }
                Some((Aim::AtMost, aim)) => {
                    (format!("<= {aim}"), if row.measured <= aim { "ok" } else { "MISS" })
                }
                None => (String::new(), ""),
            };
            println!("{:<52} {:>10.4} {:>10}  {:<4} {}", row.name, row.measured, aim, verdict, row.of);
        }
    }
}

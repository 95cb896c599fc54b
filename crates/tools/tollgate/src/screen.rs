//! `tollgate screen`: is this party on a sanctions list, and why?

mod file;
mod name;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use watchlist::{EntryKind, Query, Score, SearchOptions};

use crate::watchlist::lists::{self, LIST_HELP};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate screen 'Bashar Assad' --index watchlist.idx
  tollgate screen 'Bashar Assad' --lists ofac-sdn=./ofac --birth-date 1965-09-11 --country sy
  tollgate screen customers.csv --index watchlist.idx > screened.csv
  cut -d, -f2 payees.csv | tollgate screen - --index watchlist.idx --format json | jq 'select(.matches != [])'

A file has a header; the column `name` is screened, and `type`, `birth_date`, `country` and `identifier` are taken into
account where they are there. Its other columns are handed on. As CSV a row is printed for every match, and one with the
result `none` or `unreadable` for a name without any; as JSON an object for every name, with its explanations.
A name that is also the name of a file is written with --name.", after_long_help = LIST_HELP)]
pub(crate) struct Arguments {
    /// A name, or a CSV file of names; `-` is standard input.
    #[arg(value_name = "NAME | FILE", required_unless_present = "name")]
    source: Option<String>,
    /// A name, whatever files there are.
    #[arg(long, value_name = "NAME", conflicts_with = "source")]
    name: Option<String>,
    #[command(flatten)]
    watchlist: lists::Source,
    #[command(flatten)]
    particulars: Particulars,
    /// The least score of a match.
    #[arg(long, value_name = "POINTS", default_value_t = watchlist::DEFAULT_THRESHOLD.points())]
    min_score: f64,
    /// The most matches of a name.
    #[arg(long, value_name = "COUNT", default_value_t = watchlist::DEFAULT_LIMIT)]
    limit: usize,
    /// How to print [default: text for a name, CSV for a file].
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// What is known of the party besides its name; in a file the row's own go before.
#[derive(Args, Clone, Default)]
pub(crate) struct Particulars {
    /// Only parties that may be of this kind: person, organization, vessel, aircraft, legal_entity.
    #[arg(long = "type", value_name = "KIND")]
    kind: Option<String>,
    /// A date of birth: 1961-08-04, 1961-08 or 1961.
    #[arg(long, value_name = "DATE")]
    birth_date: Option<String>,
    /// A country by its name or two-letter code.
    #[arg(long)]
    country: Option<String>,
    /// A number of the party's papers.
    #[arg(long, value_name = "NUMBER")]
    identifier: Option<String>,
}

/// How matches are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each match explained part by part.
    Text,
    /// A row for every match.
    Csv,
    /// An object for every name, one a line.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let index = arguments.watchlist.open()?;
    let options =
        SearchOptions { threshold: Score::from_points(arguments.min_score), limit: arguments.limit };
    let screener = Screener { index, options };
    let given = arguments.source.as_deref();
    match given.filter(|source| *source == "-" || Path::new(source).is_file()) {
        Some(path) => {
            let format = arguments.format.unwrap_or(Format::Csv);
            file::run(path, &arguments.particulars, &screener, format)?;
        }
        None => {
            let name = arguments.name.as_deref().or(given).unwrap_or_default();
            name::run(name, &arguments.particulars, &screener, arguments.format.unwrap_or(Format::Text))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What names are looked for in, and how far.
struct Screener {
    index: watchlist::Index,
    options: SearchOptions,
}

impl Particulars {
    /// These, and the others' where there is none.
    fn or(self, others: &Particulars) -> Particulars {
        Particulars {
            kind: self.kind.or_else(|| others.kind.clone()),
            birth_date: self.birth_date.or_else(|| others.birth_date.clone()),
            country: self.country.or_else(|| others.country.clone()),
            identifier: self.identifier.or_else(|| others.identifier.clone()),
        }
    }

    /// A query with them.
    fn tell(&self, mut query: Query) -> Result<Query> {
        if let Some(kind) = &self.kind {
            query = query.kind(kind.parse::<EntryKind>()?);
        }
        if let Some(date) = &self.birth_date {
            query = query.birth_date(date.parse()?);
        }
        if let Some(country) = &self.country {
            query = query.country(country.parse().with_context(|| format!("{country:?}"))?);
        }
        if let Some(number) = &self.identifier {
            query = query.identifier(number);
        }
        Ok(query)
    }
}

//! `tollgate report`: what was decided and what became of it, from the archive, as one page.

mod page;

use std::io::Write;

use anyhow::{Context, Result, ensure};
use aws_io::decision_archive::{ArchiveReader, DecisionRow, Newest, S3DecisionArchive, read_days};
use clap::Args;
use decision_report::{Decided, Report};
use fraud::{Day, Outcome, Verdict};

use crate::archive::{FolderArchive, archive_bucket, tell_damage};
use crate::clock::now;
use crate::output::{Output, report};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate report --since 2026-03-01 --html report.html --environment prod
  tollgate report --since 2026-03-01 --until 2026-03-31 --html - --archive copy-of-the-bucket > march.html

The page shows decisions by outcome, money, fraud caught and missed, rules by precision, countries and the time to labels. It needs
nothing but itself. Rows that nobody here decided, imported ones, are left out.")]
pub(crate) struct Arguments {
    /// The first day: payments that were received then or later.
    #[arg(long, value_name = "DAY")]
    since: Day,
    /// The last day [default: today].
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// Write the page to FILE; - is standard output.
    #[arg(long, value_name = "FILE")]
    html: String,
    /// Read a FOLDER with a copy of the archive's objects (FOLDER/decisions/day=YYYY-MM-DD/…) in place of the deployment's bucket.
    #[arg(long, value_name = "FOLDER")]
    archive: Option<String>,
    /// The archive's bucket [default: the one that the deployment's delivery stream fills].
    #[arg(long, value_name = "BUCKET", conflicts_with = "archive")]
    archive_bucket: Option<String>,
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let last = arguments.until.unwrap_or(Day::of(now()));
    ensure!(arguments.since <= last, "--since {} is after {last}", arguments.since);
    let report = match &arguments.archive {
        Some(folder) => read(&FolderArchive::new(folder), folder, (arguments.since, last)).await?,
        None => {
            let sdk = aws_io::connection::loader().load().await;
            let bucket = match &arguments.archive_bucket {
                Some(bucket) => bucket.clone(),
                None => archive_bucket(&sdk, &arguments.environment).await?,
            };
            let name = format!("s3://{bucket}");
            read(&S3DecisionArchive::new(&sdk, bucket), &name, (arguments.since, last)).await?
        }
    };
    let mut output = Output::to(&arguments.html)?;
    output.write_all(page::page(&report).as_bytes())?;
    output.finish()?;
    if arguments.html != "-" {
        report!("{}: {}", arguments.html, page::lead(&report));
    }
    Ok(())
}

/// What is kept of a payment.
struct Payment {
    day: Day,
    outcome: Option<Outcome>,
    amount_minor: i64,
    currency: String,
    country: Option<String>,
    hits: Vec<String>,
    label: Option<Verdict>,
    delay_ms: Option<i64>,
}

impl Payment {
    fn of(row: DecisionRow) -> Payment {
        Payment {
            day: Day::of(row.received_at_ms),
            outcome: row.outcome,
            amount_minor: row.amount_minor,
            label: row.label.label,
            delay_ms: row.label_delay_ms(),
            currency: row.currency,
            country: row.country,
            hits: row.hits.into_iter().map(|hit| hit.code).collect(),
        }
    }

    /// What is counted of it. What was imported is decided by nobody here.
    fn decided(&self) -> Option<Decided<'_>> {
        Some(Decided {
            outcome: self.outcome?,
            amount_minor: self.amount_minor,
            currency: &self.currency,
            country: self.country.as_deref(),
            hits: self.hits.iter().map(String::as_str).collect(),
            label: self.label,
            delay_ms: self.delay_ms,
        })
    }
}

/// Reads the payments of the days, each by its latest row. Labels lie under the days on which they came.
async fn read(archive: &impl ArchiveReader, name: &str, (first, last): (Day, Day)) -> Result<Report> {
    let mut newest = Newest::default();
    let tally = read_days(archive, first..=Day::of(now()), |row| {
        let day = Day::of(row.received_at_ms);
        if (first..=last).contains(&day) {
            newest.note(row.key_id, row.rank(), || Payment::of(row));
        }
    });
    let tally = tally.await.with_context(|| {
        format!("the archive {name} can't be read; that takes s3:ListBucket and s3:GetObject")
    })?;
    tell_damage(name, &tally);
    let mut report = Report::new(first, last);
    for payment in newest.into_kept() {
        if let Some(decided) = payment.decided() {
            report.add(payment.day, &decided);
        }
    }
    Ok(report.without_gaps())
}

//! `tollgate report`: what was decided and what became of it, from the archive, as one page.

mod page;

use std::io::Write;

use anyhow::{Context, Result, ensure};
use aws_io::daily_tallies::Tallying;
use aws_io::decision_archive::{ArchiveReader, S3DecisionArchive, read_days};
use clap::Args;
use decision_report::{DayTally, Report};
use fraud::Day;

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

/// Reads the payments of the days, each by its latest row. Labels lie under the days on which they came.
async fn read(archive: &impl ArchiveReader, name: &str, (first, last): (Day, Day)) -> Result<Report> {
    let mut tallying = Tallying::default();
    let tally = read_days(archive, first..=Day::of(now()), |row| {
        let day = Day::of(row.received_at_ms);
        if (first..=last).contains(&day) {
            tallying.begin(day);
        }
        tallying.note(&row);
    });
    let tally = tally.await.with_context(|| {
        format!("the archive {name} can't be read; that takes s3:ListBucket and s3:GetObject")
    })?;
    tell_damage(name, &tally);
    let mut report = Report::new(first, last);
    for day in tallying.days().collect::<Vec<_>>() {
        let DayTally { tally, .. } = tallying.finish(day, last);
        if tally.counts.payments > 0 {
            report.add_day(day, &tally);
        }
    }
    Ok(report.without_gaps())
}

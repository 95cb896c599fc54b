//! `tollgate archive import`: labelled past payments become rows of the archive, as if they had been received and labelled
//! on their days.
//!
//! Nobody here decided them, and the rows don't say otherwise: they have no outcome, no score and no policy.

use anyhow::{Context, Result, bail, ensure};
use aws_io::card_key_secret;
use aws_io::decision_archive::{ArchiveWriter, DecisionRow, S3DecisionArchive};
use backtest::Record;
use clap::Args;
use fraud::{CardKey, Day, Label, Timestamp};

use super::deployment::archive_bucket;
use super::folder::FolderArchive;
use super::payment_id::PaymentIds;
use super::row_files::RowFiles;
use super::stray_numbers::field_with_card_number;
use crate::clock::now;
use crate::output::{counted, grouped, say_line};
use crate::records::{Reading, card_key};

#[derive(Args)]
#[command(after_help = "Examples:
  tollgate archive import payments.csv --mapping columns.toml --environment prod
  tollgate archive import payments.csv --card-key key.txt --into copy   # a folder, for `tollgate train --archive copy`

Importing the same file again changes nothing. A payment without a key_id is known by what it is, so that files may
overlap; a later file may bring labels that an earlier one did not have. Import what happened before the deployment
took its first payment: the same payment under another key_id counts twice.

Card numbers become tokens under the deployment's card key, as they do when they are posted; no card number is written.
It takes s3:PutObject on the archive, secretsmanager:GetSecretValue on the card key, and kms:GenerateDataKey and
kms:Decrypt on the deployment's key.")]
pub(crate) struct Arguments {
    /// Past payments as CSV or JSON lines; `-` is standard input. Every one names its time.
    file: String,
    #[command(flatten)]
    reading: Reading,
    /// Days until a label is known, where the file does not say since when it is.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    label_delay: u32,
    /// Write the objects into a folder instead, as the bucket would hold them.
    #[arg(long, value_name = "FOLDER")]
    into: Option<String>,
    /// The archive's bucket [default: the one that the deployment's delivery stream fills].
    #[arg(long, value_name = "BUCKET", conflicts_with = "into")]
    archive_bucket: Option<String>,
    /// The deployment, the second half of its resources' names.
    #[arg(long, short, env = "TOLLGATE_ENVIRONMENT", default_value = "prod")]
    environment: String,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    if let Some(folder) = &arguments.into {
        let key = card_key(arguments.reading.card_key.as_deref())?;
        return import(arguments, key, &FolderArchive::new(folder), folder).await;
    }
    let sdk = aws_io::connection::loader().load().await;
    let key = match &arguments.reading.card_key {
        Some(path) => card_key(Some(path))?,
        None => {
            let secret = format!("card-key-{}", arguments.environment);
            let loaded = card_key_secret::load(&aws_sdk_secretsmanager::Client::new(&sdk), &secret).await;
            loaded.with_context(|| {
                format!(
                    "the card key {secret} can't be read; are --environment, region and credentials right?"
                )
            })?
        }
    };
    let bucket = match &arguments.archive_bucket {
        Some(bucket) => bucket.clone(),
        None => archive_bucket(&sdk, &arguments.environment).await?,
    };
    let name = format!("s3://{bucket}");
    import(arguments, key, &S3DecisionArchive::new(&sdk, bucket), &name).await
}

async fn import(arguments: &Arguments, key: CardKey, archive: &impl ArchiveWriter, name: &str) -> Result<()> {
    let mut records = arguments.reading.open_past(&arguments.file, key.clone())?;
    let file = records.name.clone();
    let mut import = Import {
        key,
        label_delay_days: i64::from(arguments.label_delay),
        now: now(),
        ids: PaymentIds::default(),
        files: RowFiles::new(archive),
        summary: Summary::default(),
    };
    let (mut place, mut refused) = (0, 0);
    for record in &mut records {
        let record = record?;
        place += 1;
        match import.refusal(&record) {
            None => import.take(record).await?,
            Some(_) if arguments.reading.skip_wrong_rows => refused += 1,
            Some(reason) => bail!("{file}, payment {place}: {reason}"),
        }
    }
    let skipped = records.finish() + refused;
    let written = import.files.finish().await?;
    ensure!(import.summary.payments > 0, "{file} has no payments");
    import.summary.show(skipped)?;
    say_line!(
        "{name}: {} written, {} were there already",
        counted(written.new, "object"),
        grouped(written.known)
    )?;
    Ok(())
}

/// An import that is under way.
struct Import<'a, Archive> {
    key: CardKey,
    label_delay_days: i64,
    now: Timestamp,
    ids: PaymentIds,
    files: RowFiles<'a, Archive>,
    summary: Summary,
}

impl<Archive: ArchiveWriter> Import<'_, Archive> {
    /// Why a payment can't be imported, if it can't.
    fn refusal(&self, record: &Record) -> Option<String> {
        if record.received_at > self.now {
            return Some(format!("it is received at {}, which is yet to come", record.received_at));
        }
        let field = field_with_card_number(&record.transaction)?;
        Some(format!("{field} holds a card number; card numbers belong in card_number alone"))
    }

    async fn take(&mut self, mut record: Record) -> Result<()> {
        record.transaction.card = record.transaction.card.kept_under(&self.key);
        let key_id = if record.has_own_id { record.key_id } else { self.ids.id_of(&record) };
        let received = Day::of(record.received_at);
        let row = |label| DecisionRow::undecided(key_id, record.received_at, &record.transaction, label);
        let label = self.label(&record);
        self.summary.add(received, label);
        self.files.add(received, &row(None)).await?;
        if let Some(label) = label {
            self.files.add(Day::of(label.known_at), &row(Some(label))).await?;
        }
        Ok(())
    }

    /// A label that is not known yet lies under the day on which it will be, and counts from then on.
    fn label(&self, record: &Record) -> Option<Label> {
        let after_delay = Day::of(record.received_at).plus(self.label_delay_days).start();
        let into_day = record.received_at.millis_since(Day::of(record.received_at).start());
        let known_at = record.known_at.unwrap_or(after_delay.plus_millis(into_day));
        // Nobody knows of a payment before it is there.
        record.verdict.map(|verdict| Label { verdict, known_at: known_at.max(record.received_at) })
    }
}

/// What was imported.
#[derive(Default)]
struct Summary {
    payments: u64,
    labelled: u64,
    fraud: u64,
    days: Option<(Day, Day)>,
}

impl Summary {
    fn add(&mut self, day: Day, label: Option<Label>) {
        self.payments += 1;
        self.labelled += u64::from(label.is_some());
        self.fraud += u64::from(label.is_some_and(|label| label.verdict == fraud::Verdict::Fraud));
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
    }

    fn show(&self, skipped: u64) -> Result<()> {
        let Some((first, last)) = self.days else { return Ok(()) };
        say_line!(
            "{} from {first} to {last}, {} labelled, {} of them fraud; {} left out",
            counted(self.payments, "payment"),
            grouped(self.labelled),
            grouped(self.fraud),
            counted(skipped, "row")
        )
    }
}

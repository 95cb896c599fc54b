//! The archive's decisions as payments: each once, in the order in which they were received, with the label that is known
//! of it. The archive lies by the day of delivery, with labels that came later and rows that came twice, so it is read
//! twice: once for the labels, and then a day at a time. What is held is a label for each labelled payment and the rows of
//! two days.

mod days;
#[cfg(any(test, feature = "generated"))]
pub mod generated;
mod survey;
#[cfg(test)]
mod tests;

use aws_io::CallError;
use aws_io::decision_archive::ArchiveReader;
use fraud::Timestamp;
use model::replay::OutOfOrder;
use model_life::Gathering;
use thiserror::Error;

pub use days::ReceivedDays;
pub use survey::Survey;

/// Why payments can't be gathered.
#[derive(Debug, Error)]
pub enum GatherError {
    /// The archive does not answer.
    #[error("the archive can't be read")]
    Archive(#[from] CallError),
    /// Payments came in a wrong order.
    #[error("the archive's payments are in disorder")]
    Order(#[from] OutOfOrder),
}

/// What was left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// Lines that are not rows, and rows whose transaction can't be read.
    pub unreadable: u64,
}

/// Hands the payments received from `from` to the end of yesterday to a gathering, with the features that this model
/// version looked at, where it was asked.
pub async fn gather(
    archive: &impl ArchiveReader,
    survey: &Survey,
    from: Timestamp,
    gathering: &mut Gathering,
    version: Option<&str>,
) -> Result<LeftOut, GatherError> {
    let mut days = ReceivedDays::new(archive, survey, from);
    while let Some(payments) = days.next(version).await? {
        for payment in &payments {
            gathering.add(payment)?;
        }
    }
    Ok(LeftOut { unreadable: days.unreadable() })
}

//! Handles a batch of stream records, and says which of them to retry.

use aws_io::alert_queue::AlertQueue;
use aws_io::quarantine_queue::QuarantineQueue;
use aws_io::transaction_table::TransactionTable;
use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use decider::Decide;
use fraud::Timestamp;
use futures::future::join;
use futures::stream::{self, StreamExt};
use lambda_shell::{ErrorChain, again_from};

use crate::record::{self, Deps};

/// How many records of a batch are handled at a time. They mostly wait for the network.
const RECORDS_AT_A_TIME: usize = 16;

/// Handles a batch at the time `now`.
///
/// Records are handled concurrently, and their results are looked at in order. The answer names the first record to retry:
/// Lambda repeats the batch from there. Records behind it that succeeded are recognised when they are redelivered.
pub async fn handle<Table, Alerts, Quarantine, Decides>(
    event: Event,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> DynamoDbEventResponse
where
    Table: TransactionTable,
    Alerts: AlertQueue,
    Quarantine: QuarantineQueue,
    Decides: Decide,
{
    if let Err(error) = deps.decider.prepare(now).await {
        tracing::error!(error = %ErrorChain(&error), "no policy to decide by: the batch will be retried");
        let first = event.records.into_iter().next().and_then(|record| record.change.sequence_number);
        return again_from(first);
    }
    let (response, ()) = join(handle_records(event, deps, now), deps.decider.look_after(now)).await;
    tell_of_findings(deps, now).await;
    response
}

/// Queues the guard's findings that the analysts were not told of. One that can't be queued stays untold, and the next look
/// finds it again.
async fn tell_of_findings<Table, Alerts, Quarantine, Decides>(
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) where
    Alerts: AlertQueue,
    Decides: Decide,
{
    for notice in deps.decider.untold() {
        let sent = match deps.alerts.send_notice(&notice).await {
            Ok(()) => deps.decider.told(&notice, now).await,
            failed => failed,
        };
        if let Err(error) = sent {
            tracing::warn!(code = notice.code, error = %ErrorChain(&error), "a finding of the guard could not be queued");
        }
    }
}

async fn handle_records<Table, Alerts, Quarantine, Decides>(
    event: Event,
    deps: &Deps<Table, Alerts, Quarantine, Decides>,
    now: Timestamp,
) -> DynamoDbEventResponse
where
    Table: TransactionTable,
    Alerts: AlertQueue,
    Quarantine: QuarantineQueue,
    Decides: Decide,
{
    let mut handled = stream::iter(event.records.into_iter().filter(is_new))
        .map(async |record| {
            let sequence_number = record.change.sequence_number.clone();
            (sequence_number, record::handle(record.change.new_image, deps, now).await)
        })
        .buffered(RECORDS_AT_A_TIME);
    while let Some((sequence_number, result)) = handled.next().await {
        if let Err(error) = result {
            tracing::error!(error = %ErrorChain(&error), sequence_number, "the record could not be handled; Lambda retries the batch from there");
            return again_from(sequence_number);
        }
    }
    DynamoDbEventResponse::default()
}

/// The mapping's filter passes only new items, too: neither the update that stores a decision nor an item's expiry.
fn is_new(record: &EventRecord) -> bool {
    record.event_name == "INSERT"
}

//! `GET /portal/documents`: the customer's own documents, and how far they are.

use std::collections::HashMap;

use aws_io::customer_table::{CustomerDesk, OwnedDocument};
use aws_io::document_objects::UploadsSeen;
use aws_io::document_table::{DocumentStandings, Standing};
use aws_io::upload_permit::PERMIT_MILLIS;
use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use aws_lambda_events::http::StatusCode;
use customers::document_state::RecordFacts;
use customers::{Customer, DocumentState, Facts};
use fraud::{Day, KeyId, Timestamp};
use futures::future::try_join_all;
use lambda_shell::{Problem, json};
use serde::Serialize;

use crate::router::{Deps, holdings, unavailable};

/// 200: the documents, the newest first.
#[derive(Serialize)]
struct Documents {
    documents: Vec<Document>,
}

#[derive(Serialize)]
struct Document {
    document_id: KeyId,
    file_name: String,
    created_at: String,
    state: DocumentState,
}

pub(crate) async fn answer<Customers, Table, Uploads, Permits, Erasures>(
    customer: &Customer,
    deps: &Deps<Customers, Table, Uploads, Permits, Erasures>,
    now: Timestamp,
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Customers: CustomerDesk,
    Table: DocumentStandings,
    Uploads: UploadsSeen,
{
    let mut owned = holdings(customer, &deps.customers).await?.documents;
    owned.retain(|document| document.deleted_at.is_none());
    let key_ids: Vec<KeyId> = owned.iter().map(|document| document.key_id).collect();
    let standings = deps.documents.standings(&key_ids).await.map_err(unavailable)?;
    let records: HashMap<KeyId, RecordFacts> = standings
        .into_iter()
        .map(|standing| (standing.key_id, facts(&standing, &deps.quarantine_bucket)))
        .collect();
    // Only of what nobody has begun to read, or erased, is it asked whether it came.
    let arrivals = try_join_all(owned.iter().map(async |document| {
        let is_settled =
            records.get(&document.key_id).is_some_and(|record| record.is_taken || record.is_erased);
        if is_settled { Ok(true) } else { deps.uploads.has_arrived(document.key_id).await }
    }));
    let arrivals = arrivals.await.map_err(unavailable)?;
    let kept_millis = i64::from(deps.retention_days) * Day::MILLIS;
    let shown = |(document, has_arrived): (OwnedDocument, bool)| {
        let record = records.get(&document.key_id).copied();
        let created_at = document.created_at;
        let facts = Facts { record, has_arrived, created_at, permit_millis: PERMIT_MILLIS, kept_millis };
        Document {
            document_id: document.key_id,
            file_name: document.file_name,
            created_at: created_at.to_string(),
            state: DocumentState::of(&facts, now),
        }
    };
    Ok(json(StatusCode::OK, &Documents { documents: owned.into_iter().zip(arrivals).map(shown).collect() }))
}

fn facts(standing: &Standing, quarantine_bucket: &str) -> RecordFacts {
    let quarantined = standing.bucket.as_deref().map(|bucket| bucket == quarantine_bucket);
    RecordFacts { is_erased: standing.is_erased, is_taken: standing.is_taken, quarantined }
}

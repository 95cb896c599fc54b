//! One message: a pass over a document or an account.

use aws_io::CallError;
use aws_io::customer_table::{CustomerErasure, ErasedAccount};
use aws_io::document_objects::DocumentObjects;
use aws_io::document_table::DocumentErasure;
use aws_io::erasure_queue::{self, Erased, Erasure, Pass};
use aws_io::user_pool::UserPool;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use fraud::{KeyId, Timestamp};
use thiserror::Error;

/// What the handler works with.
#[derive(Debug)]
pub struct Deps<Customers, Documents, Objects, Users> {
    /// Whose a document is.
    pub customers: Customers,
    /// The records of documents.
    pub documents: Documents,
    /// What lies in the buckets.
    pub objects: Objects,
    /// Who may sign in.
    pub users: Users,
}

/// Why a message is retried.
#[derive(Debug, Error)]
enum EraseError {
    #[error("the message is not an erasure")]
    Message(#[from] serde_json::Error),
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Handles a batch at the time `now`.
pub async fn handle<Customers, Documents, Objects, Users>(
    event: SqsEvent,
    deps: &Deps<Customers, Documents, Objects, Users>,
    now: Timestamp,
) -> SqsBatchResponse
where
    Customers: CustomerErasure,
    Documents: DocumentErasure,
    Objects: DocumentObjects,
    Users: UserPool,
{
    lambda_shell::handle_messages(event, "an erasure", async |body| {
        erase(&erasure_queue::from_message(body)?, deps, now).await
    })
    .await
}

async fn erase<Customers, Documents, Objects, Users>(
    erasure: &Erasure,
    deps: &Deps<Customers, Documents, Objects, Users>,
    now: Timestamp,
) -> Result<(), EraseError>
where
    Customers: CustomerErasure,
    Documents: DocumentErasure,
    Objects: DocumentObjects,
    Users: UserPool,
{
    let (customer, is_last) = (&erasure.customer, erasure.pass == Pass::Last);
    match &erasure.what {
        Erased::Document { key_id } => {
            erase_document(*key_id, deps, now).await?;
            if is_last {
                deps.customers.forget_document(customer, *key_id).await?;
            }
        }
        Erased::Account { erasure_id, user_name, asked_at } => {
            // First of all nobody can sign in any more.
            deps.users.delete(user_name).await?;
            let documents = deps.customers.holdings(customer).await?.documents;
            for document in &documents {
                erase_document(document.key_id, deps, now).await?;
            }
            if is_last {
                let (erasure_id, asked_at) = (*erasure_id, *asked_at);
                let erased =
                    ErasedAccount { erasure_id, documents: documents.len(), asked_at, erased_at: now };
                deps.customers.record_erasure(&erased).await?;
                for document in &documents {
                    deps.customers.forget_document(customer, document.key_id).await?;
                }
                metrics::counter!("AccountsErased").increment(1);
                tracing::info!(%erasure_id, documents = documents.len(), "an account was erased");
            }
        }
    }
    Ok(())
}

/// The record first: from then on no upload is claimed for the document, and a copy that is made meanwhile has been claimed
/// before.
async fn erase_document<Customers, Documents: DocumentErasure, Objects: DocumentObjects, Users>(
    key_id: KeyId,
    deps: &Deps<Customers, Documents, Objects, Users>,
    now: Timestamp,
) -> Result<(), CallError> {
    deps.documents.mark_erased(key_id, now).await?;
    let objects = deps.objects.erase(key_id).await?;
    tracing::info!(%key_id, objects, "a document was erased");
    Ok(())
}

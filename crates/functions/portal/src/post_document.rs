//! `POST /portal/documents`: a place to upload one document to.
//!
//! The document is the customer's before anything can be uploaded, so there is no upload that belongs to nobody. What the
//! customer calls the file stands in no key: no name leads anywhere.

use aws_io::customer_table::{Admission, Allowance, CustomerDesk, OwnedDocument};
use aws_io::document_objects::uploads_of;
use aws_io::document_table::{DocumentTable, ExpectedDocument};
use aws_io::upload_permit::{UploadForm, UploadPermits};
use aws_lambda_events::apigw::{ApiGatewayProxyRequest, ApiGatewayProxyResponse};
use aws_lambda_events::http::StatusCode;
use customers::limits::{DOCUMENTS_A_DAY_MAX, DOCUMENTS_MAX};
use customers::{Customer, DocumentState};
use fraud::request::{FILE_NAME_CHARS_MAX, is_file_name};
use fraud::{Day, KeyId, Timestamp};
use lambda_shell::{Fields, Problem, json};
use serde::Serialize;

use crate::delete_document::not_theirs;
use crate::router::{Deps, closed, holdings, unavailable};

/// What every upload is called.
const OBJECT_NAME: &str = "document.pdf";

const ALLOWANCE: Allowance =
    Allowance { documents_max: DOCUMENTS_MAX, documents_a_day_max: DOCUMENTS_A_DAY_MAX };

/// 201: the document, and how to upload it.
#[derive(Serialize)]
struct Permitted {
    document_id: KeyId,
    file_name: String,
    created_at: String,
    state: DocumentState,
    upload: UploadForm,
}

pub(crate) async fn answer<Customers, Table, Uploads, Permits, Erasures>(
    request: &ApiGatewayProxyRequest,
    customer: &Customer,
    deps: &Deps<Customers, Table, Uploads, Permits, Erasures>,
    now: Timestamp,
    random: [u8; 10],
) -> Result<ApiGatewayProxyResponse, Problem>
where
    Customers: CustomerDesk,
    Table: DocumentTable,
    Permits: UploadPermits,
{
    let file_name = file_name(request)?;
    let key_id = KeyId::new(now, random);
    let document = OwnedDocument { key_id, file_name, created_at: now, deleted_at: None };
    let admission = deps.customers.admit(&customer.id, &document, ALLOWANCE).await.map_err(unavailable)?;
    match admission {
        Admission::Admitted => {}
        Admission::Closed => return Err(closed()),
        Admission::TooMany => {
            return Err(too_many(format!("You have {DOCUMENTS_MAX} documents here. Delete one first.")));
        }
        Admission::TooManyToday => {
            return Err(too_many(format!(
                "You have begun {DOCUMENTS_A_DAY_MAX} uploads today. Go on tomorrow (a day begins at 00:00 UTC)."
            )));
        }
    }
    let object_key = format!("{}{OBJECT_NAME}", uploads_of(key_id));
    let expires_at = now.plus_millis(i64::from(deps.retention_days) * Day::MILLIS);
    let expected = ExpectedDocument { key_id, created_at: now, expires_at, object_key, once: true };
    if !deps.documents.expect(&expected).await.map_err(unavailable)? {
        // The customer deleted it, or the account, since it was admitted.
        holdings(customer, &deps.customers).await?;
        return Err(not_theirs());
    }
    let upload = deps.permits.form(&expected.object_key, now).await.map_err(unavailable)?;
    tracing::info!(%key_id, "upload of a customer's document permitted");
    metrics::counter!("CustomersUploads").increment(1);
    let permitted = Permitted {
        document_id: key_id,
        file_name: document.file_name,
        created_at: now.to_string(),
        state: DocumentState::AwaitingFile,
        upload,
    };
    Ok(json(StatusCode::CREATED, &permitted))
}

/// What the customer calls the file.
fn file_name(request: &ApiGatewayProxyRequest) -> Result<String, Problem> {
    let mut fields = Fields::of_body(request)?;
    let name = fields.needed_text("file_name", FILE_NAME_CHARS_MAX);
    if name.as_deref().is_some_and(|name| !is_file_name(name)) {
        fields.refuse("file_name", "must hold no slash");
    }
    fields.finish("invalid-document", "Invalid document")?;
    Ok(name.unwrap_or_default())
}

fn too_many(detail: String) -> Problem {
    Problem::new(StatusCode::CONFLICT, "too-many-documents", "Too many documents", detail)
}

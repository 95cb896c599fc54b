//! The mail about a document that went to quarantine.

use aws_io::document_table::{DocumentRecord, Places};
use aws_io::document_topic::DocumentMail;
use aws_io::mail_once::Delivery;
use pii::decision::QuarantineReason;

/// Composes the mail. The name that a document was uploaded under may hold a person's, so it is not told.
pub(crate) fn compose(
    record: &DocumentRecord,
    places: &Places,
    reason: QuarantineReason,
    delivery: Delivery,
    api_url: &str,
) -> DocumentMail {
    let key_id = record.key_id;
    let repeat = if delivery == Delivery::PossiblyRepeated {
        "\nYou may have had this mail before: sending it was interrupted, and nobody can tell how far it got.\n"
    } else {
        ""
    };
    let body = format!(
        "A document could not be classified and waits for you in quarantine.\n\n\
         Why\n  {reason}\n{repeat}\n\
         The document\n  key_id    {key_id}\n  Uploaded  {}\n  Bucket    {}\n  Object    {}\n  Findings  {}\n\n\
         Look it up\n  curl -H \"x-api-key: $TOLLGATE_API_KEY\" {api_url}/documents/{key_id}\n",
        record.created_at,
        places.bucket,
        shown(&places.document),
        places.findings,
    );
    DocumentMail { subject: format!("[Tollgate] Document in quarantine: {key_id}"), body }
}

/// The folder of the document, without its name.
fn shown(key: &str) -> String {
    let folder: Vec<&str> = key.splitn(3, '/').take(2).collect();
    format!("{}/", folder.join("/"))
}

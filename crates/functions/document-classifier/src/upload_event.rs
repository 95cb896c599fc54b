//! What S3 says of an upload, in the body of a queue message.

use aws_io::document_store::Upload;
use serde::Deserialize;
use thiserror::Error;

/// A message about uploads. The one that S3 sends when a notification is set up has none.
#[derive(Deserialize)]
struct Notification {
    #[serde(rename = "Records", default)]
    records: Vec<Record>,
    #[serde(rename = "Event")]
    event: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    key: String,
    version_id: Option<String>,
}

/// The message is none of S3's, or about a bucket that keeps no versions.
#[derive(Debug, Error)]
pub(crate) enum NotAnUpload {
    #[error("the message is not a notification of S3")]
    Malformed(#[from] serde_json::Error),
    #[error("the message holds no upload")]
    Empty,
    #[error("the upload has no version")]
    Unversioned,
    #[error("the upload's key is not in UTF-8")]
    Key,
}

/// The uploads that a message is about.
pub(crate) fn uploads(body: &str) -> Result<Vec<Upload>, NotAnUpload> {
    let notification: Notification = serde_json::from_str(body)?;
    if notification.records.is_empty() {
        let is_test = notification.event.as_deref() == Some("s3:TestEvent");
        return if is_test { Ok(Vec::new()) } else { Err(NotAnUpload::Empty) };
    }
    notification.records.into_iter().map(|record| upload(record.s3.object)).collect()
}

fn upload(object: Object) -> Result<Upload, NotAnUpload> {
    let version = object.version_id.filter(|version| !version.is_empty()).ok_or(NotAnUpload::Unversioned)?;
    Ok(Upload { key: form_decoded(&object.key).ok_or(NotAnUpload::Key)?, version })
}

/// S3 writes keys as forms do: a plus is a space, and everything unusual stands as its bytes.
fn form_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match (first, escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, _) => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, expected: &str) {
        let body = format!(r#"{{"Records":[{{"s3":{{"object":{{"key":"{key}","versionId":"v1"}}}}}}]}}"#);
        let expected = Upload { key: expected.to_owned(), version: "v1".to_owned() };
        assert_eq!(uploads(&body).unwrap(), [expected]);
    }

    #[test]
    fn names_with_spaces_signs_and_other_letters_survive() {
        check("loans/a.pdf", "loans/a.pdf");
        check("Zo%C3%AB+%2B+50%25.pdf", "Zoë + 50%.pdf");
        check("100%", "100%");
    }

    #[test]
    fn what_is_no_upload_is_refused_and_a_test_of_the_notification_is_nothing() {
        assert!(uploads(r#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#).unwrap().is_empty());
        assert!(matches!(uploads("{}"), Err(NotAnUpload::Empty)));
        assert!(matches!(uploads("no JSON"), Err(NotAnUpload::Malformed(_))));
        let unversioned = r#"{"Records":[{"s3":{"object":{"key":"a.pdf"}}}]}"#;
        assert!(matches!(uploads(unversioned), Err(NotAnUpload::Unversioned)));
    }
}

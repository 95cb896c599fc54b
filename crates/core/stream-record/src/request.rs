//! A record as the body of a request.

use std::borrow::Cow;

use column_mapping::{ColumnMapping, Target, time};
use fraud::card::CardNumber;
use fraud::made_up::MARK_MEMBER;
use fraud::request::{BODY_BYTES_MAX, FieldError, RequestError};
use serde_json::value::RawValue;

use crate::members::{Members, object, quoted};

/// The member for the client's own id of the payment, beside the fields of a request. The API has the header `Idempotency-Key` for it.
const ID: &str = "idempotency_key";
/// The longest id, in characters: that of the header.
const ID_CHARS_MAX: usize = 255;

/// What a record asks for.
#[derive(PartialEq, Eq, Debug)]
pub struct Request<'record> {
    /// The body of a `POST /transactions`.
    pub body: Cow<'record, [u8]>,
    /// The client's own id of the payment, if the record has one.
    pub id: Option<String>,
    /// The mark of a made-up payment, if the record has one. Whoever has the key of marks checks it.
    pub mark: Option<String>,
}

/// Reads a record. It is a request to the API with `idempotency_key`, and `made_up` of a made-up payment, beside its fields, or has columns that the mapping turns into one. Either
/// may stand under `data`, with `metadata` beside it.
///
/// # Errors
/// The record is too large, or the client's id is invalid. All other errors are left to the API's parser.
pub fn read<'record>(
    record: &'record [u8],
    mapping: &ColumnMapping,
) -> Result<Request<'record>, RequestError> {
    if record.len() > BODY_BYTES_MAX {
        return Err(RequestError::TooLarge { bytes: record.len() });
    }
    let Some(members) = Members::of(record) else {
        return Ok(Request { body: Cow::Borrowed(record), id: None, mark: None });
    };
    match (wrapped(&members), mapping.is_empty()) {
        (None, true) if members.0.iter().all(|(name, _)| name != ID && name != MARK_MEMBER) => {
            Ok(Request { body: Cow::Borrowed(record), id: None, mark: None })
        }
        (None, true) => posted(top_level(members)),
        (Some((data, _)), true) => match Members::of(data.get().as_bytes()) {
            Some(members) => posted(top_level(members)),
            None => Ok(Request { body: Cow::Borrowed(data.get().as_bytes()), id: None, mark: None }),
        },
        (wrapped, false) => translated(&columns(&members, wrapped), mapping),
    }
}

/// A payment under `data` and what is said of it under `metadata`.
fn wrapped<'text>(record: &Members<'text>) -> Option<(&'text RawValue, &'text RawValue)> {
    if record.0.len() == 2 { record.only("data").zip(record.only("metadata")) } else { None }
}

/// A value as JSON, and its path.
type Column<'text> = (String, Cow<'text, str>);

fn top_level(members: Members<'_>) -> Vec<Column<'_>> {
    members.0.into_iter().map(|(name, value)| (name, Cow::Borrowed(value.get()))).collect()
}

/// The columns of a record. Those of `data` have paths without a prefix, because only `data` is about the payment.
fn columns<'text>(
    record: &Members<'text>,
    wrapped: Option<(&'text RawValue, &'text RawValue)>,
) -> Vec<Column<'text>> {
    let mut columns = Vec::new();
    match wrapped {
        None => flatten("", record, &mut columns),
        Some((data, metadata)) => {
            match Members::of(data.get().as_bytes()) {
                Some(members) => flatten("", &members, &mut columns),
                None => flatten_list(data, &mut columns),
            }
            if let Some(members) = Members::of(metadata.get().as_bytes()) {
                flatten("metadata", &members, &mut columns);
            }
        }
    }
    columns
}

fn flatten<'text>(path: &str, members: &Members<'text>, columns: &mut Vec<Column<'text>>) {
    for (name, value) in &members.0 {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match Members::of(value.get().as_bytes()) {
            Some(inner) => flatten(&path, &inner, columns),
            None => columns.push((path, Cow::Borrowed(value.get()))),
        }
    }
}

/// A list of values, or a text of values with commas between them: columns without a header, named `0`, `1` and so on.
fn flatten_list<'text>(data: &'text RawValue, columns: &mut Vec<Column<'text>>) {
    let values: Vec<Cow<'text, str>> = match serde_json::from_str::<Vec<&'text RawValue>>(data.get()) {
        Ok(values) => values.into_iter().map(|value| Cow::Borrowed(value.get())).collect(),
        Err(_) => match serde_json::from_str::<String>(data.get()) {
            Ok(line) => line.split(',').map(|value| Cow::Owned(quoted(value.trim()))).collect(),
            Err(_) => Vec::new(),
        },
    };
    columns.extend(values.into_iter().enumerate().map(|(number, value)| (number.to_string(), value)));
}

/// A request of the API without the id and the mark beside its fields.
fn posted<'record>(columns: Vec<Column<'record>>) -> Result<Request<'record>, RequestError> {
    let (columns, mark) = without_mark(columns)?;
    let (fields, id) = without_id(columns)?;
    let members = fields.iter().map(|(name, value)| (name.as_str(), value.as_ref()));
    Ok(Request { body: Cow::Owned(object(members).into_bytes()), id, mark })
}

/// Translates the columns by the mapping. A column without a target is left out.
fn translated<'record>(
    columns: &[Column<'_>],
    mapping: &ColumnMapping,
) -> Result<Request<'record>, RequestError> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (path, value) in columns {
        match mapping.target_of(path) {
            Some(target) => fields.extend(field(&target, value)),
            None => continue,
        }
    }
    for (target, value) in mapping.constants() {
        if let Some((name, value)) = field(&target, &quoted(value))
            && fields.iter().all(|(filled, _)| *filled != name)
        {
            fields.push((name, value));
        }
    }
    let value_of =
        |name: &str| fields.iter().find(|(filled, _)| filled == name).map(|(_, value)| value.clone());
    if let (None, Some(merchant_id)) = (value_of("merchant"), value_of("merchant_id")) {
        fields.push(("merchant".to_owned(), merchant_id));
    }
    let (fields, id) =
        without_id(fields.into_iter().map(|(name, value)| (name, Cow::Owned(value))).collect())?;
    Ok(Request { body: Cow::Owned(nested(&fields).into_bytes()), id, mark: None })
}

/// The path of the field that a value fills, and the value as JSON; `None` for blanks, and for targets that streams do not have.
fn field(target: &Target, value: &str) -> Option<(String, String)> {
    if matches!(value, "null" | "\"\"") {
        return None;
    }
    let name = match target {
        Target::Attribute(name) => return Some((format!("attributes.{name}"), value.to_owned())),
        Target::Field(name) => *name,
    };
    let text = || serde_json::from_str::<String>(value).unwrap_or_else(|_| value.to_owned());
    let value = match name {
        // Only files of the command line have these. Labels of streamed payments come through the API, and their key_id follows from id or position.
        "key_id" | "received_at" | "label" | "label_known_at" | "pattern" | "ignored" => return None,
        "amount" | "geo.latitude" | "geo.longitude" => number(text(), value),
        "event_time" => quoted(&time(&text()).map_or_else(|_| text(), |time| time.to_string())),
        "currency" => quoted(&text().to_ascii_uppercase()),
        "customer_identifiers" | "beneficiary_identifiers" if !value.starts_with('[') => {
            let several: Vec<String> = text().split(';').map(|one| quoted(one.trim())).collect();
            format!("[{}]", several.join(","))
        }
        // Lists and objects stay as they are, for the parser to refuse.
        _ if value.starts_with(['[', '{']) => value.to_owned(),
        _ => quoted(&text()),
    };
    Some((name.to_owned(), value))
}

/// A number that was written as a string becomes a number.
fn number(text: String, value: &str) -> String {
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<&RawValue>(&text).is_ok();
    if is_number { text } else { value.to_owned() }
}

/// Fields by their paths as an object with objects in it.
fn nested(fields: &[Column<'_>]) -> String {
    const GROUPS: [&str; 3] = ["device", "geo", "attributes"];
    let inner = |path: &str| path.split_once('.').map(|(group, name)| (group.to_owned(), name.to_owned()));
    let mut members: Vec<(String, String)> = Vec::new();
    for (path, value) in fields {
        if inner(path).is_none() {
            members.push((path.clone(), value.clone().into_owned()));
        }
    }
    for group in GROUPS {
        let of_group: Vec<(String, &str)> = fields
            .iter()
            .filter_map(|(path, value)| {
                Some((inner(path).filter(|(found, _)| found == group)?.1, value.as_ref()))
            })
            .collect();
        if !of_group.is_empty() {
            let value = object(of_group.iter().map(|(name, value)| (name.as_str(), *value)));
            members.push((group.to_owned(), value));
        }
    }
    object(members.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The fields, and the client's id if there is one.
fn without_id(columns: Vec<Column<'_>>) -> Result<(Vec<Column<'_>>, Option<String>), RequestError> {
    let (ids, fields): (Vec<_>, Vec<_>) = columns.into_iter().partition(|(name, _)| name == ID);
    let id = match ids.as_slice() {
        [] => None,
        [(_, id)] => id_in(id, &fields)?,
        _ => return Err(refused(ID, "is given more than once")),
    };
    Ok((fields, id))
}

/// The fields, and the mark if there is one.
fn without_mark(columns: Vec<Column<'_>>) -> Result<(Vec<Column<'_>>, Option<String>), RequestError> {
    let (marks, fields): (Vec<_>, Vec<_>) = columns.into_iter().partition(|(name, _)| name == MARK_MEMBER);
    let mark = match marks.as_slice() {
        [] => None,
        [(_, mark)] => match serde_json::from_str(mark) {
            Ok(mark) => mark,
            Err(_) => return Err(refused(MARK_MEMBER, "must be a string")),
        },
        _ => return Err(refused(MARK_MEMBER, "is given more than once")),
    };
    Ok((fields, mark))
}

/// The client's id. The rules of the header apply, and a number is accepted as well.
fn id_in(value: &str, fields: &[Column<'_>]) -> Result<Option<String>, RequestError> {
    if value == "null" {
        return Ok(None);
    }
    let is_number = value.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let id = if is_number { value.to_owned() } else { serde_json::from_str(value).unwrap_or_default() };
    let is_printable = id.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_printable || !(1..=ID_CHARS_MAX).contains(&id.len()) {
        return Err(refused(ID, "must have 1 to 255 printable ASCII characters"));
    }
    // The id is hashed without a key, and a hash of so few digits can be reversed by trying them all.
    let number = fields.iter().find(|(name, _)| name == "card_number");
    let number = number.and_then(|(_, value)| serde_json::from_str::<String>(value).ok());
    let number = number.and_then(|number| CardNumber::parse(&number).ok());
    if number.is_some_and(|number| number.occurs_in(&id)) {
        return Err(refused(ID, "holds the card number"));
    }
    Ok(Some(id))
}

fn refused(name: &str, detail: &str) -> RequestError {
    RequestError::Invalid(vec![FieldError { pointer: format!("#/{name}"), detail: detail.to_owned() }])
}

#[cfg(test)]
mod tests;

//! Fields of a query or a body: every one is checked, and every wrong one is named at once.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;
use fraud::card::looks_like_card_number;
use fraud::request::{FieldError, is_blank, is_unprintable, member_pointer};
use fraud::screening::name_key;
use lambda_shell::{Problem, json_request};
use serde_json::{Map, Value};
use watchlist::EntryId;

/// The longest value, in characters: a key of the table has 2,048 bytes at most.
pub(crate) const VALUE_CHARS_MAX: usize = 500;
const PARTY_BYTES_MAX: usize = 2_000;
/// The longest note, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 2_000;
/// The longest name of an analyst, in characters.
pub(crate) const ANALYST_CHARS_MAX: usize = 100;

/// What was sent, and what is wrong with it so far.
pub(crate) struct Fields {
    given: Map<String, Value>,
    wrong: Vec<FieldError>,
}

impl Fields {
    /// The members of a body.
    pub(crate) fn of_body(request: &ApiGatewayProxyRequest) -> Result<Fields, Problem> {
        let document = json_request::document(json_request::body(request)?)?;
        let mut fields = Fields { given: Map::new(), wrong: Vec::new() };
        match document {
            Value::Object(members) => fields.given = members,
            _ => fields.refuse("", "must be an object"),
        }
        Ok(fields)
    }

    /// The parameters of a query. One that stands twice counts once.
    pub(crate) fn of_query(request: &ApiGatewayProxyRequest) -> Fields {
        let parameters = request.query_string_parameters.iter();
        let given = parameters.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        Fields { given, wrong: Vec::new() }
    }

    /// A text for people that has to be there, without a card number.
    pub(crate) fn needed_text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        match self.text(name, chars_max) {
            Some(text) if looks_like_card_number(&text) => self.refuse_value(name, "holds a card number"),
            Some(text) => Some(text),
            None => self.miss(name),
        }
    }

    /// A text if it is there: trimmed, of so many characters that can be printed.
    pub(crate) fn text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        let text = match self.given.remove(name)? {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            _ => return self.refuse_value(name, "must be a string"),
        };
        if is_blank(&text) || text.chars().count() > chars_max || text.chars().any(is_unprintable) {
            return self
                .refuse_value(name, format!("must have 1 to {chars_max} characters that can be printed"));
        }
        Some(text)
    }

    /// A value that is written as a text.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(name, VALUE_CHARS_MAX)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => self.refuse_value(name, reason),
        }
    }

    /// The same, if it has to be there.
    pub(crate) fn needed<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.parsed(name, parse).or_else(|| self.miss(name))
    }

    /// Says that a field is missing, unless it is there and wrong.
    fn miss<T>(&mut self, name: &str) -> Option<T> {
        let pointer = format!("#/{name}");
        if self.wrong.iter().all(|error| error.pointer != pointer) {
            self.refuse(name, "is missing");
        }
        None
    }

    pub(crate) fn refuse(&mut self, name: &str, detail: impl Into<String>) {
        let pointer = if name.is_empty() { "#".to_owned() } else { member_pointer(name) };
        self.wrong.push(FieldError { pointer, detail: detail.into() });
    }

    fn refuse_value<T>(&mut self, name: &str, detail: impl Into<String>) -> Option<T> {
        self.refuse(name, detail);
        None
    }

    /// Ends in a problem of this kind if anything was wrong or nobody asked for it.
    pub(crate) fn finish(mut self, slug: &str, title: &'static str) -> Result<(), Problem> {
        for name in std::mem::take(&mut self.given).keys() {
            self.refuse(name, "is not a known field");
        }
        if self.wrong.is_empty() {
            return Ok(());
        }
        let detail = format!("{} of the fields can't be accepted", self.wrong.len());
        Err(Problem::new(StatusCode::BAD_REQUEST, slug, title, detail).with_errors(self.wrong))
    }
}

/// The key of a party as screening makes it: `customer:ID`, `merchant:ID` or `name:NAME`.
pub(crate) fn party_key(text: &str) -> Result<String, String> {
    let key = match text.split_once(':') {
        Some(("customer" | "merchant", id)) if !id.is_empty() => text.to_owned(),
        Some(("name", name)) if !name.trim().is_empty() => name_key(name),
        _ => return Err("must be customer:ID, merchant:ID or name:NAME".to_owned()),
    };
    if key.len() > PARTY_BYTES_MAX { Err(format!("has more than {PARTY_BYTES_MAX} bytes")) } else { Ok(key) }
}

/// The same for what is stored: one that holds a card number is refused. One that was stored before can still be looked up.
pub(crate) fn new_party_key(text: &str) -> Result<String, String> {
    if looks_like_card_number(text) { Err("holds a card number".to_owned()) } else { party_key(text) }
}

/// The path of an entry: `LIST/ID`.
pub(crate) fn entry_id(text: &str) -> Result<EntryId, String> {
    match text.split_once('/') {
        Some((list, id)) if !list.is_empty() && !id.is_empty() => {
            Ok(EntryId { list: list.to_owned(), id: id.to_owned() })
        }
        _ => Err("must be the list and the entry's id: ofac-sdn/12735".to_owned()),
    }
}

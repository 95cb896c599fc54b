//! Fields of a query or a body: every one is checked, and every wrong one is named at once.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use aws_lambda_events::http::StatusCode;
use fraud::card::looks_like_card_number;
use fraud::request::{BODY_BYTES_MAX, FieldError, is_blank, is_unprintable, member_pointer};
use serde_json::{Map, Value};

use crate::http_answer::Problem;
use crate::json_request;

/// The longest value, in characters: a key of a table has 2,048 bytes at most.
pub const VALUE_CHARS_MAX: usize = 500;

/// What was sent, and what is wrong with it so far.
#[derive(Debug)]
pub struct Fields {
    given: Map<String, Value>,
    wrong: Vec<FieldError>,
}

impl Fields {
    /// The members of a body.
    pub fn of_body(request: &ApiGatewayProxyRequest) -> Result<Fields, Problem> {
        Fields::of_body_up_to(request, BODY_BYTES_MAX)
    }

    /// The members of a body that may have so many bytes.
    pub fn of_body_up_to(request: &ApiGatewayProxyRequest, bytes_max: usize) -> Result<Fields, Problem> {
        let document = json_request::document_up_to(json_request::body(request)?, bytes_max)?;
        let mut fields = Fields { given: Map::new(), wrong: Vec::new() };
        match document {
            Value::Object(members) => fields.given = members,
            _ => fields.refuse("", "must be an object"),
        }
        Ok(fields)
    }

    /// The parameters of a query. One that stands twice counts once.
    pub fn of_query(request: &ApiGatewayProxyRequest) -> Fields {
        let parameters = request.query_string_parameters.iter();
        let given = parameters.map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
        Fields { given, wrong: Vec::new() }
    }

    /// A text for people that has to be there, without a card number.
    pub fn needed_text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        self.optional_text(name, chars_max).or_else(|| self.miss(name))
    }

    /// The same, if it is there.
    pub fn optional_text(&mut self, name: &str, chars_max: usize) -> Option<String> {
        match self.text(name, chars_max)? {
            text if looks_like_card_number(&text) => self.refuse_value(name, "holds a card number"),
            text => Some(text),
        }
    }

    /// A text if it is there: trimmed, of so many characters that can be printed.
    pub fn text(&mut self, name: &str, chars_max: usize) -> Option<String> {
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

    /// A text of lines, kept as it is, that has to be there. A card number may stand in none of its lines.
    pub fn needed_lines(&mut self, name: &str, bytes_max: usize) -> Option<String> {
        let text = match self.given.remove(name) {
            None | Some(Value::Null) => return self.miss(name),
            Some(Value::String(text)) => text,
            Some(_) => return self.refuse_value(name, "must be a string"),
        };
        let is_line_break = |character: char| matches!(character, '\n' | '\r' | '\t');
        if text.len() > bytes_max
            || is_blank(&text)
            || text.chars().any(|character| is_unprintable(character) && !is_line_break(character))
        {
            let detail = format!("must have 1 to {bytes_max} bytes of characters that can be printed");
            return self.refuse_value(name, detail);
        }
        // Between the elements of a list of short numbers there are quotes and commas, within a number there are none.
        let mut parts = text.split(['\n', '\r', '"', '\'', ',']);
        if parts.any(looks_like_card_number) {
            return self.refuse_value(name, "holds a card number");
        }
        Some(text)
    }

    /// A whole number that has to be there.
    pub fn needed_number(&mut self, name: &str) -> Option<u64> {
        match self.given.remove(name) {
            None | Some(Value::Null) => self.miss(name),
            Some(value) => match value.as_u64() {
                Some(number) => Some(number),
                None => self.refuse_value(name, "must be a whole number"),
            },
        }
    }

    /// A value that is written as a text.
    pub fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(name, VALUE_CHARS_MAX)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(reason) => self.refuse_value(name, reason),
        }
    }

    /// The same, if it has to be there.
    pub fn needed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        self.parsed(name, parse).or_else(|| self.miss(name))
    }

    /// A list of 1 to `most` texts, each of which is parsed, none twice.
    pub fn needed_list<T: PartialEq>(
        &mut self,
        name: &str,
        most: usize,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Vec<T>> {
        let Some(given) = self.given.remove(name) else { return self.miss(name) };
        let Value::Array(given) = given else { return self.refuse_value(name, "must be a list") };
        if given.is_empty() || given.len() > most {
            return self.refuse_value(name, format!("must have 1 to {most} elements"));
        }
        let mut list = Vec::new();
        for (index, value) in given.iter().enumerate() {
            match value.as_str().map_or_else(|| Err("must be a string".to_owned()), &parse) {
                Ok(value) if list.contains(&value) => {
                    return self.refuse_value(name, format!("holds element {index} twice"));
                }
                Ok(value) => list.push(value),
                Err(reason) => return self.refuse_value(name, format!("element {index} {reason}")),
            }
        }
        Some(list)
    }

    /// Says that a field is missing, unless it is there and wrong.
    fn miss<T>(&mut self, name: &str) -> Option<T> {
        let pointer = format!("#/{name}");
        if self.wrong.iter().all(|error| error.pointer != pointer) {
            self.refuse(name, "is missing");
        }
        None
    }

    /// Says that a field is wrong.
    pub fn refuse(&mut self, name: &str, detail: impl Into<String>) {
        let pointer = if name.is_empty() { "#".to_owned() } else { member_pointer(name) };
        self.wrong.push(FieldError { pointer, detail: detail.into() });
    }

    fn refuse_value<T>(&mut self, name: &str, detail: impl Into<String>) -> Option<T> {
        self.refuse(name, detail);
        None
    }

    /// Ends in a problem of this kind if anything was wrong or nobody asked for it.
    pub fn finish(mut self, slug: &str, title: &'static str) -> Result<(), Problem> {
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

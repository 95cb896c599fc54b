//! Comma-separated records with their line numbers, strict where a lenient reader would hide a damaged file.

use std::borrow::Cow;

use super::ListError;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The line it begins in, from 1.
    pub(super) line: u64,
    pub(super) fields: Vec<String>,
}

/// The text of a file: UTF-8, or Latin-1 as OFAC's older files are. A byte order mark goes.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

/// All records of a text. A trailing 0x1A (the end-of-file mark of old) is passed over.
pub(super) fn records(text: &str, file: &str) -> Result<Vec<Record>, ListError> {
    let text = text.trim_end_matches(['\u{1a}', '\n', '\r', ' ']);
    let mut reader = RecordReader { rest: text, line: 1, file };
    let mut records = Vec::new();
    while !reader.rest.is_empty() {
        let record = reader.record()?;
        if record.fields.iter().any(|field| !field.is_empty()) {
            records.push(record);
        }
    }
    Ok(records)
}

/// A control character in a field, if there is one: no list has any, a damaged file does.
pub(super) fn control_character(record: &Record) -> Option<char> {
    let characters = record.fields.iter().flat_map(|field| field.chars());
    characters.into_iter().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

struct RecordReader<'a> {
    rest: &'a str,
    line: u64,
    file: &'a str,
}

impl RecordReader<'_> {
    fn record(&mut self) -> Result<Record, ListError> {
        let line = self.line;
        let mut fields = Vec::new();
        loop {
            let field =
                if self.rest.trim_start_matches(' ').starts_with('"') { self.quoted()? } else { self.bare() };
            fields.push(field);
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            let ended = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix(['\n', '\r']));
            if let Some(rest) = ended {
                self.rest = rest;
                self.line += 1;
            }
            return Ok(Record { line, fields });
        }
    }

    fn bare(&mut self) -> String {
        let end = self.rest.find([',', '\n', '\r']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        field.trim().to_owned()
    }

    fn quoted(&mut self) -> Result<String, ListError> {
        let opened = self.line;
        let mut body = &self.rest.trim_start_matches(' ')[1..];
        let mut field = String::new();
        loop {
            let Some(end) = body.find('"') else {
                let (file, reason) = (self.file.to_owned(), "the file ends inside a quoted field".to_owned());
                return Err(ListError::Cut { file, line: opened, reason });
            };
            self.line += body[..end].matches('\n').count() as u64;
            field.push_str(&body[..end]);
            body = &body[end + 1..];
            if let Some(rest) = body.strip_prefix('"') {
                field.push('"');
                body = rest;
                continue;
            }
            // Some writers leave a quotation mark inside a field as it is.
            let after = body.trim_start_matches(' ');
            if after.is_empty() || after.starts_with([',', '\n', '\r']) {
                self.rest = after;
                return Ok(field.trim().to_owned());
            }
            field.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{records, text_of};
    use crate::lists::ListError;

    #[test]
    fn records_keep_their_lines() {
        let read = records("36,\"A, \"\"B\"\"\",-0- \r\n\r\n7,\"two\nlines\",x\n9,z\r\n\u{1a}", "sdn.csv");
        let read = read.expect("whole");
        let lines: Vec<_> = read.iter().map(|record| (record.line, record.fields.join("|"))).collect();
        assert_eq!(
            lines,
            [(1, "36|A, \"B\"|-0-".to_owned()), (3, "7|two\nlines|x".to_owned()), (5, "9|z".to_owned())]
        );
    }

    #[test]
    fn a_cut_file_is_refused() {
        let cut = records("1,\"whole\"\n2,\"cut in the mid", "sdn.csv");
        assert!(matches!(cut, Err(ListError::Cut { line: 2, .. })), "{cut:?}");
    }

    #[test]
    fn old_files_are_latin_1() {
        assert_eq!(text_of(b"PE\xd1A"), "PEÑA");
        assert_eq!(text_of("\u{feff}PEÑA".as_bytes()), "PEÑA");
    }
}

//! OpenSanctions' `targets.simple.csv`: one row a target, several values parted by semicolons.

use super::records::{Record, control_character, records, text_of};
use super::{ListBuilder, ListError, ListInfo, WatchList, shortened};
use crate::birth_date::BirthDate;
use crate::country::Country;
use crate::entry::{Entry, EntryKind, Identifier, ListedName, NameSort};

const FILE: &str = "targets.simple.csv";

/// Reads OpenSanctions' simple layout. Columns are found by the header, in any order.
pub fn read_open_sanctions_csv(info: ListInfo, bytes: &[u8]) -> Result<WatchList, ListError> {
    let text = text_of(bytes);
    let mut list = ListBuilder::new(info, FILE);
    let mut rows = Rows::new(&text, FILE, &["id", "schema", "name"])?;
    let mut latest = String::new();
    while let Some(row) = rows.next(&mut list)? {
        let Some(kind) = kind_of(row.value("schema")) else {
            let reason = format!("{:?} is not a party that has a name", shortened(row.value("schema")));
            list.report.refuse(FILE, row.line(), reason);
            continue;
        };
        let mut entry = Entry::new(row.value("id"), kind, row.value("name"));
        row.read_into(&mut list, &mut entry);
        entry.identifiers = row.values("identifiers").map(unsorted_identifier).collect();
        let programs: Vec<String> = row.values("program_ids").collect();
        entry.programs = if programs.is_empty() { row.values("sanctions").collect() } else { programs };
        // The day of the last change dates the list; it is not content, or it would bring back cleared pairs.
        latest = latest.max(row.value("last_change").get(..10).unwrap_or_default().to_owned());
        list.take(entry, row.line());
    }
    list.info.fill(&latest);
    list.finish()
}

fn kind_of(schema: &str) -> Option<EntryKind> {
    Some(match schema {
        "Person" => EntryKind::Person,
        "Company" | "Organization" | "PublicBody" => EntryKind::Organization,
        "LegalEntity" => EntryKind::LegalEntity,
        "Vessel" => EntryKind::Vessel,
        "Airplane" => EntryKind::Aircraft,
        _ => return None,
    })
}

fn unsorted_identifier(number: String) -> Identifier {
    Identifier { sort: String::new(), number, country: None }
}

/// Rows of a file with a header.
pub(super) struct Rows {
    header: Vec<String>,
    records: std::vec::IntoIter<Record>,
    file: &'static str,
}

/// One row, its values found by the name of their column.
pub(super) struct Row<'a> {
    header: &'a [String],
    record: Record,
    file: &'static str,
}

impl Rows {
    pub(super) fn new(text: &str, file: &'static str, needed: &[&str]) -> Result<Self, ListError> {
        let mut records = records(text, file)?.into_iter();
        let header = records.next().map(|record| record.fields).unwrap_or_default();
        let header: Vec<String> = header.iter().map(|column| column.to_ascii_lowercase()).collect();
        if let Some(missing) = needed.iter().find(|column| !header.iter().any(|known| known == *column)) {
            let reason = format!("the header has no column {missing:?}");
            return Err(ListError::WrongLayout { file: file.to_owned(), line: 1, reason });
        }
        Ok(Self { header, records, file })
    }

    pub(super) fn next(&mut self, list: &mut ListBuilder) -> Result<Option<Row<'_>>, ListError> {
        while let Some(record) = self.records.next() {
            list.report.records += 1;
            let (found, columns) = (record.fields.len(), self.header.len());
            if found < columns && self.records.len() == 0 {
                let reason = format!("the last row has {found} of {columns} columns");
                return Err(ListError::Cut { file: self.file.to_owned(), line: record.line, reason });
            }
            if found != columns {
                list.report.refuse(self.file, record.line, format!("{found} columns instead of {columns}"));
            } else if let Some(character) = control_character(&record) {
                list.report.refuse(self.file, record.line, format!("control character {character:?}"));
            } else {
                return Ok(Some(Row { header: &self.header, record, file: self.file }));
            }
        }
        Ok(None)
    }
}

impl Row<'_> {
    pub(super) fn line(&self) -> u64 {
        self.record.line
    }

    /// The value of a column, empty if there is no such column.
    pub(super) fn value(&self, column: &str) -> &str {
        let at = self.header.iter().position(|known| known == column);
        at.and_then(|at| self.record.fields.get(at)).map_or("", String::as_str)
    }

    /// The values of a column that holds several. A value with a semicolon in it stands in quotation marks.
    pub(super) fn values(&self, column: &str) -> impl Iterator<Item = String> {
        let mut values = vec![String::new()];
        let mut quoted = false;
        for character in self.value(column).chars() {
            match (character, values.last_mut()) {
                ('"', _) => quoted = !quoted,
                (';', _) if !quoted => values.push(String::new()),
                (other, Some(value)) => value.push(other),
                (_, None) => {}
            }
        }
        values.into_iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Aliases, dates of birth and countries, which both layouts with a header share.
    pub(super) fn read_into(&self, list: &mut ListBuilder, entry: &mut Entry) {
        let aliases = self.values("aliases").map(|text| ListedName { text, sort: NameSort::Alias });
        entry.names.extend(aliases);
        for date in self.values("birth_date") {
            match BirthDate::parse(&date) {
                Ok(date) => entry.birth_dates.push(date),
                Err(error) => list.report.leave_out(self.file, self.line(), error.to_string()),
            }
        }
        for country in self.values("countries") {
            match Country::parse(&country) {
                Ok(country) => entry.countries.push(country),
                Err(error) => list.report.leave_out(self.file, self.line(), error.to_string()),
            }
        }
    }
}

//! OFAC's comma-separated files: SDN, ALT, ADD and SDN_COMMENTS, without headers, `-0-` for nothing.

use std::collections::HashMap;

use super::records::{Record, control_character, records, text_of};
use super::{ListBuilder, ListError, ListInfo, WatchList, ofac_remarks, shortened};
use crate::country::Country;
use crate::entry::{Entry, EntryKind, Identifier, ListedName, NameSort};

/// The files of one list as OFAC publishes them; only the first is needed.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfacCsvFiles<'a> {
    /// `sdn.csv` (or `cons_prim.csv`): the entries.
    pub sdn: &'a [u8],
    /// `alt.csv`: other names.
    pub alt: Option<&'a [u8]>,
    /// `add.csv`: addresses, of which the country is kept.
    pub add: Option<&'a [u8]>,
    /// `sdn_comments.csv`: what did not fit into the remarks.
    pub comments: Option<&'a [u8]>,
}

const SDN: &str = "sdn.csv";
const ALT: &str = "alt.csv";
const ADD: &str = "add.csv";
const COMMENTS: &str = "sdn_comments.csv";

/// Reads OFAC's comma-separated layout.
pub fn read_ofac_csv(info: ListInfo, files: OfacCsvFiles<'_>) -> Result<WatchList, ListError> {
    let mut list = ListBuilder::new(info, SDN);
    let comments = read_comments(&mut list, files.comments)?;
    let mut places = HashMap::new();
    for record in table(&mut list, files.sdn, SDN, 12)? {
        let line = record.line;
        let (id, entry) = sdn_entry(&mut list, &record, &comments);
        if let Some(place) = list.take(entry, line) {
            places.entry(id).or_insert(place);
        }
    }
    for record in table(&mut list, files.alt.unwrap_or_default(), ALT, 5)? {
        add_alias(&mut list, &record, &places);
    }
    for record in table(&mut list, files.add.unwrap_or_default(), ADD, 6)? {
        add_country(&mut list, &record, &places);
    }
    list.info.fill("");
    list.finish()
}

/// The records of one file that have the right number of columns.
fn table(
    list: &mut ListBuilder,
    bytes: &[u8],
    file: &'static str,
    columns: usize,
) -> Result<Vec<Record>, ListError> {
    let text = text_of(bytes);
    let mut all = records(&text, file)?;
    list.report.records += all.len();
    let (first, last) = (all.first().map(|record| record.fields.len()), all.last());
    if let Some(found) = first.filter(|&found| found != columns) {
        let reason = format!("has {found} columns, OFAC's {file} has {columns} and no header");
        return Err(ListError::WrongLayout { file: file.to_owned(), line: 1, reason });
    }
    if let Some(last) = last.filter(|last| is_cut(last, columns)) {
        let reason = format!("the last row ends in the middle of column {} of {columns}", last.fields.len());
        return Err(ListError::Cut { file: file.to_owned(), line: last.line, reason });
    }
    all.retain(|record| {
        let reason = if record.fields.len() != columns {
            format!("{} columns instead of {columns}", record.fields.len())
        } else if let Some(character) = control_character(record) {
            format!("control character {character:?}")
        } else if record.fields[0].parse::<u64>().is_err() {
            format!("{:?} is not an entry number", shortened(&record.fields[0]))
        } else {
            return true;
        };
        list.report.refuse(file, record.line, reason);
        false
    });
    Ok(all)
}

/// Whether a row lacks columns or ends inside `-0-`, which stands where there is nothing.
fn is_cut(record: &Record, columns: usize) -> bool {
    let ends_in_nothing =
        record.fields.last().is_some_and(|field| "-0-".starts_with(field.as_str()) && field != "-0-");
    record.fields.len() < columns || ends_in_nothing
}

fn read_comments(list: &mut ListBuilder, bytes: Option<&[u8]>) -> Result<HashMap<String, String>, ListError> {
    let rows = table(list, bytes.unwrap_or_default(), COMMENTS, 2)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| <[String; 2]>::try_from(row.fields).ok())
        .map(|[id, text]| (id, text))
        .collect())
}

/// `-0-` is OFAC's word for nothing.
fn value(field: &str) -> &str {
    if field == "-0-" { "" } else { field }
}

fn sdn_entry(list: &mut ListBuilder, record: &Record, comments: &HashMap<String, String>) -> (String, Entry) {
    let field = |at: usize| value(&record.fields[at]);
    let id = field(0).to_owned();
    let kind = match field(2) {
        "individual" => EntryKind::Person,
        "vessel" => EntryKind::Vessel,
        "aircraft" => EntryKind::Aircraft,
        _ => EntryKind::Organization,
    };
    let mut entry = Entry::new(id.clone(), kind, field(1));
    // Several programmes stand as `SDGT] [IRAN`.
    let programs = field(3).split(['[', ']']).map(str::trim).filter(|program| !program.is_empty());
    entry.programs = programs.map(str::to_owned).collect();
    if !field(5).is_empty() {
        let sort = "Call sign".to_owned();
        entry.identifiers.push(Identifier { sort, number: field(5).to_owned(), country: None });
    }
    entry.remarks = [field(11), comments.get(&id).map_or("", String::as_str)].concat();
    ofac_remarks::read(&mut entry, |detail| list.report.leave_out(SDN, record.line, detail));
    if !field(9).is_empty() {
        push_country(list, &mut entry, field(9), SDN, record.line);
    }
    if !field(4).is_empty() {
        entry.remarks = [field(4), "; ", &entry.remarks].concat();
    }
    (id, entry)
}

fn push_country(list: &mut ListBuilder, entry: &mut Entry, name: &str, file: &str, line: u64) {
    match Country::parse(name) {
        Ok(country) => entry.countries.push(country),
        Err(error) => list.report.leave_out(file, line, error.to_string()),
    }
}

fn add_alias(list: &mut ListBuilder, record: &Record, places: &HashMap<String, usize>) {
    let [id, _, sort, name, _] = &record.fields[..] else { return };
    let Some(&place) = places.get(id) else {
        return list.report.refuse(ALT, record.line, format!("there is no entry {}", shortened(id)));
    };
    let entry = &mut list.entries[place];
    let sort = if value(sort) == "fka" { NameSort::Former } else { NameSort::Alias };
    match crate::entry::check_name(entry.kind, value(name)) {
        Ok(()) => entry.names.push(ListedName { text: name.clone(), sort }),
        Err(error) => list.report.refuse(ALT, record.line, format!("name {:?}: {error}", shortened(name))),
    }
}

fn add_country(list: &mut ListBuilder, record: &Record, places: &HashMap<String, usize>) {
    let (id, country) = (&record.fields[0], value(&record.fields[4]));
    let Some(&place) = places.get(id) else {
        return list.report.refuse(ADD, record.line, format!("there is no entry {}", shortened(id)));
    };
    if country.is_empty() {
        return;
    }
    match Country::parse(country) {
        Ok(country) => list.entries[place].countries.push(country),
        Err(error) => list.report.leave_out(ADD, record.line, error.to_string()),
    }
}

//! OFAC's classic `SDN.XML` (and `CONSOLIDATED.XML`, the same layout); hands the advanced one on.

use super::records::text_of;
use super::xml::{Element, for_each, root_name};
use super::{ListBuilder, ListError, ListInfo, WatchList, ofac_advanced_xml};
use crate::birth_date::BirthDate;
use crate::country::Country;
use crate::entry::{Entry, EntryKind, Identifier, ListedName, NameSort};

const FILE: &str = "sdn.xml";

/// Reads OFAC's XML, classic or advanced: the outermost element tells which.
pub fn read_ofac_xml(info: ListInfo, bytes: &[u8]) -> Result<WatchList, ListError> {
    let text = text_of(bytes);
    match root_name(&text, FILE)?.as_str() {
        "sdnList" => read_classic(info, &text),
        "Sanctions" => ofac_advanced_xml::read(info, &text),
        other => {
            let reason = format!("the outermost element is {other:?}, not \"sdnList\" or \"Sanctions\"");
            Err(ListError::WrongLayout { file: FILE.to_owned(), line: 1, reason })
        }
    }
}

fn read_classic(info: ListInfo, text: &str) -> Result<WatchList, ListError> {
    let mut list = ListBuilder::new(info, FILE);
    let mut expected = None;
    for_each(text, FILE, &["publshInformation", "sdnEntry"], |element| {
        if element.name == "publshInformation" {
            list.info.fill(&iso_day(element.text_of("Publish_Date")));
            expected = element.text_of("Record_Count").parse::<usize>().ok();
            return;
        }
        list.report.records += 1;
        let entry = entry_of(&mut list, &element);
        list.take(entry, element.line);
    })?;
    if let Some(expected) = expected.filter(|&expected| expected > list.report.records) {
        let reason = format!("it says that it has {expected} records and has {}", list.report.records);
        return Err(ListError::Cut { file: FILE.to_owned(), line: 0, reason });
    }
    list.finish()
}

/// `07/31/2026` to `2026-07-31`; anything else stays as it is.
fn iso_day(day: &str) -> String {
    match day.split('/').collect::<Vec<_>>()[..] {
        [month, day, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => day.to_owned(),
    }
}

fn entry_of(list: &mut ListBuilder, element: &Element) -> Entry {
    let kind = match element.text_of("sdnType").to_ascii_lowercase().as_str() {
        "individual" => EntryKind::Person,
        "vessel" => EntryKind::Vessel,
        "aircraft" => EntryKind::Aircraft,
        _ => EntryKind::Organization,
    };
    let mut entry = Entry::new(element.text_of("uid"), kind, full_name(element));
    entry.remarks = element.text_of("remarks").to_owned();
    entry.programs =
        element.path(&["programList", "program"]).iter().map(|program| program.text().to_owned()).collect();
    entry.names.extend(element.path(&["akaList", "aka"]).into_iter().map(alias));
    for date in element.path(&["dateOfBirthList", "dateOfBirthItem", "dateOfBirth"]) {
        match BirthDate::parse(date.text()) {
            Ok(date) => entry.birth_dates.push(date),
            Err(error) => list.report.leave_out(FILE, date.line, error.to_string()),
        }
    }
    let places = [
        &["nationalityList", "nationality", "country"][..],
        &["citizenshipList", "citizenship", "country"],
        &["addressList", "address", "country"],
        &["vesselInfo", "vesselFlag"],
    ];
    for country in places.iter().flat_map(|path| element.path(path)) {
        match Country::parse(country.text()) {
            Ok(country) => entry.countries.push(country),
            Err(error) => list.report.leave_out(FILE, country.line, error.to_string()),
        }
    }
    entry.identifiers.extend(element.path(&["idList", "id"]).into_iter().map(|id| Identifier {
        sort: id.text_of("idType").to_owned(),
        number: id.text_of("idNumber").to_owned(),
        country: Country::parse(id.text_of("idCountry")).ok(),
    }));
    let call_signs = element.path(&["vesselInfo", "callSign"]);
    entry.identifiers.extend(call_signs.into_iter().map(|sign| Identifier {
        sort: "Call sign".to_owned(),
        number: sign.text().to_owned(),
        country: None,
    }));
    entry
}

/// "LAST, First", as the comma-separated files have it.
fn full_name(element: &Element) -> String {
    match (element.text_of("lastName"), element.text_of("firstName")) {
        (last, "") => last.to_owned(),
        ("", first) => first.to_owned(),
        (last, first) => format!("{last}, {first}"),
    }
}

fn alias(aka: &Element) -> ListedName {
    let sort = match (aka.text_of("type"), aka.text_of("category")) {
        (_, "weak") => NameSort::Weak,
        ("f.k.a.", _) => NameSort::Former,
        _ => NameSort::Alias,
    };
    ListedName { text: full_name(aka), sort }
}

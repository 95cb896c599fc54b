//! OFAC's remarks: dates of birth, nationalities, papers and weak aliases in one line of text.

use crate::birth_date::BirthDate;
use crate::country::Country;
use crate::entry::{Entry, Identifier, ListedName, NameSort};

/// Words before a number, most specific first, and what the number is called.
const NUMBERS: [(&str, &str); 26] = [
    ("Vessel Registration Identification IMO ", "IMO"),
    ("Aircraft Manufacturer's Serial Number (MSN) ", "Aircraft serial number"),
    ("Aircraft Construction Number (also called L/N or S/N or F/N) ", "Aircraft construction number"),
    ("Aircraft Tail Number ", "Aircraft tail number"),
    ("MMSI ", "MMSI"),
    ("Passport ", "Passport"),
    ("Diplomatic Passport ", "Passport"),
    ("Cedula No. ", "Cedula"),
    ("National ID No. ", "National ID"),
    ("National Foreign ID Number ", "National ID"),
    ("Identification Number ", "Identification number"),
    ("SSN ", "SSN"),
    ("NIT # ", "NIT"),
    ("RUC # ", "RUC"),
    ("RIF # ", "RIF"),
    ("C.U.R.P. ", "CURP"),
    ("R.F.C. ", "RFC"),
    ("Tax ID No. ", "Tax ID"),
    ("V.A.T. Number ", "VAT number"),
    ("Registration ID ", "Registration"),
    ("Registration Number ", "Registration"),
    ("Company Number ", "Registration"),
    ("Business Registration Number ", "Registration"),
    ("Commercial Registry Number ", "Registration"),
    ("SWIFT/BIC ", "SWIFT/BIC"),
    ("Digital Currency Address - ", "Digital currency address"),
];

/// Reads what the remarks of an entry say into it; tells of details that could not be read.
pub(super) fn read(entry: &mut Entry, mut left_out: impl FnMut(String)) {
    let remarks = std::mem::take(&mut entry.remarks);
    for statement in remarks.trim_end_matches('.').split("; ") {
        let statement = statement.strip_prefix("alt. ").unwrap_or(statement).trim();
        if let Err(reason) = read_statement(entry, statement) {
            left_out(reason);
        }
    }
    entry.remarks = remarks;
}

fn read_statement(entry: &mut Entry, statement: &str) -> Result<(), String> {
    if let Some(date) = statement.strip_prefix("DOB ") {
        entry.birth_dates.push(BirthDate::parse(date).map_err(|error| error.to_string())?);
    } else if let Some(country) =
        ["nationality ", "citizen "].iter().find_map(|word| statement.strip_prefix(word))
    {
        entry.countries.push(Country::parse(country).map_err(|error| error.to_string())?);
    } else if let Some((name, sort)) = quoted_alias(statement) {
        entry.names.push(ListedName { text: name.to_owned(), sort });
    } else {
        let number = NUMBERS.iter().find_map(|(words, sort)| Some((statement.strip_prefix(words)?, *sort)));
        entry.identifiers.extend(number.map(|(number, sort)| identifier(number, sort)));
    }
    Ok(())
}

/// `a.k.a. 'BNC'` in remarks is how OFAC writes a weak alias.
fn quoted_alias(statement: &str) -> Option<(&str, NameSort)> {
    let (name, sort) = match statement.split_at_checked(7)? {
        ("a.k.a. " | "n.k.a. ", name) => (name, NameSort::Weak),
        ("f.k.a. ", name) => (name, NameSort::Former),
        _ => return None,
    };
    let name = name.strip_prefix('\'')?.trim_end_matches('.').strip_suffix('\'')?;
    (!name.is_empty()).then_some((name, sort))
}

/// `H130865 (Colombia) issued 01 Jan 2001` or `XBT 1Abc...`.
fn identifier(text: &str, sort: &str) -> Identifier {
    let country = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(country, _)| country);
    let number = text.split(['(', ',']).next().unwrap_or(text);
    let number =
        number.split(" issued ").next().unwrap_or(number).split(" expires ").next().unwrap_or(number).trim();
    // The currency stands before the address.
    let number = match number.split_once(' ') {
        Some((_, address)) if sort.starts_with("Digital") => address,
        _ => number,
    };
    Identifier {
        sort: sort.to_owned(),
        number: number.to_owned(),
        country: country.and_then(|country| Country::parse(country).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::entry::{Entry, EntryKind};

    #[test]
    fn remarks_are_taken_apart() {
        let mut entry = Entry::new("1", EntryKind::Person, "NASSER DAVID, Julio Cesar");
        entry.remarks = "DOB 01 Nov 1940; alt. DOB circa 1941; nationality Korea, North; citizen Atlantis; \
                         Passport H130865 (Colombia) issued 01 Jan 2001; alt. Cedula No. 3710619 (Colombia); \
                         a.k.a. 'EL CHIVO'; Linked To: BANCO."
            .to_owned();
        let mut left_out = Vec::new();
        read(&mut entry, |detail| left_out.push(detail));
        let dates: Vec<_> = entry.birth_dates.iter().map(ToString::to_string).collect();
        assert_eq!(dates, ["1940-11-01", "1939 to 1943"]);
        assert_eq!(format!("{:?}", entry.countries), "[KP]");
        let numbers: Vec<_> = entry
            .identifiers
            .iter()
            .map(|id| format!("{} {} {:?}", id.sort, id.number, id.country))
            .collect();
        assert_eq!(numbers, ["Passport H130865 Some(CO)", "Cedula 3710619 Some(CO)"]);
        assert_eq!(entry.names.last().map(|name| name.text.as_str()), Some("EL CHIVO"));
        assert_eq!(left_out.len(), 1);
    }
}

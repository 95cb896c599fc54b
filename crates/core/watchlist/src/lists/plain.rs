//! Our own list layout: a header, a row a party; for a house's own list of those it will not deal with.

use super::open_sanctions::Rows;
use super::records::text_of;
use super::{ListBuilder, ListError, ListInfo, WatchList};
use crate::entry::{Entry, EntryKind, Identifier};

const FILE: &str = "list.csv";

/// Reads `id,type,name` and, if there, `aliases,birth_date,countries,identifiers,programs,remarks`. Several values
/// stand parted by semicolons; an identifier may say what it is: `Passport: H130865`.
pub fn read_plain_csv(info: ListInfo, bytes: &[u8]) -> Result<WatchList, ListError> {
    let text = text_of(bytes);
    let mut list = ListBuilder::new(info, FILE);
    let mut rows = Rows::new(&text, FILE, &["id", "type", "name"])?;
    while let Some(row) = rows.next(&mut list)? {
        let kind: EntryKind = match row.value("type").parse() {
            Ok(kind) => kind,
            Err(error) => {
                list.report.refuse(FILE, row.line(), format!("{error}"));
                continue;
            }
        };
        let mut entry = Entry::new(row.value("id"), kind, row.value("name"));
        row.read_into(&mut list, &mut entry);
        entry.identifiers = row.values("identifiers").map(|text| identifier(&text)).collect();
        entry.programs = row.values("programs").collect();
        row.value("remarks").clone_into(&mut entry.remarks);
        list.take(entry, row.line());
    }
    list.info.fill("");
    list.finish()
}

fn identifier(text: &str) -> Identifier {
    let (sort, number) =
        text.split_once(':').map_or(("", text), |(sort, number)| (sort.trim(), number.trim()));
    Identifier { sort: sort.to_owned(), number: number.to_owned(), country: None }
}

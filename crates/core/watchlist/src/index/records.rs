//! What an entry says besides its names, packed: texts and lists with their lengths before them.

use crate::birth_date::{BirthDate, CalendarDay};
use crate::country::Country;
use crate::entry::{Entry, EntryKind, Identifier};

/// Packs an entry without its names and kind.
pub(super) fn pack(entry: &Entry, record: &mut Vec<u8>) {
    push_text(record, &entry.id);
    push_count(record, entry.birth_dates.len());
    for date in &entry.birth_dates {
        let (first, last) = date.span();
        for day in [first, last] {
            record.extend(day.year.to_le_bytes());
            record.extend([day.month, day.day]);
        }
    }
    push_count(record, entry.countries.len());
    entry.countries.iter().for_each(|country| record.extend(country.code()));
    push_count(record, entry.identifiers.len());
    for identifier in &entry.identifiers {
        push_text(record, &identifier.sort);
        push_text(record, &identifier.number);
        record.extend(identifier.country.map_or([0, 0], Country::code));
    }
    push_count(record, entry.programs.len());
    entry.programs.iter().for_each(|program| push_text(record, program));
    push_text(record, &entry.remarks);
}

/// The id alone.
pub(super) fn id(record: &[u8]) -> String {
    Unpacker { rest: record }.text()
}

/// Whether it is the record of this id.
pub(super) fn has_id(record: &[u8], id: &str) -> bool {
    let mut from = Unpacker { rest: record };
    let count = from.count();
    from.take(count) == Some(id.as_bytes())
}

/// The entry, without its names. A record that was not written by [`pack`] gives an entry with gaps, never a panic.
pub(super) fn unpack(record: &[u8], kind: EntryKind) -> Entry {
    let mut from = Unpacker { rest: record };
    let mut entry = Entry::new(from.text(), kind, "");
    entry.names.clear();
    entry.birth_dates = from.many(Unpacker::birth_date);
    entry.countries = from.many(Unpacker::country);
    entry.identifiers = from.many(Unpacker::identifier);
    entry.programs = from.many(|from| Some(from.text()));
    entry.remarks = from.text();
    entry
}

/// Dates and countries, which the score needs.
pub(super) fn particulars(record: &[u8]) -> (Vec<BirthDate>, Vec<Country>) {
    let mut from = Unpacker { rest: record };
    from.text();
    (from.many(Unpacker::birth_date), from.many(Unpacker::country))
}

/// Seven bits a byte, the highest bit says that more follow.
fn push_count(record: &mut Vec<u8>, mut count: usize) {
    while count >= 0x80 {
        record.push(count as u8 | 0x80);
        count >>= 7;
    }
    record.push(count as u8);
}

fn push_text(record: &mut Vec<u8>, text: &str) {
    push_count(record, text.len());
    record.extend(text.as_bytes());
}

struct Unpacker<'a> {
    rest: &'a [u8],
}

impl<'a> Unpacker<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn count(&mut self) -> usize {
        let mut count = 0;
        for place in 0..5 {
            let Some(&[byte]) = self.take(1) else { return 0 };
            count |= usize::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        count
    }

    fn text(&mut self) -> String {
        let count = self.count();
        self.take(count).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default().to_owned()
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Vec<T> {
        let count = self.count().min(self.rest.len());
        (0..count).map_while(|_| one(self)).collect()
    }

    fn day(&mut self) -> Option<CalendarDay> {
        let &[low, high, month, day] = self.take(4)? else { return None };
        Some(CalendarDay { year: u16::from_le_bytes([low, high]), month, day })
    }

    fn birth_date(&mut self) -> Option<BirthDate> {
        let (first, last) = (self.day()?, self.day()?);
        BirthDate::from_span(first, last)
    }

    fn country(&mut self) -> Option<Country> {
        let &[first, second] = self.take(2)? else { return None };
        Country::from_code([first, second])
    }

    fn identifier(&mut self) -> Option<Identifier> {
        let (sort, number) = (self.text(), self.text());
        let &[first, second] = self.take(2)? else { return None };
        Some(Identifier { sort, number, country: Country::from_code([first, second]) })
    }
}

#[cfg(test)]
mod tests {
    use super::{has_id, pack, unpack};
    use crate::birth_date::BirthDate;
    use crate::country::Country;
    use crate::entry::{Entry, EntryKind, Identifier};

    #[test]
    fn what_is_packed_is_unpacked() {
        let mut entry = Entry::new("4234", EntryKind::Vessel, "HERMANN");
        entry.birth_dates.push(BirthDate::parse("circa 1961").expect("a date"));
        entry.countries.push(Country::parse("Cuba").expect("a country"));
        entry.identifiers.push(Identifier { sort: "IMO".into(), number: "9187629".into(), country: None });
        entry.programs.push("CUBA".into());
        entry.remarks = "x".repeat(300);
        let mut record = Vec::new();
        pack(&entry, &mut record);
        entry.names.clear();
        assert!(has_id(&record, "4234") && !has_id(&record, "423") && !has_id(&record, "42345"));
        assert_eq!(unpack(&record, EntryKind::Vessel), entry);
        for cut in 0..record.len() {
            unpack(&record[..cut], EntryKind::Vessel);
        }
    }
}

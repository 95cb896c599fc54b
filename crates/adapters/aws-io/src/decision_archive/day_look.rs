//! A look through one day of the archive for people: the newest rows first, so much at a time.
//!
//! An object is read whole or not at all, because what is compressed has no middle. Where a look ends follows from what it
//! has read, so the next one goes on there without anything being kept.

use std::collections::VecDeque;

use fraud::Day;
use futures::StreamExt;

use super::lines::Lines;
use super::reader::{ArchiveObject, ArchiveReader, OBJECT_BYTES_MAX};
use super::row::DecisionRow;
use crate::CallError;

/// How many objects are fetched at a time: most are small.
const FETCHED_AHEAD: usize = 4;
/// Stands for the end of an object.
const AT_THE_END: u64 = u64::MAX;

/// A place in a day: before a row of an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayPlace {
    file: String,
    before: u64,
}

/// What is looked through, and how far.
#[derive(Clone, Debug)]
pub struct Look {
    /// The day of the archive.
    pub day: Day,
    /// Where an earlier look ended.
    pub after: Option<DayPlace>,
    /// So many rows are found at most.
    pub found_max: usize,
    /// No further object is begun once so many rows are read.
    pub rows_max: u64,
    /// So many objects are read at most.
    pub objects_max: usize,
}

/// A row and the place behind which the next ones are.
#[derive(Clone, PartialEq, Debug)]
pub struct FoundRow {
    /// For [`Look::after`].
    pub place: DayPlace,
    /// The row.
    pub row: DecisionRow,
}

/// What a look found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Looked {
    /// What was looked for, the newest first.
    pub found: Vec<FoundRow>,
    /// How many objects were read, or asked for in vain.
    pub objects: usize,
    /// How many rows were read.
    pub rows: u64,
    /// Lines and objects that could not be read.
    pub damaged: u64,
    /// Where the next look begins, if there is more.
    pub next: Option<DayPlace>,
}

impl DayPlace {
    /// Reads what [`DayPlace::write`] wrote.
    pub fn read(text: &str) -> Option<DayPlace> {
        let (before, file) = text.split_once('.')?;
        let before = if before == "-" { AT_THE_END } else { before.parse().ok()? };
        let is_name = !file.is_empty() && file.bytes().all(|byte| byte.is_ascii_graphic());
        is_name.then(|| DayPlace { file: file.to_owned(), before })
    }

    /// The place as a text.
    pub fn write(&self) -> String {
        let before = if self.before == AT_THE_END { "-".to_owned() } else { self.before.to_string() };
        format!("{before}.{}", self.file)
    }

    fn at_the_end(object: &ArchiveObject) -> DayPlace {
        DayPlace { file: file(object).to_owned(), before: AT_THE_END }
    }
}

fn file(object: &ArchiveObject) -> &str {
    object.name.rsplit('/').next().unwrap_or_default()
}

/// Reads rows of a day from the newest object on, until enough are found or enough was read.
pub async fn look_through(
    archive: &impl ArchiveReader,
    look: &Look,
    is_wanted: impl Fn(&DecisionRow) -> bool,
) -> Result<Looked, CallError> {
    let mut objects = archive.list(look.day..=look.day).await?;
    objects.sort_by(|one, other| file(other).cmp(file(one)));
    if let Some(after) = &look.after {
        objects.retain(|object| file(object) <= after.file.as_str());
    }
    let mut looked = Looked::default();
    let begun = objects.iter().take(look.objects_max);
    let fetched = begun.map(|object| async move {
        if object.bytes > OBJECT_BYTES_MAX {
            (object, Ok(None))
        } else {
            (object, archive.fetch(object).await)
        }
    });
    let mut fetched = std::pin::pin!(futures::stream::iter(fetched).buffered(FETCHED_AHEAD));
    let mut place = 0;
    while looked.rows < look.rows_max && looked.found.len() < look.found_max {
        let Some((object, bytes)) = fetched.next().await else { break };
        place += 1;
        let Some(bytes) = bytes? else {
            looked.damaged += u64::from(object.bytes > OBJECT_BYTES_MAX);
            continue;
        };
        let before = look.after.as_ref().filter(|after| after.file == file(object)).map(|after| after.before);
        let room = look.found_max - looked.found.len();
        if look_into(object, &bytes, before.unwrap_or(AT_THE_END), room, &is_wanted, &mut looked) {
            looked.next = looked.found.last().map(|found| found.place.clone());
            looked.objects = place;
            return Ok(looked);
        }
    }
    looked.next = objects.get(place).map(DayPlace::at_the_end);
    looked.objects = place;
    Ok(looked)
}

/// Finds the last rows of an object, as many as there is room for. Whether there are more before them.
fn look_into(
    object: &ArchiveObject,
    bytes: &[u8],
    before: u64,
    room: usize,
    is_wanted: &impl Fn(&DecisionRow) -> bool,
    looked: &mut Looked,
) -> bool {
    let mut found = VecDeque::new();
    let mut is_more = false;
    for (number, row) in (0..before).zip(Lines::new(bytes)) {
        looked.rows += 1;
        let Ok(row) = row else {
            looked.damaged += 1;
            continue;
        };
        if is_wanted(&row) {
            let place = DayPlace { file: file(object).to_owned(), before: number };
            found.push_back(FoundRow { place, row });
            if found.len() > room {
                found.pop_front();
                is_more = true;
            }
        }
    }
    looked.found.extend(found.into_iter().rev());
    is_more
}

#[cfg(test)]
mod tests {
    use fraud::{CardKey, KeyId, Timestamp, request};

    use super::*;
    use crate::memory::MemoryArchiveObjects;

    const DAY: Day = Day::of(Timestamp::from_millis(1_772_368_200_000));

    fn row(number: u8) -> DecisionRow {
        let now = DAY.start().plus_millis(i64::from(number));
        let body =
            format!(r#"{{"amount":{number},"merchant":"Shop {number}","card_number":"4111111111111111"}}"#);
        let key = CardKey::new([7; 32]).unwrap();
        let transaction = request::parse(body.as_bytes(), &key, now).unwrap().transaction;
        DecisionRow::undecided(KeyId::new(now, [number; 10]), now, &transaction, None)
    }

    /// Objects of the day, each with some rows; an empty line and a damaged one in each.
    fn archive(objects: &[&[u8]]) -> MemoryArchiveObjects {
        let archive = MemoryArchiveObjects::default();
        for (number, rows) in objects.iter().enumerate() {
            let mut bytes = b"\n{\n".to_vec();
            rows.iter().for_each(|number| bytes.extend(row(*number).to_line()));
            archive.put(&ArchiveObject::name(DAY, &format!("rows-{number}")), bytes);
        }
        archive.put(&ArchiveObject::name(DAY.plus(1), "rows"), row(99).to_line());
        archive
    }

    fn look() -> Look {
        Look { day: DAY, after: None, found_max: 100, rows_max: 1_000, objects_max: 100 }
    }

    fn merchants(looked: &Looked) -> Vec<&str> {
        looked.found.iter().map(|found| found.row.merchant.trim_start_matches("Shop ")).collect()
    }

    async fn pages(archive: &MemoryArchiveObjects, look: Look, odd_only: bool) -> Vec<String> {
        let (mut look, mut seen) = (look, Vec::new());
        for _ in 0..50 {
            let looked = look_through(archive, &look, |row| !odd_only || row.amount_minor / 100 % 2 == 1)
                .await
                .unwrap();
            seen.extend(merchants(&looked).into_iter().map(str::to_owned));
            let Some(next) = looked.next else { return seen };
            look.after = Some(DayPlace::read(&next.write()).unwrap());
        }
        panic!("the pages do not end")
    }

    #[tokio::test]
    async fn a_day_is_looked_through_from_its_end() {
        let archive = archive(&[&[1, 2, 3], &[], &[4, 5]]);
        let looked = look_through(&archive, &look(), |_| true).await.unwrap();
        assert_eq!(merchants(&looked), ["5", "4", "3", "2", "1"]);
        assert_eq!((looked.damaged, looked.next), (3, None));
    }

    #[tokio::test]
    async fn pages_of_any_size_have_every_row_once() {
        let archive = archive(&[&[1, 2, 3], &[4], &[], &[5, 6, 7, 8]]);
        for found_max in 1..=9 {
            for rows_max in [1, 3, 100] {
                for objects_max in [1, 2, 100] {
                    let look = Look { found_max, rows_max, objects_max, ..look() };
                    let all = pages(&archive, look.clone(), false).await;
                    assert_eq!(all, ["8", "7", "6", "5", "4", "3", "2", "1"], "{look:?}");
                    assert_eq!(pages(&archive, look, true).await, ["7", "5", "3", "1"]);
                }
            }
        }
    }

    #[tokio::test]
    async fn a_look_ends_when_it_has_read_enough() {
        let archive = archive(&[&[1, 2, 3], &[4, 5, 6]]);
        let looked = look_through(&archive, &Look { rows_max: 2, ..look() }, |_| false).await.unwrap();
        assert_eq!(looked.found, []);
        assert_eq!(looked.next.unwrap().write(), "-.rows-0");
    }

    #[test]
    fn nonsense_is_not_a_place() {
        for text in ["", ".", "7", "7.", "x.rows", "-1.rows", "1.ro ws"] {
            assert_eq!(DayPlace::read(text), None, "{text}");
        }
    }
}

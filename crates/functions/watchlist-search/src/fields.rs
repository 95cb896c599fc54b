//! What the fields of a request about the watchlist hold.

use fraud::card::looks_like_card_number;
use fraud::screening::name_key;
use lambda_shell::Fields;
use watchlist::EntryId;

use crate::router::Behalf;

const PARTY_BYTES_MAX: usize = 2_000;
/// The longest note, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 2_000;
/// The longest name of an analyst, in characters.
const ANALYST_CHARS_MAX: usize = 100;

/// Who acts: whoever is signed in; of a machine, whom it names in this field.
pub(crate) fn acting(fields: &mut Fields, behalf: &Behalf, name: &str) -> Option<String> {
    match behalf {
        Behalf::Machine => fields.needed_text(name, ANALYST_CHARS_MAX),
        Behalf::Person(staff, _) => Some(staff.name.clone()),
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

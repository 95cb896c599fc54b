//! Card numbers where they don't belong: a file may have them in any column.

use fraud::card::{CARD_NUMBER_DIGITS, looks_like_card_number};
use fraud::transaction::Attribute;
use fraud::{Card, Transaction};

/// The first field that holds the payment's card number, or a text that looks like somebody's.
pub(super) fn field_with_card_number(transaction: &Transaction) -> Option<String> {
    let device = transaction.device.as_ref();
    let ids = [
        ("customer_id", transaction.customer_id.as_deref()),
        ("merchant_id", transaction.merchant_id.as_deref()),
        ("device.id", device.and_then(|device| device.id.as_deref())),
    ];
    let geo = transaction.geo.as_ref();
    let words = [
        ("merchant", Some(transaction.merchant.as_str())),
        ("merchant_category", transaction.merchant_category.as_deref()),
        ("channel", transaction.channel.as_deref()),
        ("location", transaction.location.as_deref()),
        ("beneficiary_name", transaction.beneficiary_name.as_deref()),
        ("email_address", transaction.email_address.as_deref()),
        ("device.type", device.and_then(|device| device.kind.as_deref())),
        ("device.os_version", device.and_then(|device| device.os_version.as_deref())),
        ("device.app_version", device.and_then(|device| device.app_version.as_deref())),
        ("geo.country", geo.and_then(|geo| geo.country.as_deref())),
        ("geo.region", geo.and_then(|geo| geo.region.as_deref())),
        ("geo.city", geo.and_then(|geo| geo.city.as_deref())),
    ];
    let present = |(name, text): &(&'static str, Option<&str>)| Some((*name, (*text)?.to_owned()));
    let attributes = transaction.attributes.iter().filter_map(|(name, value)| {
        let text = match value {
            Attribute::Text(text) => text.clone(),
            Attribute::Number(number) => number.to_string(),
            Attribute::Flag(_) => return None,
        };
        Some((format!("attributes.{name}"), text))
    });
    let names =
        transaction.attributes.keys().map(|name| ("the name of an attribute".to_owned(), name.clone()));
    let words: Vec<(String, String)> = words
        .iter()
        .filter_map(present)
        .map(|(name, text)| (name.to_owned(), text))
        .chain(attributes)
        .chain(names)
        .collect();
    // One random long number in thirty looks like a card's, and an id may well be one: only the payment's own is told.
    let is_own = |text: &str| is_number_of(&transaction.card, text);
    let id = ids.iter().filter_map(present).find(|(_, text)| is_own(text)).map(|(name, _)| name.to_owned());
    let word = || words.into_iter().find(|(_, text)| is_own(text) || looks_like_card_number(text));
    id.or_else(|| word().map(|(name, _)| name))
}

/// Whether a text holds a number that begins and ends like the card's, and is as long as a card's.
fn is_number_of(card: &Card, text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_like = |number: &str| number.starts_with(&card.bin) && number.ends_with(&card.last_four);
    !card.is_stand_in()
        && (0..digits.len()).any(|start| {
            CARD_NUMBER_DIGITS.filter_map(|length| digits.get(start..start + length)).any(is_like)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &str, value: &str, expected: Option<&str>) {
        let columns = format!("event_time,amount,merchant,card_number,{field}\n");
        let row = format!("2026-03-01T00:00:00Z,1,Shop,4111111111111111,{value}\n");
        let key = fraud::CardKey::new([7; 32]).unwrap();
        let text = columns + &row;
        let mapping = backtest::ColumnMapping::default();
        let mut reader = backtest::CsvReader::new(text.as_bytes(), &mapping, key).unwrap();
        let transaction = reader.next().unwrap().unwrap().transaction;
        assert_eq!(field_with_card_number(&transaction).as_deref(), expected, "{field} {value}");
    }

    #[test]
    fn a_card_number_is_found_in_any_field() {
        check("customer_id", "c-1", None);
        check("customer_id", "4111111111111111", Some("customer_id"));
        check("device.id", "x-4111.1111.1111.1111", Some("device.id"));
        // Somebody else's, by its check digit; in an id that may be chance.
        check("customer_id", "5555555555554444", None);
        check("location", "card 5555 5555 5555 4444", Some("location"));
        check("attributes.note", "4111/1111/1111/1111", Some("attributes.note"));
        check("attributes.number", "5555555555554444", Some("attributes.number"));
        check("attributes.order", "1234567", None);
    }
}

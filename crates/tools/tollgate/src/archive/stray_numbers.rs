//! Card numbers where they don't belong: a file may have them in any column.

use fraud::card::{
    CARD_NUMBER_DIGITS, PHONE_DIGITS_MIN, card_number_in, digits_of, looks_like_card_number,
    number_looks_like_card,
};
use fraud::transaction::Attribute;
use fraud::{Card, Transaction};

/// The first field that holds the payment's card number, or what looks like somebody's.
pub(super) fn field_with_card_number(transaction: &Transaction) -> Option<String> {
    let device = transaction.device.as_ref();
    let geo = transaction.geo.as_ref();
    let texts = [
        ("merchant", Some(transaction.merchant.as_str())),
        ("merchant_id", transaction.merchant_id.as_deref()),
        ("merchant_category", transaction.merchant_category.as_deref()),
        ("channel", transaction.channel.as_deref()),
        ("location", transaction.location.as_deref()),
        ("customer_id", transaction.customer_id.as_deref()),
        ("customer_name", transaction.customer_name.as_deref()),
        ("beneficiary_name", transaction.beneficiary_name.as_deref()),
        ("customer_country", transaction.customer_country.as_deref()),
        ("beneficiary_country", transaction.beneficiary_country.as_deref()),
        ("email_address", transaction.email_address.as_deref()),
        ("device.id", device.and_then(|device| device.id.as_deref())),
        ("device.type", device.and_then(|device| device.kind.as_deref())),
        ("device.os_version", device.and_then(|device| device.os_version.as_deref())),
        ("device.app_version", device.and_then(|device| device.app_version.as_deref())),
        ("geo.country", geo.and_then(|geo| geo.country.as_deref())),
        ("geo.region", geo.and_then(|geo| geo.region.as_deref())),
        ("geo.city", geo.and_then(|geo| geo.city.as_deref())),
    ];
    let is_own = |text: &str| is_number_of(&transaction.card, text);
    let text = texts
        .into_iter()
        .find(|(_, text)| text.is_some_and(|text| is_own(text) || looks_like_card_number(text)));
    let phone = || {
        let phone = transaction.phone.as_deref()?;
        (is_own(phone) || card_number_in(phone, PHONE_DIGITS_MIN)).then(|| "phone".to_owned())
    };
    let attribute = || {
        transaction.attributes.iter().find_map(|(name, value)| {
            if is_own(name) || looks_like_card_number(name) {
                return Some("the name of an attribute".to_owned());
            }
            let is_number = match value {
                Attribute::Text(text) => is_own(text) || looks_like_card_number(text),
                Attribute::Number(number) => {
                    let number = number.to_string();
                    is_own(&number) || number_looks_like_card(&number)
                }
                Attribute::Flag(_) => false,
            };
            is_number.then(|| format!("attributes.{name}"))
        })
    };
    let paper = || {
        let papers = &transaction.papers;
        let identifiers = [
            ("customer_identifiers", &papers.customer.identifiers),
            ("beneficiary_identifiers", &papers.beneficiary.identifiers),
        ];
        let holds = |text: &String| is_own(text) || looks_like_card_number(text);
        let found = identifiers.into_iter().find(|(_, texts)| texts.iter().any(holds));
        found.map(|(name, _)| name.to_owned())
    };
    text.map(|(name, _)| name.to_owned()).or_else(phone).or_else(paper).or_else(attribute)
}

/// Whether a text holds a number that begins and ends like the card's, and is as long as a card's.
fn is_number_of(card: &Card, text: &str) -> bool {
    let digits = digits_of(text);
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
        check("customer_id", "5555555555554444", Some("customer_id"));
        check("customer_id", "5555555555554443", None);
        check("location", "card 5555 5555 5555 4444", Some("location"));
        check("location", "card 5555_5555_5555_4444", Some("location"));
        check("beneficiary_name", "Shop ５２００８２８２８２８２８２１０", Some("beneficiary_name"));
        check("geo.city", "٤١١١١١١١١١١١١١١١", Some("geo.city"));
        check("email_address", "5200828282828210@example.org", Some("email_address"));
        check("phone", "4111 1111 1111 1111", Some("phone"));
        check("phone", "5200 8282 8282 8210", Some("phone"));
        check("phone", "+49 151 12345678", None);
        check("customer_name", "Zoe 5555-5555-5555-4444", Some("customer_name"));
        check("attributes.number", "5555555555554444.0", Some("attributes.number"));
        check("attributes.number", "5.555555555554444e15", Some("attributes.number"));
        check("attributes.score", "0.5555555555554444", None);
        check("attributes.n_5555555555554444", "1", Some("the name of an attribute"));
        check("attributes.note", "4111/1111/1111/1111", Some("attributes.note"));
        check("attributes.number", "5555555555554444", Some("attributes.number"));
        check("attributes.order", "1234567", None);
        check("location", "card 5555%205555%205555%204444", Some("location"));
        check("customer_identifiers", "X1;5555 5555 5555 4444", Some("customer_identifiers"));
        check("beneficiary_identifiers", "4111-1111-1111-1111", Some("beneficiary_identifiers"));
        check("beneficiary_identifiers", "P-1234567", None);
    }
}

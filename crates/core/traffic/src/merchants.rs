//! Who is paid.

use crate::dice::Dice;
use crate::places::{HOMES, Place};

#[derive(Clone, Debug)]
pub(crate) struct Merchant {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: &'static str,
    /// American cents that a purchase is around.
    pub(crate) middle_cents: i64,
    pub(crate) is_online: bool,
    pub(crate) place: Place,
}

/// Kinds of merchants: name, category (ISO 18245), cents, whether online, and how many of them there are in a city.
const KINDS: [(&str, &str, i64, bool, usize); 14] = [
    ("Groceries", "5411", 3_800, false, 4),
    ("Bakery", "5462", 900, false, 3),
    ("Coffee", "5814", 650, false, 4),
    ("Restaurant", "5812", 4_200, false, 4),
    ("Petrol", "5541", 4_800, false, 2),
    ("Pharmacy", "5912", 2_100, false, 2),
    ("Clothes", "5651", 7_500, false, 2),
    ("Electronics", "5732", 21_000, true, 1),
    ("Books", "5942", 2_400, true, 1),
    ("Streaming", "4899", 1_299, true, 1),
    ("Rides", "4121", 1_800, true, 1),
    ("Hotel", "7011", 19_000, true, 1),
    ("Gift Cards", "6540", 5_000, true, 1),
    ("Transfers", "4829", 15_000, true, 1),
];

pub(crate) const CASH_LIKE: [&str; 2] = ["6540", "4829"];

/// The merchants of every city.
pub(crate) fn open(dice: &mut Dice) -> Vec<Merchant> {
    let mut merchants = Vec::new();
    for place in HOMES {
        for (kind, category, cents, is_online, count) in KINDS {
            for number in 1..=count {
                merchants.push(Merchant {
                    id: format!("M{:05}", merchants.len() + 1),
                    name: format!("{} {kind} {number}", place.city),
                    category,
                    middle_cents: dice.amount_minor(cents),
                    is_online,
                    place,
                });
            }
        }
    }
    merchants
}

/// The `number`th shop that was not there before.
pub(crate) fn just_opened(number: usize, place: Place, dice: &mut Dice) -> Merchant {
    let (kind, category, cents, is_online, _) = *dice.pick(&KINDS);
    Merchant {
        id: format!("S{number:05}"),
        name: format!("{} New {kind} {number}", place.city),
        category,
        middle_cents: dice.amount_minor(cents),
        is_online,
        place,
    }
}

//! The card numbers that the tests send. Afterwards none of them may be found anywhere.

/// Not a valid number: its check digit is wrong.
pub const MADE_UP: &str = "1234567890123456";
/// A test number of Visa.
pub const VISA: &str = "4111 1111 1111 1111";
/// A test number of American Express.
pub const AMEX: &str = "3782-822463-10005";
/// A test number of Mastercard.
pub const MASTERCARD: &str = "5555555555554444";

/// A test number of Visa that is labelled as fraud, so no other test may pay with it.
pub const LABELLED: &str = "4012 8888 8888 1881";

/// A test number of Discover that a burst of small payments is made with, so no other test may pay with it.
pub const TRIED_OUT: &str = "6011 1111 1111 1117";

/// Test numbers of Diners Club and JCB, whose payments are told to others in their order, so no other test may pay with them.
pub const TOLD: [&str; 2] = ["3056 9309 0259 04", "3530 1113 3330 0000"];

/// Test numbers of Visa and Mastercard, whose payments a webhook's receiver gets in their order, likewise.
pub const SENT: [&str; 2] = ["4000 0566 5566 5556", "5200 8282 8282 8210"];

/// Test numbers of Visa and Mastercard, whose payments are put on a topic in their order, likewise.
pub const PROCESSED: [&str; 2] = ["4000 0000 0000 3220", "5105 1051 0510 5100"];

/// A test number of Visa whose payment opens a case of its own, so no other test may pay with it.
pub const OF_A_CASE: &str = "4242 4242 4242 4242";

/// All of them.
pub const ALL: [&str; 13] = [
    MADE_UP,
    VISA,
    AMEX,
    MASTERCARD,
    LABELLED,
    TRIED_OUT,
    TOLD[0],
    TOLD[1],
    SENT[0],
    SENT[1],
    PROCESSED[0],
    PROCESSED[1],
    OF_A_CASE,
];

/// A card number of its own for each payment: sixteen digits with the right check digit.
pub fn card(number: u64) -> String {
    let digits = format!("400000{number:09}");
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = digit.to_digit(10).unwrap_or_default();
            if place.is_multiple_of(2) { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

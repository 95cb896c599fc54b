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

/// All of them.
pub const ALL: [&str; 6] = [MADE_UP, VISA, AMEX, MASTERCARD, LABELLED, TRIED_OUT];

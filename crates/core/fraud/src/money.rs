//! Money: integer minor units and a currency. Amounts are read from decimal text, never through a float.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The largest amount accepted, in minor units: 10¹⁵, which is ten trillion dollars. Far above any payment,
/// and far enough below `i64::MAX` that a month of such amounts still adds up without overflow.
pub const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;

/// An ISO 4217 currency that has a minor unit (so not gold, not "no currency").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The US dollar, the default of a request without a currency.
    pub const USD: Currency = Currency(iso_currency::Currency::USD);

    /// The Chilean unidad de fomento: no currency has more decimals than its four.
    pub(crate) const FINEST: Currency = Currency(iso_currency::Currency::CLF);

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn decimals(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }

    fn minor_per_major(self) -> i64 {
        10_i64.pow(self.decimals())
    }

    /// An amount of minor units in major units, as the nearest float: for features and rules, never to be stored as
    /// money again.
    pub(crate) fn to_major_f64(self, amount_minor: i64) -> f64 {
        amount_minor as f64 / self.minor_per_major() as f64
    }
}

/// The text is not an ISO 4217 code of a currency with a minor unit.
#[derive(Debug, Error)]
#[error("must be an ISO 4217 currency code in capitals, such as USD")]
pub struct UnknownCurrency;

impl std::str::FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Currency)
            .ok_or(UnknownCurrency)
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;

    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// A positive amount of one currency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Money {
    amount_minor: i64,
    currency: Currency,
}

/// Why a decimal text is not an amount of a currency.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AmountError {
    /// Not a decimal number.
    #[error("must be a decimal number")]
    NotANumber,
    /// Zero or less.
    #[error("must be greater than 0")]
    NotPositive,
    /// More decimals than the currency's minor unit has.
    #[error("{currency} has {decimals} decimals at most")]
    TooManyDecimals {
        /// The currency's code.
        currency: &'static str,
        /// Its number of decimals.
        decimals: u32,
    },
    /// Above [`AMOUNT_MINOR_MAX`].
    #[error("must be at most {AMOUNT_MINOR_MAX} minor units (10^15)")]
    TooLarge,
}

impl Money {
    /// Reads an amount in major units from the text of a JSON number, exactly: `125.50`, `15000`, `1.5e3`.
    ///
    /// Trailing zeros carry no value, so `100.000` is a good amount of dollars and `100.001` is not.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, AmountError> {
        let decimal = Decimal::parse(text).ok_or(AmountError::NotANumber)?;
        if decimal.negative || decimal.digits.is_empty() {
            return Err(AmountError::NotPositive);
        }
        let zeros = decimal.exponent + i64::from(currency.decimals());
        if zeros < 0 {
            let (currency, decimals) = (currency.code(), currency.decimals());
            return Err(AmountError::TooManyDecimals { currency, decimals });
        }
        let magnitude = decimal.digits.len() as i64 + zeros;
        if magnitude > 16 {
            return Err(AmountError::TooLarge);
        }
        let mut amount_minor =
            decimal.digits.bytes().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        amount_minor *= 10_i64.pow(zeros as u32);
        if amount_minor > AMOUNT_MINOR_MAX {
            return Err(AmountError::TooLarge);
        }
        Ok(Money { amount_minor, currency })
    }

    /// An amount of minor units, as [`Money::amount_minor`] gave it; nothing if it can't be one.
    pub fn of_minor(amount_minor: i64, currency: Currency) -> Option<Money> {
        (1..=AMOUNT_MINOR_MAX).contains(&amount_minor).then_some(Money { amount_minor, currency })
    }

    /// The amount in minor units, always positive.
    pub fn amount_minor(self) -> i64 {
        self.amount_minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The amount in major units as the nearest float: for features and rules, never to be stored as money again.
    pub fn as_major_f64(self) -> f64 {
        self.currency.to_major_f64(self.amount_minor)
    }

    /// The amount in major units as plain decimal text with the currency's decimals: `125.50`.
    pub fn decimal_text(self) -> String {
        decimal(self.amount_minor, self.currency, str::to_owned)
    }
}

/// `15,000.00 USD`
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", decimal(self.amount_minor, self.currency, grouped), self.currency)
    }
}

/// A computed amount of major units, shown as money is: `15,000.00 USD`.
pub(crate) fn show_major_f64(amount_major: f64, currency: Currency) -> String {
    // A float-to-integer cast saturates.
    let minor = (amount_major.abs() * currency.minor_per_major() as f64).round() as i64;
    let sign = if amount_major < 0.0 && minor > 0 { "-" } else { "" };
    format!("{sign}{} {currency}", decimal(minor, currency, grouped))
}

fn decimal(amount_minor: i64, currency: Currency, show_major: fn(&str) -> String) -> String {
    let per_major = currency.minor_per_major();
    let (major, minor) = (amount_minor / per_major, amount_minor % per_major);
    let major = show_major(&major.to_string());
    match currency.decimals() as usize {
        0 => major,
        decimals => format!("{major}.{minor:0decimals$}"),
    }
}

/// Digits in groups of three: `15,000`.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A decimal number as digits without leading or trailing zeros, times a power of ten.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn parse(text: &str) -> Option<Decimal> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, power) = match unsigned.split_once(['e', 'E']) {
            // Beyond six digits of exponent the number is zero or too large whatever the exact power.
            Some((mantissa, power)) => (mantissa, power.parse::<i64>().ok()?.clamp(-999_999, 999_999)),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let all = [whole, fraction].concat();
        let significant = all.trim_end_matches('0');
        let exponent = power - fraction.len() as i64 + (all.len() - significant.len()) as i64;
        Some(Decimal { negative, digits: significant.trim_start_matches('0').to_owned(), exponent })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, currency: &str, expected: Result<i64, AmountError>) {
        let currency = currency.parse().unwrap();
        assert_eq!(Money::parse(text, currency).map(Money::amount_minor), expected, "{text} {currency}");
    }

    #[test]
    fn amounts_are_read_exactly() {
        check("125.50", "USD", Ok(12_550));
        check("15000.00", "USD", Ok(1_500_000));
        check("0.1", "USD", Ok(10));
        check("100.000", "USD", Ok(10_000));
        check("1.5e3", "USD", Ok(150_000));
        check("12E-1", "USD", Ok(120));
        check("500", "JPY", Ok(500));
        check("1.234", "KWD", Ok(1_234));
        check("10000000000000.00", "USD", Ok(AMOUNT_MINOR_MAX));
        // 0.29 * 100 is 28.999999999999996 in binary floating point.
        check("0.29", "USD", Ok(29));
    }

    #[test]
    fn what_is_no_amount_says_why() {
        check("0", "USD", Err(AmountError::NotPositive));
        check("0.000", "USD", Err(AmountError::NotPositive));
        check("-1", "USD", Err(AmountError::NotPositive));
        check("abc", "USD", Err(AmountError::NotANumber));
        check("", "USD", Err(AmountError::NotANumber));
        check("1.005", "USD", Err(AmountError::TooManyDecimals { currency: "USD", decimals: 2 }));
        check("1.5", "JPY", Err(AmountError::TooManyDecimals { currency: "JPY", decimals: 0 }));
        check("1e-400", "USD", Err(AmountError::TooManyDecimals { currency: "USD", decimals: 2 }));
        check("10000000000000.01", "USD", Err(AmountError::TooLarge));
        check("1e400", "USD", Err(AmountError::TooLarge));
        check("99999999999999999999999999", "USD", Err(AmountError::TooLarge));
    }

    #[test]
    fn currencies_without_a_minor_unit_are_refused() {
        for code in ["XAU", "XXX", "usd", "US", "", "ZZZ"] {
            assert!(code.parse::<Currency>().is_err(), "{code}");
        }
    }

    #[test]
    fn money_reads_well() {
        let money = |text: &str, code: &str| Money::parse(text, code.parse().unwrap()).unwrap();
        assert_eq!(money("1234567.5", "USD").to_string(), "1,234,567.50 USD");
        assert_eq!(money("999", "JPY").to_string(), "999 JPY");
        assert_eq!(money("0.05", "EUR").decimal_text(), "0.05");
        assert_eq!(show_major_f64(1234.567, "EUR".parse().unwrap()), "1,234.57 EUR");
        assert_eq!(show_major_f64(-0.5, "JPY".parse().unwrap()), "-1 JPY");
        assert_eq!(show_major_f64(0.0, "KWD".parse().unwrap()), "0.000 KWD");
    }

    proptest! {
        #[test]
        fn printing_and_parsing_is_the_identity(amount_minor in 1..=AMOUNT_MINOR_MAX, code in "USD|JPY|KWD|EUR|CLF") {
            let currency = code.parse().unwrap();
            let money = Money { amount_minor, currency };
            prop_assert_eq!(Money::parse(&money.decimal_text(), currency), Ok(money));
        }
    }
}

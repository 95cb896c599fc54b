//! Check digits and what else a number proves about itself.

use sha2::{Digest, Sha256};

/// The digits of a text, in order.
pub(crate) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|character| character.to_digit(10)).collect()
}

/// ISO/IEC 7812-1, annex B.
pub(crate) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| match (index % 2, digit * 2) {
            (0, _) => digit,
            (_, twice) if twice > 9 => twice - 9,
            (_, twice) => twice,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// An ABA routing number: its Federal Reserve prefix and its check digit.
pub(crate) fn routing_number(digits: &[u32]) -> bool {
    let [a, b, c, d, e, f, g, h, i] = *digits else { return false };
    let prefix = a * 10 + b;
    let known_prefix = matches!(prefix, 1..=12 | 21..=32 | 61..=72 | 80);
    known_prefix && (3 * (a + d + g) + 7 * (b + e + h) + (c + f + i)).is_multiple_of(10)
}

/// A National Provider Identifier: Luhn over the digits behind the prefix 80840.
pub(crate) fn npi(digits: &[u32]) -> bool {
    let prefixed: Vec<u32> = [8, 0, 8, 4, 0].iter().chain(digits).copied().collect();
    digits.len() == 10 && matches!(digits[0], 1 | 2) && luhn(&prefixed)
}

/// A DEA registration number: two letters, and seven digits of which the last checks the others.
pub(crate) fn dea_number(digits: &[u32]) -> bool {
    let [a, b, c, d, e, f, check] = *digits else { return false };
    (a + c + e + 2 * (b + d + f)) % 10 == check
}

/// The IBAN's length by country.
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 \
    DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 \
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 \
    OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
    UA29 VA22 VG24 XK20 YE30";

/// How many characters an IBAN of this country has.
pub(crate) fn iban_length(country: &str) -> Option<usize> {
    IBAN_LENGTHS
        .split_whitespace()
        .find(|entry| entry.starts_with(country) && country.len() == 2)
        .and_then(|entry| entry[2..].parse().ok())
}

/// ISO 7064 mod 97-10 over the rearranged characters.
pub(crate) fn iban(characters: &str) -> bool {
    let rearranged = characters.chars().skip(4).chain(characters.chars().take(4));
    let mut remainder = 0_u32;
    for character in rearranged {
        let Some(value) = character.to_digit(36) else { return false };
        remainder = if value > 9 { remainder * 100 + value } else { remainder * 10 + value } % 97;
    }
    remainder == 1
}

const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A Bitcoin address in Base58Check.
pub(crate) fn base58_check(address: &str) -> bool {
    let mut bytes = [0_u8; 25];
    for character in address.chars() {
        let Some(mut carry) = BASE58.find(character) else { return false };
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
        if carry > 0 {
            return false;
        }
    }
    let twice = Sha256::digest(Sha256::digest(&bytes[..21]));
    twice[..4] == bytes[21..]
}

const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// A Bitcoin address in Bech32 (BIP 173) or Bech32m (BIP 350).
pub(crate) fn bech32(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let Some((prefix, data)) = lower.rsplit_once('1') else { return false };
    let expanded = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let rest = prefix.bytes().map(|byte| u32::from(byte & 31));
    let mut values: Vec<u32> = expanded.chain([0]).chain(rest).collect();
    for character in data.chars() {
        let Some(value) = BECH32.find(character) else { return false };
        values.push(value as u32);
    }
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut check = 1_u32;
    for value in values {
        let top = check >> 25;
        check = (check & 0x01ff_ffff) << 5 ^ value;
        for (bit, generator) in GENERATOR.iter().enumerate() {
            if top >> bit & 1 == 1 {
                check ^= generator;
            }
        }
    }
    matches!(check, 1 | 0x2bc8_30a3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_samples_pass_and_a_changed_digit_fails() {
        assert!(luhn(&digits("4012888888881881")) && !luhn(&digits("4012888888881882")));
        assert!(routing_number(&digits("121000358")) && !routing_number(&digits("121000359")));
        assert!(npi(&digits("1234567893")) && !npi(&digits("1234567890")));
        assert!(dea_number(&digits("8207032")) && !dea_number(&digits("8207031")));
        assert!(iban("GB29NWBK60161331926819") && !iban("GB29NWBK60161331926818"));
        assert_eq!(iban_length("GB"), Some(22));
        assert_eq!(iban_length("AB"), None);
        assert!(base58_check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(!base58_check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
        assert!(bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(!bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
    }
}

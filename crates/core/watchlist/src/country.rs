//! Countries as two-letter codes, read from a code or from the English name that OFAC writes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A country or territory by its ISO 3166-1 alpha-2 code (and `XK`, `EU`, `SU`, `AN` as lists use them).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Country([u8; 2]);

/// A text that names no country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no country (a two-letter code or an English name)")]
pub struct CountryError(String);

impl Country {
    /// Reads a code ("ru", "RU") or an English name ("Korea, North").
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        let trimmed = text.trim();
        let code = <[u8; 2]>::try_from(trimmed.as_bytes())
            .map(|code| code.map(|letter| letter.to_ascii_uppercase()));
        if let Ok(code) = code
            && Self::from_code(code).is_some()
        {
            return Ok(Self(code));
        }
        let name = key(trimmed);
        let found = NAMES.binary_search_by(|(known, _)| (*known).cmp(&name));
        found.map(|at| Self(NAMES[at].1)).map_err(|_| CountryError(trimmed.chars().take(60).collect()))
    }

    pub(crate) fn from_code(code: [u8; 2]) -> Option<Self> {
        NAMES.iter().any(|(_, known)| *known == code).then_some(Self(code))
    }

    pub(crate) fn code(self) -> [u8; 2] {
        self.0
    }
}

/// Small letters and single blanks: "Korea, North" is "korea north".
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.chars().filter(|letter| !matches!(letter, '\'' | '\u{2019}')) {
        if letter.is_ascii_alphabetic() {
            key.push(letter.to_ascii_lowercase());
        } else if !letter.is_ascii() {
            key.push_str(&any_ascii::any_ascii_char(letter).to_ascii_lowercase());
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Country {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.to_string()
    }
}

impl TryFrom<String> for Country {
    type Error = CountryError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

/// Name and code, sorted by name.
#[rustfmt::skip]
static NAMES: &[(&str, [u8; 2])] = &[
    ("afghanistan", *b"AF"), ("aland islands", *b"AX"), ("albania", *b"AL"), ("algeria", *b"DZ"),
    ("american samoa", *b"AS"), ("andorra", *b"AD"), ("angola", *b"AO"), ("anguilla", *b"AI"),
    ("antarctica", *b"AQ"), ("antigua and barbuda", *b"AG"), ("argentina", *b"AR"), ("armenia", *b"AM"),
    ("aruba", *b"AW"), ("australia", *b"AU"), ("austria", *b"AT"), ("azerbaijan", *b"AZ"),
    ("bahamas", *b"BS"), ("bahamas the", *b"BS"), ("bahrain", *b"BH"), ("bangladesh", *b"BD"),
    ("barbados", *b"BB"), ("belarus", *b"BY"), ("belgium", *b"BE"), ("belize", *b"BZ"), ("benin", *b"BJ"),
    ("bermuda", *b"BM"), ("bhutan", *b"BT"), ("bolivia", *b"BO"), ("bonaire", *b"BQ"), ("bosnia", *b"BA"),
    ("bosnia and herzegovina", *b"BA"), ("botswana", *b"BW"), ("brazil", *b"BR"),
    ("british indian ocean territory", *b"IO"), ("british virgin islands", *b"VG"), ("brunei", *b"BN"),
    ("bulgaria", *b"BG"), ("burkina faso", *b"BF"), ("burma", *b"MM"), ("burundi", *b"BI"),
    ("cabo verde", *b"CV"), ("cambodia", *b"KH"), ("cameroon", *b"CM"), ("canada", *b"CA"),
    ("cape verde", *b"CV"), ("cayman islands", *b"KY"), ("central african republic", *b"CF"),
    ("chad", *b"TD"), ("chile", *b"CL"), ("china", *b"CN"), ("colombia", *b"CO"), ("comoros", *b"KM"),
    ("congo", *b"CG"), ("congo democratic republic of the", *b"CD"), ("congo republic of the", *b"CG"),
    ("cook islands", *b"CK"), ("costa rica", *b"CR"), ("cote d ivoire", *b"CI"), ("cote divoire", *b"CI"),
    ("crimea", *b"UA"), ("croatia", *b"HR"), ("cuba", *b"CU"), ("curacao", *b"CW"), ("cyprus", *b"CY"),
    ("czech republic", *b"CZ"), ("czechia", *b"CZ"), ("democratic peoples republic of korea", *b"KP"),
    ("democratic republic of the congo", *b"CD"), ("denmark", *b"DK"), ("djibouti", *b"DJ"),
    ("dominica", *b"DM"), ("dominican republic", *b"DO"), ("east timor", *b"TL"), ("ecuador", *b"EC"),
    ("egypt", *b"EG"), ("el salvador", *b"SV"), ("england", *b"GB"), ("equatorial guinea", *b"GQ"),
    ("eritrea", *b"ER"), ("estonia", *b"EE"), ("eswatini", *b"SZ"), ("ethiopia", *b"ET"),
    ("european union", *b"EU"), ("falkland islands", *b"FK"), ("faroe islands", *b"FO"), ("fiji", *b"FJ"),
    ("finland", *b"FI"), ("france", *b"FR"), ("french guiana", *b"GF"), ("french polynesia", *b"PF"),
    ("gabon", *b"GA"), ("gambia", *b"GM"), ("gambia the", *b"GM"), ("gaza", *b"PS"), ("georgia", *b"GE"),
    ("germany", *b"DE"), ("ghana", *b"GH"), ("gibraltar", *b"GI"), ("great britain", *b"GB"),
    ("greece", *b"GR"), ("greenland", *b"GL"), ("grenada", *b"GD"), ("guadeloupe", *b"GP"),
    ("guam", *b"GU"), ("guatemala", *b"GT"), ("guernsey", *b"GG"), ("guinea", *b"GN"),
    ("guinea bissau", *b"GW"), ("guyana", *b"GY"), ("haiti", *b"HT"), ("holland", *b"NL"),
    ("holy see", *b"VA"), ("honduras", *b"HN"), ("hong kong", *b"HK"), ("hungary", *b"HU"),
    ("iceland", *b"IS"), ("india", *b"IN"), ("indonesia", *b"ID"), ("iran", *b"IR"), ("iraq", *b"IQ"),
    ("ireland", *b"IE"), ("isle of man", *b"IM"), ("israel", *b"IL"), ("italy", *b"IT"),
    ("ivory coast", *b"CI"), ("jamaica", *b"JM"), ("japan", *b"JP"), ("jersey", *b"JE"),
    ("jordan", *b"JO"), ("kazakhstan", *b"KZ"), ("kenya", *b"KE"), ("kiribati", *b"KI"),
    ("korea north", *b"KP"), ("korea south", *b"KR"), ("kosovo", *b"XK"), ("kuwait", *b"KW"),
    ("kyrgyzstan", *b"KG"), ("laos", *b"LA"), ("latvia", *b"LV"), ("lebanon", *b"LB"),
    ("lesotho", *b"LS"), ("liberia", *b"LR"), ("libya", *b"LY"), ("liechtenstein", *b"LI"),
    ("lithuania", *b"LT"), ("luxembourg", *b"LU"), ("macao", *b"MO"), ("macau", *b"MO"),
    ("macedonia", *b"MK"), ("macedonia the former yugoslav republic of", *b"MK"), ("madagascar", *b"MG"),
    ("malawi", *b"MW"), ("malaysia", *b"MY"), ("maldives", *b"MV"), ("mali", *b"ML"), ("malta", *b"MT"),
    ("man isle of", *b"IM"), ("marshall islands", *b"MH"), ("martinique", *b"MQ"), ("mauritania", *b"MR"),
    ("mauritius", *b"MU"), ("mayotte", *b"YT"), ("mexico", *b"MX"), ("micronesia", *b"FM"),
    ("moldova", *b"MD"), ("monaco", *b"MC"), ("mongolia", *b"MN"), ("montenegro", *b"ME"),
    ("montserrat", *b"MS"), ("morocco", *b"MA"), ("mozambique", *b"MZ"), ("myanmar", *b"MM"),
    ("namibia", *b"NA"), ("nauru", *b"NR"), ("nepal", *b"NP"), ("netherlands", *b"NL"),
    ("netherlands antilles", *b"AN"), ("new caledonia", *b"NC"), ("new zealand", *b"NZ"),
    ("nicaragua", *b"NI"), ("niger", *b"NE"), ("nigeria", *b"NG"), ("niue", *b"NU"),
    ("norfolk island", *b"NF"), ("north korea", *b"KP"), ("north macedonia", *b"MK"),
    ("north macedonia the republic of", *b"MK"), ("northern ireland", *b"GB"),
    ("northern mariana islands", *b"MP"), ("norway", *b"NO"), ("oman", *b"OM"), ("pakistan", *b"PK"),
    ("palau", *b"PW"), ("palestine", *b"PS"), ("palestinian", *b"PS"), ("panama", *b"PA"),
    ("papua new guinea", *b"PG"), ("paraguay", *b"PY"), ("peoples republic of china", *b"CN"),
    ("peru", *b"PE"), ("philippines", *b"PH"), ("poland", *b"PL"), ("portugal", *b"PT"),
    ("puerto rico", *b"PR"), ("qatar", *b"QA"), ("region crimea", *b"UA"), ("region gaza", *b"PS"),
    ("region kabardino balkaria", *b"RU"), ("republic of korea", *b"KR"), ("reunion", *b"RE"),
    ("romania", *b"RO"), ("russia", *b"RU"), ("russian federation", *b"RU"), ("rwanda", *b"RW"),
    ("saint barthelemy", *b"BL"), ("saint helena", *b"SH"), ("saint kitts and nevis", *b"KN"),
    ("saint lucia", *b"LC"), ("saint martin", *b"MF"), ("saint vincent and the grenadines", *b"VC"),
    ("samoa", *b"WS"), ("san marino", *b"SM"), ("sao tome and principe", *b"ST"),
    ("saudi arabia", *b"SA"), ("scotland", *b"GB"), ("senegal", *b"SN"), ("serbia", *b"RS"),
    ("serbia and montenegro", *b"RS"), ("seychelles", *b"SC"), ("sierra leone", *b"SL"),
    ("singapore", *b"SG"), ("sint maarten", *b"SX"), ("slovakia", *b"SK"), ("slovenia", *b"SI"),
    ("solomon islands", *b"SB"), ("somalia", *b"SO"), ("south africa", *b"ZA"), ("south korea", *b"KR"),
    ("south sudan", *b"SS"), ("soviet union", *b"SU"), ("spain", *b"ES"), ("sri lanka", *b"LK"),
    ("st kitts and nevis", *b"KN"), ("st kitts nevis", *b"KN"), ("st vincent and the grenadines", *b"VC"),
    ("sudan", *b"SD"), ("suriname", *b"SR"), ("swaziland", *b"SZ"), ("sweden", *b"SE"),
    ("switzerland", *b"CH"), ("syria", *b"SY"), ("syrian arab republic", *b"SY"), ("taiwan", *b"TW"),
    ("tajikistan", *b"TJ"), ("tanzania", *b"TZ"), ("thailand", *b"TH"), ("the bahamas", *b"BS"),
    ("the gambia", *b"GM"), ("the netherlands", *b"NL"), ("timor leste", *b"TL"), ("togo", *b"TG"),
    ("tokelau", *b"TK"), ("tonga", *b"TO"), ("trinidad and tobago", *b"TT"), ("tunisia", *b"TN"),
    ("turkey", *b"TR"), ("turkiye", *b"TR"), ("turkmenistan", *b"TM"),
    ("turks and caicos islands", *b"TC"), ("tuvalu", *b"TV"), ("uganda", *b"UG"), ("ukraine", *b"UA"),
    ("united arab emirates", *b"AE"), ("united kingdom", *b"GB"), ("united states", *b"US"),
    ("united states of america", *b"US"), ("uruguay", *b"UY"), ("ussr", *b"RU"), ("uzbekistan", *b"UZ"),
    ("vanuatu", *b"VU"), ("vatican", *b"VA"), ("vatican city", *b"VA"), ("venezuela", *b"VE"),
    ("viet nam", *b"VN"), ("vietnam", *b"VN"), ("virgin islands british", *b"VG"),
    ("virgin islands u s", *b"VI"), ("wallis and futuna", *b"WF"), ("west bank", *b"PS"),
    ("western sahara", *b"EH"), ("yemen", *b"YE"), ("yugoslavia", *b"RS"), ("zambia", *b"ZM"),
    ("zimbabwe", *b"ZW"),
];

#[cfg(test)]
mod tests {
    use super::{Country, NAMES};

    #[test]
    fn codes_and_names_are_read() {
        for (text, code) in
            [("ru", "RU"), ("Korea, North", "KP"), ("Cote d\u{2019}Ivoire", "CI"), ("Burma", "MM")]
        {
            assert_eq!(Country::parse(text).map(|country| country.to_string()), Ok(code.to_owned()));
        }
        assert!(
            Country::parse("Atlantis").is_err()
                && Country::parse("zz").is_err()
                && Country::parse("").is_err()
        );
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

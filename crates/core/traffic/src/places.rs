//! Where people live, travel and shop.

/// A city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) city: &'static str,
    pub(crate) country: &'static str,
    pub(crate) country_name: &'static str,
    pub(crate) currency: &'static str,
    /// What a dollar is there, roughly.
    pub(crate) per_dollar: f64,
    /// How many decimals the currency has.
    pub(crate) decimals: u32,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

const fn place(
    names: (&'static str, &'static str, &'static str),
    money: (&'static str, f64, u32),
    (latitude, longitude): (f64, f64),
) -> Place {
    let (city, country, country_name) = names;
    let (currency, per_dollar, decimals) = money;
    Place { city, country, country_name, currency, per_dollar, decimals, latitude, longitude }
}

const USD: (&str, f64, u32) = ("USD", 1.0, 2);
const EUR: (&str, f64, u32) = ("EUR", 0.91, 2);

/// Where the customers live and most merchants are.
pub(crate) const HOMES: [Place; 14] = [
    place(("New York", "US", "USA"), USD, (40.713, -74.006)),
    place(("Los Angeles", "US", "USA"), USD, (34.052, -118.244)),
    place(("Chicago", "US", "USA"), USD, (41.878, -87.630)),
    place(("Houston", "US", "USA"), USD, (29.760, -95.370)),
    place(("Miami", "US", "USA"), USD, (25.762, -80.192)),
    place(("Toronto", "CA", "Canada"), ("CAD", 1.38, 2), (43.653, -79.383)),
    place(("London", "GB", "UK"), ("GBP", 0.78, 2), (51.507, -0.128)),
    place(("Manchester", "GB", "UK"), ("GBP", 0.78, 2), (53.481, -2.242)),
    place(("Paris", "FR", "France"), EUR, (48.857, 2.352)),
    place(("Berlin", "DE", "Germany"), EUR, (52.520, 13.405)),
    place(("Munich", "DE", "Germany"), EUR, (48.135, 11.582)),
    place(("Madrid", "ES", "Spain"), EUR, (40.417, -3.704)),
    place(("Milan", "IT", "Italy"), EUR, (45.464, 9.190)),
    place(("Tokyo", "JP", "Japan"), ("JPY", 149.0, 0), (35.677, 139.650)),
];

/// Where fraudsters are more often than customers.
pub(crate) const ELSEWHERE: [Place; 5] = [
    place(("Lagos", "NG", "Nigeria"), ("NGN", 1540.0, 2), (6.524, 3.379)),
    place(("Sao Paulo", "BR", "Brazil"), ("BRL", 5.5, 2), (-23.551, -46.633)),
    place(("Ho Chi Minh City", "VN", "Vietnam"), ("VND", 25000.0, 0), (10.823, 106.630)),
    place(("Bucharest", "RO", "Romania"), EUR, (44.427, 26.103)),
    place(("Mexico City", "MX", "Mexico"), ("MXN", 18.2, 2), (19.433, -99.133)),
];

/// Where somebody comes from now and then, and no customer lives.
pub(crate) const FURTHER: [Place; 8] = [
    place(("Stockholm", "SE", "Sweden"), ("SEK", 9.6, 2), (59.329, 18.069)),
    place(("Amsterdam", "NL", "Netherlands"), EUR, (52.368, 4.904)),
    place(("Zurich", "CH", "Switzerland"), ("CHF", 0.87, 2), (47.377, 8.541)),
    place(("Warsaw", "PL", "Poland"), ("PLN", 3.9, 2), (52.230, 21.011)),
    place(("Sydney", "AU", "Australia"), ("AUD", 1.54, 2), (-33.869, 151.209)),
    place(("Mumbai", "IN", "India"), ("INR", 84.0, 2), (19.076, 72.878)),
    place(("Seoul", "KR", "South Korea"), ("KRW", 1330.0, 0), (37.567, 126.978)),
    place(("Cape Town", "ZA", "South Africa"), ("ZAR", 18.1, 2), (-33.925, 18.424)),
];

impl Place {
    pub(crate) fn location(&self) -> String {
        format!("{}, {}", self.city, self.country_name)
    }

    /// An amount of American cents in this place's money.
    pub(crate) fn amount_text(&self, cents: i64) -> String {
        let unit = 10_i64.pow(self.decimals);
        let minor = ((cents as f64 / 100.0 * self.per_dollar * unit as f64) as i64).max(1);
        match self.decimals {
            0 => minor.to_string(),
            decimals => format!("{}.{:0width$}", minor / unit, minor % unit, width = decimals as usize),
        }
    }
}

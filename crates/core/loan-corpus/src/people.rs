//! People who do not exist, and their numbers, which are well formed and belong to nobody we know of.

use crate::{Chance, Split};

const TRAIN_FIRST: &str = "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara \
    Richard Susan Joseph Jessica Thomas Karen Charles Sarah Christopher Lisa Daniel Nancy Matthew Betty Anthony \
    Sandra Mark Margaret Donald Ashley Steven Kimberly Andrew Emily Paul Donna Joshua Michelle Kenneth Carol";
const TRAIN_LAST: &str = "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez \
    Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez \
    Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall";
const TEST_FIRST: &str = "Aisha Bjorn Chidi Deepika Emeka Fatima Giovanni Hiroshi Ingrid Jamal Katarzyna Leilani \
    Mohammed Natalia Oluwaseun Priya Quentin Rafael Siobhan Tatiana Umberto Valentina Wei Xiomara Yusuf Zoltan \
    Adaeze Beatriz Cedric Dmitri Esperanza Farid Guadalupe Henrik Imani Joaquin Kwame Lucia Mireille Nikolai";
const TEST_LAST: &str = "Abernathy Bhattacharya Castellanos Dragomir Eze Fitzgerald Gutierrez Hakimi Ibrahim \
    Jankowski Kowalczyk Lindqvist Mukherjee Nakamura Okonkwo Papadopoulos Quintero Rasmussen Sokolov Takahashi \
    Underhill Villanueva Wojcik Xiong Yamamoto Zelenko Achterberg Balasubramanian Chukwu Delacroix Eriksson Fonseca \
    Grigoryan Haugen Iwasaki Juarez Kapoor Lombardi Moreau Novak";
const TRAIN_STREETS: &str =
    "Oak,Maple,Cedar,Pine,Elm,Washington,Lake,Hill,Walnut,Spring,North,Ridge,Church,Willow,Mill";
const TEST_STREETS: &str = "Juniper,Magnolia,Sycamore,Old Orchard,Fox Hollow,Pheasant,Stonebridge,Larkspur,Cypress,Quail,Saddle,Heron Lake";
const TRAIN_KINDS: &str = "Street,Avenue,Drive,Lane,Road,St,Ave,Dr";
const TEST_KINDS: &str = "Court,Place,Boulevard,Way,Circle,Terrace,Blvd,Ct,Pkwy,Trail";
const TRAIN_CITIES: &str =
    "Springfield IL 627,Columbus OH 432,Austin TX 787,Denver CO 802,Portland OR 972,Madison WI 537";
const TEST_CITIES: &str = "Boise ID 837,Tucson AZ 857,Baton Rouge LA 708,Spokane WA 992,Chattanooga TN 374,Des Moines IA 503,Providence RI 029";
const TRAIN_FIRMS: &str =
    "Acme Manufacturing Inc,Riverside Health Services,Northgate Logistics LLC,Summit Software Inc";
const TEST_FIRMS: &str = "Blue Heron Analytics LLC,Tri-County School District,Vanguard Machine Works,Osprey Biotech Corp,Harbor Freightways Inc";
const TRAIN_BANKS: &str = "First Community Bank,Prairie State Bank,Evergreen Savings Bank";
const TEST_BANKS: &str = "Lighthouse Federal Credit Union,Bank of the Foothills,Meridian Trust Company";

/// Someone to write about.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) first: String,
    pub(crate) middle: String,
    pub(crate) last: String,
    pub(crate) ssn: String,
    pub(crate) born: String,
    pub(crate) street: String,
    pub(crate) town: String,
    pub(crate) phone: String,
    pub(crate) email: String,
    pub(crate) account: String,
    pub(crate) routing: String,
    pub(crate) licence: String,
    pub(crate) passport: String,
    pub(crate) employer: String,
    pub(crate) ein: String,
    pub(crate) bank: String,
}

impl Person {
    pub(crate) fn new(split: Split, chance: &mut Chance) -> Person {
        let of = |train: &'static str, test: &'static str| match split {
            Split::Train => train,
            Split::Test => test,
        };
        let word = |list: &'static str, chance: &mut Chance| {
            let words: Vec<&str> = list.split_ascii_whitespace().collect();
            chance.pick(&words).to_owned()
        };
        let item = |list: &'static str, chance: &mut Chance| {
            let items: Vec<&str> = list.split(',').collect();
            chance.pick(&items).trim().to_owned()
        };
        let first = word(of(TRAIN_FIRST, TEST_FIRST), chance);
        let last = word(of(TRAIN_LAST, TEST_LAST), chance);
        let city = item(of(TRAIN_CITIES, TEST_CITIES), chance);
        let mut street = format!(
            "{} {} {}",
            chance.between(11, 9899),
            item(of(TRAIN_STREETS, TEST_STREETS), chance),
            item(of(TRAIN_KINDS, TEST_KINDS), chance)
        );
        if chance.percent(25) {
            street.push_str(&format!(" {} {}", chance.pick(&["Apt", "Unit", "#"]), chance.between(1, 420)));
        }
        let (name, zip) = city.rsplit_once(' ').unwrap_or((&city, "100"));
        let (name, state) = name.rsplit_once(' ').unwrap_or((name, "NY"));
        let domain = chance.pick(&["example.com", "example.org", "mail.example.net"]);
        Person {
            middle: char::from(b'A' + chance.below(26) as u8).to_string(),
            ssn: ssn(chance),
            born: birth_date(chance),
            town: format!("{name}, {state} {zip}{:02}", chance.between(0, 99)),
            street,
            phone: phone(chance),
            email: format!("{}.{}@{domain}", first.to_lowercase(), last.to_lowercase()),
            account: {
                let count = 8 + chance.below(5);
                chance.digits(count)
            },
            routing: routing_number(chance),
            licence: format!("{}{}", char::from(b'A' + chance.below(26) as u8), chance.digits(8)),
            passport: chance.digits(9),
            employer: item(of(TRAIN_FIRMS, TEST_FIRMS), chance),
            ein: format!("{}-{}", chance.pick(&["12", "36", "47", "58", "74", "83", "94"]), chance.digits(7)),
            bank: item(of(TRAIN_BANKS, TEST_BANKS), chance),
            first,
            last,
        }
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    pub(crate) fn with_initial(&self) -> String {
        format!("{} {}. {}", self.first, self.middle, self.last)
    }

    pub(crate) fn address(&self) -> String {
        format!("{}, {}", self.street, self.town)
    }
}

fn ssn(chance: &mut Chance) -> String {
    let area = match chance.between(100, 898) {
        666 => 667,
        area => area,
    };
    format!("{area:03}-{:02}-{:04}", chance.between(10, 99), chance.between(1000, 9999))
}

fn birth_date(chance: &mut Chance) -> String {
    format!("{:02}/{:02}/{}", chance.between(1, 12), chance.between(1, 28), chance.between(1948, 2003))
}

/// 555-01xx is kept for made-up numbers.
fn phone(chance: &mut Chance) -> String {
    format!("({}) 555-01{:02}", chance.between(201, 989), chance.between(0, 99))
}

fn routing_number(chance: &mut Chance) -> String {
    let digits = format!("{:02}{}", chance.between(1, 12), chance.digits(6));
    let sum: u32 = digits
        .chars()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A card number with its check digit.
pub(crate) fn card(chance: &mut Chance) -> String {
    let digits = format!("4{}", chance.digits(14));
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = digit.to_digit(10).unwrap_or(0);
            let doubled = if at % 2 == 0 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    let number = format!("{digits}{}", (10 - sum % 10) % 10);
    format!("{} {} {} {}", &number[..4], &number[4..8], &number[8..12], &number[12..])
}

/// An amount of money with cents.
pub(crate) fn amount(chance: &mut Chance, least: u32, most: u32) -> String {
    let whole = chance.between(least, most);
    let text = whole.to_string();
    let grouped = if text.len() > 3 {
        format!("{},{}", &text[..text.len() - 3], &text[text.len() - 3..])
    } else {
        text
    };
    format!("{grouped}.{:02}", chance.between(0, 99))
}

/// A day of this decade.
pub(crate) fn day(chance: &mut Chance) -> String {
    format!("{:02}/{:02}/20{}", chance.between(1, 12), chance.between(1, 28), chance.between(22, 26))
}

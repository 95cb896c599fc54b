//! How many names of nobody in particular are hit. The names are made up from our own lists of name parts.

use watchlist::{Index, Query, SearchOptions};

use crate::seeded::Seeded;
use crate::table::Figure;
use crate::{at_most, share};

const COUNT: usize = 2_000;

pub(crate) fn measure(index: &Index, show_errors: bool) -> Vec<Figure> {
    let hits = |seed: u64, show: bool| share(hit(index, &ordinary_names(seed), show), COUNT);
    vec![
        at_most(
            format!("ordinary names ({COUNT}): hit at default threshold"),
            Some(1.0),
            hits(TUNED_SEED, show_errors),
            "%",
        ),
        at_most("  other combinations, not looked at while tuning", None, hits(UNSEEN_SEED, false), "%"),
    ]
}

fn hit(index: &Index, names: &[String], show_errors: bool) -> usize {
    let mut hits = 0;
    for name in names {
        let matches =
            Query::new(name).map(|query| index.search(&query, SearchOptions::default())).unwrap_or_default();
        hits += usize::from(!matches.is_empty());
        if let Some(first) = matches.first().filter(|_| show_errors) {
            println!("ordinary: {name} | {} {}", first.matched_name, first.score);
        }
    }
    hits
}

/// The names that the default threshold was chosen with, and others.
pub(crate) const TUNED_SEED: u64 = 2_000;
const UNSEEN_SEED: u64 = 7_777;

/// As many from each tradition, a third of them with a second given name.
pub(crate) fn ordinary_names(seed: u64) -> Vec<String> {
    let mut seeded = Seeded::new(seed);
    let mut names = Vec::with_capacity(COUNT);
    while names.len() < COUNT {
        let (given, family) = TRADITIONS[names.len() % TRADITIONS.len()];
        let (given, family): (Vec<&str>, Vec<&str>) =
            (given.split(' ').collect(), family.split(' ').collect());
        let first = given[seeded.below(given.len())];
        let second = given[seeded.below(given.len())];
        let last = family[seeded.below(family.len())];
        names.push(match seeded.below(3) {
            0 if second != first => format!("{first} {second} {last}"),
            _ => format!("{first} {last}"),
        });
    }
    names
}

/// Given and family names of ten traditions.
const TRADITIONS: [(&str, &str); 10] = [
    (
        "James Emily Oliver Charlotte Harry Grace Jack Sophie Thomas Lucy Henry Alice Edward Rachel Simon Hannah Peter Laura",
        "Taylor Wright Thompson Clarke Edwards Turner Hughes Bennett Foster Palmer Chapman Harvey Barker Gibson Mills Webb",
    ),
    (
        "Jennifer Brandon Ashley Tyler Megan Kyle Lauren Justin Nicole Ryan Heather Scott Amanda Derek Melissa Todd Kelly",
        "Miller Davis Anderson Jackson Moore Nelson Baker Carter Mitchell Roberts Phillips Campbell Parker Evans Collins",
    ),
    (
        "Maria Jose Carmen Luis Ana Javier Lucia Pablo Elena Sergio Marta Diego Paula Andres Cristina Raul Beatriz Ivan",
        "Garcia Fernandez Gonzalez Lopez Martinez Romero Navarro Iglesias Ortega Delgado Molina Castro Serrano Blanco Prieto",
    ),
    (
        "Anna Lukas Julia Felix Lena Jonas Sabine Matthias Katrin Stefan Monika Tobias Petra Markus Ingrid Florian Heike",
        "Schneider Fischer Weber Becker Hoffmann Koch Richter Wolf Neumann Schwarz Zimmermann Krueger Hartmann Lange Vogel",
    ),
    (
        "Camille Antoine Manon Julien Chloe Nicolas Claire Mathieu Aurelie Sebastien Elodie Guillaume Celine Olivier Pauline",
        "Moreau Lefebvre Roux Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Blanchard Guerin Boyer Garnier Chevalier",
    ),
    (
        "Giulia Marco Francesca Alessandro Chiara Matteo Valentina Davide Silvia Lorenzo Elisa Simone Federica Stefano Paola",
        "Rossi Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo",
    ),
    (
        "Ivan Olga Dmitry Natalia Alexei Irina Pavel Svetlana Andrei Tatiana Maxim Ekaterina Konstantin Marina Roman Yulia",
        "Smirnov Kuznetsov Sokolov Lebedev Kozlov Novikov Morozov Volkov Solovyov Vasiliev Zaitsev Pavlov Semyonov Golubev",
    ),
    (
        "Priya Rahul Anjali Vikram Sneha Arjun Deepa Suresh Kavita Rohan Meera Sanjay Pooja Anil Lakshmi Rajesh Nisha Manoj",
        "Sharma Patel Reddy Iyer Gupta Mehta Nair Joshi Desai Kapoor Menon Chopra Verma Rao Banerjee Kulkarni Bhat Pillai",
    ),
    (
        "Wei Fang Jing Min Lei Yan Hui Xin Ying Jun Ming Lan Hao Mei Yuki Kenji Haruka Takeshi Jihoon Soyeon Linh Minh",
        "Zhao Huang Zhou Wu Xu Sun Zhu Guo Lin Luo Tanaka Suzuki Watanabe Nakamura Yoon Jang Pham Hoang Tan Lim",
    ),
    (
        "Fatima Yusuf Aisha Omar Layla Tariq Noor Samir Amina Karim Zainab Bilal Mariam Hamza Leila Rashid Salma Nabil",
        "Mansour Haddad Khoury Nasser Farouk Aziz Shah Malik Qureshi Siddiqui Bakr Darwish Saleh Hamdan Sharif Chaudhry",
    ),
];

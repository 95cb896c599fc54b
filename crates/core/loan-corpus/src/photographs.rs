//! Photographs of cards, and forms that somebody wrote on by hand: pictures that are harder to read than scans.

use pii::{DocumentType, Entity};

use crate::paper::Fact;
use crate::people::Person;
use crate::scans::{Photographed, Wear, photographed, scribbled};
use crate::typesetter::{Drawn, Face, Family, pdf};
use crate::{Chance, Sample, Split};

/// A card is drawn this large on its sheet, in points: 3.37 by 2.13 inches, enlarged.
const CARD: (f32, f32) = (485.0, 306.0);

/// As many photographs of cards: driver's licences, insurance cards, and cards that are about nobody. They lie askew on
/// a table, are tinted, printed in several strengths of ink, and compressed.
pub fn cards(split: Split, seed: u64, count: usize) -> Vec<Sample> {
    let mut chance = Chance::new(seed);
    (0..count).filter_map(|index| card(index, split, &mut chance)).collect()
}

fn card(index: usize, split: Split, chance: &mut Chance) -> Option<Sample> {
    let person = Person::new(split, chance);
    let (kind, name, lines, facts) = match index % 3 {
        0 => licence(&person),
        1 => insurance(&person),
        _ => opening_hours(&person),
    };
    let face = Face::of([Family::Serif, Family::Computer, Family::Mono][chance.below(3)])?;
    let drawn =
        lines.into_iter().map(|(x, y, size, text)| Drawn::Text { x, y, size, bold: size > 15.0, text });
    let sheet = pdf(&[drawn.collect()], &face, false);
    let wear = Wear { dpi: 170.0 + 60.0 * chance.share(), ..Wear::usual(chance) };
    let light = Photographed {
        size: CARD,
        paper: 0.55 + 0.4 * chance.share(),
        ink: 0.35 * chance.share(),
        table: 0.2 + 0.3 * chance.share(),
        pattern: 0.08 * chance.share(),
        skew_degrees: (chance.share() - 0.5) * 8.0,
        quarter_turns: if chance.percent(20) { chance.below(4) as u8 } else { 0 },
    };
    Some(Sample {
        name: format!("{name}-photograph-{index}"),
        pdf: photographed(&sheet, wear, light, chance)?,
        kind,
        is_personal: !facts.is_empty(),
        facts,
        is_scan: true,
    })
}

type Drafted = (DocumentType, &'static str, Vec<(f32, f32, f32, String)>, Vec<Fact>);

fn fact(entity: Entity, value: &str) -> Fact {
    Fact { entity, value: value.to_owned() }
}

fn licence(person: &Person) -> Drafted {
    let line = |x: f32, y: f32, size: f32, text: String| (x, y, size, text);
    let lines = vec![
        line(24.0, 36.0, 20.0, "DRIVER LICENSE".to_owned()),
        line(180.0, 76.0, 13.0, format!("DL NO. {}", person.licence)),
        line(180.0, 102.0, 13.0, format!("DOB {}", person.born)),
        line(330.0, 102.0, 11.0, "EXP 08/14/2031".to_owned()),
        line(180.0, 132.0, 13.0, format!("LN {}", person.last.to_uppercase())),
        line(180.0, 154.0, 13.0, format!("FN {}", person.first.to_uppercase())),
        line(180.0, 182.0, 11.0, person.street.to_uppercase()),
        line(180.0, 200.0, 11.0, person.town.to_uppercase()),
        line(180.0, 232.0, 11.0, "CLASS C   SEX F   HGT 5'-06\"   EYES BRN".to_owned()),
        line(24.0, 280.0, 9.0, "ISS 08/14/2023   DD 00/14/2023".to_owned()),
    ];
    let facts = vec![fact(Entity::DriversLicence, &person.licence), fact(Entity::BirthDate, &person.born)];
    (DocumentType::IdentityDocument, "licence", lines, facts)
}

fn insurance(person: &Person) -> Drafted {
    let line = |x: f32, y: f32, size: f32, text: String| (x, y, size, text);
    let lines = vec![
        line(24.0, 38.0, 19.0, "Evergreen Health Plan".to_owned()),
        line(330.0, 38.0, 11.0, "PPO".to_owned()),
        line(24.0, 84.0, 10.0, "Member name".to_owned()),
        line(24.0, 102.0, 14.0, person.full_name()),
        line(24.0, 134.0, 10.0, "Date of birth".to_owned()),
        line(24.0, 152.0, 13.0, person.born.clone()),
        line(260.0, 84.0, 10.0, "Social security number".to_owned()),
        line(260.0, 102.0, 14.0, person.ssn.clone()),
        line(260.0, 134.0, 10.0, "Group number".to_owned()),
        line(260.0, 152.0, 13.0, "70415".to_owned()),
        line(24.0, 214.0, 10.0, "Office visit $25   Specialist $40   Emergency $150".to_owned()),
        line(24.0, 280.0, 9.0, "Call member services before a hospital stay.".to_owned()),
    ];
    let facts = vec![
        fact(Entity::PersonName, &person.full_name()),
        fact(Entity::BirthDate, &person.born),
        fact(Entity::Ssn, &person.ssn),
    ];
    (DocumentType::Other, "insurance", lines, facts)
}

fn opening_hours(person: &Person) -> Drafted {
    let line = |x: f32, y: f32, size: f32, text: &str| (x, y, size, text.to_owned());
    let lines = vec![
        line(24.0, 38.0, 19.0, &person.bank),
        line(24.0, 90.0, 14.0, "Opening hours of all branches"),
        line(24.0, 124.0, 13.0, "Monday to Friday 9:00 am to 5:00 pm"),
        line(24.0, 148.0, 13.0, "Saturday 10:00 am to 2:00 pm"),
        line(24.0, 172.0, 13.0, "Closed on Sunday and on federal holidays"),
        line(24.0, 228.0, 11.0, "Ask us about home loans, car loans and savings."),
    ];
    (DocumentType::Other, "hours", lines, Vec::new())
}

/// Documents that are about nobody, with a few lines of handwriting on them that nobody can read.
pub fn handwritten(split: Split, seed: u64, count: usize) -> Vec<Sample> {
    let mut chance = Chance::new(seed);
    let printed = crate::typeset(split, seed, count * 12);
    let impersonal = printed.iter().filter(|sample| !sample.is_personal).take(count);
    impersonal
        .filter_map(|sample| {
            let wear = Wear::usual(&mut chance);
            let lines = 3 + chance.below(5);
            Some(Sample {
                name: format!("{}-handwritten", sample.name),
                pdf: scribbled(&sample.pdf, wear, lines, &mut chance)?,
                kind: sample.kind,
                is_personal: true,
                facts: Vec::new(),
                is_scan: true,
            })
        })
        .collect()
}

//! Street addresses: house number, street and unit; city, state and ZIP code; boxes and military posts.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Found;
use super::labels::Label;
use super::sheet::{Place, Sheet};
use super::words;
use crate::entity::Entity;
use crate::names;

const STREET_KIND: &str = r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Way|Trail|Trl|Loop|Plaza|Plz|Alley|Pike|Turnpike|Run|Ridge|Crossing|Xing|Crescent|Cres|Route|Rte|Path|Row|Walk|Mews|Point|Pt|Bend|Cove|Expressway|Freeway|Broadway|STREET|ST|AVENUE|AVE|ROAD|RD|BOULEVARD|BLVD|DRIVE|DR|LANE|LN|COURT|CT|PLACE|PL|SQUARE|TERRACE|TER|CIRCLE|CIR|PARKWAY|PKWY|HIGHWAY|HWY|WAY|TRAIL|TRL|LOOP|PLAZA|Fwy|FWY|Bypass|Byp|BYP|Causeway|Cswy|Skyway|Spur|Trace|Trce|Tpke|Lndg|Mdws?|Mnr|Holw|Hts|Vlg|Vw|Grv|Gln|Jct|Knl|Xrd|Stra|Close|Gardens|Gdns|Grove|Hollow|Heights|Landing|Meadows?|Glen|Knoll|Manor|Orchard|Vista|Wharf|Quay|Bluff|Crest|CLOSE|GARDENS|GROVE|HOLLOW|HEIGHTS|LANDING|GLEN|CRESCENT)";
const UNIT: &str =
    r"(?i:apt|apartment|suite|ste|unit|floor|fl|room|rm|lot|bldg|building|#)\.?\s*#?\s*[0-9A-Za-z-]{1,6}";
const STATE: &str = r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|A[AEP])";
/// A house's number, on a grid, too: N6W23001.
const HOUSE: &str = r"(?:\d{1,6}[A-Za-z]?(?:-\d{1,4})?|[NSEW]\d{1,3}(?:[NSEW]\d{2,6})?)";
/// Roads that have a number or a letter in the place of a name.
const NUMBERED_ROAD: &str = r"(?i:FM|RM|RR|CR|SR|TR|US|Hwy|Highway|Route|Rte|Rt|Loop|Interstate|I|Farm[ -]to[ -]Market|Ranch[ -]to[ -]Market|(?:State|County|Township|Rural|US|U\.S\.|Old)\s+(?:Road|Rd|Route|Rte|Rt|Highway|Hwy|Trunk))(?:\s+(?i:Road|Rd|Route|Rte|Highway|Hwy))?";
/// States by their names.
const STATE_NAME: &str = r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New\s(?:Hampshire|Jersey|Mexico|York)|(?:North|South)\s(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|Tennessee|Texas|Utah|Vermont|(?:West\s)?Virginia|Washington|Wisconsin|Wyoming)";
/// Street words of other languages, joined to the name or before it.
const FOREIGN_STREET: &str = r"(?:[\p{L}]+(?:straße|strasse|gasse|platz|allee|weg|gata|gatan|gate|vägen|veien|vei|vej|gade|katu|tie|laan|straat|plein|utca)\b|\b(?i:rue|via|viale|calle|avenida|rua|ulica|ul\.|utca|u\.|plaza|piazza|place|terrasse|streets?|avenue|road)\b)";

/// Why a street is one that begins an address.
const STREET: &str = "house number and street";

struct Form {
    regex: Regex,
    confidence: f32,
    why: &'static str,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |pattern: String, confidence: f32, why: &'static str| Form {
        regex: Regex::new(&pattern).expect("a constant"),
        confidence,
        why,
    };
    let word = r"[\p{L}0-9][\p{L}0-9.'’-]*";
    let city_tail = format!(
        r"(?:,?\s+(?:\p{{Lu}}[\p{{L}}.'’-]*\s?){{1,4}},?\s+(?:{STATE}|{STATE_NAME}|[A-Z]{{2}}),?\s+\d{{5}}(?:-\d{{4}})?)?"
    );
    let unit_tail = format!(r"(?:[,\s]+{UNIT})*");
    vec![
        form(
            format!(
                r"\b\d{{1,6}}\s+(?:\d{{1,5}}\s+)?(?i:avenue|rue|calle|via|rua|avenida|place|boulevard)\s+(?:{word}\s+){{0,3}}?\p{{Lu}}{word}{unit_tail}"
            ),
            0.6,
            "a street of another country",
        ),
        form(
            format!(
                r"\b{HOUSE}\s+(?:[\p{{Lu}}0-9][\p{{L}}0-9.'’-]*\s+){{0,5}}?[\p{{Lu}}0-9][\p{{L}}0-9.'’-]*{unit_tail},?\s+(?:\p{{Lu}}[\p{{L}}.'’-]*\s?){{1,4}},?\s+(?:{STATE}|{STATE_NAME})\.?,?\s+\d{{5}}(?:-\d{{4}})?\b"
            ),
            0.85,
            "house number to postal code",
        ),
        form(
            format!(
                r"\b{HOUSE}\s+(?:(?:[NSEW]|N[EW]|S[EW])\.?\s+)?{NUMBERED_ROAD}[\s-]+(?:\d{{1,5}}[A-Z]?|[A-Z]{{1,2}})\b(?:\s+(?:[NSEW]|N[EW]|S[EW])\b\.?)?{unit_tail}{city_tail}"
            ),
            0.8,
            "house number and numbered road",
        ),
        form(
            format!(
                r"\b{HOUSE},?\s+(?:{word}\s+){{0,4}}?{STREET_KIND}\b\.?(?:\s+(?:[NSEW]|N[EW]|S[EW])\b\.?)?{unit_tail}{city_tail}"
            ),
            0.85,
            STREET,
        ),
        form(format!(r"(?i)\bp\.?\s?o\.?\s?box\s+\d{{1,7}}\b(?-i){city_tail}"), 0.75, "post office box"),
        form(r"\b(?:PSC|CMR|Unit)\s+\d{1,5},?\s+Box\s+\d{1,5}\b".to_owned(), 0.8, "military post"),
        form(r"\b(?:APO|FPO|DPO),?\s+A[AEP]\s+\d{5}(?:-\d{4})?\b".to_owned(), 0.85, "military post"),
        form(
            format!(
                r"\b\p{{Lu}}[\p{{L}}.'’-]*(?:\s[\p{{L}}.'’-]+){{0,3}},?\s+{STATE}\.?,?\s+\d{{5}}(?:-\d{{4}})?\b"
            ),
            0.6,
            "city, state and ZIP code",
        ),
        form(
            format!(r"\b\d{{1,6}}\s+(?:\d{{1,5}}\s+)?(?:{word}\s+){{1,5}}?{UNIT}"),
            0.6,
            "house number, street and unit",
        ),
        form(
            format!(
                r"(?:\b\d{{1,6}}\s+)?(?:{word}\s+){{0,3}}{FOREIGN_STREET}(?:\s+{word}){{0,3}}?\s+\d{{1,5}}\b{unit_tail}|\b\d{{1,6}}\s+(?:{word}\s+){{0,3}}{FOREIGN_STREET}(?:\s+\p{{Lu}}{word}){{0,3}}{unit_tail}"
            ),
            0.55,
            "a street of another country",
        ),
        form(
            format!(
                r"(?:\b{HOUSE},?\s+(?:{word}\s+){{1,5}}?,?\s*(?:\p{{Lu}}[\p{{L}}.'’-]*,?\s+){{0,4}})?\b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{{2}}\b"
            ),
            0.7,
            "a British postal code",
        ),
        form(
            r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d\b".to_owned(),
            0.7,
            "a Canadian postal code",
        ),
        form(
            r"^(?:(?:D|A|CH|F|I|E|NL|B|DK|SE|PL)-)?\d{4,5}\s+\p{Lu}[\p{L}'’-]{2,}(?:[ -]\p{L}[\p{L}'’.-]*){0,3}$".to_owned(),
            0.5,
            "postal code and town",
        ),
        form(
            r"^(?i:suite|apt|apartment|ste|unit)\.?\s+#?[0-9A-Za-z-]{1,6}(?:,.*)?$".to_owned(),
            0.55,
            "a unit on a line of its own",
        ),
    ]
});
/// A number, a capitalised name and a number: how many countries write a street.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b\d{1,6}\s+)?\b\p{Lu}[\p{L}'’.-]{2,}(?:\s\p{Lu}[\p{L}'’.-]+){0,2}\s+\d{1,5}\b(?:[,\s]+(?i:apt|suite|ste|unit)\.?\s*[0-9A-Za-z-]{1,5})?").expect("a constant")
});
/// What stands where an address is asked for: a house number and words, to the end.
static ASKED_FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^{HOUSE},?\s+\p{{L}}[\p{{L}}0-9 ,.'’#/-]{{2,80}}")).expect("a constant")
});
/// A line that may be a street's: a number and words, or words and a number.
static STREET_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"^(?:{HOUSE},?\s+\p{{L}}[\p{{L}}0-9 ,.'’#/-]{{2,50}}|\p{{Lu}}[\p{{L}} .'’-]{{2,40}}\s\d{{1,4}}\s?[a-zA-Z]?)$"))
        .expect("a constant")
});
/// Street and town as sure as this need no more.
const SURE: f32 = 0.8;
/// What a street over its town is worth.
const BLOCK: f32 = 0.75;
/// The lines of an address begin at most so many points from each other.
const ALIGNED: f32 = 12.0;
/// Between a street and its code stand the village and the town.
const LINES_OVER_CODE: usize = 3;
/// The next line of an address is at most so many times its height away.
const LINE_REACH: f32 = 1.6;
static CORNER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bthe corner of\s+[\p{L}0-9.'’ -]+?\s+and\s+(?:[\p{L}0-9.'’-]+\s?){1,3}")
        .expect("a constant")
});
pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for index in 0..sheet.cells.len() {
        in_cell(sheet, index, &mut found);
    }
    for index in 0..sheet.cells.len() {
        over_postal_code(sheet, index, &mut found);
    }
    let streets: Vec<Found> = found.clone();
    for street in &streets {
        for town in next_lines(sheet, street, &streets) {
            // A line known as a town by itself is surer under its street.
            match found
                .iter_mut()
                .find(|known| known.cell == town.cell && known.span.start <= town.span.start + 1)
            {
                Some(known) => known.confidence = known.confidence.max(town.confidence),
                None => found.push(town),
            }
        }
    }
    found
}

fn in_cell(sheet: &Sheet<'_>, index: usize, found: &mut Vec<Found>) {
    let text = sheet.cells[index].text.as_str();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains("corner of") {
        return;
    }
    let mut spans: Vec<(Range<usize>, f32, &'static str)> = Vec::new();
    for form in FORMS.iter() {
        for hit in form.regex.find_iter(text) {
            if is_street_like(hit.as_str()) {
                spans.push((hit.range(), form.confidence, form.why));
            }
        }
    }
    for hit in CORNER.find_iter(text) {
        spans.push((hit.range(), 0.6, "a corner of streets"));
    }
    for hit in NUMBERED.find_iter(text) {
        if let Some(confidence) = numbered_confidence(text, hit) {
            spans.push((hit.range(), confidence, "a street and its number"));
        }
    }
    spans.extend(asked_for(sheet, index).filter(|(asked, ..)| {
        !spans.iter().any(|(span, ..)| span.start < asked.end && asked.start < span.end)
    }));
    for (span, confidence, why) in spans {
        let tail = if why.starts_with("city") { 0 } else { town_end(&text[span.end..]) };
        let span = span.start..span.end + tail;
        let owner = sheet.owner(index, span.start, span.end, 30);
        let owner = owner
            .filter(|owner| owner.label == Label::Of(Entity::StreetAddress) && owner.place != Place::Header);
        let (confidence, why) = match &owner {
            Some(owner) => ((confidence + 0.1_f32).max(0.88), format!("{why}, label \"{}\"", owner.text)),
            None => (confidence, why.to_owned()),
        };
        found.push(address(sheet, index, span, confidence, owner.is_some(), why));
    }
}

/// A street of no known form where an address is asked for.
fn asked_for(sheet: &Sheet<'_>, index: usize) -> Option<(Range<usize>, f32, &'static str)> {
    let text = sheet.cells[index].text.as_str();
    let label = sheet.labels[index].iter().rfind(|found| found.label == Label::Of(Entity::StreetAddress));
    let from = label.map_or(0, |label| label.span.end);
    let start = text.len() - text[from..].trim_start_matches([':', ' ', '-', '.']).len();
    let hit = ASKED_FOR.find(&text[start..])?;
    let span = start..start + hit.as_str().trim_end_matches([' ', ',', '.', '-']).len();
    let owner = sheet.owner(index, span.start, span.end, 5)?;
    let is_asked = owner.label == Label::Of(Entity::StreetAddress)
        && matches!(owner.place, Place::Field | Place::SameLine | Place::Left | Place::Above)
        && (owner.place != Place::SameLine || text[from..start].contains(':'));
    // The label of the next box, with its number: "15 State Employer's state ID number".
    let is_label = sheet.labels[index].iter().any(|label| label.span.start >= start) || {
        let mut words = hit.as_str().split_whitespace().skip(1);
        words.all(|word| {
            let word = word.trim_matches(|character: char| !character.is_alphabetic()).to_lowercase();
            word.is_empty() || words::is_form_word(&word)
        })
    };
    (is_asked && !is_label && !super::persons::looks_like_prose(hit.as_str())).then_some((
        span,
        0.6,
        "what an address begins with",
    ))
}

/// A street of no known form, over a town with its postal code: "9 La Costa Bella", "Lindenstraße 14". In countries whose
/// codes are digits only, what stands over the code tells that it is one.
fn over_postal_code(sheet: &Sheet<'_>, index: usize, found: &mut Vec<Found>) {
    let code = found.iter().position(|one| {
        one.cell == index
            && (one.span.start == 0 || one.span.end == sheet.cells[index].text.trim_end().len())
            && (one.why.starts_with("city") || one.why.contains("postal code"))
            && one.confidence < SURE
    });
    let Some(code) = code else { return };
    let mut lines = Vec::new();
    let mut at = index;
    for _ in 0..LINES_OVER_CODE {
        let cell = sheet.cells[at];
        let Some(above) = sheet.above(at, cell.frame.height() * LINE_REACH) else { return };
        let text = sheet.cells[above].text.trim_end();
        let aligned = (sheet.cells[above].frame.left - cell.frame.left).abs() < ALIGNED;
        let is_other =
            sheet.labels[above].iter().any(|found| found.label != Label::Of(Entity::StreetAddress));
        if !aligned || is_other || super::persons::looks_like_prose(text) {
            return;
        }
        lines.push(above);
        if STREET_LINE.is_match(text) {
            found[code].confidence = BLOCK;
            for line in lines {
                match found.iter_mut().find(|one| one.cell == line) {
                    Some(known) => known.confidence = known.confidence.max(BLOCK),
                    None => {
                        let why = "over a town and its postal code".to_owned();
                        let end = sheet.cells[line].text.trim_end().len();
                        found.push(address(sheet, line, 0..end, BLOCK, false, why));
                    }
                }
            }
            return;
        }
        at = above;
    }
}

fn address(
    sheet: &Sheet<'_>,
    cell: usize,
    span: Range<usize>,
    confidence: f32,
    labelled: bool,
    why: String,
) -> Found {
    Found::new(sheet, Entity::StreetAddress, cell, span, confidence, labelled, why)
}

/// "1 Way", "2 of St": words between number and street that no street has.
fn is_street_like(text: &str) -> bool {
    let mut small_words = text.split_whitespace().filter(|word| {
        word.chars().all(|letter| letter.is_lowercase()) && word.len() > 2 && names::is_common_word(word)
    });
    let prose = small_words.clone().count();
    let names_street = small_words.any(words::is_street_word);
    prose == 0 || (prose == 1 && names_street)
}

/// The number form is common in other text, so what stands before decides.
fn numbered_confidence(text: &str, hit: regex::Match<'_>) -> Option<f32> {
    let name = hit.as_str().trim_start_matches(|character: char| character.is_ascii_digit()).trim_start();
    let first = name.split([' ', '.']).next().unwrap_or_default().to_lowercase();
    let ordinary =
        names::is_common_word(&first) || words::is_calendar_word(&first) || words::is_form_word(&first);
    let leads = hit.as_str().starts_with(|character: char| character.is_ascii_digit());
    let before = text[..hit.start()].trim_end().to_lowercase();
    let cues = [
        "address:",
        "address is",
        "address",
        "at",
        "lives on",
        "side of",
        "live at",
        "is in",
        "it's in",
        "off at",
        "from",
    ];
    let cue = cues.iter().any(|cue| before.ends_with(cue));
    let whole_line = hit.start() == 0 && hit.end() == text.len();
    match (ordinary, leads, cue, whole_line) {
        (true, ..) => None,
        (false, true, true, _) => Some(0.65),
        (false, true, false, true) => Some(0.55),
        (false, true, false, false) => Some(0.45),
        (false, false, true, _) => Some(0.5),
        (false, false, false, _) => None,
    }
}

/// Where the town, state, country and code behind a street end: capitalised words, codes and what joins them.
fn town_end(rest: &str) -> usize {
    let mut end = 0;
    let mut digits = 0;
    for (words_taken, part) in rest.split_inclusive(char::is_whitespace).enumerate() {
        let start = part.as_ptr() as usize - rest.as_ptr() as usize;
        let word = part.trim();
        let bare = word.trim_matches([',', '.', '(', ')', ';', '?', '!']);
        let is_code = bare.len() >= 2 && bare.chars().all(|c| c.is_ascii_digit() || c == '-') && digits < 9;
        let first = bare.chars().next();
        let is_town = first.is_some_and(char::is_uppercase) && !is_sentence_word(bare);
        let joins =
            matches!(bare, "" | "de" | "la" | "del" | "nan" | "of" | "du" | "le" | "el" | "op" | "am" | "an");
        if !(is_code || is_town || joins) || words_taken > 9 {
            break;
        }
        if is_code || is_town || bare == "nan" {
            let ending = word.trim_end_matches([',', '.', ';', '?', '!']).len();
            end = start + part.find(word).unwrap_or(0) + ending;
        }
        digits += bare.chars().filter(char::is_ascii_digit).count();
        if is_code && bare.len() >= 5 {
            break;
        }
        if word.ends_with(['.', '?', '!', ';', ':']) && bare.len() > 2 {
            break;
        }
    }
    end
}

/// Words with a capital that begin a sentence or a label and no town.
fn is_sentence_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_state = word.len() == 2 && word.chars().all(char::is_uppercase);
    !is_state
        && !words::is_place(&lower)
        && (words::is_form_word(&lower) || names::is_common_word(&lower) && !names::is_surname(&lower))
        && !words::is_street_word(&lower)
        && !matches!(
            lower.as_str(),
            "united"
                | "south"
                | "north"
                | "west"
                | "east"
                | "new"
                | "saint"
                | "city"
                | "apt"
                | "suite"
                | "unit"
        )
}

/// How many lines an address may go on for.
const LINES_MAX: usize = 5;

/// The lines under a street that name the unit, the town, the state and the country.
fn next_lines(sheet: &Sheet<'_>, street: &Found, streets: &[Found]) -> Vec<Found> {
    let mut lines: Vec<Found> = Vec::new();
    let first = sheet.cells[street.cell];
    if street.span.end + 3 < first.text.trim_end().len() || street.why.starts_with("city") {
        return lines;
    }
    let mut at = street.cell;
    for _ in 0..LINES_MAX {
        let Some(below) = sheet.below(at, sheet.cells[at].frame.height() * 1.6) else { break };
        let cell = sheet.cells[below];
        let near = (cell.frame.left - first.frame.left).abs() < 14.0;
        let end = town_end(&cell.text);
        let other_value = sheet.owner(below, 0, cell.text.len(), 10).is_some_and(|owner| {
            owner.place != Place::Header && owner.label != Label::Of(Entity::StreetAddress)
        });
        // The next address, with whoever stands over it: a label for a parcel has two.
        let is_another = streets.iter().any(|one| one.cell == below && one.why.starts_with(STREET));
        if is_another {
            lines.clear();
        }
        if is_another
            || !near
            || end == 0
            || other_value
            || !sheet.labels[below].is_empty()
            || has_ten_digits(&cell.text)
        {
            break;
        }
        let has_code = cell.text[..end].chars().filter(char::is_ascii_digit).count() >= 3;
        let confidence = if has_code { street.confidence.min(0.85) } else { street.confidence.min(0.6) };
        lines.push(address(sheet, below, 0..end, confidence, street.labelled, "under a street".to_owned()));
        if end + 2 < cell.text.len() {
            break;
        }
        at = below;
    }
    // Lines without a town's code at the end are something else that happens to stand there.
    while lines.last().is_some_and(|line| !ends_address(&line.value)) {
        lines.pop();
    }
    lines
}

fn ends_address(line: &str) -> bool {
    let names_place =
        line.split(|c: char| !c.is_alphabetic()).any(|word| words::is_place(&word.to_lowercase()));
    names_place || line.chars().filter(char::is_ascii_digit).count() >= 3
}

fn has_ten_digits(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 10
}

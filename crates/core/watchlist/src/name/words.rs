//! The words that mean little by themselves: titles, particles, general business words, very common names.
//!
//! The tables are ours and fixed: a score must not depend on what else stands on a list.

/// Ranks and forms of address, left out of a person's name.
pub(super) fn is_title(word: &str) -> bool {
    holds(TITLES, word)
}

/// Articles, prepositions and kinship words (`al`, `bin`, `von`), left out of any name.
pub(super) fn is_particle(word: &str) -> bool {
    holds(PARTICLES, word)
}

/// Business words that thousands of organisations share: light, because they tell little apart.
pub(super) fn is_generic(word: &str) -> bool {
    holds(GENERIC, word)
}

/// Name parts borne by millions: lighter, because they tell little apart.
pub(super) fn is_common_name(word: &str) -> bool {
    holds(COMMON_NAMES, word)
}

/// How many words at the beginning only say what is thought of the name that follows: "so-called", "self-proclaimed".
pub(super) fn leading_qualifier(words: &[&str]) -> usize {
    let two = words.len() > 2
        && matches!(
            (words[0], words[1]),
            ("so", "called")
                | ("self", "proclaimed" | "styled" | "declared")
                | ("soi", "disant")
                | ("tak", "nazyvaemaya" | "zvana" | "zvany")
        );
    match words {
        _ if two => 2,
        [first, _, ..] if holds(QUALIFIERS, first) => 1,
        _ => 0,
    }
}

/// A phrase that is one word in other names, and that word.
pub(super) fn leading_phrase(words: &[&str]) -> Option<(&'static str, usize)> {
    let first = words.first()?.as_bytes().first();
    let fits = |phrase: &&(&str, &str)| {
        if phrase.0.as_bytes().first() != first {
            return false;
        }
        let stems = phrase.0.split(' ');
        stems.clone().count() <= words.len() && stems.zip(words).all(|(stem, word)| word.starts_with(stem))
    };
    PHRASES.iter().find(fits).map(|(phrase, word)| (*word, phrase.split(' ').count()))
}

/// Beginnings of the words of a phrase, the longer phrase before one that it begins with.
static PHRASES: &[(&str, &str)] = &[
    ("non profit organ", "ngo"),
    ("not for profit organ", "ngo"),
    ("non governmental organ", "ngo"),
    ("nongovernmental organ", "ngo"),
    ("nonprofit organ", "ngo"),
    ("non government organ", "ngo"),
    ("civil society organ", "ngo"),
    ("niet gouvernementele organ", "ngo"),
    ("organisation non gouvern", "ngo"),
    ("organizacion no gubern", "ngo"),
    ("organizacao nao govern", "ngo"),
    ("organizzazione non govern", "ngo"),
    ("organizati non guvern", "ngo"),
    ("organizati neguvern", "ngo"),
    ("organizati societat civil", "ngo"),
    ("organizacja pozarzad", "ngo"),
    ("nevladina organ", "ngo"),
    ("nevladni organ", "ngo"),
    ("mimovladna organ", "ngo"),
    ("neuryadova orh", "ngo"),
    ("nekommerch organizatsiya fond", "ngo"),
    ("nekommerch organ", "ngo"),
    ("nekommercheskaya organ", "ngo"),
    ("nekommerceskaya organ", "ngo"),
    ("nepravitelstvennaya organ", "ngo"),
    ("obshchestvennaya organ", "ngo"),
    ("blagotvoriteln organ", "ngo"),
    ("blagotvoritelnaya organ", "ngo"),
    ("blagotvoritelnaja organ", "ngo"),
    ("hromadska orh", "ngo"),
    ("co operation", "coop"),
    ("co operativ", "coop"),
    ("charit fund", "ngo"),
    ("charit found", "ngo"),
    ("charit org", "ngo"),
    ("blahodi fond", "ngo"),
    ("blagotvoriteln fond", "ngo"),
    ("obshchestvenn fond", "ngo"),
    ("voluntary organ", "ngo"),
    ("gemeinnutzig organ", "ngo"),
    ("organizacion sin animo de lucro", "ngo"),
    ("organizacion sin fines de lucro", "ngo"),
    ("association sans but lucratif", "ngo"),
    ("group of compan", "group"),
    ("groupe d entreprise", "group"),
    ("groupe dentreprise", "group"),
    ("gruppa kompan", "group"),
    ("grupo empresarial", "group"),
    ("representative off", "representative"),
    ("rep off", "representative"),
    ("branch off", "branch"),
    ("br off", "branch"),
    ("subsidiary branch", "branch"),
    ("sanayi ve ticaret", "trade"),
    ("san ve tic", "trade"),
    ("sanayi ticaret", "trade"),
    ("san tic", "trade"),
    ("foreign trade", "trade"),
    ("city council", "city"),
    ("city government", "city"),
    ("group compan", "group"),
    ("joint venture", "venture"),
];

/// Whether a word before a number says no more than that it is one.
pub(super) fn is_number_sign(word: &str) -> bool {
    matches!(word, "no" | "nr" | "num" | "nro" | "number" | "numero" | "nummer" | "nomer" | "num\u{e9}ro")
}

fn holds(table: &[&str], word: &str) -> bool {
    table.binary_search(&word).is_ok()
}

/// Sorted, for binary search.
#[rustfmt::skip]
static QUALIFIERS: &[&str] = &[
    "ex", "former", "formerly", "selfdeclared", "selfproclaimed", "selfstyled", "socalled",
    "sogenannte", "sogenannter", "takozvana", "takozvani", "takozvano", "takzvana",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static TITLES: &[&str] = &[
    "admiral", "alhaji", "amir", "ayatollah", "brigadier", "capt", "captain", "cheikh", "col",
    "colonel", "comandante", "commander", "dame", "doctor", "don", "dona", "dr", "emir", "eng",
    "engineer", "fr", "frau", "gen", "general", "gospodin", "governor", "hadji", "hafiz", "haj", "haji",
    "hajj", "hajji", "herr", "imam", "ing", "judge", "king", "lady", "lieutenant", "lord", "lt",
    "madam", "madame", "maj", "major", "marshal", "maulana", "maulavi", "maulawi", "mawlana", "mawlawi",
    "minister", "miss", "mister", "molavi", "monsieur", "moulavi", "mr", "mrs", "ms", "mulla", "mullah",
    "pan", "prasident", "president", "presidente", "prince", "princess", "prof", "professor", "qari",
    "queen", "rev", "reverend", "sayed", "sayyed", "sayyid", "senator", "senor", "senora", "sergeant",
    "seyed", "seyyed", "sgt", "shaik", "shaikh", "shaikha", "shaykh", "sheik", "sheikh", "shekh",
    "sheykh", "shri", "sir", "smt", "sri", "syed", "ustad", "ustaz", "דר", "הרב", "מר",
    "פרופ", "רב", "שיך", "استاذ", "امير", "ايت", "حاج", "حاجي", "در", "دكتور", "سيد", "شيخ", "ملا",
    "مهندس", "مولوي",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static PARTICLES: &[&str] = &[
    "abou", "abu", "ad", "ag", "al", "an", "and", "ar", "as", "ash", "at", "az", "ben", "bin", "bint",
    "binti", "bou", "da", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "do", "dos",
    "du", "e", "el", "en", "et", "for", "fur", "i", "ibn", "in", "la", "las", "le", "les", "lo", "los",
    "och", "of", "og", "on", "ould", "pour", "the", "ud", "ul", "um", "umm", "und", "van", "von", "wa",
    "y", "zu", "zum", "zur", "אבו", "אל", "בן", "בת", "ابن", "ابو", "ابي", "ال", "ام", "بن", "بنت",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static GENERIC: &[&str] = &[
    "agency", "air", "airlines", "airways", "associates", "association", "aviation", "banco",
    "bank", "banking", "banque", "branch", "bureau", "capital", "center", "centre", "charitable", "charities", "charity", "college",
    "comercial", "comercializadora", "commerce", "commercial", "committee", "companies", "company",
    "construction", "constructora", "corporation", "council", "department", "development",
    "distribuidora", "division", "energy", "engineering", "enterprise", "enterprises", "estate",
    "export", "exports", "factory", "federal", "finance", "financial", "foundation", "fund", "gas",
    "general", "global", "group", "groups", "grupo", "holding", "holdings", "import", "imports",
    "industrial", "industries", "industry", "inmobiliaria", "institute", "international", "intl",
    "inversiones", "investissement", "investment", "investments", "lines", "loan", "logistics",
    "management", "marine", "maritime", "ministry", "mortgage", "national", "office", "oil",
    "organisation", "organization", "partners", "petroleum", "plant", "properties", "public",
    "real", "series", "service", "services", "servicios", "shipping", "society", "solutions",
    "state", "systems", "tech", "technologies", "technology", "trade", "traders", "trading",
    "transport", "transportation", "trust", "university", "works", "world", "worldwide",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static COMMON_NAMES: &[&str] = &[
    "abd", "abdallah", "abdel", "abdul", "abdulla", "abdullah", "ahmad", "ahmadi", "ahmed", "alberto",
    "aldin", "aleksandr", "alexander", "ali", "allah", "ana", "andrei", "anna", "antonio", "aziz",
    "brown", "carlos", "chen", "choe", "cruz", "daniel", "david", "diaz", "din", "dmitri", "fernando",
    "flores", "francisco", "garcia", "george", "gomez", "gonzalez", "haidar", "hamid", "hasan",
    "hassan", "hernandez", "hossein", "hosseini", "husayn", "hussain", "hussein", "ibrahim", "igor",
    "ivan", "james", "jesus", "john", "johnson", "jones", "jorge", "jose", "joseph", "juan", "karim",
    "khalid", "khan", "kim", "kumar", "lee", "li", "liu", "lopez", "luis", "mahmoud", "mahmud",
    "manuel", "maria", "mark", "martinez", "mary", "michael", "miguel", "mikhail", "mohamad", "mohamed",
    "mohammad", "mohammadi", "mohammed", "mohd", "muhammad", "muhammed", "mukhammad", "mustafa",
    "nguyen", "nikolai", "oleg", "omar", "pak", "paul", "pedro", "perez", "peter", "rafael", "rahim",
    "rahman", "ramirez", "ramon", "ri", "robert", "rodriguez", "saeed", "said", "saleh", "salih",
    "salim", "sanchez", "sergei", "sergey", "singh", "smith", "thomas", "torres", "tran", "uddin",
    "umar", "viktor", "vladimir", "wang", "william", "williams", "youssef", "yuri", "yusuf", "zhang",
    "ابراهيم", "احمد", "الله", "حسن", "حسين", "خالد", "دين", "رحمن", "رضا", "سعيد", "سليم", "صالح",
    "عبد", "علي", "عمر", "كريم", "محمد", "محمود", "مصطفي", "يوسف",
];

#[cfg(test)]
mod tests {
    use super::{COMMON_NAMES, GENERIC, PARTICLES, TITLES};

    #[test]
    fn tables_are_sorted_without_repeats() {
        for table in [TITLES, PARTICLES, GENERIC, COMMON_NAMES] {
            assert!(table.windows(2).all(|pair| pair[0] < pair[1]), "{table:?}");
        }
    }
}

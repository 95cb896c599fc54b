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

/// Whether a word says whose child the word beside it names: "Heydar oglu", "ჯემალის ძე". A name of one word more it is part of.
pub(super) fn is_kin(word: &str) -> bool {
    matches!(
        word,
        "oglu"
            | "ogly"
            | "ogli"
            | "ugli"
            | "uulu"
            | "uly"
            | "kyzy"
            | "kizi"
            | "qizi"
            | "gizi"
            | "qyzy"
            | "dze"
    )
}

/// Business words that thousands of organisations share: light, because they tell little apart.
pub(super) fn is_generic(word: &str) -> bool {
    holds(GENERIC, word)
}

/// Name parts borne by millions: lighter, because they tell little apart.
pub(super) fn is_common_name(word: &str) -> bool {
    holds(COMMON_NAMES, word)
}

/// Whether a word at the beginning of a name may address a Burmese: "U" is Mr, "Daw" is Mrs.
pub(super) fn may_be_honorific(word: &str) -> bool {
    matches!(word, "u" | "daw" | "maung")
}

/// The name that a word is cut short of, as Spanish and Filipino names are written: "Ma. Teresa", "Hdez.". With a dot only,
/// where the word is a name without it.
pub(super) fn cut_short(word: &str, dotted: bool) -> Option<&'static str> {
    Some(match word {
        "ma" if dotted => "maria",
        "sta" if dotted => "santa",
        "sto" if dotted => "santo",
        "hdez" | "hdz" | "hndz" => "hernandez",
        "fdez" | "fdz" | "fndz" => "fernandez",
        "glez" | "glz" | "gzlez" | "gzz" => "gonzalez",
        "mtz" | "mtnez" | "mnez" | "mtez" => "martinez",
        "rguez" | "rdguez" | "rdgz" | "rdz" | "rgz" => "rodriguez",
        "dguez" | "dgz" => "dominguez",
        "vzqz" | "vqz" => "vazquez",
        "jmnez" | "jmz" => "jimenez",
        "schz" | "snchz" | "schez" => "sanchez",
        "gmz" | "gmez" => "gomez",
        "lpz" | "lpez" => "lopez",
        "alvz" => "alvarez",
        "rmz" | "rmrz" => "ramirez",
        "gtz" | "gtrz" => "gutierrez",
        _ => return None,
    })
}

/// How many words at the beginning only say what is thought of the name that follows, or address it: "so-called",
/// "self-proclaimed", "His Excellency".
pub(super) fn leading_qualifier(words: &[&str]) -> usize {
    let two = words.len() > 2
        && matches!(
            (words[0], words[1]),
            ("so", "called")
                | ("self", "proclaimed" | "styled" | "declared" | "appointed" | "described" | "named")
                | ("soi", "disant")
                | ("tak", "nazyvaemaya" | "zvana" | "zvany")
                | ("his" | "her" | "your", "excellency" | "eminence" | "highness" | "holiness" | "honour")
                | ("his" | "her" | "your", "honor" | "majesty" | "royal" | "serene")
                | ("formerly" | "previously" | "also" | "now", "called" | "known")
        );
    match words {
        _ if two => 2,
        [first, _, ..] if holds(QUALIFIERS, first) => 1,
        _ => 0,
    }
}

/// Whether a word is the initials of two given names written together: "JP".
pub(super) fn are_initials(word: &str) -> bool {
    const OTHERS: [&str; 20] = [
        "bt", "ch", "dr", "fr", "gh", "kh", "lt", "mc", "md", "mr", "ms", "ng", "ph", "sh", "sr", "st", "th",
        "ts", "vd", "zh",
    ];
    let is_consonant = |letter: u8| letter.is_ascii_lowercase() && !super::sound::is_vowel(letter);
    word.len() == 2 && word.bytes().all(is_consonant) && !OTHERS.contains(&word)
}

/// Whether a word is "(of the) faith", as it stands behind a name: "Salah Uddin", "Zein El Dine".
pub(super) fn is_faith(word: &str) -> bool {
    matches!(
        word,
        "aldin" | "addin" | "deen" | "dine" | "eddin" | "eddine" | "eldin" | "uddin" | "uddine" | "udin"
    )
}

/// A name that ends in "of the faith" without it: "salah" for "salahuddin".
pub(super) fn of_the_faith(word: &str) -> Option<&str> {
    const ENDINGS: [&str; 13] = [
        "aldeen", "aldin", "addin", "addine", "eddeen", "eddin", "eddine", "iddin", "uddeen", "uddin",
        "uddine", "udeen", "udin",
    ];
    const STEM_MIN: usize = 3;
    let stem = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending))?;
    (stem.len() >= STEM_MIN).then_some(stem)
}

/// The servant with its article, and the name of God that it serves: "Abderrahmane" is "abder rahmane", "Abdelkader"
/// "abdel kader". The article is assimilated to some consonants. "Abdullah" stays one word.
pub(super) fn servant_of(word: &str) -> Option<(&str, &str)> {
    const NAME_MIN: usize = 4;
    let rest = word.strip_prefix("abd")?;
    let behind = rest.trim_start_matches(['a', 'e', 'i', 'o', 'u']);
    let vowels = rest.len() - behind.len();
    let mut letters = behind.chars();
    let article = letters.next()?;
    let name = letters.as_str();
    let assimilated = matches!(article, 'r' | 's' | 'n' | 'z' | 't' | 'd') && name.starts_with(article);
    let is_name = (article == 'l' || assimilated) && !name.starts_with("la") && name.len() >= NAME_MIN;
    ((1..=2).contains(&vowels) && is_name).then(|| word.split_at(word.len() - name.len()))
}

/// A phrase that is one word in other names, and that word.
pub(super) fn leading_phrase(words: &[&str]) -> Option<(&'static str, usize)> {
    let first = words.first()?.as_bytes().first();
    let fits = |phrase: &&(&str, &str)| {
        if phrase.0.as_bytes().first() != first {
            return false;
        }
        let stems = phrase.0.split(' ');
        stems.clone().count() <= words.len() && stems.zip(words).all(|(stem, word)| begins(word, stem))
    };
    PHRASES.iter().find(fits).map(|(phrase, word)| (*word, phrase.split(' ').count()))
}

/// Whether a word begins with this stem, or is it where the stem is marked as a whole word.
fn begins(word: &str, stem: &str) -> bool {
    stem.strip_suffix('=').map_or_else(|| word.starts_with(stem), |whole| word == whole)
}

/// Beginnings of the words of a phrase, the longer phrase before one that it begins with; `=` marks a whole word.
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
    ("charit fdn=", "ngo"),
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
    ("import and export", "impex"),
    ("export and import", "impex"),
    ("import export", "impex"),
    ("export import", "impex"),
    ("imp= and exp=", "impex"),
    ("imp= exp=", "impex"),
    ("exp= imp=", "impex"),
    ("sociedad cooperat", "coop"),
    ("sociedade cooperat", "coop"),
    ("societa cooperat", "coop"),
    ("societe cooperat", "coop"),
    ("named= after=", "named"),
];

/// Whether a Chinese character behind a place says no more than what sort of place it is: "深圳市" is Shenzhen.
pub(super) fn is_place_sign(word: &str) -> bool {
    matches!(word, "市" | "省" | "县" | "縣" | "区" | "區" | "镇" | "鎮")
}

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
    "alleged", "ex", "fka", "former", "formerly", "purported", "selfappointed", "selfdeclared",
    "selfproclaimed", "selfstyled", "socalled", "sogenannte", "sogenannter", "sogenanntes", "supposed",
    "takozvana", "takozvani", "takozvano", "takzvana",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static TITLES: &[&str] = &[
    "admiral", "akhoond", "akhund", "alhadj", "alhaji", "amb", "ambassador", "arq", "ayatollah", "brig",
    "brigadier", "bsc", "capt", "captain", "cbe", "cdr", "ceo", "cfo", "chairman", "chairperson", "chairwoman",
    "chaykh", "cheik", "cheikh", "cmdr", "cnel", "col", "colonel", "comandante", "commander", "coo", "cpa", "cpl",
    "dame", "datin", "dato", "datuk", "dbe", "director", "directrice", "doctor", "don", "dona", "dr", "dra",
    "elhadj", "encik", "eng", "engineer", "esq", "excellency", "fr", "frau", "gen", "general", "gospodin",
    "gospozha", "governor", "gral", "hadj", "hadji", "haj", "hajah", "haji", "hajj", "hajjah", "hajji", "hazrat",
    "herr", "highness", "hj", "hjah", "hjh", "hon", "honorable", "honourable", "hr", "imam", "ing", "janab",
    "jeque", "jnr", "jr", "judge", "kbe", "kcmg", "king", "lady", "lcdr", "lic", "licda", "lieutenant", "llb",
    "llm", "lord", "lt", "ltc", "ltgen", "madam", "madame", "maj", "majesty", "majgen", "major", "marshal",
    "maulana", "maulavi", "maulawi", "maulvi", "mawlana", "mawlavi", "mawlawi", "mba", "mbe", "mevr", "mgr",
    "minister", "miss", "mister", "mlle", "mme", "mohtarma", "molavi", "monsieur", "monsignor", "moulana",
    "moulavi", "moulvi", "mowlavi", "mr", "mrs", "ms", "msc", "mtra", "mtro", "mufti", "mulla", "mullah", "obe",
    "pan", "phd", "prasident", "president", "presidente", "prince", "princess", "prof", "profa", "professor",
    "puan", "qari", "queen", "radm", "retd", "rev", "reverend", "sayed", "sayyed", "sayyid", "sceicco", "scheich",
    "secretary", "seikh", "sejk", "senator", "senor", "senora", "sergeant", "seyed", "seyh", "seyyed", "sgt",
    "sgto", "shaik", "shaikh", "shaikha", "shaykh", "sheekh", "sheik", "sheikh", "sheikha", "shekh", "sheykh",
    "shri", "signor", "signora", "sir", "sjeik", "smt", "snr", "sr", "sra", "sri", "srta", "syed", "szejk", "tte",
    "tuan", "ustad", "ustaz", "vadm", "xeique", "דר", "הרב", "מר", "פרופ", "רב", "שיכ", "استاذ", "ايت", "جناب",
    "حاج", "حاجي", "در", "دكتور", "دكتوره", "سيد", "شيخ", "مسٹر", "ملا", "مهندس", "مولوي", "ڈاكٹر",
];

/// Sorted, for binary search.
#[rustfmt::skip]
static PARTICLES: &[&str] = &[
    "abou", "abu", "ad", "ag", "al", "an", "and", "ar", "as", "ash", "at", "az", "ben", "bin", "bint", "binti",
    "bou", "da", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "en",
    "et", "for", "fur", "i", "ibn", "in", "la", "las", "le", "les", "lo", "los", "och", "of", "og", "on", "ould",
    "pour", "the", "ud", "ul", "um", "umm", "und", "van", "vda", "von", "wa", "y", "zu", "zum", "zur", "אבו", "אל",
    "בנ", "בת", "ابن", "ابو", "ابي", "ال", "ام", "بن", "بنت",
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
    use super::{COMMON_NAMES, GENERIC, PARTICLES, QUALIFIERS, TITLES};
    use crate::name::native::normal;

    #[test]
    fn tables_are_sorted_without_repeats() {
        for table in [TITLES, PARTICLES, GENERIC, COMMON_NAMES, QUALIFIERS] {
            assert!(table.windows(2).all(|pair| pair[0] < pair[1]), "{table:?}");
        }
    }

    #[test]
    fn tables_have_letters_as_words_have_them() {
        for word in [TITLES, PARTICLES, COMMON_NAMES].concat() {
            assert_eq!(normal(word), word, "a word is looked up in normal letters");
        }
    }
}

//! Several names in one text: "X d/b/a Y", "X (formerly Y)", "X c/o Y", "X née Y". Each of them may be the listed one.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::letters::look_alike;
use super::script::{Script, script_of};

/// What follows a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// Another name of the party, or another party.
    Name,
    /// A family name that the person had before.
    FamilyName,
    /// The name of a parent or spouse, which some use as a family name.
    Relative,
    /// What is no name: a date, a number.
    Detail,
}

/// Words that say that another name follows, in lower case without accents.
#[rustfmt::skip]
static SIGNS: &[(&str, Follows)] = &[
    ("doing business as", Follows::Name), ("trading as", Follows::Name), ("t as", Follows::Name), ("trades as", Follows::Name), ("operating as", Follows::Name),
    ("carrying on business as", Follows::Name), ("also known as", Follows::Name), ("formerly known as", Follows::Name),
    ("previously known as", Follows::Name), ("now known as", Follows::Name), ("better known as", Follows::Name), ("known as", Follows::Name),
    ("formerly called", Follows::Name), ("also called", Follows::Name), ("formerly", Follows::Name), ("previously", Follows::Name), ("alias", Follows::Name),
    ("aka", Follows::Name), ("dba", Follows::Name), ("tdba", Follows::Name), ("fka", Follows::Name), ("nka", Follows::Name),
    ("care of", Follows::Name), ("on behalf of", Follows::Name), ("for the benefit of", Follows::Name), ("for benefit of", Follows::Name),
    ("for the account of", Follows::Name), ("for account of", Follows::Name), ("in trust for", Follows::Name), ("attn", Follows::Name),
    ("attention", Follows::Name), ("and or", Follows::Name), ("fbo", Follows::Name), ("obo", Follows::Name),
    ("tambien conocido como", Follows::Name), ("tambien conocida como", Follows::Name), ("conocido como", Follows::Name),
    ("conocida como", Follows::Name), ("anteriormente", Follows::Name), ("antes", Follows::Name), ("tambem conhecido como", Follows::Name),
    ("conhecido como", Follows::Name), ("dit", Follows::Name), ("dite", Follows::Name), ("anciennement", Follows::Name),
    ("connu sous le nom de", Follows::Name), ("detto", Follows::Name), ("detta", Follows::Name), ("vormals", Follows::Name),
    ("ehemals", Follows::Name), ("auch bekannt als", Follows::Name), ("genannt", Follows::Name), ("znany jako", Follows::Name),
    ("znana jako", Follows::Name), ("dawniej", Follows::Name), ("eski adi", Follows::Name), ("он же", Follows::Name), ("она же", Follows::Name),
    ("также известен как", Follows::Name), ("также известный как", Follows::Name), ("известен как", Follows::Name), ("известный как", Follows::Name),
    ("известная как", Follows::Name), ("ранее", Follows::Name), ("прежнее название", Follows::Name), ("вон же", Follows::Name), ("він же", Follows::Name),
    ("вона ж", Follows::Name), ("відомий як", Follows::Name), ("раніше", Follows::Name), ("المعروف باسم", Follows::Name), ("المعروف ب", Follows::Name),
    ("المعروف", Follows::Name), ("الملقب", Follows::Name), ("الشهير", Follows::Name), ("معروف به", Follows::Name), ("ملقب به", Follows::Name),
    ("nee", Follows::FamilyName), ("born", Follows::FamilyName), ("geb", Follows::FamilyName), ("geborene", Follows::FamilyName),
    ("nata", Follows::FamilyName), ("z domu", Follows::FamilyName), ("maiden name", Follows::FamilyName),
    ("урожденная", Follows::FamilyName), ("урожд", Follows::FamilyName), ("son of", Follows::Relative), ("daughter of", Follows::Relative),
    ("wife of", Follows::Relative), ("widow of", Follows::Relative), ("in liquidation", Follows::Detail), ("under liquidation", Follows::Detail), ("in receivership", Follows::Detail),
    ("in administration", Follows::Detail), ("en liquidation", Follows::Detail), ("en liquidacion", Follows::Detail), ("in liquidazione", Follows::Detail),
    ("em liquidacao", Follows::Detail), ("w likwidacji", Follows::Detail), ("в ликвидации", Follows::Detail), ("в стадии ликвидации", Follows::Detail),
    ("dob", Follows::Detail), ("date of birth", Follows::Detail),
    ("born on", Follows::Detail), ("born in", Follows::Detail), ("geboren am", Follows::Detail), ("passport", Follows::Detail),
    ("passport no", Follows::Detail), ("passport number", Follows::Detail), ("national id", Follows::Detail), ("id no", Follows::Detail),
    ("tax id", Follows::Detail), ("account no", Follows::Detail), ("iban", Follows::Detail), ("дата рождения", Follows::Detail), ("паспорт", Follows::Detail),
];

static BY_FIRST_WORD: LazyLock<HashMap<&'static str, Vec<(&'static str, Follows)>>> = LazyLock::new(|| {
    let mut signs: HashMap<&str, Vec<(&str, Follows)>> = HashMap::new();
    for sign in SIGNS {
        let first = sign.0.split(' ').next().unwrap_or_default();
        signs.entry(first).or_default().push(*sign);
    }
    signs
});

/// Letters with a slash or a dot between them, and whether a dot will do: "T.A." and "C.O." may be initials.
#[rustfmt::skip]
static LETTERS: &[(&str, bool, Follows)] = &[
    ("dba", true, Follows::Name), ("tdba", true, Follows::Name), ("aka", true, Follows::Name), ("fka", true, Follows::Name), ("nka", true, Follows::Name),
    ("pka", true, Follows::Name), ("wka", true, Follows::Name), ("bka", true, Follows::Name), ("fna", true, Follows::Name),
    ("obo", true, Follows::Name), ("fbo", true, Follows::Name), ("itf", true, Follows::Name), ("ta", false, Follows::Name), ("oa", false, Follows::Name),
    ("co", false, Follows::Name), ("so", false, Follows::Relative), ("do", false, Follows::Relative), ("wo", false, Follows::Relative),
    ("al", false, Follows::Relative), ("ap", false, Follows::Relative),
];

/// Characters that Chinese writes between a name and another one.
static HAN: &[&str] = &["又名", "又称", "又稱", "别名", "別名", "曾用名", "原名", "化名", "旧称"];

/// A word of a text: where it stands, in lower case without accents.
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) plain: String,
}

/// The names in a text beside the whole of it; none in most.
///
/// ```text
/// "Kordal Ltd d/b/a Venn Cafe"  "Kordal Ltd", "Venn Cafe"
/// "Anna Petrova née Orlova"     "Anna Petrova", "Anna Orlova"
/// ```
pub(crate) fn further_names(text: &str) -> Vec<String> {
    let signs = signs(text);
    if signs.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !name.is_empty() && name != text.trim() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    let mut before = trimmed(&text[..signs[0].0]);
    add(before);
    for (number, (_, end, follows)) in signs.iter().enumerate() {
        let next = signs.get(number + 1).map_or(text.len(), |next| next.0);
        let behind = trimmed(&text[*end..next]);
        match follows {
            Follows::FamilyName if !behind.contains(char::is_whitespace) => {
                add(&with_family_name(before, behind));
            }
            Follows::Detail => {}
            Follows::Relative => add(format!("{before} {behind}").trim()),
            _ => add(behind),
        }
        before = behind;
    }
    names
}

/// The name as it looks, if letters of another script spell a Latin word in it and all that is not Latin looks so:
/// "РОРЕ Francis" in Cyrillic capitals.
pub(crate) fn by_shape(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let is_other = |letter: &char| {
        letter.is_alphabetic() && script_of(*letter).is_ok_and(|script| script != Script::Latin)
    };
    let mut others = text.chars().filter(is_other).peekable();
    others.peek()?;
    others.all(|letter| look_alike(letter).is_some()).then(|| {
        text.chars()
            .map(|letter| if is_other(&letter) { look_alike(letter).unwrap_or(letter) } else { letter })
            .collect()
    })
}

/// The signs in a text: from where to where, and what follows.
fn signs(text: &str) -> Vec<(usize, usize, Follows)> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (count, follows) = match sign_at(text, &tokens, at) {
            // Behind a sign without a name stands none.
            Some((count, follows)) if at + count < tokens.len() || follows == Follows::Detail => {
                (count, follows)
            }
            _ => {
                if let Some(sign) = tokens.get(at + 1).and_then(|next| divider(text, &tokens[at], next)) {
                    found.push(sign);
                }
                at += 1;
                continue;
            }
        };
        found.push((tokens[at].start, tokens[at + count - 1].end, follows));
        at += count;
    }
    for sign in HAN.iter().filter(|_| !text.is_ascii()) {
        found
            .extend(text.match_indices(sign).map(|(start, sign)| (start, start + sign.len(), Follows::Name)));
    }
    found.sort_unstable_by_key(|(start, ..)| *start);
    found.dedup_by(|later, earlier| later.0 < earlier.1);
    found
}

/// The sign that begins at a word, and how many words it has; the longest.
fn sign_at(text: &str, tokens: &[Token], at: usize) -> Option<(usize, Follows)> {
    let phrase = |(phrase, follows): &(&str, Follows)| {
        let words = phrase.split(' ');
        let count = words.clone().count();
        let stands =
            at + count <= tokens.len() && words.zip(&tokens[at..]).all(|(word, token)| token.plain == word);
        stands.then_some((count, *follows))
    };
    let known = BY_FIRST_WORD.get(tokens[at].plain.as_str()).map(Vec::as_slice).unwrap_or_default();
    if let Some(found) = known.iter().filter_map(phrase).max_by_key(|(count, _)| *count) {
        return Some(found);
    }
    let opens = text[..tokens[at].start].ends_with('(');
    if opens && matches!(tokens[at].plain.as_str(), "ex" | "former" | "бывш" | "бывшее") {
        return Some((1, Follows::Name));
    }
    if tokens[at].plain.len() > 1 {
        return None;
    }
    let letters = |(letters, dotted, follows): &(&str, bool, Follows)| {
        let run = tokens.get(at..at + letters.len())?;
        let is_spelt =
            run.iter().zip(letters.chars()).all(|(token, letter)| token.plain.chars().eq([letter]));
        let is_joined = run.windows(2).all(|two| match &text[two[0].end..two[1].start] {
            "/" => true,
            "." => *dotted,
            _ => false,
        });
        (is_spelt && is_joined).then_some((letters.len(), *follows))
    };
    LETTERS.iter().find_map(letters)
}

/// What divides two names without a word: a semicolon, a bar, a new line, a slash between blanks.
fn divider(text: &str, token: &Token, next: &Token) -> Option<(usize, usize, Follows)> {
    let between = &text[token.end..next.start];
    let divides = between.contains([';', '|', '\n', '\r']) || between.contains(" / ");
    divides.then_some((token.end, next.start, Follows::Name))
}

/// The words of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (start, letter) in text.char_indices() {
        if !letter.is_alphanumeric() {
            continue;
        }
        let end = start + letter.len_utf8();
        match tokens.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => tokens.push(Token { start, end, plain: String::new() }),
        }
        if let Some(last) = tokens.last_mut() {
            match script_of(letter) {
                Ok(Script::Latin) => {
                    last.plain
                        .extend(super::letters::plain_character(letter).map(|l| l.to_ascii_lowercase()));
                }
                _ => last.plain.extend(letter.to_lowercase()),
            }
        }
    }
    tokens
}

/// Without the punctuation around it, but for the dot of an abbreviation.
pub(super) fn trimmed(name: &str) -> &str {
    let is_outside = |letter: char| !letter.is_alphanumeric() && letter != '.' && !is_combining_mark(letter);
    let name = name.trim_matches(is_outside);
    name.trim_start_matches(|letter: char| !letter.is_alphanumeric())
}

/// A name with another family name: behind the given names, or before the comma.
fn with_family_name(name: &str, family: &str) -> String {
    match name.split_once(',') {
        Some((_, given)) => format!("{family}, {}", given.trim()),
        None => match name.rsplit_once(char::is_whitespace) {
            Some((given, _)) => format!("{given} {family}"),
            None => format!("{name} {family}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{by_shape, further_names};

    #[test]
    fn names_are_parted_at_signs() {
        for (text, names) in [
            ("Kordal Ltd d/b/a Venn Cafe", &["Kordal Ltd", "Venn Cafe"][..]),
            ("Kordal Ltd. dba: Venn Cafe", &["Kordal Ltd.", "Venn Cafe"]),
            ("KORDAL LTD, D.B.A. VENN CAFE", &["KORDAL LTD", "VENN CAFE"]),
            ("Kordal t/a Venn", &["Kordal", "Venn"]),
            ("Kordal (formerly known as Venn GmbH)", &["Kordal", "Venn GmbH"]),
            ("Kordal (ex-Venn)", &["Kordal", "Venn"]),
            ("a.k.a. Venn Cafe", &["Venn Cafe"]),
            ("Anna Petrova née Orlova", &["Anna Petrova", "Anna Orlova"]),
            ("PETROVA, Anna (née Orlova)", &["PETROVA, Anna", "Orlova, Anna"]),
            ("Suresh Menon s/o Raman Menon", &["Suresh Menon", "Suresh Menon Raman Menon"]),
            ("Rajendran A/L Subramaniam", &["Rajendran", "Rajendran Subramaniam"]),
            ("Kordal Bank c/o Ivan Petrov", &["Kordal Bank", "Ivan Petrov"]),
            ("Kordal; Venn | Tavor", &["Kordal", "Venn", "Tavor"]),
            ("Kordal / Venn", &["Kordal", "Venn"]),
            ("Igor Venn\nTverskaya 5", &["Igor Venn", "Tverskaya 5"]),
            ("Igor Venn DOB 04/08/1961", &["Igor Venn"]),
            ("Igor Venn, passport no. AB 1234567", &["Igor Venn"]),
            ("Иван Петров, он же Сергей Орлов", &["Иван Петров", "Сергей Орлов"]),
            ("王伟又名李强", &["王伟", "李强"]),
            ("Max Born", &[]),
            ("Jean Aka", &[]),
            ("A/S Kordal", &[]),
            ("Kordal C.O. Venn", &[]),
            ("T.A. Kordal", &[]),
            ("Kordal/Venn", &[]),
            ("dba", &[]),
            ("", &[]),
        ] {
            assert_eq!(further_names(text), names, "{text}");
        }
    }

    #[test]
    fn a_name_of_look_alikes_is_read_by_its_shape() {
        for (text, shape) in [
            ("РОРЕ Francis", Some("pope Francis")),
            ("ТОМ СООРЕR", Some("tom coopeR")),
            ("СОСО", Some("coco")),
            ("Иван Petrov", None),
            ("Анна Сорокина", None),
            ("José Petrov", None),
            ("Ivan Petrov", None),
        ] {
            assert_eq!(by_shape(text).as_deref(), shape, "{text}");
        }
    }
}

//! What stands in the field of a name beside it: a joint holder, the place of a branch, a date, the number of a ship. Only what
//! is asked for is read so, for a list has fields of their own for them.

use super::several::{Token, tokens, trimmed};
use super::words;
use super::{Reading, legal_forms};
use crate::birth_date::BirthDate;

/// The names that a text may hold beside the whole of it: those of joint holders, and the name without a branch, a date or a
/// ship's number.
///
/// ```text
/// "Adam Quill OR Marta Orloff"   "Adam Quill", "Marta Orloff"
/// "Adam & Marta Quill"           "Adam Quill", "Marta Quill"
/// "Kordal Bank - Dubai Branch"   "Kordal Bank"
/// "Adam Quill 15 Muharram 1380"  "Adam Quill"
/// ```
pub(crate) fn names_beside_others(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut names = joint_holders(text, &tokens);
    names.extend(without_branch(text, &tokens));
    names.extend(before_detail(text, &tokens));
    names.retain(|name| name != text.trim());
    names
}

/// Words between the holders of an account.
fn joins_holders(word: &str) -> bool {
    matches!(word, "or" | "and" | "und" | "oder" | "et" | "ou" | "jtwros" | "jt" | "или" | "и" | "או" | "او")
}

/// People who hold an account together; "Adam & Marta Quill" have one family name.
fn joint_holders(text: &str, tokens: &[Token]) -> Vec<String> {
    const WORDS_MAX: usize = 4;
    let mut pieces: Vec<&[Token]> = Vec::new();
    let mut from = 0;
    for at in 1..tokens.len() {
        let between = text[tokens[at - 1].end..tokens[at].start].trim();
        if joins_holders(&tokens[at].plain) {
            pieces.push(&tokens[from..at]);
            from = at + 1;
        } else if matches!(between, "&" | "+") {
            pieces.push(&tokens[from..at]);
            from = at;
        }
    }
    if pieces.is_empty() {
        return Vec::new();
    }
    pieces.push(tokens.get(from..).unwrap_or_default());
    // "Mr & Mrs John Quill".
    pieces.retain(|piece| !piece.iter().all(|word| words::is_title(&word.plain)) || piece.is_empty());
    let is_person = |piece: &&[Token]| {
        (1..=WORDS_MAX).contains(&piece.len())
            && piece.iter().all(may_be_of_person)
            && !ends_in_particle(piece)
    };
    if !pieces.iter().all(is_person) {
        return Vec::new();
    }
    let spelt = |piece: &[Token]| text[piece[0].start..piece[piece.len() - 1].end].to_owned();
    let first = spelt(pieces[0]);
    let last = pieces[pieces.len() - 1];
    let family = first.split_once(',').map(|(family, _)| family);
    let holders = pieces.iter().filter_map(|piece| match (piece.len(), family) {
        (1, Some(family)) => Some(format!("{family}, {}", spelt(piece))),
        (1, None) if last.len() > 1 => Some(format!("{} {}", spelt(piece), spelt(&last[last.len() - 1..]))),
        (1, None) => None,
        _ => Some(spelt(piece)),
    });
    holders.collect()
}

/// A word of a person's name: of letters, and none that companies have.
fn may_be_of_person(word: &Token) -> bool {
    let is_form = legal_forms::leading_form(&[&word.plain], 1, true, false).is_some() && word.plain.len() > 1;
    word.plain.chars().all(char::is_alphabetic) && !words::is_generic(&word.plain) && !is_form
}

/// "Karl von und zu Tavor" is one.
fn ends_in_particle(piece: &[Token]) -> bool {
    piece.last().is_some_and(|word| words::is_particle(&word.plain))
}

/// Words that say that a branch or its place stands beside them.
fn is_branch(word: &str) -> bool {
    matches!(
        word,
        "branch"
            | "br"
            | "brn"
            | "filial"
            | "filiale"
            | "filiala"
            | "succursale"
            | "sucursal"
            | "sucursale"
            | "zweigniederlassung"
            | "niederlassung"
            | "zweigstelle"
            | "agence"
            | "oddzial"
            | "oddział"
            | "subesi"
            | "şubesi"
            | "filialas"
            | "cabang"
            | "cawangan"
            | "филиал"
            | "филиала"
            | "філія"
            | "فرع"
    )
}

/// An organisation without its branch: what stands before the place, and what stands behind "branch of".
fn without_branch(text: &str, tokens: &[Token]) -> Vec<String> {
    const PLACE_WORDS_MAX: usize = 4;
    let Some(at) = tokens.iter().rposition(|word| is_branch(&word.plain)) else { return Vec::new() };
    let before = |end: usize| trimmed(&text[..tokens[end].start]).to_owned();
    let mut names = Vec::new();
    let is_behind_place =
        matches!(tokens[at].plain.as_str(), "branch" | "br" | "brn" | "филиал" | "філія" | "فرع");
    // "Kordal Bank, succursale de Genève"
    if at > usize::from(is_behind_place) && at + 1 < tokens.len() && tokens.len() - at <= PLACE_WORDS_MAX {
        names.push(before(at));
    }
    // "Kordal Bank - Dubai Branch", "Kordal Bank (New York Br.)"
    let place = (1..=at).rev().take(PLACE_WORDS_MAX).find(|from| {
        let between = &text[tokens[from - 1].end..tokens[*from].start];
        between.contains(['(', ',', '/', ':']) || between.contains(['-', '–', '—']) && between.contains(' ')
    });
    match place {
        Some(from) => names.push(before(from)),
        None if at + 1 == tokens.len() => {
            names.extend((1..=2).filter(|words| at > words + 1).map(|words| before(at - words)));
        }
        None => {}
    }
    // "Dubai Branch of Kordal Bank"
    let leads = at == 0 || tokens.get(at + 1).is_some_and(|next| next.plain == "of");
    if leads && at + 2 < tokens.len() {
        names.push(trimmed(&text[tokens[at].end..]).to_owned());
        // "Филиал АО Кордал в Москве"
        let place = (at + 2..tokens.len())
            .find(|word| matches!(tokens[*word].plain.as_str(), "in" | "в" | "у" | "en"));
        names.extend(place.map(|place| trimmed(&text[tokens[at].end..tokens[place].start]).to_owned()));
    }
    names.retain(|name| is_telling(name));
    names
}

/// Whether a name has a word that is no general business word.
fn is_telling(name: &str) -> bool {
    super::Name::parse(name, Reading::Organization)
        .is_ok_and(|name| name.parts().any(|part| part.len() > 2 && !words::is_generic(part)))
}

/// The name before a date, or before the number of a ship.
fn before_detail(text: &str, tokens: &[Token]) -> Option<String> {
    const NAME_WORDS_MIN: usize = 2;
    let at = (1..tokens.len()).find(|at| {
        let is_date = || *at >= NAME_WORDS_MIN && is_date(text, &tokens[*at..]);
        is_ship_number(&tokens[*at..]) || is_date()
    })?;
    let name = trimmed(&text[..tokens[at].start]);
    (!name.is_empty()).then(|| name.to_owned())
}

/// "IMO 9187629", "IMO No. 9187629", "IMO9187629", "MMSI 273123456".
fn is_ship_number(words: &[Token]) -> bool {
    const DIGITS_MIN: usize = 7;
    let is_number = |word: &str| word.len() >= DIGITS_MIN && word.bytes().all(|digit| digit.is_ascii_digit());
    let first = words[0].plain.as_str();
    let Some(rest) = first.strip_prefix("imo").or_else(|| first.strip_prefix("mmsi")) else { return false };
    is_number(rest) || rest.is_empty() && words.iter().skip(1).take(2).any(|word| is_number(&word.plain))
}

/// Whether a date stands at the beginning: one that can be read, or a year with the numbers of a day and a month.
fn is_date(text: &str, words: &[Token]) -> bool {
    const YEAR_DIGITS: usize = 4;
    let digits = |word: &Token| {
        let is_number = word.plain.chars().all(char::is_numeric);
        if is_number { word.plain.chars().count() } else { 0 }
    };
    if !words.iter().take(3).any(|word| digits(word) == YEAR_DIGITS) {
        return false;
    }
    if let [first, second, third, ..] = words {
        let mut lengths = [first, second, third].map(digits);
        lengths.sort_unstable();
        if matches!(lengths, [1 | 2, 1 | 2, YEAR_DIGITS]) {
            return true;
        }
    }
    // A single year is a number of the name ("Fund 2019"), and so may two numbers be ("Series 2007-1").
    (2..=4.min(words.len())).any(|count| {
        let date = &text[words[0].start..words[count - 1].end];
        date.chars().any(char::is_alphabetic) && date.parse::<BirthDate>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::names_beside_others;

    #[test]
    fn names_stand_beside_others() {
        for (text, names) in [
            ("Adam Quill OR Marta Orloff", &["Adam Quill", "Marta Orloff"][..]),
            ("Adam Quill & Marta Orloff", &["Adam Quill", "Marta Orloff"]),
            ("Adam & Marta Quill", &["Adam Quill", "Marta Quill"]),
            ("QUILL, Adam and Marta", &["QUILL, Adam", "QUILL, Marta"]),
            ("Mr & Mrs John Quill", &["Mrs John Quill"]),
            ("Adam Quill oder Marta Orloff", &["Adam Quill", "Marta Orloff"]),
            ("Kordal & Sons", &[]),
            ("Dana Or Levi", &[]),
            ("Smith Trading & Kordal Services Ltd", &[]),
            ("Karl von und zu Tavor", &[]),
            ("Kordal Bank - Dubai Branch", &["Kordal Bank"]),
            ("Kordal Bank (New York Br.)", &["Kordal Bank"]),
            ("Kordal Bank SA, succursale de Genève", &["Kordal Bank SA", "Kordal Bank SA"]),
            ("Dubai Branch of Kordal Bank", &["of Kordal Bank"]),
            ("Branch Bank", &[]),
            ("Adam Quill 15 Muharram 1380", &["Adam Quill"]),
            ("Adam Quill, 4 Aug 1961", &["Adam Quill"]),
            ("Adam Quill (1340/05/13)", &["Adam Quill"]),
            ("KORDAL STAR IMO9187629", &["KORDAL STAR"]),
            ("KORDAL STAR, IMO No. 9187629, flag Panama", &["KORDAL STAR"]),
            ("Kordal Fund 2019", &[]),
            ("Mortgage Trust Series 2007-1", &[]),
            ("Adam Quill", &[]),
            ("", &[]),
        ] {
            let mut found = names_beside_others(text);
            found.dedup();
            let mut expected = names.to_vec();
            expected.dedup();
            assert_eq!(found, expected, "{text}");
        }
    }
}

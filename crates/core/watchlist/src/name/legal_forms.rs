//! Company forms: `GmbH`, `LLC`, `Joint Stock Company`. A form never makes a match, at most it speaks against one.

use LegalForm::{Company, LimitedLiability, Partnership, State, Stock};

use crate::compare::edits::EditMasks;

/// What sort of company a form says it is, across languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegalForm {
    LimitedLiability,
    Stock,
    Partnership,
    State,
    /// "Co." and the like, which say nothing of liability.
    Company,
}

/// The most words a form has.
const FORM_WORDS_MAX: usize = 5;

/// A form at least this long is known by a misspelling of it: "joynt stock company".
const MISSPELT_LETTERS_MIN: usize = 7;
/// Two misspellings in a form this long.
const TWICE_MISSPELT_LETTERS_MIN: usize = 18;
/// Longer phrases are no form.
const PHRASE_LETTERS_MAX: usize = 60;

/// The longest form that starts at the first of these words, and how many words it takes.
pub(super) fn leading_form(words: &[&str]) -> Option<(LegalForm, usize)> {
    let mut misspelt = None;
    for count in (1..=words.len().min(FORM_WORDS_MAX)).rev() {
        let phrase = words[..count].join(" ");
        if let Ok(at) = FORMS.binary_search_by(|(form, _)| (*form).cmp(&phrase)) {
            return Some((FORMS[at].1, count));
        }
        misspelt = misspelt.or_else(|| Some((misspelt_form(&phrase)?, count)));
    }
    misspelt
}

fn misspelt_form(phrase: &str) -> Option<LegalForm> {
    if !(MISSPELT_LETTERS_MIN - 1..=PHRASE_LETTERS_MAX).contains(&phrase.len()) {
        return None;
    }
    let masks = EditMasks::new(phrase);
    let edits_max = |form: &str| if form.len() >= TWICE_MISSPELT_LETTERS_MIN { 2 } else { 1 };
    let long = FORMS.iter().filter(|(form, _)| form.len() >= MISSPELT_LETTERS_MIN);
    long.filter(|(form, _)| form.len().abs_diff(phrase.len()) <= edits_max(form))
        .find(|(form, _)| masks.edits(form) <= edits_max(form))
        .map(|(_, form)| *form)
}

/// Whether a word may be a short form that was mistyped: "ldta", "gmbj".
pub(super) fn may_be_form(word: &str) -> bool {
    const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
    let masks = EditMasks::new(word);
    let short = FORMS.iter().filter(|(form, _)| LETTERS.contains(&form.len()) && !form.contains(' '));
    short.filter(|(form, _)| form.len().abs_diff(word.len()) <= 1).any(|(form, _)| masks.edits(form) <= 1)
}

/// Phrase and sort, sorted by phrase.
#[rustfmt::skip]
static FORMS: &[(&str, LegalForm)] = &[
    ("a b", Stock), ("a g", Stock), ("a o", Stock), ("a s", Stock), ("ab", Stock), ("ag", Stock),
    ("aktiebolag", Stock), ("aktiengesellschaft", Stock), ("aktsionerne tovarystvo", Stock),
    ("aktsionernoe obshchestvo", Stock), ("and co", Company), ("and company", Company), ("ao", Stock),
    ("aps", Stock), ("asa", Stock), ("b v", LimitedLiability), ("b v b a", LimitedLiability),
    ("bv", LimitedLiability), ("bvba", LimitedLiability), ("c j s c", Stock), ("cia", Company),
    ("cia ltda", LimitedLiability), ("cie", Company), ("cjsc", Stock),
    ("closed joint stock company", Stock), ("co", Company), ("co limited", LimitedLiability),
    ("co ltd", LimitedLiability), ("compagnie", Company), ("compania", Company), ("company", Company),
    ("company limited", LimitedLiability), ("company ltd", LimitedLiability), ("corp", Stock),
    ("corporation", Stock), ("cv", Partnership), ("d o o", LimitedLiability), ("doo", LimitedLiability),
    ("dooel", LimitedLiability), ("e i r l", LimitedLiability), ("ead", Stock),
    ("eirl", LimitedLiability), ("eood", LimitedLiability), ("establishment", Company),
    ("federal state unitary enterprise", State),
    ("federalnoe gosudarstvennoe unitarnoe predpriyatie", State), ("fgup", State), ("fsue", State),
    ("fz co", LimitedLiability), ("fz llc", LimitedLiability), ("fzc", LimitedLiability),
    ("fzco", LimitedLiability), ("fze", LimitedLiability), ("gbr", Partnership),
    ("general partnership", Partnership), ("gesellschaft mit beschrankter haftung", LimitedLiability),
    ("gmbh", LimitedLiability), ("gmbh and co kg", Partnership), ("gmbh co kg", Partnership),
    ("gup", State), ("inc", Stock), ("incorporated", Stock), ("j s c", Stock), ("joint stock", Stock),
    ("joint stock co", Stock), ("joint stock company", Stock), ("jsc", Stock), ("k g", Partnership),
    ("k k", Stock), ("kabushiki kaisha", Stock), ("kft", LimitedLiability), ("kg", Partnership),
    ("kgaa", Stock), ("kk", Stock), ("l l c", LimitedLiability), ("l l p", Partnership),
    ("l p", Partnership), ("lda", LimitedLiability), ("limitada", LimitedLiability),
    ("limited", LimitedLiability), ("limited company", LimitedLiability),
    ("limited liability co", LimitedLiability), ("limited liability company", LimitedLiability),
    ("limited partnership", Partnership), ("llc", LimitedLiability), ("llp", Partnership),
    ("lp", Partnership), ("ltd", LimitedLiability), ("ltd co", LimitedLiability),
    ("ltda", LimitedLiability), ("mbh", LimitedLiability), ("mup", State), ("n v", Stock),
    ("nv", Stock), ("nyrt", Stock), ("o a o", Stock), ("o j s c", Stock), ("o o o", LimitedLiability),
    ("oao", Stock), ("obschestvo s ogranichennoi otvetstvennostyu", LimitedLiability),
    ("obshchestvo s ogranichennoi otvetstvennostiu", LimitedLiability),
    ("obshchestvo s ogranichennoy otvetstvennostyu", LimitedLiability), ("ohg", Partnership),
    ("ojsc", Stock), ("ood", LimitedLiability), ("ooo", LimitedLiability),
    ("open joint stock company", Stock), ("otkrytoe aktsionernoe obshchestvo", Stock), ("oy", Stock),
    ("oyj", Stock), ("p a o", Stock), ("p j s c", Stock), ("p l c", Stock), ("pao", Stock),
    ("pjs", Stock), ("pjs co", Stock), ("pjsc", Stock), ("plc", Stock), ("prat", Stock),
    ("private joint stock company", Stock), ("private limited", LimitedLiability), ("psc", Stock),
    ("pte", LimitedLiability), ("pte ltd", LimitedLiability), ("pty", LimitedLiability),
    ("pty limited", LimitedLiability), ("pty ltd", LimitedLiability),
    ("public joint stock company", Stock), ("public limited company", Stock),
    ("publichnoe aktsionernoe obshchestvo", Stock), ("pvt limited", LimitedLiability),
    ("pvt ltd", LimitedLiability), ("q s c", Stock), ("qsc", Stock), ("rup", State), ("s a", Stock),
    ("s a c", Stock), ("s a de c v", Stock), ("s a de cv", Stock), ("s a l", Stock),
    ("s a r l", LimitedLiability), ("s a s", Stock), ("s c a", Partnership),
    ("s de r l", LimitedLiability), ("s de rl", LimitedLiability), ("s de rl de cv", LimitedLiability),
    ("s en c", Partnership), ("s en cs", Partnership), ("s l", LimitedLiability),
    ("s n c", Partnership), ("s p a", Stock), ("s r l", LimitedLiability), ("s r o", LimitedLiability),
    ("sa", Stock), ("sa de cv", Stock), ("saa", Stock), ("sac", Stock), ("sal", Stock), ("saoc", Stock),
    ("saog", Stock), ("sapi de cv", Stock), ("sarl", LimitedLiability), ("sarl au", Stock),
    ("sas", Stock), ("saso", Stock), ("sc", Partnership), ("sca", Partnership), ("scs", Partnership),
    ("sdn", LimitedLiability), ("sdn bhd", LimitedLiability), ("sencs", Partnership),
    ("sl", LimitedLiability), ("slu", LimitedLiability), ("snc", Partnership),
    ("sociedad anonima", Stock), ("sociedad de responsabilidad limitada", LimitedLiability),
    ("sociedad limitada", LimitedLiability), ("societatea cu raspundere limitata", LimitedLiability),
    ("societe a responsabilite limitee", LimitedLiability), ("societe anonyme", Stock),
    ("sp z o o", LimitedLiability), ("sp z oo", LimitedLiability), ("spa", Stock),
    ("spol s r o", LimitedLiability), ("spolka z oo", LimitedLiability), ("spzoo", LimitedLiability),
    ("srl", LimitedLiability), ("sro", LimitedLiability), ("state enterprise", State),
    ("state unitary enterprise", State), ("tbk", Stock), ("tnhh", LimitedLiability),
    ("unitary enterprise", State), ("w l l", LimitedLiability), ("wll", LimitedLiability),
    ("y cia", Company), ("y cia ltda", LimitedLiability), ("y cia s en c", Partnership),
    ("z a o", Stock), ("zakrytoe aktsionernoe obshchestvo", Stock), ("zao", Stock), ("zrt", Stock),
];

#[cfg(test)]
mod tests {
    use super::{FORM_WORDS_MAX, FORMS, LegalForm, leading_form};

    #[test]
    fn the_longest_form_is_taken() {
        assert_eq!(
            leading_form(&["limited", "liability", "company", "x"]),
            Some((LegalForm::LimitedLiability, 3))
        );
        assert_eq!(leading_form(&["co", "ltd"]), Some((LegalForm::LimitedLiability, 2)));
        assert_eq!(leading_form(&["joynt", "stock", "company"]), Some((LegalForm::Stock, 3)));
        assert_eq!(leading_form(&["aktiengeselschaft"]), Some((LegalForm::Stock, 1)));
        assert_eq!(leading_form(&["gazprom", "oao"]), None);
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FORMS.iter().all(|(phrase, _)| phrase.split(' ').count() <= FORM_WORDS_MAX));
    }
}

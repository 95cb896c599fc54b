//! Company forms: `GmbH`, `LLC`, `Joint Stock Company`. A form never makes a match, at most it speaks against one.

use LegalForm::{Company, LimitedLiability, Partnership, State, Stock};

use std::sync::LazyLock;

use super::form_words;
use crate::compare::edits::{EditMasks, LetterSet};

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
const FORM_WORDS_MAX: usize = 6;

/// A form at least this long is known by a misspelling of it: "joynt stock company".
const MISSPELT_LETTERS_MIN: usize = 7;
/// Two misspellings in a form this long.
const TWICE_MISSPELT_LETTERS_MIN: usize = 18;
/// Longer phrases are not a form.
const PHRASE_LETTERS_MAX: usize = 60;

/// The longest form that starts at the first of these words, and how many words it takes. The first `written` of them are
/// words; what follows is a syllable, which only a phrase of the table has.
pub(super) fn leading_form(
    words: &[&str],
    written: usize,
    after_form: bool,
    is_first: bool,
) -> Option<(LegalForm, usize)> {
    let whole = phrase_form(words).or_else(|| if is_first { None } else { dotted_form(words) });
    let run = form_words::run(&words[..written], after_form, is_first);
    match whole {
        Some((form, count)) if count >= run => Some((form, count)),
        // A form put in other words says whatever the phrase at its beginning says.
        known => (run > 0).then_some((known.map_or(Company, |(form, _)| form), run)),
    }
}

fn phrase_form(words: &[&str]) -> Option<(LegalForm, usize)> {
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

/// A short form behind a name whose pieces are written apart ("Part.G.", "Sh.K.", "Ges.m.b.H."), or all in one ("coltd").
fn dotted_form(words: &[&str]) -> Option<(LegalForm, usize)> {
    const PIECES_MAX: usize = 4;
    const PIECE_LETTERS_MAX: usize = 4;
    const LETTERS_MIN: usize = 3;
    let pieces = words.iter().take(PIECES_MAX).take_while(|word| word.len() <= PIECE_LETTERS_MAX).count();
    // A phrase may be written as one word too: "coltd".
    let run_together = words.first().and_then(|word| {
        let at = RUN_TOGETHER.binary_search_by(|(form, _)| form.as_str().cmp(word)).ok()?;
        Some((RUN_TOGETHER[at].1, 1))
    });
    let in_pieces = (2..=pieces).rev().find_map(|count| {
        let joined = words[..count].concat();
        if joined.len() < LETTERS_MIN {
            return None;
        }
        let phrase = FORMS.binary_search_by(|(form, _)| (*form).cmp(&joined)).ok();
        let form =
            phrase.map(|at| FORMS[at].1).or_else(|| form_words::is_acronym(&joined).then_some(Company))?;
        Some((form, count))
    });
    in_pieces.or(run_together)
}

/// Phrases without their blanks, sorted.
static RUN_TOGETHER: LazyLock<Vec<(String, LegalForm)>> = LazyLock::new(|| {
    const LETTERS_MIN: usize = 5;
    let phrases = FORMS.iter().filter(|(form, _)| form.contains(' '));
    let joined = phrases.map(|(form, sort)| (form.replace(' ', ""), *sort));
    let mut forms: Vec<_> = joined.filter(|(form, _)| form.len() >= LETTERS_MIN).collect();
    forms.sort_by(|a, b| a.0.cmp(&b.0));
    forms
});

fn misspelt_form(phrase: &str) -> Option<LegalForm> {
    if !(MISSPELT_LETTERS_MIN - 1..=PHRASE_LETTERS_MAX).contains(&phrase.len()) {
        return None;
    }
    let letters = LetterSet::of(phrase);
    let edits_max = |form: &str| if form.len() >= TWICE_MISSPELT_LETTERS_MIN { 2 } else { 1 };
    let near = |long: &&LongForm| {
        let edits = edits_max(long.form);
        long.form.len().abs_diff(phrase.len()) <= edits
            && long.letters.beyond(letters) <= edits
            && letters.beyond(long.letters) <= edits
    };
    let mut near = LONG_FORMS.iter().filter(near).peekable();
    near.peek()?;
    let masks = EditMasks::new(phrase);
    near.find(|long| masks.edits(long.form) <= edits_max(long.form)).map(|long| long.sort)
}

/// A form that is known by a misspelling of it.
struct LongForm {
    form: &'static str,
    sort: LegalForm,
    letters: LetterSet,
}

static LONG_FORMS: LazyLock<Vec<LongForm>> = LazyLock::new(|| {
    let long = FORMS.iter().filter(|(form, _)| form.len() >= MISSPELT_LETTERS_MIN);
    long.map(|&(form, sort)| LongForm { form, sort, letters: LetterSet::of(form) }).collect()
});

/// Whether a word may be a short form that was mistyped: "ldta", "gmbj"; or the Romanian "II" (întreprindere individuală), which
/// is a number elsewhere.
pub(super) fn may_be_form(word: &str) -> bool {
    if word == "ii" {
        return true;
    }
    const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
    let masks = EditMasks::new(word);
    let short = FORMS.iter().filter(|(form, _)| LETTERS.contains(&form.len()) && !form.contains(' '));
    short.filter(|(form, _)| form.len().abs_diff(word.len()) <= 1).any(|(form, _)| masks.edits(form) <= 1)
}

/// Phrase and sort, sorted by phrase.
#[rustfmt::skip]
static FORMS: &[(&str, LegalForm)] = &[
    ("a b", Stock), ("a d", Stock), ("a e", Stock), ("a g", Stock), ("a o", Stock), ("a s", Stock),
    ("aat", Stock), ("ab", Stock), ("ab publ", Stock), ("abp", Stock), ("ad", Stock), ("ae", Stock),
    ("ag", Stock), ("ag and co kg", Partnership), ("aktiebolag", Stock), ("aktiengesellschaft", Stock),
    ("aktsionerne tovarystvo", Stock), ("aktsionernoe obshchestvo", Stock), ("and bros", Company),
    ("and co", Company), ("and co kg", Partnership), ("and co ohg", Partnership), ("and company", Company),
    ("and partners", Company), ("and sons", Company), ("anonim ortaklik", Stock), ("anonim sirket", Stock),
    ("anonim sirketi", Stock), ("ao", Stock), ("aps", Stock), ("as", Stock), ("asa", Stock),
    ("asbl", Company), ("b v", LimitedLiability), ("b v b a", LimitedLiability), ("berhad", Stock),
    ("bhd", Stock), ("bros co", Company), ("bt", Partnership), ("bv", LimitedLiability),
    ("bvba", LimitedLiability), ("c j s c", Stock), ("charitable incorporated organisation", Company),
    ("charitable incorporated organization", Company), ("cia", Company), ("cia ltda", LimitedLiability),
    ("cie", Company), ("cjsc", Stock), ("closed joint stock company", Stock), ("co", Company),
    ("co kg", Partnership), ("co limited", LimitedLiability), ("co ltd", LimitedLiability),
    ("co pvt ltd", LimitedLiability), ("community interest company", Company), ("commv", Partnership),
    ("comp", Company), ("compagnie", Company), ("compania", Company), ("company", Company),
    ("company limited", LimitedLiability), ("company limited by guarantee", LimitedLiability),
    ("company ltd", LimitedLiability), ("company oy ab", LimitedLiability), ("cong ty", Company),
    ("cong ty co phan", Stock), ("cong ty cp", Stock), ("cong ty tnhh", LimitedLiability),
    ("cong ty tnhh mtv", LimitedLiability), ("cong ty trach nhiem huu han", LimitedLiability),
    ("corp", Stock), ("corpn", Stock), ("corpo", Stock), ("corporation", Stock), ("coy", Company),
    ("coy limited", LimitedLiability), ("coy ltd", LimitedLiability), ("ctcp", Stock), ("cty co phan", Stock),
    ("cty cp", Stock), ("cty tnhh", LimitedLiability), ("cv", Partnership), ("d d", Stock),
    ("d o o", LimitedLiability), ("dd", Stock), ("detskiy sad", State), ("dmcc", LimitedLiability),
    ("dmcc llc", LimitedLiability), ("doanh nghiep tu nhan", Company), ("doo", LimitedLiability),
    ("dooel", LimitedLiability), ("e g", Company), ("e i r l", LimitedLiability), ("e k", Company),
    ("e p", State), ("e v", Company), ("ead", Stock), ("eg", Company), ("eirl", LimitedLiability),
    ("ek", Company), ("eood", LimitedLiability), ("epe", LimitedLiability), ("epe estatal", State),
    ("est", LimitedLiability), ("establishment", Company), ("establissement", Company),
    ("etablissements", Company), ("ets", Company), ("eurl", LimitedLiability), ("ev", Company),
    ("federal state unitary enterprise", State), ("federalnoe gosudarstvennoe unitarnoe predpriyatie", State),
    ("fgbu", State), ("fgup", State), ("free zone company", LimitedLiability),
    ("free zone establishment", LimitedLiability), ("fsue", State), ("fz co", LimitedLiability),
    ("fz llc", LimitedLiability), ("fzc", LimitedLiability), ("fzco", LimitedLiability),
    ("fze", LimitedLiability), ("fzllc", LimitedLiability), ("gbr", Partnership),
    ("general partnership", Partnership), ("ges m b h", LimitedLiability),
    ("gesellschaft mit beschrankter haftung", LimitedLiability), ("gmbh", LimitedLiability),
    ("gmbh and co kg", Partnership), ("gmbh co", LimitedLiability), ("gmbh co kg", Partnership),
    ("gong si", Company), ("gu fen gong si", Stock), ("gu fen you xian gong si", Stock), ("gup", State),
    ("hap myeong hoe sa", LimitedLiability), ("he tong hui she", LimitedLiability), ("he zuo she", Company),
    ("hf", Stock), ("hk limited", LimitedLiability), ("i n c", Company), ("ike", LimitedLiability),
    ("inc", Stock), ("incorp", Stock), ("incorporated", Stock), ("individual entrepreneur", Company),
    ("iooo", LimitedLiability), ("j s c", Stock), ("j stock company", Stock), ("joint stk co", Stock),
    ("joint stock", Stock), ("joint stock co", Stock), ("joint stock commercial bank", Stock),
    ("joint stock comp", Stock), ("joint stock company", Stock), ("joint stock corp", Stock), ("jsc", Stock),
    ("jscb", Stock), ("jscc", Stock), ("jt stk co", Stock), ("jt stock co", Stock), ("ju sik hoe sa", Stock),
    ("k d", Partnership), ("k g", Partnership), ("k k", Stock), ("k s", Partnership),
    ("kabushiki gaisha", Stock), ("kabushiki kaisha", Stock), ("kd", Partnership), ("kft", LimitedLiability),
    ("kg", Partnership), ("kgaa", Stock), ("kk", Stock), ("kkt", Partnership),
    ("kollektivgesellschaft", Partnership), ("kommanditgesellschaft", Partnership),
    ("kommanditgesellschaft auf aktien", Stock), ("kommercheskiy bank", Stock), ("ks", Partnership),
    ("l l c", LimitedLiability), ("l l p", Partnership), ("l p", Partnership), ("lda", LimitedLiability),
    ("liang he gong si", Partnership), ("limitada", LimitedLiability), ("limited", LimitedLiability),
    ("limited by guarantee", LimitedLiability), ("limited company", LimitedLiability),
    ("limited liability co", LimitedLiability), ("limited liability comp", LimitedLiability),
    ("limited liability company", LimitedLiability), ("limited liability coy", LimitedLiability),
    ("limited liability partnership", Partnership), ("limited partnership", Partnership),
    ("limited sirketi", LimitedLiability), ("llc", LimitedLiability), ("llc co", LimitedLiability),
    ("llc fz", LimitedLiability), ("llp", Partnership), ("lp", Partnership), ("ltd", LimitedLiability),
    ("ltd co", LimitedLiability), ("ltd coy", LimitedLiability), ("ltd liability co", LimitedLiability),
    ("ltd liability company", LimitedLiability), ("ltd liability partnership", Partnership),
    ("ltd partnership", Partnership), ("ltd sti", LimitedLiability), ("ltda", LimitedLiability),
    ("mbh", LimitedLiability), ("mchj", LimitedLiability), ("mup", State), ("n g o", Company), ("n v", Stock),
    ("nv", Stock), ("nyrt", Stock), ("o a o", Stock), ("o j s c", Stock), ("o o o", LimitedLiability),
    ("oao", Stock), ("obschestvo s ogranichennoi otvetstvennostyu", LimitedLiability),
    ("obshchestvo s ogranichennoi otvetstvennostiu", LimitedLiability),
    ("obshchestvo s ogranichennoy otvetstvennostyu", LimitedLiability), ("odo", LimitedLiability),
    ("ohg", Partnership), ("ojsc", Stock), ("ong", Company), ("ood", LimitedLiability),
    ("ooo", LimitedLiability), ("open joint stock company", Stock),
    ("otkrytoe aktsionernoe obshchestvo", Stock), ("otkrytoe aktsionernoye obshestvo", Stock), ("oy", Stock),
    ("oyj", Stock), ("p a o", Stock), ("p j s c", Stock), ("p l c", Stock), ("pao", Stock),
    ("part g", Partnership), ("pcl", Stock), ("perseroan terbatas", LimitedLiability), ("pjs", Stock),
    ("pjs co", Stock), ("pjsc", Stock), ("pjscb", Stock), ("plc", Stock), ("prat", Stock),
    ("private company", Company), ("private company limited", LimitedLiability),
    ("private joint stock company", Stock), ("private limited", LimitedLiability),
    ("private limited company", LimitedLiability), ("private ltd", LimitedLiability),
    ("private ltd co", LimitedLiability), ("professional corporation", Stock),
    ("proprietary limited", LimitedLiability), ("psc", Stock), ("pt", LimitedLiability),
    ("pte", LimitedLiability), ("pte ltd", LimitedLiability), ("pty", LimitedLiability),
    ("pty limited", LimitedLiability), ("pty ltd", LimitedLiability), ("public company limited", Stock),
    ("public enterprise", State), ("public joint stock company", Stock), ("public limited company", Stock),
    ("public lmtd company", Stock), ("public ltd co", Stock), ("public ltd company", Stock),
    ("public stock company", Stock), ("publichnoe aktsionernoe obshchestvo", Stock),
    ("pvt co", LimitedLiability), ("pvt limited", LimitedLiability),
    ("pvt limited company", LimitedLiability), ("pvt ltd", LimitedLiability),
    ("pvt ltd co", LimitedLiability), ("pvt ltd company", LimitedLiability), ("q s c", Stock), ("qsc", Stock),
    ("ren yi zu he", Partnership), ("rt", Stock), ("rup", State), ("s a", Stock), ("s a c", Stock),
    ("s a de c v", Stock), ("s a de cv", Stock), ("s a l", Stock), ("s a r l", LimitedLiability),
    ("s a s", Stock), ("s c a", Partnership), ("s c s", Partnership), ("s de r l", LimitedLiability),
    ("s de rl", LimitedLiability), ("s de rl de cv", LimitedLiability), ("s e n c", Partnership),
    ("s en c", Partnership), ("s en cs", Partnership), ("s l", LimitedLiability),
    ("s m p c", LimitedLiability), ("s n c", Partnership), ("s p a", Stock), ("s r l", LimitedLiability),
    ("s r o", LimitedLiability), ("sa", Stock), ("sa de cv", Stock), ("saa", Stock), ("sab de cv", Stock),
    ("sac", Stock), ("sahami aam", Stock), ("sahami am", Stock), ("sahami khas", Stock),
    ("sahami khass", Stock), ("sal", Stock), ("saoc", Stock), ("saog", Stock), ("sapi de cv", Stock),
    ("sapib de cv", Stock), ("sarl", LimitedLiability), ("sarl au", Stock), ("sas", Stock), ("saso", Stock),
    ("sc", Partnership), ("sca", Partnership), ("scpa", Partnership), ("scs", Partnership),
    ("sdn", LimitedLiability), ("sdn bhd", LimitedLiability), ("se", Stock), ("se and co kg", Stock),
    ("se co kg", Partnership), ("sencs", Partnership), ("sendirian berhad", LimitedLiability),
    ("sh a", Stock), ("sh k", Partnership), ("sh p k", LimitedLiability), ("sha", Stock),
    ("shpk", LimitedLiability), ("shps", LimitedLiability), ("sia", LimitedLiability),
    ("sl", LimitedLiability), ("slu", LimitedLiability), ("snc", Partnership), ("sociedad anonima", Stock),
    ("sociedad anonima abierta", Stock), ("sociedad anonima cerrada", Stock),
    ("sociedad anonima de capital variable", Stock),
    ("sociedad de responsabilidad limitada", LimitedLiability), ("sociedad limitada", LimitedLiability),
    ("societas europaea", Stock), ("societatea cu raspundere limitata", LimitedLiability),
    ("societe a responsabilite limitee", LimitedLiability), ("societe anonyme", Stock), ("soe", State),
    ("sole proprietor", Company), ("sole proprietorship", Company), ("sole trader", Company),
    ("sons and co", Company), ("sooo", LimitedLiability), ("sp z o o", LimitedLiability),
    ("sp z o o sp k", LimitedLiability), ("sp z ogr odp", LimitedLiability), ("sp z oo", LimitedLiability),
    ("sp zoo", LimitedLiability), ("spa", Stock), ("spol s r o", LimitedLiability),
    ("spol sro", LimitedLiability), ("spolka z oo", LimitedLiability), ("spolka zoo", LimitedLiability),
    ("spzoo", LimitedLiability), ("srl", LimitedLiability), ("srl de cv", LimitedLiability),
    ("sro", LimitedLiability), ("state company", State), ("state enterprise", State),
    ("state owned enterprise", State), ("state unitary company", State), ("state unitary enterprise", State),
    ("stichting particulier fonds", Company), ("stiftung and co", Company), ("tbk", Stock),
    ("tdv", LimitedLiability), ("tnhh", LimitedLiability), ("tnhh mtv", LimitedLiability),
    ("tong cong ty", Company), ("too", LimitedLiability), ("tov", LimitedLiability),
    ("uab", LimitedLiability), ("ug", LimitedLiability), ("ug and co kg", Partnership),
    ("ug haftungsbeschrankt", LimitedLiability), ("unipessoal lda", LimitedLiability),
    ("unitary enterprise", State), ("v o s", Partnership), ("v v a g", Company), ("vof", Partnership),
    ("vos", Partnership), ("vzw", Company), ("w l l", LimitedLiability), ("wll", LimitedLiability),
    ("wu xian gong si", Company), ("y cia", Company), ("y cia ltda", LimitedLiability),
    ("y cia s en c", Partnership), ("you xian gong si", LimitedLiability),
    ("you xian hui she", LimitedLiability), ("you xian ze ren gong si", LimitedLiability),
    ("yu han hoe sa", LimitedLiability), ("yu hoe sa", LimitedLiability), ("z a o", Stock),
    ("zakrytoe aktsionernoe obshchestvo", Stock), ("zao", Stock), ("zhshs", LimitedLiability),
    ("zhu shi hui she", Stock), ("zrt", Stock),
];

#[cfg(test)]
mod tests {
    use super::{FORM_WORDS_MAX, FORMS, LegalForm, leading_form};

    #[test]
    fn the_longest_form_is_taken() {
        assert_eq!(
            leading_form(&["limited", "liability", "company", "x"], 4, false, true),
            Some((LegalForm::LimitedLiability, 3))
        );
        assert_eq!(leading_form(&["co", "ltd"], 2, false, true), Some((LegalForm::LimitedLiability, 2)));
        assert_eq!(leading_form(&["joynt", "stock", "company"], 3, false, true), Some((LegalForm::Stock, 3)));
        assert_eq!(leading_form(&["aktiengeselschaft"], 1, false, true), Some((LegalForm::Stock, 1)));
        assert_eq!(leading_form(&["gazprom", "oao"], 2, false, true), None);
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FORMS.iter().all(|(phrase, _)| phrase.split(' ').count() <= FORM_WORDS_MAX));
    }
}

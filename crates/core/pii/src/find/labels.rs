//! The words that say what a value beside them is.

mod abroad;

use std::ops::Range;
use std::sync::LazyLock;

use regex_automata::meta::Regex;

use super::plain::{BORDER, Plain};
use crate::entity::Entity;

/// What a label promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    /// One kind of data.
    Of(Entity),
    /// A taxpayer's number: SSN, ITIN or EIN.
    TaxpayerNumber,
    /// Something that is not personal data: an invoice, a form, a loan, a case.
    Other,
}

impl Label {
    /// Whether it is a person's role, a general word or a number of something else: as the name of a form's field it
    /// says little of what is in there.
    pub(crate) fn is_weak(self) -> bool {
        use Entity as E;
        match self {
            Label::Of(entity) => {
                matches!(
                    entity,
                    E::PersonName
                        | E::StreetAddress
                        | E::Employer
                        | E::Income
                        | E::Date
                        | E::Phone
                        | E::MemberNumber
                )
            }
            Label::TaxpayerNumber => false,
            Label::Other => true,
        }
    }

    /// Whether it may be a label right before a digit: "SSN536…". Short ones are parts of codes there.
    fn may_touch_its_value(self) -> bool {
        use Entity as E;
        match self {
            Label::Of(entity) => matches!(
                entity,
                E::Ssn
                    | E::Itin
                    | E::BankAccount
                    | E::CardNumber
                    | E::Iban
                    | E::Passport
                    | E::BirthDate
                    | E::Phone
            ),
            Label::TaxpayerNumber | Label::Other => false,
        }
    }

    /// Whether a value of this kind is what the label promises.
    pub(crate) fn promises(self, entity: Entity) -> bool {
        use Entity as E;
        match self {
            Label::Of(own) if entity == E::UnrecognisedIdentifier => own.identifies(),
            Label::TaxpayerNumber if entity == E::UnrecognisedIdentifier => true,
            Label::Of(E::Ssn) => matches!(entity, E::Ssn | E::Itin),
            Label::Of(E::BankAccount) => matches!(entity, E::BankAccount | E::Iban),
            Label::Of(E::Npi) => matches!(entity, E::Npi | E::MedicalLicence),
            Label::Of(own) => own == entity,
            Label::TaxpayerNumber => matches!(entity, E::Ssn | E::Itin | E::Ein),
            Label::Other => false,
        }
    }
}

/// Each label's words. Where two match at one place the longer wins, then the earlier in this list.
const WORDS: [(Label, &str); 37] = {
    use Entity as E;
    [
        (
            Label::Of(E::Ssn),
            r"(?:(?:last|final) (?:4|four)(?: digits)? of (?:(?:your|the|his|her|my|borrower(?:'s|’s)?) )?)?(?:(?:social security|soc\.? ?sec\.?)(?: ?(?:number|no\.?|nbr|num|#|account number))?|ssn)(?:,? ?[(\[]?(?:last|final) (?:4|four)(?: digits)?[)\]]?)?|ss ?n(?:umber|o\.?|br)?|ss ?#|ss no\.?|\bssno|s\.? ?s\.? ?(?:n\.|#|no\.?)|my social(?: is)?",
        ),
        (Label::Of(E::Itin), r"itin|individual taxpayer(?: identification)?(?: number)?"),
        (
            Label::Of(E::Ein),
            r"e\.?i\.?n\.?|fein|employer(?:'s|’s)? (?:identification|id|i\.d\.)(?: ?(?:number|no\.?|#))?|federal (?:tax )?id(?: (?:number|no\.?|#))?",
        ),
        (
            Label::TaxpayerNumber,
            r"tin|taxpayer(?:'s|’s)? (?:identification|id)(?: ?(?:number|no\.?|#))?|(?:recipient|payer|borrower|filer|employee)(?:'s|’s)? (?:tin|identification (?:number|no\.?))|tax ?id(?: ?(?:number|no\.?|#))?|identifying number|id(?:entification)? number of (?:person|estate)",
        ),
        (
            Label::Of(E::RoutingNumber),
            r"(?:bank )?(?:routing|transit|aba|rtn)(?: ?(?:/ ?(?:aba|transit|routing))? ?(?:transit|routing)? ?(?:number|no\.?|nbr|num|code|#))?|aba ?/ ?routing",
        ),
        (
            Label::Of(E::BankAccount),
            r"(?:(?:bank|checking|chequing|savings?|deposit|current|money market|brokerage|investment|loan|mortgage|credit|card)s? )?(?:account|acct|a/c)(?: ?(?:number|no\.?|nbr|num|#|ending(?: in)?))|(?:bank|checking|savings?|deposit) (?:account|acct)|account|acct\.?|dda|direct deposit(?: to)?",
        ),
        (
            Label::Of(E::CardNumber),
            r"(?:credit|debit|payment|bank)? ?card(?: ?(?:number|no\.?|nbr|num|#))|(?:credit|debit|bank|payment) ?card|visa|master ?card|amex|american express|discover|cc ?(?:number|no\.?|#)|\bcc\b|\bcard\b",
        ),
        (Label::Of(E::Iban), r"iban|international bank account(?: number)?"),
        (
            Label::Of(E::DriversLicence),
            r"(?:driver|drivers|driver's|driver’s|driving|operator|operator's)(?: ?/ ?id)? ?li[cs]en[cs]e(?: ?/ ?id)?(?: ?(?:number|no\.?|nbr|num|#|id))?|d\.?l\.? ?(?:number|no\.?|nbr|num|#)|dln?\b|licen[cs]e (?:number|no\.?|#)|state id(?:entification)?(?: ?card)?(?: ?(?:number|no\.?|#))?|id card(?: ?(?:number|no\.?|#))?",
        ),
        (Label::Of(E::Passport), r"passport(?: ?(?:book|card))?(?: ?(?:number|no\.?|nbr|num|#))?"),
        // Identifiers that other countries give: what they look like is not known here, so their labels tell.
        (
            Label::Of(E::NationalId),
            r"(?:aadhaa?r|enrol(?:l)?ment|(?:green|resident|residence|identity|military) card|dod id|pan|permanent account|national (?:id(?:entity|entification)?|insurance)|identity(?: card| document)?|personal (?:id(?:entity|entification)?)|citizen(?:ship)?|residence permit|alien(?: registration)?|foreign (?:id|passport)|tax (?:reference|identity)|steuer-?id|uscis|voter(?:'s|’s)?(?: id)?|social insurance|tax file|health (?:card|insurance)|nhs|curp|dni|nie|nif|nss|cpf|cnp|nric|pesel|tc kimlik|bsn|matricula(?: consular)?)(?: ?(?:card|id))? ?(?:number|no\.?|nbr|num|n[°º]|#)|a-(?:number|no\.?|nr)|a#|aadhaa?r|curp|steuer-?id(?:entifikationsnummer)?|steuernummer|(?:n[°ºo]\.? (?:de )?)s[ée]curit[ée] sociale|voter(?:'s|’s)? id|dod id|personalausweis(?:nummer)?|carte nationale d['’]identit[ée](?: n[°ºo])?|c[ée]dula(?: de (?:ciudadan[ií]a|identidad))?|codice fiscale|n[uú]mero de (?:identidad|identificaci[oó]n|documento)|num[ée]ro (?:d'identit[ée]|de s[ée]curit[ée] sociale)|ausweisnummer|personnummer|clave de elector",
        ),
        // The short names of such numbers, as those who have one write them. In small letters they are other words.
        (Label::Of(E::NationalId), NATIONAL_ABBREVIATIONS),
        (Label::Of(E::NationalId), abroad::AMBIGUOUS),
        (Label::Of(E::NationalId), abroad::IDENTIFIERS),
        (Label::Of(E::BankAccount), abroad::ACCOUNTS),
        (Label::Other, abroad::FIRMS),
        (Label::Of(E::BirthDate), abroad::BIRTH_DATES),
        (Label::Of(E::MemberNumber), abroad::STAFF_NUMBERS),
        (Label::Of(E::Income), abroad::INCOMES),
        (Label::Of(E::PersonName), abroad::NAMES),
        (
            Label::Of(E::BirthDate),
            r"(?:date|day|year) of birth|fecha de nac(?:\.|imiento)|data di nascita|geburtsdatum|geboren am|data de nascimento|birth ?da(?:te|y)|d\.?o\.?b\.?|born(?: on| in)?|date de naissance",
        ),
        (
            Label::Of(E::MedicareId),
            r"mbi|medicare(?: beneficiary)?(?: (?:identifier|id|number|no\.?|claim number))|medicare|hicn",
        ),
        (Label::Of(E::Npi), r"npi|national provider(?: identifier)?(?: number)?"),
        (
            Label::Of(E::MedicalLicence),
            r"dea(?: ?(?:number|no\.?|#|registration))?|medical licen[cs]e(?: ?(?:number|no\.?|#))?|certificate number",
        ),
        (
            Label::Of(E::CryptoAddress),
            r"(?:bitcoin|btc|crypto(?:currency)?|ethereum|eth|wallet)(?: ?(?:wallet|address))?",
        ),
        (
            Label::Of(E::Phone),
            r"(?:(?:home|cell|cellular|mobile|work|business|day ?time|evening|office|contact|phone|tele?phone|tel\.?|fax|desk)(?: ?/ ?(?:cell|mobile|home|work|fax))?(?: ?(?:phone|telephone|tel\.?))?(?: ?(?:number|no\.?|nbr|num|#))?)|phone|telephone|mobile|call (?:me|us)(?: (?:at|on))?|messages to|texts? to|reach (?:me|us) (?:at|on)|answering at|registered",
        ),
        (Label::Of(E::Email), r"e-?mail(?: address)?"),
        (Label::Of(E::IpAddress), r"ip(?:v[46])?(?: address)?"),
        (Label::Of(E::MacAddress), r"mac(?: address)?|hardware address"),
        (
            Label::Of(E::PersonName),
            r"(?:(?:full|legal|first|middle|last|given|family|maiden|sur|your|customer|client|employee|employee's|employee’s|borrower|co-?borrower|applicant|co-?applicant|consumer|recipient|recipient's|recipient’s|payee|payer|account ?holder|account owner|card ?holder|member|patient|taxpayer|spouse|spouse's|spouse’s|owner|beneficiary|seller|buyer|homeowner|appraiser)(?:'s|’s)? )?(?:first |last |legal |full )?names?(?: (?:of|and) (?:borrower|applicant|employee|taxpayer|initial))?|surname|borrower|co-?borrower|applicant|co-?applicant|employee|account ?holder|card ?holder|account owner|taxpayer|consumer|recipient|payee|pay to the order of|prepared for|report for|homeowner|owner of (?:public )?record|attn\.?|attention|dear|bill to|ship to|mail to|sold to|insured|holder|signature of",
        ),
        (
            Label::Of(E::StreetAddress),
            r"(?:(?:home|street|mailing|current|present|former|previous|prior|residential|residence|permanent|property|subject|billing|shipping|employee|employee's|employee’s|recipient|recipient's|recipient’s|borrower|borrower's|borrower’s|employer|employer's|employer’s|your|customer|legal)(?:'s|’s)? )?address(?:es)?|(?:service|property|site|premises?|job) (?:location|address)|address of (?:property|premises)|residence|property located at|residing at|lives? (?:at|on|in)|located at|resides at",
        ),
        (
            Label::Of(E::Employer),
            r"(?:name of |current |present |previous )?employer(?:'s|’s)?(?: name)?|employed by|company name|works? (?:for|at)|business name",
        ),
        (
            Label::Of(E::Income),
            r"(?:(?:gross|net|total|annual|monthly|base|yearly|taxable|regular|adjusted gross|ytd|year.to.date|federal|current) )+(?:pay|income|earnings|wages?|salary|compensation)|wages,? tips,? other comp(?:ensation|\.)?|net pay|gross pay|salary|wages|nonemployee compensation|base employment income|hourly rate|earns|pay rate|medicare wages and tips|social security wages",
        ),
        (
            Label::Of(E::Date),
            r"(?:pay|issue|issued|expiration|exp\.?|expiry|statement|report|effective|check|due|closing|start|end|hire|opened|last|inspection|loan|period|signature|sign) ?dates?|pay period|period (?:beginning|ending|start|end)|issued|expires|\bexp\b|\biss\b|\bdate\b|as of|today is",
        ),
        (
            Label::Of(E::MemberNumber),
            r"(?:(?:member|subscriber|policy ?holder|insured|patient|customer|client|employee|student|borrower|enrollee|beneficiary|medical record|chart)(?:'s|’s)? ?(?:number|no\.?|nbr|num|#|id)(?: ?(?:number|no\.?|#))?|mrn|(?:member|subscriber|student|patient|enrollee|insured) ?#|(?:student|pupil|emp(?:l)?\.?|badge|personnel|payroll) (?:number|no\.?|#|id)|(?:insurance|membership) (?:number|no\.?|#|id)(?: (?:number|no\.?|#))?|id(?: ?#| number| no\.?)|loan (?:number|no\.?|#|id)|policy (?:number|no\.?|#))",
        ),
        (Label::Of(E::PersonName), ROLES),
        (
            Label::Other,
            r"(?:invoice|form|case|file|order|reference|ref\.?|check|cheque|claim|control|batch|parcel|permit|serial|model|part|catalog|cat\.?|omb|report|confirmation|ticket|tracking|transaction|document|rev\.?|page|lot|zip|property|tax map|assessor's parcel|nmls|license|certification|certificate|state licen[cs]e|nmlsr|version)(?: ?(?:number|no\.?|nbr|num|#|id|code|cert(?:ification)?))(?: ?(?:number|no\.?|#))?|nmls(?:r)?(?: id)?|ref\.?|auth(?:orization)?(?: code)?\.?|trn|appr(?:oval)?(?: code)?|trace|seq|apn|omb|parcel|invoice|zip(?: code)?",
        ),
    ]
};

/// Whoever a document is about, by the part that they have in it. The words stand in any sentence, too, so they are labels
/// only where they stand before a colon, or alone.
const ROLES: &str = r"patient|pt|member|subscriber|enrollee|student|pupil|customer|client|tenants?|lessee|landlord|lessor|policy ?holder|(?:named|primary|first) insured|groom|bride|husband|wife|spouse|father|mother|child|(?:mother|father|child|parent|guardian|student|donor|tenant|groom|bride|guarantor|beneficiary|enrollee|subscriber|witness|grantor|grantee|proprietor|resident|elector|voter|holder)(?:'s|’s)? (?:full |legal |maiden )?name|name of (?:proprietor|child|deceased|decedent|insured|patient|student|tenant|spouse|owner|elector|account ?holder)|parent|guardian|donor|guarantor|beneficiary|seller|buyer|purchaser|grantor|grantee|mortgagor|petitioner|respondent|plaintiff|defendant|decedent|resident|service for|prepared for|claimant|guest|passenger|travell?er|renter|deliver(?:ed)? to|shipped to|(?:confirmed|reserved|booked) for|complainant|salari[ée]e?|arbeitnehmer(?:in)?|mitarbeiter(?:in)?|versicherter?|versicherte person|veteran|participant|annuitant|debtor|signer|witness|from|(?:(?:unit|home|property|lot|parcel|vehicle|registered|joint|co-?|primary|record|deeded) ?)?owner(?:\(s\))?|(?:(?:unit|home|property|lot|registered|joint|record) ?)?owners|nome|nom|pr[ée]nom(?:s|\(s\))?|vornamen?|nachname|nombre(?:s|\(s\))?|apellidos?|cognome";

/// Short names of identifiers, which are written in capitals.
const NATIONAL_ABBREVIATIONS: &str =
    r"pan|dni|cpf|nric|rfc|nie|nif|nss|cnp|pesel|bsn|nhs|nino|niss|nir|uan|edipi";

static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    let patterns: Vec<String> = WORDS.iter().map(|(_, words)| format!(r"(?i)\b(?:{words})")).collect();
    Regex::new_many(&patterns).expect("the labels of this file are right")
});

/// A label inside a text.
#[derive(Debug, Clone)]
pub(crate) struct Labelled {
    pub(crate) label: Label,
    pub(crate) span: Range<usize>,
}

/// The labels in a text, in order. They are whole words, wherever digits or lines to write on touch them.
pub(crate) fn labels_in(text: &str) -> Vec<Labelled> {
    let plain = Plain::spelling(text);
    let bordered = plain.bordered();
    let plain = bordered.as_ref().unwrap_or(&plain);
    let mut found = labels_in_plain(&plain.text.replace('_', " "));
    for labelled in &mut found {
        labelled.span = plain.origin(labelled.span.clone());
    }
    found
}

fn labels_in_plain(text: &str) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let Some(hit) = LABELS.find(regex_automata::Input::new(text).range(from..)) else { break };
        let span = longest_at(text, hit.start(), hit.end(), hit.pattern().as_usize());
        from = span.1.end.max(span.1.start + 1);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let after = text[span.1.end..].chars().next();
        let label = WORDS[span.0].0;
        let is_whole = match after {
            Some(BORDER) => label.may_touch_its_value(),
            after => after.is_none_or(|character| !character.is_alphanumeric()),
        };
        let is_capital = || !text[span.1.clone()].contains(char::is_lowercase);
        let is_meant = match WORDS[span.0].1 {
            ROLES | abroad::NAMES => stands_as_label(text, &span.1),
            abroad::AMBIGUOUS => is_capital() && stands_as_label(text, &span.1),
            NATIONAL_ABBREVIATIONS => is_capital(),
            _ => true,
        };
        if is_whole && is_meant {
            // "Employee SSN" is one label, and its last word says which.
            let joins =
                |last: &&mut Labelled| matches!(text[last.span.end..span.1.start].trim(), "" | "'s" | "’s");
            match found.last_mut().filter(joins) {
                Some(last) => *last = Labelled { label, span: last.span.start..span.1.end },
                None => found.push(Labelled { label, span: span.1 }),
            }
        }
    }
    found
}

/// Whether a word begins its text or a part of it and stands before a colon, or is all there is.
fn stands_as_label(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end();
    let begins = before.is_empty()
        || before.ends_with(['.', ')', ';', ':', ','])
        || text[..span.start].ends_with("  ")
        || before.chars().all(|character| character.is_ascii_digit());
    let after = text[span.end..].trim_start_matches(['(', 's', ')', ' ']);
    begins && (after.is_empty() && before.len() <= 4 || after.starts_with(':'))
}

/// Of the patterns that match at `start`, the longest.
fn longest_at(text: &str, start: usize, end: usize, first: usize) -> (usize, Range<usize>) {
    let mut best = (first, start..end);
    for pattern in 0..WORDS.len() {
        let input = regex_automata::Input::new(text)
            .range(start..)
            .anchored(regex_automata::Anchored::Pattern(regex_automata::PatternID::must(pattern)));
        if let Some(hit) = LABELS.find(input) {
            let whole_word =
                text[hit.end()..].chars().next().is_none_or(|character| !character.is_alphanumeric());
            let best_whole =
                text[best.1.end..].chars().next().is_none_or(|character| !character.is_alphanumeric());
            if whole_word && (hit.end() > best.1.end || !best_whole) {
                best = (pattern, hit.start()..hit.end());
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Label]) {
        let found: Vec<Label> = labels_in(text).into_iter().map(|found| found.label).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn labels_are_whole_words_and_the_longest_wins() {
        check("Social security number", &[Label::Of(Entity::Ssn)]);
        check("Employer identification number (EIN)", &[Label::Of(Entity::Ein), Label::Of(Entity::Ein)]);
        check("Employer's name", &[Label::Of(Entity::Employer)]);
        check(
            "Routing Number: Account Number:",
            &[Label::Of(Entity::RoutingNumber), Label::Of(Entity::BankAccount)],
        );
        check("destination", &[]);
        check("Date of birth", &[Label::Of(Entity::BirthDate)]);
        check("Your first name and middle initial", &[Label::Of(Entity::PersonName)]);
        check("Invoice number", &[Label::Other]);
        check("Loan number", &[Label::Of(Entity::MemberNumber)]);
        check("a Employee's social security number", &[Label::Of(Entity::Ssn)]);
        check("SSN536-22-1874Date of hire", &[Label::Of(Entity::Ssn), Label::Of(Entity::Date)]);
    }
}

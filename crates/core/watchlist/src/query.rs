//! Whom to look for: a name in all its readings, and what else is known.

use crate::birth_date::BirthDate;
use crate::compare::parity::ParityName;
use crate::country::Country;
use crate::entry::{EntryKind, Identifier};
use crate::name::{Name, NameError, Reading, by_shape, further_names, names_beside_others, respelt};

/// Whom to look for.
///
/// ```
/// use watchlist::{EntryKind, Query};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let query = Query::new("Vladimir Putin")?.kind(EntryKind::Person).birth_date("1952-10-07".parse()?);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    /// The whole text first, then each of the names that stand in it.
    names: Vec<AskedName>,
    pub(crate) kind: Option<EntryKind>,
    pub(crate) birth_date: Option<BirthDate>,
    pub(crate) countries: Vec<Country>,
    /// Telling numbers, as they are compared.
    pub(crate) numbers: Vec<String>,
}

/// A name that is looked for, in both readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskedName {
    person: Name,
    organization: Name,
    pub(crate) parity: ParityName,
}

impl AskedName {
    fn new(name: &str) -> Result<Self, NameError> {
        Ok(Self {
            person: Name::parse(name, Reading::Person)?,
            organization: Name::parse(name, Reading::Organization)?,
            parity: ParityName::new(name),
        })
    }

    pub(crate) fn read(&self, reading: Reading) -> &Name {
        match reading {
            Reading::Person => &self.person,
            Reading::Organization => &self.organization,
        }
    }
}

/// A party to a payment, in the words of the payment.
#[derive(Debug, Clone, Copy)]
pub struct PaymentParty<'a> {
    /// Its name.
    pub name: &'a str,
    /// A date of birth: `1961-08-04`, `1961-08` or `1961`.
    pub birth_date: Option<&'a str>,
    /// The code of a country of its own.
    pub country: Option<&'a str>,
    /// Numbers of its papers.
    pub identifiers: &'a [String],
}

impl PaymentParty<'_> {
    /// Whom to look for: a person or an organisation, for a ship is not a party to a payment. A date that can't be read and
    /// a country that no list knows say nothing.
    pub fn query(self) -> Result<Query, NameError> {
        let mut query = Query::new(self.name)?.kind(EntryKind::LegalEntity);
        if let Some(date) = self.birth_date.and_then(|date| date.parse().ok()) {
            query = query.birth_date(date);
        }
        if let Some(country) = self.country.and_then(|country| country.parse().ok()) {
            query = query.country(country);
        }
        Ok(self.identifiers.iter().fold(query, |query, number| query.identifier(number)))
    }
}

impl Query {
    /// Looks for a name. An empty or overlong one is refused: the caller decides what that means.
    /// A text with several names ("X d/b/a Y", "X (formerly Y)") looks for each of them too.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let mut names = vec![AskedName::new(name)?];
        let mut further: Vec<String> = further_names(name).into_iter().chain(by_shape(name)).collect();
        // Each of several names is read as it would be alone.
        for read in [names_beside_others, respelt] {
            let found: Vec<String> =
                read(name).into_iter().chain(further.iter().flat_map(|name| read(name))).collect();
            further.extend(found);
        }
        names.extend(further.into_iter().filter_map(|name| AskedName::new(&name).ok()));
        Ok(Self {
            text: name.to_owned(),
            names,
            kind: None,
            birth_date: None,
            countries: Vec::new(),
            numbers: Vec::new(),
        })
    }

    /// Only parties that may be of this kind.
    #[must_use]
    pub fn kind(mut self, kind: EntryKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The date of birth, which raises or lowers scores.
    #[must_use]
    pub fn birth_date(mut self, date: BirthDate) -> Self {
        self.birth_date = Some(date);
        self
    }

    /// A country of the party: nationality, residence, flag.
    #[must_use]
    pub fn country(mut self, country: Country) -> Self {
        self.countries.push(country);
        self
    }

    /// A number of the party's papers, or several. One too short to tell anything is passed over.
    #[must_use]
    pub fn identifier(mut self, number: &str) -> Self {
        let identifier = Identifier { sort: String::new(), number: number.to_owned(), country: None };
        self.numbers.extend(identifier.telling_numbers());
        self
    }

    /// The name as it was asked for.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn names(&self) -> &[AskedName] {
        &self.names
    }

    /// Whether names of this reading are looked at.
    pub(crate) fn reads(&self, reading: Reading) -> bool {
        match self.kind {
            None | Some(EntryKind::Organization | EntryKind::LegalEntity) => true,
            Some(EntryKind::Person) => reading == Reading::Person,
            Some(EntryKind::Vessel | EntryKind::Aircraft) => reading == Reading::Organization,
        }
    }

    /// Whether entries of this kind are looked for.
    pub(crate) fn admits(&self, kind: EntryKind) -> bool {
        self.kind.is_none_or(|asked| asked.may_be(kind))
    }
}

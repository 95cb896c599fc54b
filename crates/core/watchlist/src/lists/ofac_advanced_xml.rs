//! OFAC's advanced XML (`SDN_ADVANCED.XML`): names in parts and scripts, everything else by reference.

use std::collections::HashMap;

use super::xml::{Element, for_each};
use super::{ListBuilder, ListError, ListInfo, WatchList};
use crate::birth_date::BirthDate;
use crate::country::Country;
use crate::entry::{Entry, EntryKind, Identifier, ListedName, NameSort};

const FILE: &str = "sdn_advanced.xml";

/// What the file defines before it uses it.
#[derive(Default)]
struct References {
    /// Country id to country.
    countries: HashMap<String, Country>,
    /// Value id to its words, by the kind of value.
    kinds: HashMap<String, EntryKind>,
    alias_sorts: HashMap<String, NameSort>,
    features: HashMap<String, Feature>,
    documents: HashMap<String, String>,
    /// The types of name part that are family names.
    last_names: Vec<String>,
    /// Location id to country.
    locations: HashMap<String, Country>,
    /// Identity id to its papers.
    papers: HashMap<String, Vec<Identifier>>,
}

/// The features that the matcher uses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Feature {
    BirthDate,
    Country,
    Number,
}

pub(super) fn read(info: ListInfo, text: &str) -> Result<WatchList, ListError> {
    let mut list = ListBuilder::new(info, FILE);
    let mut known = References::default();
    let mut programs: HashMap<String, Vec<String>> = HashMap::new();
    let mut profiles: HashMap<String, String> = HashMap::new();
    let wanted =
        ["DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"];
    for_each(text, FILE, &wanted, |element| match element.name.as_str() {
        "DateOfIssue" => list.info.fill(&day_of(&element)),
        "ReferenceValueSets" => known.define(&element),
        "Location" => known.locate(&element),
        "IDRegDocument" => known.register(&element),
        "DistinctParty" => {
            list.report.records += 1;
            for profile in element.all("Profile") {
                profiles.insert(profile.attribute("ID").to_owned(), element.attribute("FixedRef").to_owned());
            }
            let entry = known.party(&mut list, &element);
            list.take(entry, element.line);
        }
        _ => {
            let measures = element.path(&["SanctionsMeasure", "Comment"]);
            let named = measures
                .iter()
                .map(|program| program.text().to_owned())
                .filter(|program| !program.is_empty());
            programs.entry(element.attribute("ProfileID").to_owned()).or_default().extend(named);
        }
    })?;
    let mut by_party: HashMap<&str, Vec<String>> = HashMap::new();
    for (profile, named) in programs {
        by_party.entry(profiles.get(&profile).map_or("", String::as_str)).or_default().extend(named);
    }
    for entry in &mut list.entries {
        entry.programs = by_party.remove(entry.id.as_str()).unwrap_or_default();
    }
    list.finish()
}

/// Year, month and day elements as `2026-07-31`, or as much as there is.
fn day_of(element: &Element) -> String {
    let part = |name: &str| element.text_of(name).parse::<u16>().ok();
    match (part("Year"), part("Month"), part("Day")) {
        (Some(year), Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (Some(year), Some(month), None) => format!("{year}-{month:02}"),
        (Some(year), _, _) => year.to_string(),
        _ => String::new(),
    }
}

impl References {
    fn define(&mut self, sets: &Element) {
        for country in sets.path(&["CountryValues", "Country"]) {
            let parsed =
                Country::parse(country.attribute("ISO2")).or_else(|_| Country::parse(country.text()));
            self.countries.extend(parsed.ok().map(|parsed| (country.attribute("ID").to_owned(), parsed)));
        }
        let parties = sets.path(&["PartyTypeValues", "PartyType"]);
        let party: HashMap<&str, &str> =
            parties.iter().map(|party| (party.attribute("ID"), party.text())).collect();
        for sub in sets.path(&["PartySubTypeValues", "PartySubType"]) {
            let parent = party.get(sub.attribute("PartyTypeID")).copied().unwrap_or_default();
            self.kinds.insert(sub.attribute("ID").to_owned(), kind_of(sub.text(), parent));
        }
        for alias in sets.path(&["AliasTypeValues", "AliasType"]) {
            let sort = if alias.text().starts_with("F.K.A") { NameSort::Former } else { NameSort::Alias };
            self.alias_sorts.insert(alias.attribute("ID").to_owned(), sort);
        }
        for feature in sets.path(&["FeatureTypeValues", "FeatureType"]) {
            let used = match feature.text() {
                "Birthdate" => Feature::BirthDate,
                "Nationality Country"
                | "Citizenship Country"
                | "Location"
                | "Nationality of Registration"
                | "Vessel Flag" => Feature::Country,
                "Vessel Call Sign" | "MMSI" | "Aircraft Tail Number" | "SWIFT/BIC" => Feature::Number,
                words if words.starts_with("Digital Currency Address") => Feature::Number,
                words if words.starts_with("Aircraft") && words.contains("Number") => Feature::Number,
                _ => continue,
            };
            self.features.insert(feature.attribute("ID").to_owned(), used);
            self.documents.insert(format!("feature {}", feature.attribute("ID")), feature.text().to_owned());
        }
        let name_parts = sets.path(&["NamePartTypeValues", "NamePartType"]).into_iter();
        let last_names = name_parts.filter(|part| part.text() == "Last Name");
        self.last_names.extend(last_names.map(|part| part.attribute("ID").to_owned()));
        for document in sets.path(&["IDRegDocTypeValues", "IDRegDocType"]) {
            self.documents.insert(document.attribute("ID").to_owned(), document.text().to_owned());
        }
    }

    fn locate(&mut self, location: &Element) {
        let by_reference = location
            .all("LocationCountry")
            .find_map(|place| self.countries.get(place.attribute("CountryID")));
        let by_name = || {
            let values = location.path(&["LocationPart", "LocationPartValue", "Value"]);
            values.into_iter().find_map(|value| Country::parse(value.text()).ok())
        };
        let country = by_reference.copied().or_else(by_name);
        self.locations.extend(country.map(|country| (location.attribute("ID").to_owned(), country)));
    }

    fn register(&mut self, document: &Element) {
        let sort = self.documents.get(document.attribute("IDRegDocTypeID")).cloned().unwrap_or_default();
        let number = document.text_of("IDRegistrationNo").to_owned();
        let country = self.countries.get(document.attribute("IssuedBy-CountryID")).copied();
        let papers = self.papers.entry(document.attribute("IdentityID").to_owned()).or_default();
        papers.push(Identifier { sort, number, country });
    }

    fn party(&self, list: &mut ListBuilder, party: &Element) -> Entry {
        let sub_type = party.all("Profile").next().map_or("", |profile| profile.attribute("PartySubTypeID"));
        let kind = self.kinds.get(sub_type).copied().unwrap_or(EntryKind::LegalEntity);
        let mut entry = Entry::new(party.attribute("FixedRef"), kind, "");
        entry.names.clear();
        for identity in party.path(&["Profile", "Identity"]) {
            identity.all("Alias").for_each(|alias| self.add_alias(&mut entry, identity, alias));
            entry
                .identifiers
                .extend(self.papers.get(identity.attribute("ID")).into_iter().flatten().cloned());
        }
        entry.names.sort_by_key(|name| name.sort != NameSort::Primary);
        for feature in party.path(&["Profile", "Feature"]) {
            self.add_feature(list, &mut entry, feature);
        }
        entry
    }

    fn add_alias(&self, entry: &mut Entry, identity: &Element, alias: &Element) {
        let last_names = self.last_name_groups(identity);
        for (at, documented) in alias.all("DocumentedName").enumerate() {
            let sort = if alias.attribute("LowQuality") == "true" {
                NameSort::Weak
            } else if alias.attribute("Primary") == "true" && at == 0 {
                NameSort::Primary
            } else {
                self.alias_sorts.get(alias.attribute("AliasTypeID")).copied().unwrap_or(NameSort::Alias)
            };
            entry.names.push(ListedName { text: documented_name(documented, &last_names), sort });
        }
    }

    /// The groups of name parts that hold family names: parts say only which group they belong to.
    fn last_name_groups(&self, identity: &Element) -> Vec<String> {
        let groups = identity.path(&["NamePartGroups", "MasterNamePartGroup", "NamePartGroup"]).into_iter();
        let last = groups
            .filter(|group| self.last_names.iter().any(|last| last == group.attribute("NamePartTypeID")));
        last.map(|group| group.attribute("ID").to_owned()).collect()
    }

    fn add_feature(&self, list: &mut ListBuilder, entry: &mut Entry, feature: &Element) {
        let id = feature.attribute("FeatureTypeID");
        let Some(used) = self.features.get(id) else { return };
        for version in feature.all("FeatureVersion") {
            match used {
                Feature::BirthDate => match birth_date(version) {
                    Some(date) => entry.birth_dates.push(date),
                    None => list.report.leave_out(FILE, version.line, "a date of birth that can't be read"),
                },
                Feature::Country => {
                    let places = version
                        .all("VersionLocation")
                        .filter_map(|at| self.locations.get(at.attribute("LocationID")));
                    entry.countries.extend(places.copied());
                }
                Feature::Number => {
                    let sort = self.documents.get(&format!("feature {id}")).cloned().unwrap_or_default();
                    let numbers = version.all("VersionDetail").map(|detail| detail.text().to_owned());
                    entry.identifiers.extend(
                        numbers.filter(|number| !number.is_empty()).map(|number| Identifier {
                            sort: sort.clone(),
                            number,
                            country: None,
                        }),
                    );
                }
            }
        }
    }
}

fn kind_of(sub_type: &str, party_type: &str) -> EntryKind {
    match (sub_type, party_type) {
        ("Vessel", _) => EntryKind::Vessel,
        ("Aircraft", _) => EntryKind::Aircraft,
        (_, "Individual") => EntryKind::Person,
        (_, "Entity") => EntryKind::Organization,
        _ => EntryKind::LegalEntity,
    }
}

/// "LAST, First" if the parts say which is which, as they stand otherwise.
fn documented_name(documented: &Element, last_names: &[String]) -> String {
    let values = documented.path(&["DocumentedNamePart", "NamePartValue"]);
    let (last, other): (Vec<&Element>, Vec<&Element>) = values
        .into_iter()
        .partition(|value| last_names.iter().any(|group| group == value.attribute("NamePartGroupID")));
    let joined = |parts: &[&Element]| parts.iter().map(|part| part.text()).collect::<Vec<_>>().join(" ");
    match (joined(&last), joined(&other)) {
        (last, other) if last.is_empty() || other.is_empty() => last + &other,
        (last, other) => format!("{last}, {other}"),
    }
}

fn birth_date(version: &Element) -> Option<BirthDate> {
    let day = |end, bound| version.path(&["DatePeriod", end, bound]).first().map(|day| day_of(day));
    let first = BirthDate::parse(&day("Start", "From")?).ok()?;
    let last = day("End", "To").and_then(|last| BirthDate::parse(&last).ok()).unwrap_or(first);
    BirthDate::from_span(first.span().0, last.span().1).or(Some(first))
}

//! Compiled expressions of one policy together: they share lists, filters and features, and each feature is
//! computed once however many rules name it.

use std::sync::Arc;

use super::check::Checker;
use super::error::LanguageError;
use super::evaluate::{Constants, Scope};
use super::expression::{Checked, Condition};
use super::parse::parse;
use super::rates::Rates;
use super::schema::Subject;
use super::syntax::Expression;
use super::template::Template;
use super::vocabulary::Vocabulary;
use crate::features::measure::Surroundings;
use crate::features::rolling::RollingHistory;
use crate::features::{Entry, EntryKind, Feature, FeatureValue};
use crate::history::{Depth, Entity, History, Present, Requirements};
use crate::signals::Signals;

/// A condition on past transactions.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) text: String,
    pub(crate) condition: Condition,
    pub(crate) needs_outcomes: bool,
    pub(crate) needs_labels: bool,
    pub(crate) needs_every_field: bool,
}

/// What all expressions of a policy need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    constants: Constants,
    /// By entity.
    kinds: [EntryKind; Entity::ALL.len()],
    features: Vec<Feature>,
    names: Arc<[String]>,
    requirements: Requirements,
}

/// Compiles expressions into one program.
#[derive(Debug)]
pub(crate) struct Compiler {
    pub(super) vocabulary: Vocabulary,
    pub(super) list_names: Vec<String>,
    feature_names: Vec<String>,
    pub(super) program: Program,
}

impl Compiler {
    pub(crate) fn new(vocabulary: Vocabulary) -> Compiler {
        let (list_names, constants) = vocabulary.clone().into_constants();
        let requirements = vocabulary.nobody().clone();
        let program = Program { constants, requirements, ..Program::default() };
        Compiler { vocabulary, list_names, feature_names: Vec::new(), program }
    }

    /// Compiles an expression of any type; what could be any is a number.
    pub(crate) fn expression(&mut self, source: &str) -> Result<Checked, Vec<LanguageError>> {
        self.check(source, |checker, expression| checker.known(expression))
    }

    /// Compiles an expression of any type to be shown in a sentence.
    pub(super) fn shown(&mut self, source: &str) -> Result<Checked, Vec<LanguageError>> {
        self.check(source, |checker, expression| checker.shown(expression))
    }

    fn check(
        &mut self,
        source: &str,
        check: impl FnOnce(&mut Checker<'_>, &Expression) -> Option<Checked>,
    ) -> Result<Checked, Vec<LanguageError>> {
        let expression = parse(source).map_err(|error| vec![error])?;
        let mut checker = Checker::new(self);
        let checked = check(&mut checker, &expression);
        match checked {
            Some(checked) if checker.errors.is_empty() => Ok(checked),
            _ => Err(checker.errors),
        }
    }

    /// Compiles a condition and returns it with its canonical text.
    pub(crate) fn condition(&mut self, source: &str) -> Result<(String, Condition), Vec<LanguageError>> {
        let expression = parse(source).map_err(|error| vec![error])?;
        let mut checker = Checker::new(self);
        let condition = checker.condition(&expression);
        match condition {
            Some(condition) if checker.errors.is_empty() => Ok((expression.to_string(), condition)),
            _ => Err(checker.errors),
        }
    }

    /// Compiles a sentence with expressions in braces.
    pub(crate) fn template(&mut self, source: &str) -> Result<Template, Vec<LanguageError>> {
        Template::compile(source, self)
    }

    /// The place of a feature, under its name.
    pub(super) fn place_of(&mut self, feature: Feature, name: String) -> usize {
        let program = &mut self.program;
        if let Some(place) = program.features.iter().position(|known| *known == feature) {
            return place;
        }
        let kind = &program.kinds[feature.entity as usize];
        let filter = feature.filter.map(|place| kind.filter(place));
        let mut depth = Depth::of_window(feature.depth_millis());
        if let Some(filter) = filter {
            depth.needs_outcomes = filter.needs_outcomes;
            depth.needs_labels = filter.needs_labels;
            depth.needs_every_field = filter.needs_every_field;
        }
        program.requirements.ask(feature.entity, depth);
        program.features.push(feature);
        self.feature_names.push(name);
        self.feature_names.len() - 1
    }

    /// The program of all that was compiled.
    pub(crate) fn finish(self) -> Program {
        Program { names: self.feature_names.into(), ..self.program }
    }
}

impl Program {
    pub(super) fn kind_mut(&mut self, entity: Entity) -> &mut EntryKind {
        &mut self.kinds[entity as usize]
    }

    pub(super) fn constants_mut(&mut self) -> &mut Constants {
        &mut self.constants
    }

    pub(crate) fn requirements(&self) -> &Requirements {
        &self.requirements
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.constants.rates
    }

    /// The features by name, each in its place.
    pub(crate) fn feature_names(&self) -> &Arc<[String]> {
        &self.names
    }

    pub(crate) fn rolling_history(&self) -> RollingHistory {
        RollingHistory::new(&self.requirements, &self.kinds, &self.constants)
    }

    pub(crate) fn scope<'a>(
        &'a self,
        subject: Subject<'a>,
        features: &'a [Option<FeatureValue>],
        signals: &'a Signals,
    ) -> Scope<'a> {
        Scope { subject, features, signals, constants: &self.constants }
    }

    /// Every feature in its place, from a history that was gathered.
    pub(crate) fn features(&self, present: &Present<'_>, history: &History) -> Vec<Option<FeatureValue>> {
        self.compute(present, |entity| {
            let depth = self.requirements.of(entity)?;
            let moment = present.moment();
            let entries = history.known(entity, present, depth)?.into_iter().map(|past| {
                let age_millis = moment.millis_since(past.moment());
                Entry::past(past, age_millis, &self.kinds[entity as usize], &self.constants)
            });
            Some(entries.collect::<Vec<_>>())
        })
    }

    /// Every feature in its place, from what was remembered.
    pub(crate) fn features_rolling(
        &self,
        present: &Present<'_>,
        history: &RollingHistory,
    ) -> Vec<Option<FeatureValue>> {
        self.compute(present, |entity| history.known(entity, present))
    }

    fn compute<Entries: AsRef<[Entry]>>(
        &self,
        present: &Present<'_>,
        mut known: impl FnMut(Entity) -> Option<Entries>,
    ) -> Vec<Option<FeatureValue>> {
        let mut values = vec![None; self.features.len()];
        for (entity, _) in self.requirements.iter() {
            if self.requirements.key_of(entity, present.transaction).is_none() {
                continue;
            }
            let Some(past) = known(entity) else { continue };
            let entry = Entry::present(present, &self.kinds[entity as usize], &self.constants);
            let around = Surroundings {
                past: past.as_ref(),
                present: &entry,
                rates: &self.constants.rates,
                now: present.now,
            };
            for (value, feature) in values.iter_mut().zip(&self.features) {
                if feature.entity == entity {
                    *value = feature.value(&around);
                }
            }
        }
        values
    }
}

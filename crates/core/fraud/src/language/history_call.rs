//! Functions of the history: `count(card, 1h)`, `is_new(device, customer)`, `sum(amount, card, 24h where …)`.

use super::check::{Checker, FilterNeeds};
use super::error::nearest;
use super::expression::{Checked, Condition, Number};
use super::program::Filter;
use super::syntax::{Duration, Expression, Node};
use crate::features::entry::Aspect;
use crate::features::measure::HABIT_MILLIS;
use crate::features::{EntryKind, Feature, Measure};
use crate::history::{Entity, WINDOW_MILLIS_MAX, WINDOW_MILLIS_MIN};

/// The most conditions behind `where` that a policy may have for one entity.
const FILTERS_MAX: usize = 64;

/// What a history function is called with, before the entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Nothing,
    Amount,
    Aspect,
}

/// Whether it says how far back it looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Window {
    Needed,
    Optional,
}

struct Signature {
    name: &'static str,
    first: First,
    window: Window,
    usage: &'static str,
    measure: fn(Aspect) -> Measure,
}

const fn signature(
    name: &'static str,
    first: First,
    window: Window,
    usage: &'static str,
    measure: fn(Aspect) -> Measure,
) -> Signature {
    Signature { name, first, window, usage, measure }
}

const SIGNATURES: [Signature; 14] = {
    use First::{Amount, Aspect, Nothing};
    use Window::{Needed, Optional};
    [
        signature("count", Nothing, Needed, "count(card, 1h)", |_| Measure::Count),
        signature("sum", Amount, Needed, "sum(amount, card, 24h)", |_| Measure::Sum),
        signature("mean", Amount, Needed, "mean(amount, customer, 30d)", |_| Measure::Mean),
        signature("max", Amount, Needed, "max(amount, customer, 30d)", |_| Measure::Max),
        signature("min", Amount, Needed, "min(amount, customer, 30d)", |_| Measure::Min),
        signature("spread", Amount, Needed, "spread(amount, customer, 30d)", |_| Measure::Spread),
        signature("deviation", Amount, Needed, "deviation(amount, customer, 30d)", |_| Measure::Deviation),
        signature("distinct", Aspect, Needed, "distinct(merchant, card, 7d)", Measure::Distinct),
        signature("is_new", Aspect, Optional, "is_new(device, customer)", Measure::IsNew),
        signature("minutes_since_last", Nothing, Optional, "minutes_since_last(card)", |_| {
            Measure::MinutesSinceLast
        }),
        signature("km_from_last", Nothing, Optional, "km_from_last(card)", |_| Measure::KmFromLast),
        signature("kmh_from_last", Nothing, Optional, "kmh_from_last(card)", |_| Measure::KmhFromLast),
        signature("usual_count", Nothing, Needed, "usual_count(card, 1h)", |_| Measure::UsualCount),
        signature("age_days", Nothing, Optional, "age_days(customer, 90d)", |_| Measure::AgeDays),
    ]
};

pub(super) fn is_history(name: &str) -> bool {
    SIGNATURES.iter().any(|signature| signature.name == name)
}

/// Every function, and how it is called.
pub(super) fn usages() -> impl Iterator<Item = (&'static str, &'static str)> {
    SIGNATURES.iter().map(|signature| (signature.name, signature.usage))
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SIGNATURES.iter().map(|signature| signature.name)
}

impl Checker<'_> {
    pub(super) fn history(
        &mut self,
        name: &str,
        arguments: &[Expression],
        filter: Option<&Expression>,
        call: &Expression,
    ) -> Option<Checked> {
        let signature = SIGNATURES.iter().find(|signature| signature.name == name)?;
        if self.filter.is_some() {
            return self.refuse(&call.span, "history can't be asked for behind `where`");
        }
        let mut rest = arguments;
        let aspect = match signature.first {
            First::Nothing => Some(Aspect::Merchant),
            First::Amount | First::Aspect => {
                let Some((first, others)) = rest.split_first() else {
                    return self.misused(call, signature.usage);
                };
                rest = others;
                self.first_argument(signature, first)
            }
        };
        let (entity, window_millis) = match rest {
            [entity, window] => (self.entity(entity), self.window(signature, window)),
            [entity] if signature.window == Window::Optional => (self.entity(entity), Some(HABIT_MILLIS)),
            _ => return self.misused(call, signature.usage),
        };
        let filter = match filter {
            Some(filter) => Some(self.filtered(filter)?),
            None => None,
        };
        let (aspect, entity, window_millis) = (aspect?, entity?, window_millis?);
        let measure = (signature.measure)(aspect);
        let mut name = feature_name(signature, aspect, entity, window_millis);
        let place = match filter {
            None => None,
            Some(filter) => {
                name = format!("{} where {})", name.trim_end_matches(')'), filter.text);
                let kind = self.compiler.program.kind_mut(entity);
                let place = kind.filter_by(filter, depth(measure, window_millis));
                if kind.filter_count() > FILTERS_MAX {
                    let problem =
                        format!("there are more than {FILTERS_MAX} conditions behind `where` for one entity");
                    return self.refuse(&call.span, problem);
                }
                Some(place)
            }
        };
        let feature = Feature { measure, entity, window_millis, filter: place };
        feature.prepare(self.compiler.program.kind_mut(entity));
        let place = self.compiler.place_of(feature, name);
        Some(match measure {
            Measure::IsNew(_) => Checked::Condition(Condition::Feature(place)),
            Measure::Sum | Measure::Mean | Measure::Max | Measure::Min | Measure::Spread => {
                Checked::Amount(Number::Feature(place))
            }
            _ => Checked::Number(Number::Feature(place)),
        })
    }

    /// `amount`, or what is counted.
    fn first_argument(&mut self, signature: &Signature, argument: &Expression) -> Option<Aspect> {
        let word = word_of(argument);
        if signature.first == First::Amount {
            return match word {
                Some("amount") => Some(Aspect::Merchant),
                _ => self.refuse_with(
                    &argument.span,
                    format!("`{}` is of amounts", signature.name),
                    Some(format!("write `{}`", signature.usage)),
                ),
            };
        }
        if let Some(aspect) = word.and_then(Aspect::of_name) {
            return Some(aspect);
        }
        let known: Vec<_> = Aspect::ALL.iter().map(|(name, _)| *name).collect();
        let help = match nearest(word.unwrap_or_default(), known.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("one of {}", known.join(", ")),
        };
        self.refuse_with(&argument.span, format!("`{argument}` can't be counted"), Some(help))
    }

    fn entity(&mut self, argument: &Expression) -> Option<Entity> {
        let word = word_of(argument);
        if let Some(entity) = Entity::ALL.into_iter().find(|entity| Some(entity.as_str()) == word) {
            return Some(entity);
        }
        let names = Entity::ALL.map(Entity::as_str);
        let help = match nearest(word.unwrap_or_default(), names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("one of {}", names.join(", ")),
        };
        self.refuse_with(&argument.span, format!("`{argument}` has no history"), Some(help))
    }

    fn window(&mut self, signature: &Signature, argument: &Expression) -> Option<i64> {
        let Node::Duration(duration) = &argument.node else {
            let help = Some("such as 30m, 24h or 7d".to_owned());
            return self.refuse_with(&argument.span, "must be a duration".to_owned(), help);
        };
        let millis = duration.as_millis();
        let is_habit = signature.name == "usual_count";
        let max = if is_habit { HABIT_MILLIS - 1 } else { WINDOW_MILLIS_MAX };
        if (WINDOW_MILLIS_MIN..=max).contains(&millis) {
            return Some(millis);
        }
        let longest = if is_habit { "less than 30d" } else { "at most 90d" };
        self.refuse(&argument.span, format!("a duration is at least 1m and {longest} here"))
    }

    fn filtered(&mut self, filter: &Expression) -> Option<Filter> {
        self.filter = Some(FilterNeeds::default());
        let condition = self.condition(filter);
        let needs = self.filter.take().unwrap_or_default();
        Some(Filter {
            text: filter.to_string(),
            condition: condition?,
            needs_outcomes: needs.outcomes,
            needs_labels: needs.labels,
            needs_every_field: needs.every_field,
        })
    }
}

fn word_of(argument: &Expression) -> Option<&str> {
    match &argument.node {
        Node::Word(word) => Some(word),
        _ => None,
    }
}

/// The one way to write a feature, by which its value is stored.
fn feature_name(signature: &Signature, aspect: Aspect, entity: Entity, window_millis: i64) -> String {
    let window = Duration::of_millis(window_millis);
    match signature.first {
        First::Nothing => format!("{}({entity}, {window})", signature.name),
        First::Amount => format!("{}(amount, {entity}, {window})", signature.name),
        First::Aspect => format!("{}({}, {entity}, {window})", signature.name, aspect.name()),
    }
}

/// How far back a feature looks in all.
fn depth(measure: Measure, window_millis: i64) -> i64 {
    match measure {
        Measure::UsualCount => HABIT_MILLIS,
        _ => window_millis,
    }
}

impl Feature {
    pub(super) fn depth_millis(&self) -> i64 {
        depth(self.measure, self.window_millis)
    }

    /// Has entries made with what this feature looks at.
    fn prepare(&self, kind: &mut EntryKind) {
        if let Measure::Distinct(aspect) | Measure::IsNew(aspect) = self.measure {
            kind.look_at(aspect, self.window_millis);
        }
    }
}

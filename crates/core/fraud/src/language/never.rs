//! What a condition asks for and can never be: by the values that a variable can have, and by what else the condition asks
//! for at once. These are warnings. The condition means what it says, and somebody probably meant another one.

use std::collections::BTreeMap;

use super::domain::{Bounds, Never, Relation, Texts, history_entity};
use super::error::LanguageError;
use super::syntax::{Expression, Node, Operator, Set};
use super::vocabulary::{Variable, Vocabulary};
use crate::history::{Entity, Requirements};

/// How many entries of one list are told.
const ENTRIES_TOLD_MAX: usize = 3;

/// What can never hold in a condition of a policy that asks for so much history.
pub(crate) fn warnings(
    condition: &Expression,
    vocabulary: &Vocabulary,
    requirements: &Requirements,
) -> Vec<LanguageError> {
    let mut search = Search { vocabulary, requirements, found: Vec::new() };
    search.look_at(condition);
    search.found
}

struct Search<'policy> {
    vocabulary: &'policy Vocabulary,
    requirements: &'policy Requirements,
    found: Vec<LanguageError>,
}

impl Search<'_> {
    fn tell(&mut self, at: &Expression, message: String, help: Option<String>) {
        let warning = LanguageError::new(at.span.clone(), message);
        self.found.push(match help {
            Some(help) => warning.help(help),
            None => warning,
        });
    }

    fn look_at(&mut self, expression: &Expression) {
        match &expression.node {
            Node::Binary(Operator::And, ..) => {
                let parts = conjuncts(expression);
                parts.iter().for_each(|part| self.look_at(part));
                self.contradictions(&parts);
            }
            Node::Binary(operator, left, right) => {
                self.look_at(left);
                self.look_at(right);
                self.comparison(*operator, expression, left, right);
            }
            Node::Not(operand) | Node::Negate(operand) => self.look_at(operand),
            Node::Member { value, set, .. } => {
                self.look_at(value);
                self.member(expression, value, set);
            }
            Node::Call { name, arguments, filter } => {
                arguments.iter().for_each(|argument| self.look_at(argument));
                if let Some(filter) = filter {
                    self.look_at(filter);
                }
                self.text_function(expression, name, arguments);
            }
            Node::Variable(path) => self.unasked_history(expression, path),
            _ => {}
        }
    }

    fn comparison(&mut self, operator: Operator, whole: &Expression, left: &Expression, right: &Expression) {
        for (value, other, operator) in [(left, right, operator), (right, left, mirrored(operator))] {
            match &other.node {
                Node::Text(text) if matches!(operator, Operator::Equal | Operator::NotEqual) => {
                    if let Some(Never { reason, help }) = self.never(Relation::Is, text, value) {
                        let verdict =
                            if operator == Operator::Equal { "can never hold" } else { "always holds" };
                        self.tell(whole, format!("`{whole}` {verdict}: {reason}"), help);
                    }
                }
                Node::Null if operator == Operator::Equal && self.is_always_there(value) => {
                    self.tell(whole, format!("`{whole}` can never hold: every payment has it"), None);
                }
                _ => {
                    let Some(number) = literal(other) else { continue };
                    let Some(Bounds { min, max }) = Bounds::of(value, self.vocabulary) else { continue };
                    let can_hold = match operator {
                        Operator::Equal => (min..=max).contains(&number),
                        Operator::Less => min < number,
                        Operator::LessOrEqual => min <= number,
                        Operator::Greater => max > number,
                        Operator::GreaterOrEqual => max >= number,
                        _ => true,
                    };
                    if !can_hold {
                        self.tell(whole, format!("`{whole}` can never hold: {}", range(min, max)), None);
                    }
                }
            }
        }
    }

    fn member(&mut self, whole: &Expression, value: &Expression, set: &Set) {
        match set {
            Set::Inline(items) => {
                let bounds = Bounds::of(value, self.vocabulary);
                for item in items {
                    if let Node::Text(text) = &item.node {
                        if let Some(Never { reason, help }) = self.never(Relation::Is, text, value) {
                            self.tell(item, format!("`{value}` is never {item}: {reason}"), help);
                        }
                    } else if let (Some(Bounds { min, max }), Some(number)) = (bounds, literal(item))
                        && !(min..=max).contains(&number)
                    {
                        self.tell(item, format!("`{value}` is never {item}: {}", range(min, max)), None);
                    }
                }
            }
            Set::List(name, _) => {
                let Some(list) = self.vocabulary.lists.get(name) else { return };
                let entries = list.texts();
                let nevers = entries
                    .into_iter()
                    .filter_map(|entry| Some((entry.to_owned(), self.never(Relation::Is, entry, value)?)));
                let nevers: Vec<_> = nevers.take(ENTRIES_TOLD_MAX).collect();
                for (entry, Never { reason, help }) in nevers {
                    self.tell(whole, format!("`{value}` is never \"{entry}\" of @{name}: {reason}"), help);
                }
            }
        }
    }

    fn text_function(&mut self, whole: &Expression, name: &str, arguments: &[Expression]) {
        let relation = match name {
            "starts_with" => Relation::StartsWith,
            "ends_with" => Relation::EndsWith,
            "contains" => Relation::Contains,
            _ => return,
        };
        if let [value, part] = arguments
            && let Node::Text(text) = &part.node
            && let Some(Never { reason, help }) = self.never(relation, text, value)
        {
            self.tell(whole, format!("`{whole}` can never hold: {reason}"), help);
        }
    }

    fn unasked_history(&mut self, expression: &Expression, path: &str) {
        let Some(entity) = history_entity(path, self.vocabulary) else { return };
        if self.requirements.of(entity).is_none() {
            let message =
                format!("`${path}` is never known: no rule asks for the history of {}", in_words(entity));
            self.tell(expression, message, None);
        }
    }

    fn never(&self, relation: Relation, text: &str, value: &Expression) -> Option<Never> {
        Texts::of(value, self.vocabulary)?.never(relation, text, value)
    }

    fn is_always_there(&self, value: &Expression) -> bool {
        let Node::Variable(path) = &value.node else { return false };
        matches!(self.vocabulary.variable(path), Some(Variable::Field(field)) if field.is_always_there())
    }

    /// Tells what the parts of a conjunction can't be at once.
    fn contradictions(&mut self, parts: &[&Expression]) {
        let mut wishes: BTreeMap<String, (Wish, &Expression)> = BTreeMap::new();
        for part in parts.iter().copied() {
            let Some((subject, wish)) = Wish::of(part) else { continue };
            let told = wishes.get(&subject).map(|(known, first)| (known.and(&wish), *first));
            match told {
                None => drop(wishes.insert(subject, (wish, part))),
                Some((Some(both), first)) => drop(wishes.insert(subject, (both, first))),
                Some((None, first)) => {
                    let message = format!("`{first}` and `{part}` can never hold at once");
                    self.tell(part, message, None);
                }
            }
        }
    }
}

/// What a part of a conjunction asks of a value.
#[derive(Clone, Debug)]
enum Wish {
    /// To be one of these texts.
    Texts(Vec<String>),
    /// To be none of these.
    NotTexts(Vec<String>),
    /// To lie between two numbers, with or without them.
    Between { min: (f64, bool), max: (f64, bool) },
    /// To be missing, or to be there.
    Missing(bool),
    /// To hold, or not to.
    Holds(bool),
}

impl Wish {
    /// The value that a part is about, as it is written, and what it asks of it.
    fn of(part: &Expression) -> Option<(String, Wish)> {
        match &part.node {
            Node::Binary(operator, left, right) => {
                if literal(right).is_some() || matches!(right.node, Node::Text(_) | Node::Null) {
                    Some((left.to_string(), Wish::compared(*operator, right)?))
                } else {
                    Some((right.to_string(), Wish::compared(mirrored(*operator), left)?))
                }
            }
            Node::Member { value, negated, set: Set::Inline(items) } => {
                let texts = items.iter().map(|item| match &item.node {
                    Node::Text(text) => Some(text.clone()),
                    _ => None,
                });
                let texts = texts.collect::<Option<Vec<_>>>()?;
                Some((value.to_string(), if *negated { Wish::NotTexts(texts) } else { Wish::Texts(texts) }))
            }
            Node::Not(operand) => match operand.node {
                Node::Variable(_) | Node::Call { .. } => Some((operand.to_string(), Wish::Holds(false))),
                _ => None,
            },
            Node::Variable(_) | Node::Call { .. } => Some((part.to_string(), Wish::Holds(true))),
            _ => None,
        }
    }

    fn compared(operator: Operator, with: &Expression) -> Option<Wish> {
        let (open, low, high) = (false, (f64::NEG_INFINITY, true), (f64::INFINITY, true));
        match (&with.node, operator) {
            (Node::Text(text), Operator::Equal) => Some(Wish::Texts(vec![text.clone()])),
            (Node::Text(text), Operator::NotEqual) => Some(Wish::NotTexts(vec![text.clone()])),
            (Node::Null, Operator::Equal) => Some(Wish::Missing(true)),
            (Node::Null, Operator::NotEqual) => Some(Wish::Missing(false)),
            _ => {
                let number = literal(with)?;
                Some(match operator {
                    Operator::Equal => Wish::Between { min: (number, true), max: (number, true) },
                    Operator::Less => Wish::Between { min: low, max: (number, open) },
                    Operator::LessOrEqual => Wish::Between { min: low, max: (number, true) },
                    Operator::Greater => Wish::Between { min: (number, open), max: high },
                    Operator::GreaterOrEqual => Wish::Between { min: (number, true), max: high },
                    _ => return None,
                })
            }
        }
    }

    /// Both wishes at once; nothing if that can never be.
    fn and(&self, other: &Wish) -> Option<Wish> {
        use Wish::{Between, Holds, Missing, NotTexts, Texts};
        match (self, other) {
            (Texts(texts), Texts(others)) => {
                let both: Vec<_> = texts.iter().filter(|text| others.contains(text)).cloned().collect();
                (!both.is_empty()).then_some(Texts(both))
            }
            (Texts(texts), NotTexts(others)) | (NotTexts(others), Texts(texts)) => {
                let left: Vec<_> = texts.iter().filter(|text| !others.contains(text)).cloned().collect();
                (!left.is_empty()).then_some(Texts(left))
            }
            (NotTexts(texts), NotTexts(others)) => Some(NotTexts([texts.as_slice(), others].concat())),
            (Between { min, max }, Between { min: other_min, max: other_max }) => {
                // Of two limits at one number the one without it is the narrower.
                let min = if other_min.0 > min.0 || (other_min.0 == min.0 && !other_min.1) {
                    *other_min
                } else {
                    *min
                };
                let max = if other_max.0 < max.0 || (other_max.0 == max.0 && !other_max.1) {
                    *other_max
                } else {
                    *max
                };
                let is_possible = min.0 < max.0 || (min.0 == max.0 && min.1 && max.1);
                is_possible.then_some(Between { min, max })
            }
            (Missing(true), Missing(false) | Texts(_) | NotTexts(_) | Between { .. } | Holds(_))
            | (Missing(false) | Texts(_) | NotTexts(_) | Between { .. } | Holds(_), Missing(true)) => None,
            (Missing(false), wish) | (wish, Missing(false)) => Some(wish.clone()),
            (Holds(one), Holds(other)) => (one == other).then_some(Holds(*one)),
            (wish, _) => Some(wish.clone()),
        }
    }
}

/// The conditions that `and` joins.
fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match &expression.node {
        Node::Binary(Operator::And, left, right) => {
            let mut parts = conjuncts(left);
            parts.extend(conjuncts(right));
            parts
        }
        _ => vec![expression],
    }
}

fn literal(expression: &Expression) -> Option<f64> {
    match &expression.node {
        Node::Number(number) => Some(*number),
        Node::Negate(operand) => literal(operand).map(|number| -number),
        _ => None,
    }
}

fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        other => other,
    }
}

fn range(min: f64, max: f64) -> String {
    match (min, max) {
        (min, max) if max == f64::INFINITY => format!("it is {min} at least"),
        (min, max) if min == max => format!("it is {min}"),
        (min, max) => format!("it is {min} to {max}"),
    }
}

fn in_words(entity: Entity) -> &'static str {
    match entity {
        Entity::Card => "cards",
        Entity::Customer => "customers",
        Entity::Device => "devices",
        Entity::Ip => "addresses",
        Entity::Email => "e-mail addresses",
        Entity::Network => "networks",
        Entity::Mailbox => "mailboxes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{List, parse};

    fn told(source: &str) -> Vec<(String, Option<String>)> {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add_list("risky", List::new(["IR", "kp", "UK", "Nigeria"])).unwrap();
        vocabulary.add_list("bad_ips", List::new(["192.0.2.7", "::ffff:192.0.2.8", "2001:DB8::1"])).unwrap();
        vocabulary.add_variable("billing_country", "$geo.country").unwrap();
        vocabulary.add_variable("ip_score", "number").unwrap();
        let mut requirements = Requirements::default();
        requirements.ask(Entity::Card, crate::history::Depth::of_window(60_000));
        let condition = parse(source).unwrap_or_else(|error| panic!("{}", error.render(source)));
        let warnings = warnings(&condition, &vocabulary, &requirements);
        warnings
            .iter()
            .map(|warning| (warning.message().to_owned(), warning.advice().map(str::to_owned)))
            .collect()
    }

    #[track_caller]
    fn check(source: &str, message: &str, help: Option<&str>) {
        let told = told(source);
        let found = told.iter().any(|(said, advice)| {
            said.contains(message)
                && help.is_none_or(|help| advice.as_deref().unwrap_or_default().contains(help))
        });
        assert!(found, "{source}: {told:?}");
    }

    #[test]
    fn texts_that_a_field_never_is_are_told_with_what_was_meant() {
        for (source, message, help) in [
            ("$card.bin == \"41111111\"", "can never hold: it has 6 digits", Some("$card.bin8")),
            ("$card.bin in [\"47112244\"]", "never \"47112244\"", Some("$card.bin8")),
            ("starts_with($card.bin, '47112244')", "can never hold", Some("$card.bin8")),
            ("$card.bin == \"4111\"", "it has 6 digits", None),
            ("$card.bin8 == \"411111\"", "it has 8 digits", None),
            ("\"41111111\" == $card.bin", "can never hold", None),
            ("$card.last_four == \"12345\"", "it has 4 digits", None),
            ("$card.last_four == \"12a4\"", "it has 4 digits", None),
            ("$card.token == \"4111\"", "64 hexadecimal digits", None),
            ("$merchant_category == \"581\"", "it has 4 digits", None),
            ("$merchant_category in [\"5812\", \"food\"]", "never \"food\"", None),
            ("$geo.country == \"FRA\"", "two capitals", Some("\"FR\"")),
            ("$geo.country == \"fr\"", "two capitals", Some("\"FR\"")),
            ("$geo.country == \"France\"", "two capitals", Some("\"FR\"")),
            ("$geo.country in [\"UK\"]", "two capitals", Some("\"GB\"")),
            ("$geo.country == \"ZZ\"", "two capitals", None),
            ("$billing_country == \"Germany\"", "two capitals", Some("\"DE\"")),
            ("$geo.country in @risky", "never \"kp\" of @risky", Some("\"KP\"")),
            ("$geo.country in @risky", "never \"Nigeria\" of @risky", Some("\"NG\"")),
            ("$currency == \"usd\"", "three capitals", Some("\"USD\"")),
            ("$currency == \"€\"", "three capitals", Some("\"EUR\"")),
            ("$currency != \"usd\"", "always holds", Some("\"USD\"")),
            ("$ip_address == \"::ffff:192.0.2.71\"", "one spelling", Some("\"192.0.2.71\"")),
            ("$ip_address == \"2001:DB8::1\"", "one spelling", Some("\"2001:db8::1\"")),
            ("$ip_address == \"192.0.2.0/24\"", "one IP address", Some("network(")),
            ("$ip_address in @bad_ips", "of @bad_ips", Some("\"192.0.2.8\"")),
            ("starts_with($ip_address, \"2001:DB8\")", "small letters", None),
            ("$email_address == \"example.org\"", "has an @", Some("domain($email_address)")),
            ("$phone == \"unknown\"", "no letters", None),
            ("lowercase($merchant) == \"Shop\"", "small letters", Some("\"shop\"")),
            ("contains(lowercase($email_address), \"Zoe\")", "small letters", None),
            ("uppercase($merchant) == \"Shop\"", "capitals", Some("\"SHOP\"")),
            ("domain($email_address) == \"Example.org\"", "small letters", None),
            ("$history.status == \"missing\"", "\"complete\" or \"partial\"", None),
            ("$history.card == \"Complete\"", "can never hold", Some("\"complete\"")),
            ("$signals.model == \"score\"", "can never hold", Some("\"scored\"")),
            ("count(card, 1h where $outcome == 'blocked') > 1", "can never hold", Some("\"block\"")),
            ("count(card, 1h where $label == 'good') > 1", "can never hold", None),
            ("$amount > 5 and ($amount > 9 or $currency == 'eur')", "can never hold", Some("\"EUR\"")),
        ] {
            check(source, message, help);
        }
        let long = format!("$channel == \"{}\"", "x".repeat(33));
        check(&long, "32 characters at most", None);
    }

    #[test]
    fn numbers_that_a_value_never_is_are_told() {
        for source in [
            "$amount < 0",
            "$amount == -5",
            "$local.hour == 24",
            "$local.hour > 23",
            "24 <= $local.hour",
            "$local.weekday == 0",
            "$local.weekday in [0, 7]",
            "$geo.latitude > 90",
            "$geo.longitude < -180",
            "count(card, 1h) < 1",
            "count(card, 90d) > 500",
            "distinct(merchant, card, 1h) == 0",
            "$signals.fraud_probability > 1",
            "$signals.model_points > 100",
            "$signals.fraud_detector_score > 1000",
            "length($card.bin) == 8",
            "length($geo.country) > 2",
            "km_from_last(card) > 30000",
            "abs($amount - 5) < 0",
            "$merchant == null",
            "$card.luhn_valid == null",
        ] {
            check(source, "", None);
        }
    }

    #[test]
    fn what_can_never_hold_at_once_is_told() {
        for (source, message) in [
            ("$amount > 100 and $amount < 50", "`$amount > 100` and `$amount < 50` can never hold at once"),
            ("$amount >= 5 and $merchant == 'a' and $amount < 5", "at once"),
            ("$currency == 'EUR' and $currency == 'USD'", "at once"),
            ("$currency == 'EUR' and $currency != 'EUR'", "at once"),
            ("$currency in ['EUR', 'USD'] and $currency in ['GBP']", "at once"),
            ("$merchant_category in ['5812'] and $merchant_category not in ['5812', '7995']", "at once"),
            ("$phone == null and $phone == '12345'", "at once"),
            ("$phone == null and $phone != null", "at once"),
            ("$card.luhn_valid and !$card.luhn_valid", "at once"),
            ("count(card, 1h) > 5 and count(card, 1h) <= 5", "at once"),
            ("$ip_score == 3 and $ip_score == 4", "at once"),
            ("count(card, 1h where $amount > 5 and $amount < 3) > 1", "at once"),
            ("5 < $amount and 3 > $amount", "at once"),
            ("$history.customer == 'unavailable'", "never known: no rule asks for the history of customers"),
        ] {
            check(source, message, None);
        }
    }

    #[test]
    fn what_can_hold_is_not_told() {
        for source in [
            "$local.hour == 23",
            "$merchant_category == \"5812\" or $card.bin in [\"471122\"]",
            "$card.bin == \"411111\" and $card.bin8 == \"41111111\"",
            "starts_with($card.bin, \"4711\") and ends_with($card.last_four, \"11\")",
            "$geo.country in [\"FR\", \"XK\", \"GB\"]",
            "$currency == \"JPY\" and $currency != \"USD\"",
            "starts_with($currency, \"E\")",
            "$ip_address == \"192.0.2.7\" or starts_with($ip_address, \"2001:db8:\")",
            "network($ip_address, 24, 64) == \"192.0.2.0/24\"",
            "$email_address == \"Zoe@Example.org\"",
            "contains($email_address, \"+\")",
            "mailbox($email_address) == \"zoe@gmail.com\"",
            "$phone == \"+1 (212) 555-0100\"",
            "$history.status != \"complete\" and $history.card == \"unavailable\"",
            "count(card, 1h where $amount < 5) == 0",
            "count(card, 1h) == 1",
            "$amount > 0 and $amount <= 50 and $amount >= 50",
            "$amount > 50 or $amount < 10",
            "$currency == 'EUR' or $currency == 'USD'",
            "!($amount > 50) and $amount < 10",
            "$amount % 1 == 0",
            "$ip_score > 3 and $ip_score < 9",
            "$attributes.country == \"France\"",
            "length($merchant) > 5",
            "$signals.fraud_probability >= 0.99",
            "$label_text == null",
        ] {
            let source = source.replace("$label_text", "$location");
            assert_eq!(told(&source), [], "{source}");
        }
    }
}

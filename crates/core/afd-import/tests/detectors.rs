//! Detectors of 30 rules, the most that Amazon allows, decide as a small evaluator of Amazon's documented semantics does. It
//! shares nothing with the language of the policies but the text of the rules.
//!
//! By Amazon's documents: rules are evaluated in the order of the detector version. FIRST_MATCHED stops at the first that matches and
//! answers its outcomes; ALL_MATCHED evaluates all. A variable that the event does not have is its default value. `null` is
//! what a variable without one is then. A pattern of `regex_match` has to fit the whole text; one that begins with `^`
//! fits what begins so.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;
use std::fmt::Write;

use afd_import::{Document, import};
use fraud::{CardKey, Case, Outcome, Policy, Timestamp, request};
use serde_json::{Value, json};

const RULES: usize = 30;
const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

/// A seeded generator (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % count
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A value of an event.
#[derive(Clone, PartialEq, Debug)]
enum Given {
    Number(f64),
    Text(String),
    Flag(bool),
    Null,
}

struct VariableKind {
    name: &'static str,
    data_type: &'static str,
    source: &'static str,
    variable_type: &'static str,
    default: &'static str,
    /// Where a transaction has it.
    member: &'static str,
    /// What events have.
    values: &'static [&'static str],
}

const fn variable(
    name: &'static str,
    (data_type, source, variable_type): (&'static str, &'static str, &'static str),
    default: &'static str,
    member: &'static str,
    values: &'static [&'static str],
) -> VariableKind {
    VariableKind { name, data_type, source, variable_type, default, member, values }
}

const VARIABLES: [VariableKind; 10] = [
    variable(
        "order_price",
        ("FLOAT", "EVENT", "NUMERIC"),
        "25.5",
        "attributes",
        &["0", "9.99", "25.5", "480", "5000"],
    ),
    variable("account_age", ("INTEGER", "EVENT", "NUMERIC"), "999", "attributes", &["0", "3", "30", "999"]),
    variable(
        "payments_insightscore",
        ("FLOAT", "MODEL_SCORE", ""),
        "0.0",
        "attributes",
        &["12", "700", "950.5"],
    ),
    variable("is_gift", ("BOOLEAN", "EVENT", ""), "false", "attributes", &["true", "false"]),
    variable(
        "promo_code",
        ("STRING", "EVENT", "FREE_FORM_TEXT"),
        "NONE",
        "attributes",
        &["NONE", "WELCOME", "welcome10"],
    ),
    variable("note", ("STRING", "EVENT", "FREE_FORM_TEXT"), "", "attributes", &["fragile", "Gift wrap"]),
    variable(
        "email",
        ("STRING", "EVENT", "EMAIL_ADDRESS"),
        "none@example.org",
        "email_address",
        &["zoe@example.org", "eve@spam.example"],
    ),
    variable(
        "ip_address",
        ("STRING", "EVENT", "IP_ADDRESS"),
        "203.0.113.9",
        "ip_address",
        &["192.0.2.7", "198.51.100.3"],
    ),
    variable(
        "buyer",
        ("STRING", "EVENT", "BILLING_NAME"),
        "nobody",
        "customer_name",
        &["Zoe Quill", "Adam Q"],
    ),
    variable("channel", ("STRING", "EVENT", "FREE_FORM_TEXT"), "", "channel", &["web", "app"]),
];

/// Patterns, and what fits them.
type Fits = fn(&str) -> bool;
const PATTERNS: [(&str, Fits); 4] = [
    (r".*@spam\.example", |text| text.ends_with("@spam.example")),
    ("^z", |text| text.starts_with('z')),
    ("welcome[0-9]*", |text| {
        text.strip_prefix("welcome").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    }),
    ("none", |text| text == "none"),
];

const LIST: [&str; 3] = ["eve@spam.example", "WELCOME", "198.51.100.3"];

/// A condition.
enum Condition {
    Compare(&'static str, Number, Number),
    Is { variable: usize, text: String, is_not: bool },
    In { variable: usize, list: bool, is_not: bool },
    Missing { variable: usize, is_not: bool },
    Matches { pattern: usize, variable: usize },
    Flag { variable: usize, expected: bool },
    Not(Box<Condition>),
    Join(&'static str, Box<Condition>, Box<Condition>),
}

enum Number {
    Literal(f64),
    Variable(usize),
    Of(&'static str, Box<Number>, Box<Number>),
}

fn of_type(wanted: &[&str]) -> Vec<usize> {
    (0..VARIABLES.len()).filter(|place| wanted.contains(&VARIABLES[*place].data_type)).collect()
}

fn is_nullable(place: usize) -> bool {
    VARIABLES[place].default.is_empty()
}

fn texts() -> Vec<usize> {
    of_type(&["STRING"]).into_iter().filter(|place| !is_nullable(*place)).collect()
}

fn number(dice: &mut Dice, depth: usize) -> Number {
    match dice.below(if depth == 0 { 2 } else { 3 }) {
        0 => Number::Literal(*dice.pick(&[0.0, 3.0, 9.99, 100.0, 700.0, 950.5])),
        1 => Number::Variable(*dice.pick(&of_type(&["FLOAT", "INTEGER"]))),
        _ => Number::Of(
            ["+", "-", "*"][dice.below(3)],
            Box::new(number(dice, depth - 1)),
            Box::new(number(dice, depth - 1)),
        ),
    }
}

fn condition(dice: &mut Dice, depth: usize) -> Condition {
    if depth > 0 && dice.happens(55) {
        return match dice.below(5) {
            0 => Condition::Not(Box::new(condition(dice, depth - 1))),
            kind => Condition::Join(
                if kind < 4 { "and" } else { "or" },
                Box::new(condition(dice, depth - 1)),
                Box::new(condition(dice, depth - 1)),
            ),
        };
    }
    match dice.below(6) {
        0 => {
            let operator = *dice.pick(&["<", "<=", ">", ">=", "==", "!="]);
            // One side that is a number beyond doubt.
            let left = Number::Variable(*dice.pick(&of_type(&["FLOAT", "INTEGER"])));
            Condition::Compare(operator, left, number(dice, 1))
        }
        1 => {
            let variable = *dice.pick(&texts());
            let text = if dice.happens(20) { "other" } else { *dice.pick(VARIABLES[variable].values) };
            Condition::Is { variable, text: text.to_owned(), is_not: dice.happens(30) }
        }
        2 => {
            Condition::In { variable: *dice.pick(&texts()), list: dice.happens(50), is_not: dice.happens(30) }
        }
        3 => Condition::Missing { variable: dice.below(VARIABLES.len()), is_not: dice.happens(50) },
        4 => Condition::Matches { pattern: dice.below(PATTERNS.len()), variable: *dice.pick(&texts()) },
        _ => Condition::Flag { variable: of_type(&["BOOLEAN"])[0], expected: dice.happens(50) },
    }
}

impl Number {
    fn written(&self) -> String {
        match self {
            Number::Literal(number) => number.to_string(),
            Number::Variable(place) => format!("${}", VARIABLES[*place].name),
            Number::Of(operator, left, right) => {
                format!("({} {operator} {})", left.written(), right.written())
            }
        }
    }

    fn value(&self, event: &[Given]) -> f64 {
        match self {
            Number::Literal(number) => *number,
            Number::Variable(place) => match &event[*place] {
                Given::Number(number) => *number,
                other => panic!("{other:?}"),
            },
            Number::Of(operator, left, right) => {
                let (left, right) = (left.value(event), right.value(event));
                match *operator {
                    "+" => left + right,
                    "-" => left - right,
                    _ => left * right,
                }
            }
        }
    }
}

impl Condition {
    fn written(&self) -> String {
        let name = |place: &usize| format!("${}", VARIABLES[*place].name);
        match self {
            Condition::Compare(operator, left, right) => {
                format!("{} {operator} {}", left.written(), right.written())
            }
            Condition::Is { variable, text, is_not } => {
                format!("{} {} \"{text}\"", name(variable), if *is_not { "!=" } else { "==" })
            }
            Condition::In { variable, list, is_not } => {
                let set = if *list { "@listed".to_owned() } else { format!("{LIST:?}") };
                format!("{} {} {set}", name(variable), if *is_not { "not in" } else { "in" })
            }
            Condition::Missing { variable, is_not } => {
                format!("{} {} null", name(variable), if *is_not { "!=" } else { "==" })
            }
            Condition::Matches { pattern, variable } => {
                format!("regex_match(\"{}\", lowercase({}))", PATTERNS[*pattern].0, name(variable))
            }
            Condition::Flag { variable, expected } => format!("{} == {expected}", name(variable)),
            Condition::Not(condition) => format!("!({})", condition.written()),
            Condition::Join(word, left, right) => {
                format!("({}) {word} ({})", left.written(), right.written())
            }
        }
    }

    fn holds(&self, event: &[Given]) -> bool {
        let text = |place: &usize| match &event[*place] {
            Given::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        match self {
            Condition::Compare(operator, left, right) => {
                let (left, right) = (left.value(event), right.value(event));
                match *operator {
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    ">=" => left >= right,
                    "==" => left == right,
                    _ => left != right,
                }
            }
            Condition::Is { variable, text: expected, is_not } => (text(variable) == *expected) != *is_not,
            Condition::In { variable, is_not, .. } => LIST.contains(&text(variable).as_str()) != *is_not,
            Condition::Missing { variable, is_not } => (event[*variable] == Given::Null) != *is_not,
            Condition::Matches { pattern, variable } => {
                (PATTERNS[*pattern].1)(&text(variable).to_lowercase())
            }
            Condition::Flag { variable, expected } => event[*variable] == Given::Flag(*expected),
            Condition::Not(condition) => !condition.holds(event),
            Condition::Join("and", left, right) => left.holds(event) && right.holds(event),
            Condition::Join(_, left, right) => left.holds(event) || right.holds(event),
        }
    }
}

struct Rule {
    condition: Condition,
    outcomes: Vec<&'static str>,
}

const OUTCOMES: [(&str, Outcome); 3] =
    [("approve_it", Outcome::Approve), ("verify_customer", Outcome::Review), ("block_order", Outcome::Block)];

fn rules(dice: &mut Dice) -> Vec<Rule> {
    let rule = |dice: &mut Dice| {
        let first = dice.below(OUTCOMES.len());
        let mut outcomes = vec![OUTCOMES[first].0];
        if dice.happens(20) {
            outcomes.push(OUTCOMES[(first + 1) % OUTCOMES.len()].0);
        }
        // Conjunctions at the top, so that later rules of a detector are reached too.
        let narrowed = Condition::Join("and", Box::new(condition(dice, 2)), Box::new(condition(dice, 2)));
        Rule { condition: Condition::Join("and", Box::new(narrowed), Box::new(condition(dice, 1))), outcomes }
    };
    (0..RULES).map(|_| rule(dice)).collect()
}

/// What the AWS CLI prints of the detector.
fn documents(rules: &[Rule], mode: &str) -> Vec<Document> {
    let id = |place: usize| format!("rule_{place}");
    let details: Vec<_> = rules
        .iter()
        .enumerate()
        .map(|(place, rule)| {
            json!({ "ruleId": id(place), "detectorId": "d", "ruleVersion": "1", "language": "DETECTORPL",
            "expression": rule.condition.written(), "outcomes": rule.outcomes })
        })
        .collect();
    let references: Vec<_> = (0..rules.len())
        .map(|place| json!({ "detectorId": "d", "ruleId": id(place), "ruleVersion": "1" }))
        .collect();
    let variables: Vec<_> = VARIABLES
        .iter()
        .map(|variable| {
            json!({ "name": variable.name, "dataType": variable.data_type, "dataSource": variable.source,
            "defaultValue": variable.default, "variableType": variable.variable_type })
        })
        .collect();
    let document = |name: &str, value: Value| Document { name: name.to_owned(), json: value.to_string() };
    vec![
        document("rules", json!({ "ruleDetails": details })),
        document(
            "version",
            json!({ "detectorId": "d", "detectorVersionId": "1", "ruleExecutionMode": mode, "rules": references }),
        ),
        document("variables", json!({ "variables": variables })),
        document("lists", json!({ "lists": [{ "name": "listed" }] })),
        document("listed", json!({ "elements": LIST })),
    ]
}

/// An event as it is sent: what each variable has, if it is there.
fn event(dice: &mut Dice) -> Vec<Option<&'static str>> {
    VARIABLES.iter().map(|variable| (!dice.happens(30)).then(|| *dice.pick(variable.values))).collect()
}

fn given(variable: &VariableKind, sent: Option<&str>) -> Given {
    let text = sent.unwrap_or(variable.default);
    match variable.data_type {
        _ if sent.is_none() && text.is_empty() => Given::Null,
        "FLOAT" | "INTEGER" => Given::Number(text.parse().unwrap()),
        "BOOLEAN" => Given::Flag(text == "true"),
        _ => Given::Text(text.to_owned()),
    }
}

/// The request that has the same.
fn body(sent: &[Option<&'static str>]) -> String {
    let mut body = json!({ "amount": 10, "merchant": "Shop", "card_number": "4111111111111111" });
    let mut attributes = BTreeMap::new();
    for (variable, sent) in VARIABLES.iter().zip(sent) {
        let Some(sent) = sent else { continue };
        let value = match given(variable, Some(sent)) {
            Given::Number(number) => json!(number),
            Given::Flag(flag) => json!(flag),
            _ => json!(sent),
        };
        if variable.member == "attributes" {
            attributes.insert(variable.name, value);
        } else {
            body[variable.member] = value;
        }
    }
    body["attributes"] = json!(attributes);
    body.to_string()
}

fn outcome_of(rule: &Rule) -> Outcome {
    let known = |name: &&str| OUTCOMES.iter().find(|(known, _)| known == name).unwrap().1;
    rule.outcomes.iter().map(known).max().unwrap()
}

fn check_detector(seed: u64, mode: &str) -> (usize, Vec<usize>) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let rules = rules(&mut dice);
    let imported = import(&documents(&rules, mode)).unwrap();
    let policy =
        Policy::parse(&imported.policy).unwrap_or_else(|error| panic!("{error}\n{}", imported.policy));
    assert_eq!(policy.rules().len(), RULES, "seed {seed}: {}", imported.remarks.join("\n"));
    let key = CardKey::new([7; 32]).unwrap();
    let mut reached = Vec::new();
    for number in 0..100 {
        let sent = event(&mut dice);
        let known: Vec<_> =
            VARIABLES.iter().zip(&sent).map(|(variable, sent)| given(variable, *sent)).collect();
        let matched: Vec<_> = (0..RULES).filter(|place| rules[*place].condition.holds(&known)).collect();
        let expected = if mode == "ALL_MATCHED" { &matched[..] } else { &matched[..matched.len().min(1)] };
        let outcome =
            expected.iter().map(|place| outcome_of(&rules[*place])).max().unwrap_or(Outcome::Approve);
        let transaction = request::parse(body(&sent).as_bytes(), &key, NOW).unwrap().transaction;
        let assessment = policy.assess(&Case::new(&transaction, NOW));
        let mut hits: Vec<_> = assessment.hits.iter().map(|hit| hit.code.clone()).collect();
        hits.sort();
        let mut codes: Vec<_> = expected.iter().map(|place| format!("RULE_{place}")).collect();
        codes.sort();
        let mut told = String::new();
        for place in expected {
            let _ = writeln!(told, "{place}: {}", rules[*place].condition.written());
        }
        assert_eq!(
            (hits, assessment.outcome),
            (codes, outcome),
            "seed {seed}, event {number}: {sent:?}\n{told}"
        );
        reached.extend(expected.first());
    }
    (reached.len(), reached)
}

#[test]
fn detectors_that_stop_at_the_first_match_decide_as_they_did() {
    let (mut matched, mut latest) = (0, 0);
    for seed in 1..=60 {
        // What Amazon does where nothing is said.
        let mode = if seed % 5 == 0 { "" } else { "FIRST_MATCHED" };
        let (count, reached) = check_detector(seed, mode);
        matched += count;
        latest = latest.max(reached.into_iter().max().unwrap_or(0));
    }
    assert!(matched > 2_000, "{matched} events matched");
    assert_eq!(latest, RULES - 1, "the last rules are reached");
}

#[test]
fn detectors_that_match_all_decide_as_they_did() {
    let matched: usize = (100..=140).map(|seed| check_detector(seed, "ALL_MATCHED").0).sum();
    assert!(matched > 1_000, "{matched} events matched");
}

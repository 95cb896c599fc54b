//! The part of the language that it shares with the Common Expression Language, compared with the `cel` crate on
//! random expressions and transactions.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use cel::{Context, Program, Value};
use fraud::language::Vocabulary;
use fraud::transaction::Attribute;
use fraud::{CardKey, FeatureSet, History, Signals, Timestamp, Transaction, request};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

/// An expression of both languages. Brackets stand around every part, so that only meaning is compared.
#[derive(Clone, Debug)]
struct Both {
    ours: String,
    cel: String,
}

fn both(ours: impl Into<String>, cel: impl Into<String>) -> Both {
    Both { ours: ours.into(), cel: cel.into() }
}

fn joined(left: &Both, (ours, cel): (&str, &str), right: &Both) -> Both {
    both(format!("({} {ours} {})", left.ours, right.ours), format!("({} {cel} {})", left.cel, right.cel))
}

fn number() -> BoxedStrategy<Both> {
    let literal = (0_u32..200).prop_map(|quarters| {
        let number = f64::from(quarters) / 4.0;
        both(format!("{number}"), format!("{number:?}"))
    });
    let leaf = prop_oneof![
        literal,
        Just(both("$amount", "amount")),
        prop::sample::select(vec!["n1", "n2", "n3"])
            .prop_map(|name| both(format!("$attributes.{name}"), name)),
        text_leaf()
            .prop_map(|text| both(format!("length({})", text.ours), format!("double(size({}))", text.cel))),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(left, operator, right)| joined(
                &left,
                (operator, operator),
                &right
            )),
            // A division by zero is missing here and infinite there.
            (inner.clone(), 1_u32..9).prop_map(|(left, by)| joined(
                &left,
                ("/", "/"),
                &both(by.to_string(), format!("{by}.0"))
            )),
            inner.prop_map(|number| both(format!("(-{})", number.ours), format!("(-{})", number.cel))),
        ]
    })
    .boxed()
}

fn text_leaf() -> BoxedStrategy<Both> {
    prop_oneof![
        "[a-cé ]{0,3}".prop_map(|text| both(format!("\"{text}\""), format!("\"{text}\""))),
        Just(both("$merchant", "merchant")),
        prop::sample::select(vec!["t1", "t2"])
            .prop_map(|name| both(format!("coalesce($attributes.{name}, $attributes.{name})"), name)),
    ]
    .boxed()
}

/// A text whose type both know from itself.
fn text() -> BoxedStrategy<Both> {
    prop_oneof![
        "[a-cé ]{0,3}".prop_map(|text| both(format!("\"{text}\""), format!("\"{text}\""))),
        Just(both("$merchant", "merchant")),
        Just(both("$location", "location")),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<Both> {
    let order = prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let items = prop::collection::vec("[a-c]{1,2}", 1..4);
    let leaf = prop_oneof![
        any::<bool>().prop_map(|flag| both(flag.to_string(), flag.to_string())),
        (number(), order.clone(), number()).prop_map(|(left, order, right)| {
            // Something whose type is a number's beyond doubt.
            let left = joined(&left, ("+", "+"), &both("0", "0.0"));
            joined(&left, (order, order), &right)
        }),
        (text(), order, text()).prop_map(|(left, order, right)| joined(&left, (order, order), &right)),
        (text(), any::<bool>(), items).prop_map(|(text, negated, items)| {
            let list = items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ");
            let (ours, not) = if negated { ("not in", "!") } else { ("in", "") };
            both(format!("({} {ours} [{list}])", text.ours), format!("{not}({} in [{list}])", text.cel))
        }),
        (
            text(),
            prop::sample::select(vec![
                ("contains", "contains"),
                ("starts_with", "startsWith"),
                ("ends_with", "endsWith")
            ]),
            text()
        )
            .prop_map(|(text, (ours, cel), part)| both(
                format!("{ours}({}, {})", text.ours, part.ours),
                format!("{}.{cel}({})", text.cel, part.cel)
            )),
        ("[a-c.é]{1,3}[*+?]?", text()).prop_map(|(pattern, text)| both(
            format!("regex_match(\"{pattern}\", {})", text.ours),
            format!("{}.matches(\"^(?:{pattern})$\")", text.cel)
        )),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| joined(&left, ("and", "&&"), &right)),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| joined(&left, ("or", "||"), &right)),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| joined(&left, ("==", "=="), &right)),
            inner.prop_map(|condition| both(
                format!("(!{})", condition.ours),
                format!("(!{})", condition.cel)
            )),
        ]
    })
    .boxed()
}

/// A transaction some of whose fields are missing.
fn transaction() -> impl Strategy<Value = Transaction> {
    let numbers = prop::collection::vec(prop::option::of(-20_i32..200), 3);
    let texts = prop::collection::vec(prop::option::of("[a-cé ]{1,3}"), 2);
    (1_u32..20_000, "[a-cé]{1,3}", prop::option::of("[a-cé]{1,3}"), numbers, texts).prop_map(
        |(cents, merchant, location, numbers, texts)| {
            let body = format!(
                r#"{{"amount":{}.{:02},"merchant":"{merchant}","card_number":"4111111111111111"}}"#,
                cents / 100,
                cents % 100
            );
            let key = CardKey::new([7; 32]).unwrap();
            let mut transaction = request::parse(body.as_bytes(), &key, NOW).unwrap().transaction;
            transaction.location = location;
            for (place, number) in numbers.into_iter().enumerate() {
                let number = number.map(|number| Attribute::Number(f64::from(number) / 4.0));
                transaction.attributes.extend(number.map(|number| (format!("n{}", place + 1), number)));
            }
            for (place, text) in texts.into_iter().enumerate() {
                transaction
                    .attributes
                    .extend(text.map(|text| (format!("t{}", place + 1), Attribute::Text(text))));
            }
            transaction
        },
    )
}

fn ours(condition: &str, transaction: &Transaction) -> Option<bool> {
    let mut vocabulary = Vocabulary::default();
    for name in ["t1", "t2"] {
        vocabulary.add_variable(name, "text").unwrap();
    }
    let set = FeatureSet::parse(&[condition], &vocabulary).unwrap_or_else(|error| panic!("{error}"));
    set.compute(None, transaction, &History::new(), &Signals::default(), NOW)[0].map(|value| value == 1.0)
}

/// What CEL makes of it; an error, as of a missing variable, is what is unknown here.
fn cel(condition: &str, transaction: &Transaction) -> Option<bool> {
    let program = Program::compile(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    let mut context = Context::default();
    context.add_variable_from_value("amount", transaction.money.as_major_f64());
    context.add_variable_from_value("merchant", transaction.merchant.as_str());
    if let Some(location) = &transaction.location {
        context.add_variable_from_value("location", location.as_str());
    }
    for (name, value) in &transaction.attributes {
        match value {
            Attribute::Number(number) => context.add_variable_from_value(name.as_str(), *number),
            Attribute::Text(text) => context.add_variable_from_value(name.as_str(), text.as_str()),
            Attribute::Flag(flag) => context.add_variable_from_value(name.as_str(), *flag),
        }
    }
    match program.execute(&context) {
        Ok(Value::Bool(flag)) => Some(flag),
        Ok(other) => panic!("{condition} is {other:?}"),
        Err(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn shared_expressions_mean_the_same_in_both_languages(condition in condition(), transaction in transaction()) {
        let (ours, cel) = (ours(&condition.ours, &transaction), cel(&condition.cel, &transaction));
        prop_assert_eq!(ours, cel, "{} and {}", condition.ours, condition.cel);
    }
}

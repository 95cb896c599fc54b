//! Properties over random expressions.

use proptest::prelude::*;

use super::super::syntax::{Duration, Expression, Node, Operator, Set};
use super::*;

fn whole(node: Node) -> Expression {
    Expression { node, span: 0..0 }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![r#"[a-z \\"'\[\](){}$@.\n]{0,8}"#, any::<String>()]
}

fn literal() -> impl Strategy<Value = Expression> {
    prop_oneof![
        (0.0..1e15_f64).prop_map(Node::Number),
        (0_u32..1000).prop_map(|number| Node::Number(f64::from(number))),
        text().prop_map(Node::Text),
    ]
    .prop_map(whole)
}

fn leaf() -> impl Strategy<Value = Expression> {
    prop_oneof![
        literal(),
        any::<bool>().prop_map(|flag| whole(Node::Flag(flag))),
        Just(whole(Node::Null)),
        "[a-z_]{1,6}(\\.[a-z0-9_]{1,4})?".prop_map(|path| whole(Node::Variable(path))),
        "x[a-z_0-9]{0,6}".prop_map(|word| whole(Node::Word(word))),
        "[a-z_]{1,6}".prop_map(|name| whole(Node::List(name))),
        (1_u32..9999, "[mhd]").prop_map(|(count, unit)| {
            whole(Node::Duration(Duration::parse(&count.to_string(), &unit).unwrap()))
        }),
    ]
}

fn operator() -> impl Strategy<Value = Operator> {
    use Operator::*;
    prop::sample::select(vec![
        Or,
        And,
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        Add,
        Subtract,
        Multiply,
        Divide,
        Remainder,
    ])
}

/// Any syntax tree, whether it makes sense or not.
fn expression() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(6, 48, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            (operator(), boxed(), boxed())
                .prop_map(|(operator, left, right)| Node::Binary(operator, left, right)),
            boxed().prop_map(Node::Not),
            boxed().prop_map(Node::Negate),
            (boxed(), any::<bool>(), "[a-z]{1,5}").prop_map(|(value, negated, name)| Node::Member {
                value,
                negated,
                set: Set::List(name, 0..0)
            }),
            (boxed(), any::<bool>(), prop::collection::vec(literal(), 1..4))
                .prop_map(|(value, negated, items)| Node::Member { value, negated, set: Set::Inline(items) }),
            ("f[a-z_]{0,5}", prop::collection::vec(inner.clone(), 0..4), prop::option::of(boxed()))
                .prop_map(|(name, arguments, filter)| Node::Call { name, arguments, filter }),
        ]
        .prop_map(whole)
    })
}

proptest! {
    #[test]
    fn parsing_what_was_printed_is_the_identity(expression in expression()) {
        let printed = expression.to_string();
        let parsed = parse(&printed).map_err(|error| TestCaseError::fail(error.render(&printed)))?;
        prop_assert_eq!(&parsed, &expression, "{}", printed);
    }

    #[test]
    fn no_text_makes_the_compiler_panic(source in prop_oneof![any::<String>(), expression().prop_map(|e| e.to_string())]) {
        if let Err(errors) = compile(&source) {
            for error in errors {
                error.render(&source);
            }
        }
        let _ = Compiler::new(vocabulary()).template(&source);
    }
}

//! What the language reads, refuses and computes.

mod generated;

use super::*;
use crate::Transaction;
use crate::features::FeatureValue;
use crate::fixtures::payment;
use crate::signals::Signals;
use crate::transaction::Attribute;

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    vocabulary.add_list("countries", List::new(["FR", "US"])).unwrap();
    vocabulary.add_list("codes", List::new(["5411", "7995"])).unwrap();
    vocabulary.add_variable("ip_score", "number").unwrap();
    vocabulary.add_variable("billing_email", "$email_address").unwrap();
    vocabulary.add_rate("EUR".parse().unwrap(), 1.25).unwrap();
    vocabulary
}

fn compile(source: &str) -> Result<(String, Condition, Program), Vec<LanguageError>> {
    let mut compiler = Compiler::new(vocabulary());
    let (text, condition) = compiler.condition(source)?;
    Ok((text, condition, compiler.finish()))
}

fn value_for(source: &str, transaction: &Transaction) -> Option<bool> {
    let (_, condition, program) =
        compile(source).unwrap_or_else(|errors| panic!("{}", errors[0].render(source)));
    let mut signals = Signals::default();
    signals.insert("fraud_probability", Attribute::Number(0.9), None);
    let features = vec![Some(FeatureValue::Number(4.0)); program.feature_names().len()];
    let subject = Subject::of(transaction);
    condition.value(&program.scope(subject, &features, &signals))
}

#[track_caller]
fn check(source: &str, expected: Option<bool>) {
    assert_eq!(value_for(source, &payment()), expected, "{source}");
}

#[track_caller]
fn check_refused(source: &str, column: usize, message: &str, advice: &str) {
    let Err(errors) = compile(source) else { panic!("{source} was accepted") };
    let error = &errors[0];
    assert_eq!(error.place(source), Place { line: 1, column }, "{}", error.render(source));
    assert!(error.message().contains(message), "{}", error.render(source));
    assert!(error.advice().unwrap_or_default().contains(advice), "{}", error.render(source));
}

/// Every form of the rule language reference of Amazon Fraud Detector, with our variables in its examples.
#[test]
fn the_rules_of_amazon_fraud_detector_are_accepted_as_they_are() {
    for (source, expected) in [
        ("$amount < 100", false),
        ("$amount <= 100", true),
        ("$geo.country in @countries", true),
        ("$amount in [5, 10, 25, 100]", true),
        ("$amount not in [5, 10, 25, 100]", false),
        ("$geo.country != \"US\"", true),
        ("$geo.country != 'US'", true),
        ("$amount == 100", true),
        ("$amount + $geo.latitude < 10", false),
        ("$amount - 50 * 2 / 4 % 3 > 98", true),
        ("regex_match(\".*@example\\.org\", lowercase($email_address))", true),
        ("regex_match(\".*@gmail\\.com\", lowercase($email_address))", false),
        ("regex_match(\"^Sh\", $merchant)", true),
        ("regex_match(\"Sh\", $merchant)", false),
        ("regex_match(\"Shop\", $merchant)", true),
        ("regex_match(\".\", $merchant)", false),
        ("regex_match(\".*op\", $merchant)", true),
        ("$phone == null", true),
        ("$merchant != null", true),
        ("$amount > 50 and $geo.country == 'FR' or $amount < 1", true),
        ("!($geo.country == 'FR')", false),
        ("!$card.luhn_valid", false),
        ("$card.luhn_valid == true", true),
    ] {
        check(source, Some(expected));
    }
}

#[test]
fn expressions_come_to_what_they_say() {
    for (source, expected) in [
        ("$ip_score == null", Some(true)),
        ("$billing_email == 'Zoe@Example.org'", Some(true)),
        ("domain($email_address) == \"example.org\"", Some(true)),
        ("uppercase($merchant) == 'SHOP' and length($merchant) == 4", Some(true)),
        (
            "contains($location, 'Fra') and starts_with($merchant, 'S') and ends_with($merchant, 'p')",
            Some(true),
        ),
        ("is_like($location, @countries)", Some(false)),
        ("abs(-$amount) == 100", Some(true)),
        ("coalesce($phone, $merchant) == 'Shop'", Some(true)),
        ("coalesce($ip_score, $attributes.age_days, 5) == 12", Some(true)),
        ("$attributes.age_days < 20 and $attributes.segment == 'gold' and $attributes.is_member", Some(true)),
        ("$attributes.segment in ['gold', 'silver']", Some(true)),
        ("$attributes.segment not in @countries", Some(true)),
        ("$attributes.age_days in [12]", Some(true)),
        ("$signals.fraud_probability > 0.8", Some(true)),
        ("eur(80) == 100 and usd(5) == 5", Some(true)),
        ("count(card, 1h) > 3 and is_new(device, customer) == null", Some(true)),
        ("$local.hour == 12 and $local.weekday == 7 and $local.is_weekend and !$local.is_night", Some(true)),
        (
            "network($ip_address, 24, 64) == '192.0.2.0/24' and network($ip_address, 32, 128) == '192.0.2.1/32'",
            Some(true),
        ),
        ("network($merchant, 24, 64) == null", Some(true)),
        ("mailbox($email_address) == 'zoe@example.org'", Some(true)),
        ("mailbox('Zoe.Q+x@gmail.com') == 'zoeq@gmail.com'", Some(true)),
        ("$card.bin8 == '41111111' and $card.bin == '411111'", Some(true)),
        ("$merchant_category in @codes", Some(true)),
        ("$local.weekday in @codes", Some(false)),
        ("not true or false", Some(false)),
        ("not not true", Some(true)),
        ("true == !false", Some(true)),
    ] {
        check(source, expected);
    }
}

#[test]
fn what_is_missing_makes_unknown_what_needs_it() {
    for (source, expected) in [
        ("$phone == '1'", None),
        ("$phone != '1'", None),
        ("!($phone == '1')", None),
        ("$phone in ['1']", None),
        ("$phone not in ['1']", None),
        ("$phone == '1' or $amount == 100", Some(true)),
        ("$amount == 100 or $phone == '1'", Some(true)),
        ("$phone == '1' and $amount != 100", Some(false)),
        ("$phone == '1' and $amount == 100", None),
        ("($phone == '1') == null", Some(true)),
        ("$ip_score + 1 > 0", None),
        ("1 / ($amount - 100) > 0", None),
        ("$amount % 0 == 0", None),
        // Of another type than the rule takes it for: as good as missing.
        ("$attributes.segment > 5", None),
        ("$attributes.nothing == 5", None),
        ("$attributes.nothing", None),
    ] {
        check(source, expected);
    }
}

#[test]
fn an_address_and_a_domain_have_one_form() {
    let mut transaction = payment();
    for (email, domain) in [
        ("zoe@Example.ORG.", "example.org"),
        ("zoe@xn--bcher-kva.example", "bücher.example"),
        ("zoe@BÜCHER。example", "bücher.example"),
        ("zoe＠ｅｘａｍｐｌｅ.org", "example.org"),
    ] {
        transaction.email_address = Some(email.to_owned());
        let source = format!("domain($email_address) == \"{domain}\"");
        assert_eq!(value_for(&source, &transaction), Some(true), "{email}");
    }
    for address in ["192.0.2.71", "::ffff:192.0.2.71", "64:ff9b::192.0.2.71", "2002:c000:247::9"] {
        transaction.ip_address = Some(address.parse().unwrap());
        for source in ["$ip_address == \"192.0.2.71\"", "network($ip_address, 24, 64) == \"192.0.2.0/24\""] {
            assert_eq!(value_for(source, &transaction), Some(true), "{address}");
        }
    }
}

#[test]
fn outcomes_and_labels_are_of_past_transactions() {
    let (text, _, program) =
        compile("count(card, 1d where $outcome == 'block' and $label != 'legitimate') > 0").unwrap();
    assert_eq!(text, "count(card, 1d where $outcome == \"block\" and $label != \"legitimate\") > 0");
    let depth = program.requirements().of(crate::Entity::Card).unwrap();
    assert!(depth.needs_outcomes && depth.needs_labels);
}

#[test]
fn one_feature_is_computed_once_however_it_is_written() {
    let source = "count(card, 24h) > 1 and count(card, 1d) > 2 and count( card,1440m ) > 3 and count(card, 24h where $amount > 1) > 1";
    let (_, _, program) = compile(source).unwrap();
    assert_eq!(program.feature_names().as_ref(), ["count(card, 24h)", "count(card, 24h where $amount > 1)"]);
    let depth = program.requirements().of(crate::Entity::Card).unwrap();
    assert_eq!((depth.window_millis, depth.needs_labels), (86_400_000, false));
    assert!(program.requirements().of(crate::Entity::Customer).is_none());
}

#[test]
fn errors_name_the_spot_and_what_was_probably_meant() {
    check_refused("$amonut > 500", 1, "unknown variable `$amonut`", "`$amount`");
    check_refused("$amount > 500 and $geo.contry == 'FR'", 19, "unknown variable", "`$geo.country`");
    check_refused("$shoe_size > 5", 1, "unknown variable", "$attributes.shoe_size");
    check_refused("$amount > '500'", 1, "can't be compared", "quotes");
    check_refused("$merchant", 1, "is a text, not a condition", "");
    check_refused("$amount + 1", 1, "is an amount, not a condition", "");
    check_refused("$geo.country in @contries", 17, "unknown list", "@countries");
    check_refused("$geo.country in [1, 2]", 1, "is a text, and the list holds numbers", "");
    check_refused("$amount in ['a']", 1, "is a number, and the list holds texts", "");
    check_refused("$amount in [1, 'a']", 13, "numbers or texts, not both", "");
    check_refused("$amount = 5", 9, "`=` is not part", "`==`");
    check_refused("$amount > 5 && true", 13, "`&&` is not part", "`and`");
    check_refused("amount > 5", 1, "`amount` means nothing here", "`$amount`");
    check_refused("cuont(card, 1h) > 1", 1, "unknown function", "`count`");
    check_refused("count(crad, 1h) > 1", 7, "has no history", "`card`");
    check_refused("count(card, 1) > 1", 13, "must be a duration", "24h");
    check_refused("count(card, 1w) > 1", 13, "neither a number nor a duration", "30m");
    check_refused("count(card, 91d) > 1", 13, "at most 90d", "");
    check_refused("count(card) > 1", 1, "called otherwise", "count(card, 1h)");
    check_refused("sum(card, 1h) > 1", 5, "`sum` is of amounts", "sum(amount, card, 24h)");
    check_refused("distinct(merchnat, card, 1h) > 1", 10, "can't be counted", "`merchant`");
    check_refused("count(card, 1h where count(card, 1h) > 1) > 1", 22, "behind `where`", "");
    check_refused("length($merchant where true) > 1", 24, "belongs to history functions", "");
    check_refused("$outcome == 'block'", 1, "past transactions only", "count(card, 30d where");
    check_refused("regex_match('(', $merchant)", 13, "the pattern can't be used", "linear");
    check_refused("regex_match('(?=a)b', $merchant)", 13, "the pattern can't be used", "look-around");
    check_refused("regex_match('a)|(b', $merchant)", 13, "the pattern can't be used", "");
    check_refused("regex_match($merchant, 'a')", 13, "must be a string in quotes", "");
    check_refused("regex_match('(\\w{500}){500}', $merchant)", 13, "the pattern can't be used", "");
    check_refused("1 < $amount < 3", 13, "can't be chained", "and");
    check_refused("$amount > ", 11, "expected a value, found the end", "");
    check_refused("($amount > 1", 13, "expected `)`", "");
    check_refused("$amount > 1 $amount", 13, "expected `and`, `or` or the end", "");
    check_refused("$merchant == 'x", 14, "no closing quote", "");
    check_refused("$amount > null", 1, "neither more nor less", "");
    check_refused("null == null", 1, "says nothing", "");
    check_refused("$attributes.a == $attributes.b", 1, "numbers or texts", "[variables]");
    check_refused("$ > 1", 1, "begins a variable", "");
    check_refused("$amount # 1", 9, "unexpected character", "");
    check_refused(&format!("{}true{}", "(".repeat(80), ")".repeat(80)), 65, "levels deep", "");
    check_refused(&vec!["true"; 600].join(" or "), 4009, "more than 500 operators", "list");
    check_refused(&" ".repeat(SOURCE_BYTES_MAX + 1), 1, "the limit is", "");
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let errors = compile("$amonut > 1 and $merchant in @nothing and count(crad, 1y) > 1").unwrap_err();
    assert_eq!(errors.len(), 1, "an invalid duration ends the reading");
    let errors = compile("$amonut > 1 and $merchant in @nothing and count(crad, 91d) > 1").unwrap_err();
    let found: Vec<_> = errors.iter().map(LanguageError::message).collect();
    assert_eq!(
        found,
        [
            "unknown variable `$amonut`",
            "unknown list `@nothing`",
            "`crad` has no history",
            "a duration is at least 1m and at most 90d here"
        ]
    );
}

#[test]
fn an_expression_is_printed_in_one_way() {
    for (source, printed) in [
        ("( $amount>5 )and((true))", "$amount > 5 and true"),
        ("(true or false) and true", "(true or false) and true"),
        ("true or (false and true)", "true or false and true"),
        ("!$card.luhn_valid == true", "!($card.luhn_valid == true)"),
        ("not ($amount in @countries)", "!($amount in @countries)"),
        ("(!true) == (!false)", "(!true) == !false"),
        ("-(!(-(1))) * (!(2)) > 0", "-!-1 * !2 > 0"),
        ("not (not ($amount > 1))", "!!($amount > 1)"),
        ("1 - (2 - 3) - 4 > 0", "1 - (2 - 3) - 4 > 0"),
        ("-(1 + 2) * 3 > 0", "-(1 + 2) * 3 > 0"),
        ("'it\\'s' == \"a\\\\\"", r#""it's" == "a\\""#),
        ("regex_match('\\d+\\.x', $merchant)", r#"regex_match("\d+\.x", $merchant)"#),
        ("count(card, 24h  where ( $amount<5 ))>=-1.50", "count(card, 24h where $amount < 5) >= -1.5"),
    ] {
        let expression = parse(source).unwrap();
        assert_eq!(expression.to_string(), printed);
        assert_eq!(parse(&expression.to_string()).unwrap(), expression, "{source}");
    }
}

#[test]
fn what_is_printed_nests_no_deeper_than_what_was_read() {
    for (level, end) in [
        ("-!", ""),
        ("!-!", ""),
        ("1 - !", ""),
        ("1 + !2 * -", ""),
        ("not -", ""),
        ("not f(", ")"),
        ("not (not ", " > 1) in [1]"),
        ("(not ", " == 1) == 1"),
        ("f(1 where !", " < 2)"),
    ] {
        let nested = |levels: usize| format!("{}1{}", level.repeat(levels), end.repeat(levels));
        let deepest = (1..=80).rev().map(nested).find_map(|source| parse(&source).ok());
        let deepest = deepest.expect("one level can be read");
        assert_eq!(parse(&deepest.to_string()).unwrap(), deepest, "{level}");
    }
}

#[test]
fn how_much_of_the_history_is_there_can_be_asked() {
    use crate::history::{Depth, Reach, Shortfall};
    use crate::{Entity, Requirements};
    let mut requirements = Requirements::default();
    for entity in [Entity::Card, Entity::Customer, Entity::Device] {
        requirements.ask(entity, Depth::of_window(60_000));
    }
    let mut transaction = payment();
    transaction.device = None;
    let value = |source: &str, missing: &[Entity], crowded: &[Entity]| {
        let (_, condition, program) = compile(source).unwrap();
        let reach = Some(Reach::new(
            &requirements,
            &transaction,
            &Shortfall { missing: missing.to_vec(), crowded: crowded.to_vec() },
        ));
        let subject = Subject { reach, ..Subject::of(&transaction) };
        condition.value(&program.scope(subject, &[], &Signals::default()))
    };
    let (card, customer) = (Entity::Card, Entity::Customer);
    for (source, missing, expected) in [
        ("$history.status == 'complete'", &[] as &[Entity], Some(true)),
        ("$history.status == 'partial'", &[customer], Some(true)),
        ("$history.status == 'unavailable'", &[card, customer], Some(true)),
        ("$history.status != 'complete'", &[card], Some(true)),
        ("$history.card == 'complete' and $history.customer == 'unavailable'", &[customer], Some(true)),
        ("$history.card == 'unavailable' and $amount > 50", &[card], Some(true)),
        // Not named by the payment, and not asked for by the policy.
        ("$history.device == null and $history.email == null", &[card], Some(true)),
        ("$history.device == 'complete'", &[], None),
    ] {
        assert_eq!(value(source, missing, &[]), expected, "{source} {missing:?}");
    }
    for (source, missing, expected) in [
        // The newest of a crowd is there; of one that is too dense, nothing.
        ("$history.card == 'crowded' and $history.status == 'complete'", &[] as &[Entity], Some(true)),
        ("$history.card == 'crowded' and $history.status == 'partial'", &[card], Some(true)),
        ("$history.card == 'unavailable'", &[card], Some(false)),
        ("$history.customer == 'crowded'", &[], Some(false)),
    ] {
        assert_eq!(value(source, missing, &[card]), expected, "{source} {missing:?}");
    }
    check_refused(
        "count(card, 1h where $history.status == 'complete') > 1",
        22,
        "of the present transaction",
        "",
    );
}

#[test]
fn unknown_signals_and_histories_are_refused() {
    check_refused(
        "$signals.anything > 1",
        1,
        "unknown variable",
        "one of $signals.anomaly_score, $signals.fraud",
    );
    check_refused(
        "$signals.fraud_probabilty > 1",
        1,
        "unknown variable",
        "did you mean `$signals.fraud_probability`?",
    );
    check_refused("$signals.fraud_detector_score == 'high'", 1, "can't be compared", "texts stand in quotes");
    check_refused(
        "$history.anything == 'complete'",
        1,
        "unknown variable",
        "one of $history.status, $history.card",
    );
    check_refused("$history.state == 'complete'", 1, "unknown variable", "did you mean `$history.status`?");
    check_refused("$geo.planet == 'Mars'", 1, "unknown variable", "one of $geo.country");
    check_refused("$history == 'complete'", 1, "unknown variable", "");
    // A declaration is not a way around it.
    assert!(vocabulary().add_variable("score", "$signals.anything").is_err());
}

#[test]
fn numbers_are_compared_and_subtracted_as_decimal_ones() {
    for (source, expected) in [
        ("1.1 + 2.2 == 3.3", true),
        ("0.1 + 0.2 == 0.3", true),
        ("0.1 + 0.2 > 0.3", false),
        ("0.3 - 0.1 == 0.2", true),
        ("0.3 - 0.1 < 0.2", false),
        ("0.3 % 0.1 == 0", true),
        ("0.7 % 0.1 == 0", true),
        ("19.99 % 0.01 == 0", true),
        ("99.99 % 1 == 0.99", true),
        ("149.99 % 10 == 9.99", true),
        ("9007199254740.93 % 1 == 0.93", true),
        ("-7 % 3 == -1", true),
        ("7.5 % 2.5 == 0", true),
        ("7.4 % 2.5 == 2.4", true),
        ("19.99 * 3 == 59.97", true),
        ("0.3 / 3 == 0.1", true),
        ("10 / 3 * 3 == 10", true),
        ("0.1 * 3 != 0.3", false),
        ("0.1 * 3 >= 0.3 and 0.1 * 3 <= 0.3", true),
        ("100 == usd(125) or $amount == 100", true),
        // Near is not the same.
        ("0.3000000001 == 0.3", false),
        ("100.01 > 100", true),
        ("100.01 - 100 == 0.01", true),
        // Ids are compared as they are.
        ("9007199254740991 == 9007199254740990", false),
        ("1234567890123 == 1234567890124", false),
        ("900719925474099 > 900719925474098", true),
    ] {
        check(source, Some(expected));
    }
}

//! Which policies are accepted, and what is said of those that are not.

use super::*;
use crate::Entity;

const DEFAULT: &str = include_str!("../../../../../policies/default.toml");

const SMALL: &str = r#"
version = "1"
thresholds = { review = 50, block = 80 }
lists = { watched = ["a", 5], from_file = { file = "watched.txt" } }
variables = { ip_score = "number" }

[[rules]]
code = "FIRST"
when = "$amount > 5 and $merchant in @watched"
points = 10
reason = "{$amount} to {$merchant}"

[[rules]]
code = "SECOND"
when = '''
$ip_score > 3
or count(card, 90d) > 3
'''
outcome = "block"
reason = "because"
state = "off"
"#;

fn read(toml: &str) -> Result<Policy, PolicyError> {
    Policy::parse_with(toml, |path| match path {
        "watched.txt" => Ok("# names\n\nOne\n  Two  \n".to_owned()),
        _ => Err("no such file".to_owned()),
    })
}

#[track_caller]
fn check_refused(broken: &str, expected: &[&str]) {
    let error = read(broken).unwrap_err();
    let found = error.to_string();
    for expected in expected {
        assert!(found.contains(expected), "{found}\ndoes not say\n{expected}");
    }
}

#[test]
fn the_default_policy_is_good_and_covers_the_usual_attacks() {
    let policy = Policy::parse(DEFAULT).unwrap_or_else(|error| panic!("{error}"));
    let codes: Vec<_> = policy.rules().iter().map(Rule::code).collect();
    for code in [
        "LARGE_AMOUNT",
        "LISTED_MERCHANT",
        "SMALL_ROUND_AMOUNT",
        "HIGH_RISK_LOCATION",
        "LUHN_FAILURE",
        "CARD_TESTING",
        "CARD_VELOCITY",
        "IMPOSSIBLE_TRAVEL",
        "NEW_DEVICE_HIGH_AMOUNT",
        "HIGH_VALUE_FIRST_PAYMENT",
        "ACCOUNT_TAKEOVER",
        "ODD_HOURS",
    ] {
        assert!(codes.contains(&code), "{code}");
    }
    assert_eq!(policy.notify(), Some([Outcome::Review, Outcome::Block].as_slice()));
    assert!(policy.rules().iter().all(|rule| rule.state() == RuleState::Live));
}

#[test]
fn a_policy_says_how_deep_a_history_it_needs() {
    let policy = read(SMALL).unwrap();
    assert!(policy.requirements().is_empty(), "a rule that is off costs no history");
    let policy = read(&SMALL.replace("state = \"off\"", "state = \"shadow\"")).unwrap();
    let depth = policy.requirements().of(Entity::Card).unwrap();
    assert_eq!((depth.window_millis, depth.entries_max, depth.needs_labels), (90 * 86_400_000, 200, false));
    let depth = *Policy::parse(DEFAULT).unwrap().requirements().of(Entity::Card).unwrap();
    assert!(depth.needs_labels && depth.needs_outcomes);
}

#[test]
fn the_hash_knows_every_byte_that_decides() {
    let hash = |toml: &str| read(toml).unwrap().hash().to_owned();
    assert_eq!(hash(SMALL), hash(SMALL));
    assert_eq!(hash(SMALL).len(), 64);
    assert_ne!(hash(SMALL), hash(&SMALL.replace("> 5", "> 6")));
    let other_file = Policy::parse_with(SMALL, |_| Ok("One\nTwo\nThree".to_owned())).unwrap();
    assert_ne!(hash(SMALL), other_file.hash());
}

#[test]
fn everything_wrong_with_a_policy_is_said_at_once() {
    let broken = SMALL
        .replace("version = \"1\"", "version = \" \"")
        .replace("review = 50", "review = 90")
        .replace("\"a\", 5", "\"a\", \" \"")
        .replace("\"watched.txt\"", "\"nothing.txt\"")
        .replace("\"number\"", "\"colour\"")
        .replace("$amount > 5", "$amonut > 5")
        .replace("{$amount}", "{$amuont}")
        .replace("points = 10", "points = 100")
        .replace("\"SECOND\"", "\"FIRST\"")
        .replace("> 3\nor", "> 'x'\nor");
    check_refused(
        &broken,
        &[
            "version: must have 1 to 100 characters",
            "thresholds: must be 0 < review <= block < 100",
            "lists.watched: the list has a blank entry",
            "lists.from_file: the file nothing.txt can't be read: no such file",
            "variables.ip_score: must be number, text, boolean, or another variable",
            "rule FIRST: points must be above 0 and below 100",
            "rule FIRST: the code stands twice",
            "rule FIRST, when: line 9, column 9: unknown variable `$amonut`",
            "9 | when = \"$amonut > 5 and $merchant in @watched\"\n  |         ^^^^^^^",
            "did you mean `$amount`?",
            "rule FIRST, reason: line 11, column 12: unknown variable `$amuont`",
            "unknown variable `$ip_score`",
        ],
    );
}

#[test]
fn an_error_in_a_text_of_several_lines_names_the_line_of_the_file() {
    let error = read(&SMALL.replace("count(card", "count(crad")).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!(problem.part, "rule SECOND, when");
    assert_eq!(problem.place.map(|place| (place.line, place.column)), Some((17, 10)));
    // Where escapes make the file differ from the text, the text itself is shown.
    let escaped = SMALL
        .replace("\"$amount > 5 and $merchant in @watched\"", "\"$merchant == \\\"x\\\" and $amonut > 5\"");
    let error = read(&escaped).unwrap_err();
    assert!(error.problems()[0].rendered.contains("1 | $merchant == \"x\" and $amonut > 5"), "{error}");
    assert_eq!(error.problems()[0].place.map(|place| place.line), Some(9));
}

#[test]
fn a_wrong_policy_is_refused_with_its_place() {
    check_refused(&SMALL.replace("thresholds =", "thresholds"), &["line 3"]);
    check_refused(&SMALL.replace("version =", "edition ="), &["unknown field `edition`"]);
    check_refused(&SMALL.replace("points = 10", "points = nan"), &["rule FIRST: points must be"]);
    check_refused(&SMALL.replace("points = 10\n", ""), &["rule FIRST: must have points, or an outcome"]);
    check_refused(
        &format!(
            "{SMALL}[watchlist]\nreview_from = 50\nblock_from = 40\npoints = 100\nparties = [\"merchant\", \"merchant\"]\n"
        ),
        &[
            "watchlist.review_from: must be 60 to 100",
            "watchlist.block_from: must be review_from to 100",
            "watchlist.points: must be 0 or more and below 100",
            "watchlist.parties: names merchant twice",
        ],
    );
    check_refused(&SMALL.replace("\"FIRST\"", "\"first\""), &["rule first: a code is capitals"]);
    check_refused(&SMALL.replace("\"because\"", "\" \""), &["rule SECOND: a reason has"]);
    check_refused(&SMALL.replace("\"because\"", "\"{$amount\""), &["this brace is never closed"]);
    check_refused(&SMALL.replace("\"because\"", "\"a } b\""), &["this brace was never opened", "write `}}`"]);
    check_refused(&SMALL.replace("\"off\"", "\"on\""), &["unknown variant `on`"]);
    check_refused(&SMALL.replace("ip_score =", "amount ="), &["variables.amount: the name is a field"]);
    check_refused(
        &SMALL.replace("watched = [", "\"wat ched\" = ["),
        &["lists.wat ched: a name is", "unknown list"],
    );
    check_refused(
        &SMALL.replace("points = 10", "points = 10\nhit_rate = { min = 0.5, max = 0.2 }"),
        &["a hit rate must be 0 <= min < max <= 1"],
    );
    check_refused(
        &format!(
            "{}\n[currency]\nreference = \"USD\"\nrates = {{ EUR = -1, USD = 2 }}\n[clock]\nutc_offset_minutes = 9999",
            SMALL.split("[[rules]]").next().unwrap()
        ),
        &[
            "currency.rates.EUR: a rate must be",
            "currency.rates.USD: the reference currency is worth 1",
            "clock.utc_offset_minutes",
        ],
    );
    check_refused(&"#".repeat(POLICY_BYTES_MAX + 1), &["the limit is"]);
}

#[test]
fn a_policy_explains_itself() {
    let policy = read(&SMALL.replace("state = \"off\"", "state = \"shadow\"")).unwrap();
    let explanations = policy.explain();
    assert_eq!(explanations[1].condition, "$ip_score > 3 or count(card, 90d) > 3");
    assert_eq!(explanations[1].features, ["count(card, 90d)"]);
    assert_eq!(explanations[0].cost, 6);
    assert!(explanations[1].cost > 200);
}

#[test]
fn a_demoted_rule_is_in_shadow_and_named() {
    let policy = read(SMALL).unwrap();
    let demoted = policy.with_demoted(&["FIRST".to_owned(), "SECOND".to_owned(), "THIRD".to_owned()]);
    let states: Vec<_> = demoted.rules().iter().map(Rule::state).collect();
    assert_eq!(states, [RuleState::Shadow, RuleState::Off]);
    assert_eq!(demoted.demoted(), ["FIRST"]);
    assert_eq!(demoted.hash(), policy.hash());
}

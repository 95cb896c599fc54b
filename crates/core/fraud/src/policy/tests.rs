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
        // As an editor on Windows writes it.
        "watched.txt" => Ok("\u{feff}# names\r\n\r\nOne\r\n  Two  \r\n".to_owned()),
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

#[test]
fn the_default_policy_waits_for_nothing_in_vain() {
    let warnings: Vec<_> =
        Policy::parse(DEFAULT).unwrap().warnings().iter().map(|warning| warning.rendered.clone()).collect();
    assert!(warnings.is_empty(), "{warnings:#?}");
}

#[test]
fn the_default_policy_knows_every_currency_without_decimals() {
    let listed: toml::Table = DEFAULT.parse().unwrap();
    let listed = listed["lists"]["currencies_without_decimals"].as_array().unwrap();
    let listed: Vec<_> = listed.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    let letters = || b'A'..=b'Z';
    let codes = letters()
        .flat_map(|one| letters().flat_map(move |two| letters().map(move |three| [one, two, three])));
    let known: Vec<_> = codes
        .filter_map(|code| String::from_utf8(code.to_vec()).ok()?.parse::<crate::Currency>().ok())
        .filter(|currency| currency.decimals() == 0)
        .map(|currency| currency.code().to_owned())
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn a_policy_tells_what_its_rules_wait_for_in_vain() {
    let policy = read(&SMALL.replace("$amount > 5 and", "$card.bin == '41111111' and")).unwrap();
    let [warning] = policy.warnings() else { panic!("{:?}", policy.warnings()) };
    assert_eq!(warning.part, "rule FIRST, when");
    assert_eq!(warning.place.map(|place| (place.line, place.column)), Some((9, 9)));
    assert!(warning.rendered.contains("= the first eight digits are `$card.bin8`"), "{}", warning.rendered);
}

const GROUPED: &str = r#"
version = "1"
thresholds = { review = 50, block = 80 }

[groups]
detector = "first_match"

[variables]
age = { is = "number", default = 999 }
ip_address = { is = "$ip_address", default = "0.0.0.0" }
country = { is = "$geo.country", default = "ZZ" }
is_gift = { is = "boolean", default = false }
total = { is = "$amount", default = 5 }

[[rules]]
code = "YOUNG"
group = "detector"
when = "$age < 3"
outcome = "block"
reason = "r"

[[rules]]
code = "SHADOW"
group = "detector"
when = "true"
outcome = "block"
reason = "r"
state = "shadow"

[[rules]]
code = "NOWHERE"
group = "detector"
when = "$ip_address == '0.0.0.0' and $country == 'ZZ'"
outcome = "review"
reason = "From {$ip_address}."

[[rules]]
code = "ALL"
group = "detector"
when = "$age != null and !$is_gift and $total == 100.00"
outcome = "approve"
reason = "r"

[[rules]]
code = "BESIDE"
when = "$amount > 1"
points = 60
reason = "r"
"#;

#[test]
fn the_first_match_of_a_group_counts_alone() {
    use crate::fixtures::payment;
    use crate::transaction::Attribute;
    use crate::{Transaction, assess};
    let policy = read(GROUPED).unwrap();
    let check =
        |policy: &Policy, change: &dyn Fn(&mut Transaction), hits: &[&str], shadow: &[&str], outcome| {
            let mut transaction = payment();
            change(&mut transaction);
            let assessment = assess(&transaction, policy);
            let mut codes: Vec<_> = assessment.hits.iter().map(|hit| hit.code.as_str()).collect();
            codes.sort_unstable();
            let shadows: Vec<_> = assessment.shadow_hits.iter().map(|hit| hit.code.as_str()).collect();
            assert_eq!((codes.as_slice(), shadows.as_slice(), assessment.outcome), (hits, shadow, outcome));
        };
    let set_age = |age: f64| {
        move |transaction: &mut Transaction| {
            transaction.attributes.insert("age".to_owned(), Attribute::Number(age));
        }
    };
    // What stands before the match is recorded, what stands behind it is not looked at.
    check(&policy, &|_| {}, &["ALL", "BESIDE"], &["SHADOW"], Outcome::Approve);
    check(&policy, &set_age(2.0), &["BESIDE", "YOUNG"], &[], Outcome::Block);
    let nowhere = |transaction: &mut Transaction| (transaction.ip_address, transaction.geo) = (None, None);
    check(&policy, &nowhere, &["BESIDE", "NOWHERE"], &["SHADOW"], Outcome::Review);
    // A rule that does not count any more lets the next one match.
    let demoted = policy.with_demoted(&["YOUNG".to_owned()]);
    check(&demoted, &set_age(2.0), &["ALL", "BESIDE"], &["SHADOW", "YOUNG"], Outcome::Approve);
    let places: Vec<_> = policy.explain().into_iter().map(|explained| explained.group).collect();
    let place = |place| Some(GroupPlace { name: "detector".to_owned(), place, of: 4 });
    assert_eq!(places, [place(1), place(2), place(3), place(4), None]);
}

#[test]
fn groups_and_defaults_that_mean_nothing_are_refused() {
    check_refused(&GROUPED.replace("detector = ", "others = "), &["groups.others: no rule is in the group"]);
    check_refused(&GROUPED.replace("detector = ", "others = "), &["rule YOUNG: its group must be declared"]);
    check_refused(&GROUPED.replace("\"first_match\"", "\"best\""), &["unknown variant `best`"]);
    check_refused(
        &GROUPED.replace("default = 999", "default = \"old\""),
        &["variables.age: the default must be a number"],
    );
    check_refused(
        &GROUPED.replace("default = 5 }", "default = true }"),
        &["variables.total: the default must be an amount"],
    );
    check_refused(
        &GROUPED.replace("is = \"$ip_address\"", "is = \"$phone\""),
        &["variables.ip_address: the name is a field"],
    );
    check_refused(
        &GROUPED.replace("is = \"boolean\"", "is = \"colour\""),
        &["variables.is_gift: must be number"],
    );
}

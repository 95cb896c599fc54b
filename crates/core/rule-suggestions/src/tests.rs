//! Whole suggestions: of payments with a pattern in them, of made-up traffic, of hostile texts, and of too little.

use std::collections::BTreeSet;

use backtest::{Backtest, ColumnMapping, CsvReader, Record};
use fraud::{CardKey, Outcome, Policy, Verdict};
use proptest::prelude::*;
use traffic::Traffic;

use super::*;

/// Lets everything pass.
const NOTHING: &str = "version = \"1\"\nthresholds = { review = 50, block = 80 }\n";
const DEFAULT: &str = include_str!("../../../../policies/default.toml");

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap()
}

/// Labels are known after an hour.
const DELAY: Option<i64> = Some(3_600_000);

fn settings() -> Settings {
    Settings { label_delay_millis: DELAY, ..Settings::default() }
}

fn suggested(text: &str, records: Vec<Record>) -> Report {
    suggest(&policy(text), records, &settings())
}

/// One payment of a file.
#[derive(Clone)]
struct Row {
    minute: u64,
    amount: u64,
    merchant: String,
    card: String,
    customer: String,
    segment: String,
    label: &'static str,
}

impl Row {
    /// The `number`th good payment: one every ten minutes, of 40 customers, none of them like another.
    fn good(number: u64) -> Row {
        Row {
            minute: number * 10,
            amount: 20 + number * 7 % 90,
            merchant: format!("Shop {}", number % 7),
            card: format!("card{}", number % 40),
            customer: format!("customer{}", number % 40),
            segment: format!("s{}", number % 3),
            label: "legitimate",
        }
    }

    /// The `number`th payment of fraud, on a card of its own.
    fn fraud(number: u64) -> Row {
        Row {
            minute: number * 97 + 5,
            amount: 30 + number * 3 % 40,
            card: format!("victim{number}"),
            customer: format!("victim{number}"),
            label: "fraud",
            ..Row::good(number)
        }
    }
}

fn key() -> CardKey {
    CardKey::new([7; 32]).unwrap()
}

fn records(rows: &[Row]) -> Vec<Record> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.minute);
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row: &Row| {
        let Row { minute, amount, merchant, card, customer, segment, label } = row;
        let seconds = 1_772_323_200 + minute * 60;
        format!("{seconds},{amount},{},{card},{customer},{},{label}\n", cell(merchant), cell(segment))
    };
    let lines: String = rows.iter().map(line).collect();
    let file = format!("event_time,amount,merchant,card,customer_id,attributes.segment,label\n{lines}");
    CsvReader::new(file.as_bytes(), &ColumnMapping::default(), key()).unwrap().map(Result::unwrap).collect()
}

fn of_traffic(seed: u64, count: usize, fraud_rate: f64) -> Vec<Record> {
    let settings = traffic::Settings { seed, customers: 150, fraud_rate, ..traffic::Settings::default() };
    let lines: String = std::iter::once(traffic::CSV_HEADER.to_owned())
        .chain(Traffic::new(settings).take(count).map(|payment| payment.csv_row()))
        .map(|line| line + "\n")
        .collect();
    CsvReader::new(lines.as_bytes(), &ColumnMapping::default(), key()).unwrap().map(Result::unwrap).collect()
}

/// Good payments, and fraud on 40 cards that is done to them by `mark`.
fn marked(mark: impl Fn(&mut Row)) -> Vec<Row> {
    let mut rows: Vec<_> = (0..400).map(Row::good).collect();
    rows.extend((0..40).map(Row::fraud).map(|mut row| {
        mark(&mut row);
        row
    }));
    rows
}

fn conditions(report: &Report) -> Vec<&str> {
    report.suggestions.iter().map(|suggestion| suggestion.condition.as_str()).collect()
}

/// What everything below rests on: the policy with a suggestion in it is a good one without warnings, and its backtest hits the
/// very payments that the figures count.
fn is_what_it_says(text: &str, records: &[Record], report: &Report) {
    let before = policy(text);
    let figures_from = report.sample.figures_from;
    for suggestion in &report.suggestions {
        let with = Policy::parse(&format!("{text}\n{}", suggestion.rule));
        let with = with.unwrap_or_else(|refusal| panic!("{refusal}\n{}", suggestion.rule));
        assert!(with.warnings().len() == before.warnings().len(), "{:?}", with.warnings());
        assert!(
            suggestion.condition.matches(" and ").count()
                <= 2 + suggestion.condition.matches(" and \"").count()
        );
        let settings = backtest::Settings { label_delay_millis: DELAY, examples_max: 0 };
        let mut now = Backtest::new(before.clone(), None, settings);
        let mut then = Backtest::new(with, None, settings);
        let mut counted = Figures::default();
        let (mut cards, mut customers, mut hurt) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for record in records {
            let (now, then) = (now.observe(record), then.observe(record));
            let is_hit = then.hits.iter().any(|hit| hit.code == suggestion.code);
            if !is_hit || now.outcome != Outcome::Approve || Some(record.received_at) < figures_from {
                continue;
            }
            assert_ne!(then.outcome, Outcome::Approve, "a suggestion sends to a person what it hits");
            let customer = record.transaction.customer_id.clone();
            counted.payments += 1;
            match record.verdict {
                Some(Verdict::Fraud) => {
                    counted.fraud_payments += 1;
                    cards.insert(record.transaction.card.token.as_str().to_owned());
                    customers.insert(customer);
                }
                Some(Verdict::Legitimate) => {
                    counted.good_payments += 1;
                    hurt.insert(customer);
                }
                None => {
                    counted.unlabelled_payments += 1;
                    hurt.insert(customer);
                }
            }
        }
        let Figures { payments, fraud_payments, good_payments, unlabelled_payments, .. } = suggestion.figures;
        let said = [payments, fraud_payments, good_payments, unlabelled_payments];
        let Figures { payments, fraud_payments, good_payments, unlabelled_payments, .. } = counted;
        assert_eq!(
            said,
            [payments, fraud_payments, good_payments, unlabelled_payments],
            "{}",
            suggestion.condition
        );
        let Figures { fraud_cards, fraud_customers, hurt_customers, .. } = suggestion.figures;
        assert_eq!(
            [fraud_cards, fraud_customers, hurt_customers],
            [cards.len(), customers.len(), hurt.len()]
        );
    }
}

#[test]
fn what_tells_fraud_from_good_payments_is_found() {
    for (mark, part) in [
        (&(|row: &mut Row| row.amount += 400) as &dyn Fn(&mut Row), "$amount > usd("),
        (&|row: &mut Row| row.merchant = "Kiosk".to_owned(), "$merchant == \"Kiosk\""),
        (&|row: &mut Row| row.segment = "gift cards".to_owned(), "$attributes.segment == \"gift cards\""),
    ] {
        let records = records(&marked(mark));
        let report = suggested(NOTHING, records.clone());
        assert!(conditions(&report).iter().any(|condition| condition.contains(part)), "{part}: {report:?}");
        let figures = &report.suggestions[0].figures;
        assert!(
            figures.fraud_cards == report.sample.later_missed_cards && figures.hurt_customers == 0,
            "{report:?}"
        );
        assert!(figures.precision_at_least < 1.0);
        is_what_it_says(NOTHING, &records, &report);
    }
}

#[test]
fn figures_are_of_the_later_part_alone() {
    // All is fraud's mark before, and nothing after.
    let turned = marked(|row| {
        if row.minute < 2_700 {
            row.amount += 400;
        }
    });
    let report = suggested(NOTHING, records(&turned));
    assert_eq!((report.suggestions.len(), report.nothing), (0, Some(Nothing::NoneHeld)), "{report:?}");
    let Sample { earlier, later, later_missed_cards, figures_from, from, to, .. } = report.sample;
    assert_eq!((earlier + later, later_missed_cards), (440, 12));
    assert!(from < figures_from && figures_from < to);
}

#[test]
fn a_burst_on_one_card_makes_no_rule() {
    let burst = |card: &str, merchant: &str| {
        let row = |number| Row {
            minute: 1_000 + number,
            merchant: merchant.to_owned(),
            card: card.to_owned(),
            customer: card.to_owned(),
            ..Row::fraud(number)
        };
        (0..200).map(row).collect::<Vec<_>>()
    };
    let mut rows: Vec<_> = (0..400).map(Row::good).collect();
    rows.extend(burst("burst", "Burst"));
    let alone = suggested(NOTHING, records(&rows));
    assert_eq!((alone.nothing, alone.sample.missed_cards), (Some(Nothing::TooFew), 1));
    // Nor does it beside fraud on many cards, nor does one customer's on many.
    let mut rows = marked(|row| row.amount += 400);
    rows.extend(burst("burst", "Burst"));
    rows.extend(
        burst("cards", "Cards")
            .into_iter()
            .enumerate()
            .map(|(number, row)| Row { card: format!("of one {number}"), ..row }),
    );
    let report = suggested(NOTHING, records(&rows));
    assert!(!report.suggestions.is_empty(), "{report:?}");
    let is_of_burst = |condition: &&str| condition.contains("Burst") || condition.contains("Cards");
    assert!(!conditions(&report).iter().any(is_of_burst), "{report:?}");
}

#[test]
fn what_the_policy_stops_by_itself_is_not_suggested() {
    let rows = records(&marked(|row| row.amount += 400));
    let rule = "[[rules]]\ncode = 'LARGE'\nwhen = '$amount > usd(300)'\npoints = 60\nreason = 'Large.'\n";
    let report = suggested(&format!("{NOTHING}{rule}"), rows);
    assert_eq!((report.suggestions.len(), report.sample.fraud_stopped), (0, 40));
    let words = report.nothing_in_words().unwrap();
    assert!(
        words.starts_with("The policy stops every payment that is known to be fraud (40 of them)"),
        "{words}"
    );
}

#[test]
fn one_pattern_is_suggested_once() {
    // Each mark alone tells all fraud.
    let report = suggested(
        NOTHING,
        records(&marked(|row| {
            row.amount += 400;
            row.merchant = "Kiosk".to_owned();
            row.segment = "gift cards".to_owned();
        })),
    );
    assert_eq!(report.suggestions.len(), 1, "{:?}", conditions(&report));
    // Two kinds of fraud are two rules.
    let report = suggested(
        NOTHING,
        records(&marked(|row| match row.minute % 2 {
            0 => row.amount += 400,
            _ => row.merchant = "Kiosk".to_owned(),
        })),
    );
    assert_eq!(report.suggestions.len(), 2, "{:?}", conditions(&report));
    assert_ne!(report.suggestions[0].code, report.suggestions[1].code);
}

#[test]
fn what_is_missing_is_said() {
    let words = |rows: &[Row]| suggested(NOTHING, records(rows)).nothing_in_words().unwrap();
    assert_eq!(words(&[]), "There are no payments to look at.");
    let good: Vec<_> = (0..50).map(Row::good).collect();
    assert!(words(&good).starts_with("None of the payments is known to be fraud (50 of 50 have a label)."));
    let few: Vec<_> = good.iter().cloned().chain((0..5).map(Row::fraud)).collect();
    assert!(
        words(&few)
            .starts_with("The policy lets known fraud pass on 5 different cards. What is needed is 10 ")
    );
    // Weeks go by until a label is known: at no time was there enough to learn from and enough to come.
    let late = Settings { label_delay_millis: Some(30 * Day::MILLIS), ..settings() };
    let late = suggest(&policy(NOTHING), records(&marked(|row| row.amount += 400)), &late);
    let words_of_late = late.nothing_in_words().unwrap();
    assert!(words_of_late.contains("here these are at most 0 and 40"), "{words_of_late}");
    // Fraud that looks like anybody's payment, by a dice that nothing else knows.
    let alike: Vec<_> = (0..800_u64)
        .map(|number| Row {
            card: format!("own{number}"),
            customer: format!("own{number}"),
            label: if number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 59 == 7 { "fraud" } else { "legitimate" },
            ..Row::good(number)
        })
        .collect();
    assert!(words(&alike).starts_with("No condition of up to three terms"), "{}", words(&alike));
}

#[test]
fn payments_without_a_label_count_as_good() {
    let mut rows = marked(|row| row.amount += 400);
    rows.iter_mut().filter(|row| row.label != "fraud").for_each(|row| row.label = "");
    let all_else = suggested(NOTHING, records(&rows));
    assert_eq!(all_else.suggestions[0].figures.hurt_customers, 0, "{all_else:?}");
    // Nobody ever judged what looks like it.
    let unjudged = (0..400).map(|number| Row {
        amount: 450,
        label: "",
        card: format!("new{number}"),
        customer: format!("new{number}"),
        ..Row::good(number)
    });
    rows.extend(unjudged);
    let report = suggested(NOTHING, records(&rows));
    assert!(
        !conditions(&report).iter().any(|condition| condition.starts_with("$amount > usd(400)")),
        "{report:?}"
    );
}

#[test]
fn others_texts_are_quoted_or_left_out() {
    let long = "x".repeat(200);
    for fine in ["Joe's \"Bar\"", "back\\slash\\", "{$amount}", "'''", "قهوة", "a and b", "]]\"]", &long]
    {
        let records = records(&marked(|row| row.merchant = fine.to_owned()));
        let report = suggested(NOTHING, records.clone());
        assert!(
            conditions(&report).iter().any(|condition| condition.starts_with("$merchant == ")),
            "{fine}: {report:?}"
        );
        is_what_it_says(NOTHING, &records, &report);
    }
    for odd in ["two\nlines", "\u{202e}drawkcab", "zero\u{200b}width", "4111111111111111", &"x".repeat(201)] {
        let records = records(&marked(|row| row.merchant = odd.to_owned()));
        let report = suggested(NOTHING, records.clone());
        let written = serde_json::to_string(
            &report.suggestions.iter().map(|suggestion| &suggestion.rule).collect::<Vec<_>>(),
        );
        assert!(
            !conditions(&report).iter().any(|condition| condition.contains("$merchant ==")),
            "{odd}: {written:?}"
        );
        is_what_it_says(NOTHING, &records, &report);
    }
}

#[test]
fn nobodys_own_id_is_a_term() {
    // A value that each customer has for themselves, though fraud comes back to it.
    let rows = marked(|row| {
        row.segment = format!("user {}", row.card);
        row.amount += 400;
    });
    let records = records(&rows);
    let report = suggested(NOTHING, records.clone());
    let of_one = [
        "$customer_id ==",
        "$card.token",
        "$card.last_four",
        "$email_address ==",
        "$device.id ==",
        "$ip_address ==",
        "user victim",
    ];
    for suggestion in &report.suggestions {
        assert!(!of_one.iter().any(|id| suggestion.rule.contains(id)), "{}", suggestion.rule);
        assert!(
            !records.iter().any(|record| suggestion.rule.contains(record.transaction.card.token.as_str()))
        );
    }
    assert!(!report.suggestions.is_empty());
}

#[test]
fn amounts_are_of_the_policys_currency() {
    let text = format!("{NOTHING}[currency]\nreference = \"EUR\"\n[currency.rates]\nUSD = 0.5\n");
    let records = records(&marked(|row| row.amount += 400));
    let report = suggested(&text, records.clone());
    let condition = conditions(&report)[0];
    assert!(condition.contains("eur(") && !condition.contains("usd("), "{condition}");
    is_what_it_says(&text, &records, &report);
    // Where every currency is worth the same, amounts are written in the usual one.
    let mut records = records;
    records.iter_mut().for_each(|record| {
        let minor = record.transaction.money.amount_minor();
        record.transaction.money = fraud::Money::of_minor(minor, "GBP".parse().unwrap()).unwrap();
    });
    let report = suggested(NOTHING, records);
    assert!(conditions(&report)[0].contains("gbp("), "{report:?}");
}

#[test]
fn a_rule_says_what_history_it_begins() {
    let mut rows: Vec<_> = (0..400).map(Row::good).collect();
    // Each victim pays five times within an hour, as nobody else does.
    rows.extend((0..200).map(|number| {
        let victim = Row::fraud(number / 5);
        Row { minute: number / 5 * 97 + number % 5, merchant: format!("Shop {}", number % 7), ..victim }
    }));
    let records = records(&rows);
    let report = suggested(NOTHING, records.clone());
    let new: Vec<_> = report.suggestions.iter().flat_map(|suggestion| &suggestion.new_history).collect();
    assert!(!new.is_empty() && new.iter().all(|new| new.minutes > 0), "{report:?}");
    is_what_it_says(NOTHING, &records, &report);
}

#[test]
fn the_same_payments_give_the_same_suggestions_in_any_order() {
    let records = of_traffic(3, 4_000, 0.1);
    let once = suggested(NOTHING, records.clone());
    let mut turned = records;
    turned.reverse();
    assert_eq!(suggested(NOTHING, turned), once);
    assert!(!once.suggestions.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn a_suggestion_is_a_good_rule_and_its_backtest_counts_what_is_shown(seed in any::<u64>(), is_default in any::<bool>()) {
        let records = of_traffic(seed, 2_500, 0.1);
        let text = if is_default { DEFAULT } else { NOTHING };
        let report = suggested(text, records.clone());
        is_what_it_says(text, &records, &report);
    }
}

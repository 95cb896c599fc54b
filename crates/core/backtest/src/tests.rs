//! What a backtest reads and reports.

use fraud::{CardKey, Case, Entity, History, Label, Outcome, PastTransaction, Policy, Timestamp, Verdict};
use proptest::prelude::*;
use traffic::Traffic;

use super::*;

const DEFAULT_POLICY: &str = include_str!("../../../../policies/default.toml");

fn key() -> CardKey {
    CardKey::new([7; 32]).unwrap()
}

fn default_policy() -> Policy {
    Policy::parse(DEFAULT_POLICY).unwrap()
}

fn generated(seed: u64, count: usize) -> Vec<Record> {
    let settings =
        traffic::Settings { seed, customers: 200, fraud_rate: 0.03, ..traffic::Settings::default() };
    let lines: String =
        Traffic::new(settings).take(count).map(|payment| payment.json_line() + "\n").collect();
    JsonLinesReader::new(lines.as_bytes(), ColumnMapping::default(), key()).map(Result::unwrap).collect()
}

fn read_csv(text: &str, mapping: &str) -> Vec<Result<Record, String>> {
    let mapping = ColumnMapping::parse(mapping).unwrap();
    let rows = CsvReader::new(text.as_bytes(), &mapping, key()).unwrap();
    rows.map(|row| row.map_err(|error| error.to_string())).collect()
}

#[test]
fn csv_and_json_lines_of_the_same_payments_are_the_same_records() {
    let settings = traffic::Settings { fraud_rate: 0.05, ..traffic::Settings::default() };
    let payments: Vec<_> = Traffic::new(settings).take(500).collect();
    let csv: String = std::iter::once(traffic::CSV_HEADER.to_owned())
        .chain(payments.iter().map(traffic::Payment::csv_row))
        .map(|line| line + "\n")
        .collect();
    let json: String = payments.iter().map(|payment| payment.json_line() + "\n").collect();
    let from_csv: Vec<_> = read_csv(&csv, "").into_iter().map(Result::unwrap).collect();
    let from_json: Vec<_> =
        JsonLinesReader::new(json.as_bytes(), ColumnMapping::default(), key()).map(Result::unwrap).collect();
    assert_eq!(from_csv, from_json);
    for (record, payment) in from_csv.iter().zip(&payments) {
        assert_eq!(record.transaction, payment.transaction(&key()));
        assert_eq!(record.verdict == Some(Verdict::Fraud), payment.pattern.is_some());
    }
}

#[test]
fn the_sample_transactions_are_read_as_if_they_were_posted_now() {
    let sample = include_str!("../../../../test_data/transactions/sample.jsonl");
    let read = |now: Option<Timestamp>| -> Result<Vec<Record>, ReadError> {
        let lines = JsonLinesReader::new(sample.as_bytes(), ColumnMapping::default(), key());
        match now {
            Some(now) => lines.with_now(now).collect(),
            None => lines.collect(),
        }
    };
    let now = Timestamp::from_millis(1_772_368_200_000);
    let records = read(Some(now)).unwrap();
    assert_eq!(records.len(), sample.lines().count());
    assert!(records.iter().all(|record| record.received_at == now && record.verdict.is_some()));
    assert!(records.is_sorted_by(|one, other| one.key_id < other.key_id));
    assert_eq!(records[1].pattern.as_deref(), Some("everything_at_once"));
    assert_eq!(records[1].transaction.merchant, "Unknown Store");
    assert_eq!(read(None).unwrap_err().to_string(), "line 1: transaction/event_time: is required");
}

#[test]
fn other_peoples_columns_are_mapped() {
    let rows = read_csv(
        "TX_ID,TX_DATETIME,CUSTOMER,TERMINAL,TX_AMOUNT,TX_FRAUD,age\n7,2018-05-01 12:30:00,C5,T9,12.5,1,44\n8,1525178000,C5,T9,99.90,0,\n",
        "[columns]\nevent_time = 'TX_DATETIME'\ncustomer_id = 'CUSTOMER'\nmerchant_id = 'TERMINAL'\namount = 'TX_AMOUNT'\nlabel = 'TX_FRAUD'\n'attributes.age' = 'age'\n[constants]\ncurrency = 'EUR'",
    );
    let [Ok(first), Ok(second)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(first.transaction.money.to_string(), "12.50 EUR");
    assert_eq!(first.transaction.event_time.to_string(), "2018-05-01T12:30:00Z");
    assert_eq!(first.transaction.card.token.as_str(), "C5");
    assert_eq!((first.verdict, second.verdict), (Some(Verdict::Fraud), Some(Verdict::Legitimate)));
    assert_eq!(first.transaction.attributes.len(), 1);
    assert!(second.transaction.attributes.is_empty());
    assert!(first.key_id < second.key_id || second.received_at < first.received_at);
}

#[test]
fn a_row_that_is_no_transaction_is_named_and_the_next_one_is_read() {
    let rows = read_csv(
        "event_time,amount,merchant,card_number,label\nyesterday,1,m,4111111111111111,\n2026-03-01,1.005,m,4111111111111111,\n2026-03-01,1,m,4111,\n2026-03-01,1,m,4111111111111111,maybe\n2026-03-01,1,m,4111 1111 1111 1111,unknown\n",
        "",
    );
    let errors: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err().cloned()).collect();
    assert!(errors[0].starts_with("line 2: event_time: must be a date and time"), "{errors:?}");
    assert_eq!(errors[1], "line 3: amount: USD has 2 decimals at most");
    assert!(errors[2].starts_with("line 4: card_number: must be a card number"), "{errors:?}");
    assert_eq!(errors[3], "line 5: label: must be fraud or legitimate, 1 or 0");
    assert_eq!(rows[4].as_ref().unwrap().transaction.card.last_four, "1111");
}

#[test]
fn a_mapping_that_fits_nothing_is_refused() {
    let error = ColumnMapping::parse("[columns]\namuont = 'x'").unwrap_err().to_string();
    assert!(error.starts_with("there is no field amuont"), "{error}");
    let mapping = ColumnMapping::parse("[columns]\namount = 'x'").unwrap();
    let error = CsvReader::new("a,b\n1,2".as_bytes(), &mapping, key()).map(drop).unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "the file has no column x; it has a, b");
}

#[test]
fn a_file_that_is_none_of_payments_is_refused_by_its_header() {
    let refused = |text: &str| {
        let mapping = ColumnMapping::default();
        CsvReader::new(text.as_bytes(), &mapping, key()).map(drop).unwrap_err().to_string()
    };
    for text in ["", "5\n", "null\n", "event_time;amount;merchant\n1;2;3\n", "a,b\n1,2\n", "AMOUNT\n1\n"] {
        assert!(refused(text).starts_with("no column is the amount"), "{text}: {}", refused(text));
    }
    assert_eq!(refused("amount,merchant,amount\n"), "two columns fill the field of amount");
    let mapping = ColumnMapping::parse("[columns]\nignored = 'merchant'").unwrap();
    assert!(CsvReader::new("amount,merchant,x,y\n".as_bytes(), &mapping, key()).is_ok());
}

#[test]
fn json_lines_are_read_as_requests_and_mapped_ones_by_their_mapping() {
    let read = |text: &str, mapping: &str| -> Vec<_> {
        let mapping = ColumnMapping::parse(mapping).unwrap();
        let lines = JsonLinesReader::new(text.as_bytes(), mapping, key());
        lines.map(|row| row.map_err(|error| error.to_string())).collect()
    };
    let line = r#"{"amount":10,"merchant":"Shop","card_number":"4111111111111111","event_time":"2019-03-01T12:00:00Z"}"#;
    let marked = read(&format!("{BYTE_ORDER_MARK}{line}\r\n\r\n{line}\r\n"), "");
    assert!(marked.len() == 2 && marked.iter().all(Result::is_ok), "{marked:?}");
    let wrong = read(&format!("[{line}]\n{}\n", line.replace("amount", "amuont")), "");
    let wrong: Vec<_> = wrong.into_iter().map(Result::unwrap_err).collect();
    assert_eq!(wrong[0], "line 1: must be a JSON object");
    assert_eq!(wrong[1], "line 2: amount: is required; amuont: is not a known field");
    // A mapping says what counts, and leaves the rest out.
    let theirs =
        r#"{"SUM":"10.10","WHO":"C5","SHOP":"Shop","AT":"2018-05-01 12:30:00","PLAN":"12","odd":{"x":1}}"#;
    let mapping = "[columns]\namount='SUM'\ncustomer_id='WHO'\nmerchant='SHOP'\nevent_time='AT'\n'attributes.plan'='PLAN'";
    let [Ok(record)] = &read(theirs, mapping)[..] else { panic!() };
    assert_eq!(record.transaction.money.to_string(), "10.10 USD");
    let plan = fraud::transaction::Attribute::Text("12".to_owned());
    assert_eq!(record.transaction.attributes["plan"], plan);
}

#[test]
fn stored_transactions_are_read_as_they_are() {
    let record = generated(1, 1).remove(0);
    let stored = PastTransaction {
        key_id: record.key_id,
        received_at: record.received_at,
        transaction: record.transaction.clone(),
        outcome: None,
        label: Some(Label { verdict: Verdict::Fraud, known_at: record.received_at }),
    };
    let line = serde_json::to_string(&stored).unwrap();
    let read =
        JsonLinesReader::new(line.as_bytes(), ColumnMapping::default(), key()).next().unwrap().unwrap();
    assert_eq!(read.transaction, record.transaction);
    assert_eq!((read.verdict, read.known_at), (Some(Verdict::Fraud), Some(record.received_at)));
    let broken =
        JsonLinesReader::new("{".as_bytes(), ColumnMapping::default(), key()).next().unwrap().unwrap_err();
    assert!(broken.to_string().starts_with("line 1: is not JSON"), "{broken}");
}

#[test]
fn the_default_policy_catches_most_of_every_kind_of_fraud_and_hurts_few() {
    let mut backtest = Backtest::new(default_policy(), None, Settings::default());
    for record in generated(11, 20_000) {
        backtest.observe(&record);
    }
    let report = backtest.finish();
    let side = &report.candidate;
    assert_eq!(report.patterns.len(), traffic::Pattern::ALL.len());
    let (recall, hurt) = (side.recall().unwrap(), side.good_payments_hurt());
    let good = side.outcomes.approve.legitimate + hurt;
    assert!(recall > 0.4, "{recall}: {:?}\n{}", report.patterns, rules(side));
    assert!(hurt * 100 < good * 2, "{hurt} of {good} good payments were hurt: {}", rules(side));
    assert!(side.money_saved() > 0.0 && side.alerts_a_day() > 0.0);
    assert_eq!(
        side.scores.fraud.iter().sum::<u64>(),
        side.outcomes.approve.fraud + side.outcomes.review.fraud + side.outcomes.block.fraud
    );
    assert_eq!(report.days.values().map(|day| day.payments).sum::<u64>(), 20_000);
}

/// What each rule hit: fraud, good payments, and good payments that were stopped.
fn rules(side: &Side) -> String {
    let line = |rule: &RuleReport| {
        format!("{} {} {} {}\n", rule.code, rule.hits.fraud, rule.hits.legitimate, rule.stopped.legitimate)
    };
    side.rules.iter().map(line).collect()
}

#[test]
fn what_a_changed_policy_decides_differently_is_shown() {
    let stricter = Policy::parse(&DEFAULT_POLICY.replace("review = 50", "review = 30")).unwrap();
    let mut backtest = Backtest::new(stricter, Some(default_policy()), Settings::default());
    for record in generated(13, 5_000) {
        backtest.observe(&record);
    }
    let report = backtest.finish();
    let change = report.changes.iter().find(|change| change.from == Outcome::Approve).unwrap();
    assert_eq!(change.to, Outcome::Review);
    assert!(!change.examples.is_empty() && change.examples.len() <= 10);
    let approved = |side: &Side| side.outcomes.approve.count();
    assert!(approved(&report.candidate) < approved(report.baseline.as_ref().unwrap()));
}

#[test]
fn a_model_is_heard_as_the_policy_wants_it() {
    let records = generated(21, 4_000);
    let mut rows = model::Replay::new(model::FeatureList::standard()).unwrap();
    for record in &records {
        let known_at = record.received_at;
        let label = record.verdict.map(|verdict| Label { verdict, known_at });
        rows.observe(&PastTransaction { label, ..record.past() }, true).unwrap();
    }
    let mut settings = model::Settings::default();
    (settings.boost.trees, settings.forest.trees) = (40, 8);
    let model = model::train(&rows.finish().all(), &settings).unwrap();
    let policy = |state: &str| {
        let text = "version = \"1\"\nthresholds = { review = 50, block = 90 }\n[model]\nstate = ";
        Policy::parse(&format!("{text}\"{state}\"")).unwrap()
    };
    let scorer = model::Scorer::new(model).unwrap();
    let (live, shadow) = (policy("live"), policy("shadow"));
    let mut backtest = Backtest::new(live, Some(shadow), Settings::default()).with_model(scorer);
    let decided: Vec<_> = records.iter().map(|record| backtest.observe(record)).collect();
    let report = backtest.finish();
    let stopped = |side: &Side| side.recall().unwrap();
    assert!(stopped(&report.candidate) > 0.5, "{}", stopped(&report.candidate));
    assert_eq!(report.baseline.as_ref().map(stopped), Some(0.0));
    let reviewed = decided.iter().find(|decided| decided.outcome != Outcome::Approve).unwrap();
    assert_eq!(reviewed.hits[0].code, "FRAUD_MODEL");
    assert!(!reviewed.basis.as_ref().unwrap().model.as_ref().unwrap().contributions.is_empty());
}

#[test]
fn the_memory_of_a_backtest_does_not_grow_with_the_file() {
    let policy = r#"
        version = "1"
        thresholds = { review = 50, block = 80 }
        [[rules]]
        code = "VELOCITY"
        when = "count(card, 24h) > 9 and count(customer, 24h) > 9"
        points = 60
        reason = "{count(card, 24h)} payments a day"
    "#;
    let mut backtest = Backtest::new(Policy::parse(policy).unwrap(), None, Settings::default());
    let mut held = Vec::new();
    for (index, record) in generated(17, 40_000).iter().enumerate() {
        backtest.observe(record);
        if index % 10_000 == 9_999 {
            held.push(backtest.held());
        }
    }
    let (least, most) = (held.iter().min().unwrap(), held.iter().max().unwrap());
    assert!(most - least < least / 2 + 200, "{held:?}");
}

/// What Queries of the table would find, had every decision been stored.
fn gathered(decided: &[PastTransaction], record: &Record) -> History {
    Entity::ALL.into_iter().fold(History::new(), |history, entity| {
        let key = entity.key_of(&record.transaction);
        let of_it = decided.iter().filter(|past| entity.key_of(&past.transaction) == key);
        history.with(entity, of_it.cloned().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn a_backtest_of_the_live_policy_gives_the_stored_decisions(seed in any::<u64>()) {
        let policy = default_policy();
        let settings = Settings::default();
        let mut backtest = Backtest::new(policy.clone(), None, settings);
        let mut decided: Vec<PastTransaction> = Vec::new();
        for record in generated(seed, 400) {
            let history = gathered(&decided, &record);
            let case = Case { key_id: Some(record.key_id), history, ..Case::new(&record.transaction, record.received_at) };
            let stored = policy.assess(&case);
            prop_assert_eq!(&backtest.observe(&record), &stored);
            let known_at = record.received_at.plus_millis(settings.label_delay_millis.unwrap());
            decided.push(PastTransaction {
                key_id: record.key_id,
                received_at: record.received_at,
                transaction: record.transaction,
                outcome: Some(stored.outcome),
                label: record.verdict.map(|verdict| Label { verdict, known_at }),
            });
        }
    }
}

//! How long suggestions take, how much memory, and which kinds of made-up fraud they find. A line of JSON for each size.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on says where")]
#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use backtest::Record;
use fraud::{CardKey, Policy, Verdict};
use rule_suggestions::{Settings, suggest};
use traffic::Traffic;

const DEFAULT: &str = include_str!("../../../../policies/default.toml");
/// As the console reads at most, and as the command line does.
const SIZES: [usize; 2] = [20_000, 100_000];
/// Lets everything pass: what is found is all that there is to find.
const NONE: &str = "version = \"none\"\nthresholds = { review = 50, block = 80 }\n";

fn main() {
    // The smaller ones first: a peak never goes down. So the kinds that are found when nothing is stopped come last.
    for (size, name, text) in
        [(SIZES[0], "default", DEFAULT), (SIZES[1], "default", DEFAULT), (SIZES[1], "none", NONE)]
    {
        let records = records(size);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for record in records.iter().filter(|record| record.verdict == Some(Verdict::Fraud)) {
            *kinds.entry(record.pattern.clone().unwrap_or_default()).or_default() += 1;
        }
        let read = peak_kib();
        let policy = Policy::parse(text).unwrap();
        let began = Instant::now();
        let report = suggest(&policy, records, &Settings::default());
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "{{\"payments\": {size}, \"policy\": \"{name}\", \"seconds\": {seconds:.2}, \"peak_kib\": {}, \"peak_kib_read\": {read}, \
                 \"sample\": {:?}, \"kinds\": {kinds:?}, \"not_held\": {}, \"nothing\": {:?}}}",
            peak_kib(),
            report.sample,
            report.not_held,
            report.nothing_in_words(),
        );
        for suggestion in report.suggestions {
            let figures = &suggestion.figures;
            println!(
                "  {}\n    {} cards, {} more; {} hurt; {:.0} % at least {:.0} %; {:?}",
                suggestion.condition,
                figures.fraud_cards,
                figures.fraud_cards_more,
                figures.hurt_customers,
                100.0 * figures.precision.unwrap_or_default(),
                100.0 * figures.precision_at_least,
                figures.patterns
            );
        }
    }
}

fn records(count: usize) -> Vec<Record> {
    let traffic = traffic::Settings { fraud_rate: 0.01, ..traffic::Settings::default() };
    let key = CardKey::new([7; 32]).unwrap();
    let record = |(number, payment): (u64, traffic::Payment)| {
        let past = payment.past(&key, number, 0);
        Record {
            key_id: past.key_id,
            has_own_id: false,
            received_at: past.received_at,
            transaction: past.transaction,
            verdict: Some(payment.verdict()),
            known_at: None,
            pattern: payment.pattern.map(|pattern| pattern.as_str().to_owned()),
        }
    };
    (0..).zip(Traffic::new(traffic).take(count)).map(record).collect()
}

/// The largest resident set of this process so far (VmHWM).
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

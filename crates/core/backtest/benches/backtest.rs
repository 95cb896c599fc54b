//! How many transactions a second a backtest decides.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on says where")]

use std::hint::black_box;

use backtest::{Backtest, ColumnMapping, CsvReader, Record, Settings};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fraud::{CardKey, Policy};

const DEFAULT_POLICY: &str = include_str!("../../../../policies/default.toml");
const TRANSACTIONS: usize = 100_000;

fn file() -> String {
    let settings = traffic::Settings { customers: 5_000, ..traffic::Settings::default() };
    let rows = traffic::Traffic::new(settings).take(TRANSACTIONS).map(|payment| payment.csv_row() + "\n");
    [traffic::CSV_HEADER.to_owned() + "\n"].into_iter().chain(rows).collect()
}

fn records(file: &str) -> impl Iterator<Item = Record> {
    let key = CardKey::new([7; 32]).unwrap();
    CsvReader::new(file.as_bytes(), &ColumnMapping::default(), key).unwrap().map(Result::unwrap)
}

fn backtests(criterion: &mut Criterion) {
    let file = file();
    let policy = Policy::parse(DEFAULT_POLICY).unwrap();
    let read: Vec<_> = records(&file).collect();
    let mut group = criterion.benchmark_group("backtest of the default policy");
    group.throughput(Throughput::Elements(TRANSACTIONS as u64)).sample_size(10);
    group.bench_function("records in memory", |bencher| {
        bencher.iter(|| {
            let mut backtest = Backtest::new(policy.clone(), None, Settings::default());
            for record in &read {
                black_box(backtest.observe(record));
            }
            backtest.finish()
        });
    });
    group.bench_function("reading CSV alone", |bencher| {
        bencher.iter(|| records(&file).map(black_box).count());
    });
    group.finish();
}

criterion_group!(benches, backtests);
criterion_main!(benches);

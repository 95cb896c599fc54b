//! How much memory a backtest takes at most, for a file and for one ten times as long. A line of JSON each.
//!
//! Nothing of the file is kept: it is generated while it is read. What a backtest holds are the payments within the policy's
//! longest window, 90 days, so both files are longer than that.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on says where")]
#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::fs;
use std::io::{self, Read};

use backtest::{Backtest, ColumnMapping, CsvReader, Settings};
use fraud::{CardKey, Policy};
use traffic::Traffic;

const POLICY: &str = include_str!("../../../../policies/default.toml");
const SIZES: [usize; 2] = [200_000, 2_000_000];

/// A CSV file of made-up payments that is written as it is read.
struct GeneratedFile<Rows> {
    rows: Rows,
    row: Vec<u8>,
    read: usize,
}

impl<Rows: Iterator<Item = String>> Read for GeneratedFile<Rows> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.row.len() {
            let Some(row) = self.rows.next() else { return Ok(0) };
            self.row = row.into_bytes();
            self.row.push(b'\n');
            self.read = 0;
        }
        let count = (&self.row[self.read..]).read(buffer)?;
        self.read += count;
        Ok(count)
    }
}

fn main() {
    // The smaller one first: a peak never goes down.
    for transactions in SIZES {
        let settings = traffic::Settings { customers: 1_000, ..traffic::Settings::default() };
        let payments = Traffic::new(settings).take(transactions).map(|payment| payment.csv_row());
        let rows = std::iter::once(traffic::CSV_HEADER.to_owned()).chain(payments);
        let file = GeneratedFile { rows, row: Vec::new(), read: 0 };
        let key = CardKey::new([7; 32]).unwrap();
        let policy = Policy::parse(POLICY).unwrap();
        let mut backtest = Backtest::new(policy, None, Settings::default());
        for record in CsvReader::new(file, &ColumnMapping::default(), key).unwrap() {
            backtest.observe(&record.unwrap());
        }
        backtest.finish();
        println!("{{\"transactions\": {transactions}, \"peak_kib\": {}}}", peak_kib());
    }
}

/// The largest resident set of this process so far (VmHWM).
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

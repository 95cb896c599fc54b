//! What something takes of AWS, and what that costs.

use crate::Prices;

/// How long a transaction and its decision are kept by default (`retention_days`).
pub const MONTHS_KEPT: f64 = 180.0 / 30.4;
const GIGABYTE: f64 = 1e9;
const MILLION: f64 = 1e6;

/// What something takes.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(missing_docs, reason = "each is named for what is counted")]
pub struct Taken {
    pub api_requests: f64,
    pub invocations: f64,
    pub write_units: f64,
    pub read_units: f64,
    /// Bytes that tables keep for [`MONTHS_KEPT`].
    pub kept_bytes: f64,
    pub log_bytes: f64,
    pub sqs_requests: f64,
    pub sns_requests: f64,
    pub s3_puts: f64,
    pub s3_gets: f64,
    pub firehose_records: f64,
}

impl Taken {
    /// Nothing.
    pub const NOTHING: Taken = Taken {
        api_requests: 0.0,
        invocations: 0.0,
        write_units: 0.0,
        read_units: 0.0,
        kept_bytes: 0.0,
        log_bytes: 0.0,
        sqs_requests: 0.0,
        sns_requests: 0.0,
        s3_puts: 0.0,
        s3_gets: 0.0,
        firehose_records: 0.0,
    };

    /// What a million of it costs.
    pub fn dollars_a_million(&self, prices: &Prices) -> f64 {
        let per = &prices.per_million;
        let by_the_million = self.write_units * per.write_units
            + self.read_units * per.read_units
            + self.api_requests * per.api_requests
            + self.invocations * per.invocations
            + self.sqs_requests * per.sqs_requests
            + self.sns_requests * per.sns_requests
            + self.s3_puts * per.s3_puts
            + self.s3_gets * per.s3_gets;
        let by_the_byte = self.kept_bytes.max(0.0) * prices.per_gigabyte.stored * MONTHS_KEPT
            + self.log_bytes * prices.per_gigabyte.logged
            + self.firehose_records * prices.firehose_record_bytes_min * prices.per_gigabyte.archived;
        let seconds = self.invocations * prices.invocation_milliseconds / 1000.0;
        let lambda = seconds * prices.invocation_megabytes / 1024.0 * prices.gigabyte_second;
        by_the_million + MILLION * (by_the_byte / GIGABYTE + lambda)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LISTED;

    #[test]
    fn a_price_is_the_sum_of_what_is_taken() {
        let check = |taken: Taken, expected: f64| {
            let dollars = taken.dollars_a_million(&LISTED);
            assert!((dollars - expected).abs() < 1e-9, "{taken:?} costs {dollars}");
        };
        check(Taken::NOTHING, 0.0);
        let lambda = 0.04 * 0.25 * 0.0000133334 * 1e6;
        let poll = Taken { api_requests: 1.0, invocations: 1.0, read_units: 0.5, ..Taken::NOTHING };
        check(poll, 0.5 * 0.125 + 3.5 + 0.2 + lambda);
        // A kilobyte of a million is a gigabyte. What is deleted earns nothing.
        check(Taken { kept_bytes: 1e3, ..Taken::NOTHING }, 0.25 * MONTHS_KEPT);
        check(Taken { kept_bytes: -1e3, ..Taken::NOTHING }, 0.0);
        check(Taken { log_bytes: 1e3, ..Taken::NOTHING }, 0.5);
        check(Taken { sqs_requests: 2.0, sns_requests: 1.0, ..Taken::NOTHING }, 1.3);
        check(Taken { s3_puts: 1.0, s3_gets: 1.0, ..Taken::NOTHING }, 5.4);
        check(Taken { firehose_records: 1.0, ..Taken::NOTHING }, 5.12 * 0.029);
    }
}

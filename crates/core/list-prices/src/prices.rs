//! The prices. They change, and differ by region: check them before you rely on a sum.

/// List prices in US dollars, on demand, without free tiers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prices {
    /// The day of which they are.
    pub date: &'static str,
    /// The region in which they hold.
    pub region: &'static str,
    /// Of a million of something.
    pub per_million: PerMillion,
    /// Of a gigabyte.
    pub per_gigabyte: PerGigabyte,
    /// Of what is there, whether payments come or not.
    pub per_month: PerMonth,
    /// Of a function's memory for a second.
    pub gigabyte_second: f64,
    /// What an invocation is taken to last, at this memory: measured where it runs, not here.
    pub invocation_milliseconds: f64,
    /// The memory of a function.
    pub invocation_megabytes: f64,
    /// Firehose bills a record as so many bytes at least.
    pub firehose_record_bytes_min: f64,
}

/// Of a million.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(missing_docs, reason = "each is named for what it is the price of")]
pub struct PerMillion {
    pub write_units: f64,
    pub read_units: f64,
    pub api_requests: f64,
    pub invocations: f64,
    pub sqs_requests: f64,
    pub sns_requests: f64,
    pub s3_puts: f64,
    pub s3_gets: f64,
}

/// Of a gigabyte.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PerGigabyte {
    /// A month of a table's standard class.
    pub stored: f64,
    /// Taken in once; kept for seven days besides, which is little.
    pub logged: f64,
    /// Taken in by Firehose.
    pub archived: f64,
}

/// Of a month.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(missing_docs, reason = "each is named for what it is the price of")]
pub struct PerMonth {
    pub encryption_key: f64,
    pub secret: f64,
    pub alarm: f64,
    pub dashboard: f64,
    pub interface_endpoint_zone: f64,
}

/// From AWS's price pages (aws.amazon.com/dynamodb/pricing/on-demand, /lambda/pricing, /api-gateway/pricing, /cloudwatch/pricing,
/// /sqs/pricing, /sns/pricing, /firehose/pricing, /s3/pricing, /kms/pricing, /secrets-manager/pricing, /privatelink/pricing).
pub const LISTED: Prices = Prices {
    date: "2025-11-01",
    region: "us-east-1",
    per_million: PerMillion {
        write_units: 0.625,
        read_units: 0.125,
        api_requests: 3.50,
        invocations: 0.20,
        sqs_requests: 0.40,
        sns_requests: 0.50,
        s3_puts: 5.00,
        s3_gets: 0.40,
    },
    per_gigabyte: PerGigabyte { stored: 0.25, logged: 0.50, archived: 0.029 },
    per_month: PerMonth {
        encryption_key: 1.00,
        secret: 0.40,
        alarm: 0.10,
        dashboard: 3.00,
        interface_endpoint_zone: 7.30,
    },
    gigabyte_second: 0.000_013_333_4,
    invocation_milliseconds: 40.0,
    invocation_megabytes: 256.0,
    firehose_record_bytes_min: 5120.0,
};

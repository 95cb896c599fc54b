//! The meter: what each act uses, and what a million of it and an idle month cost at list prices (`prices.toml`).

use anyhow::{Context, Result};
use local_cloud::meter::{Metered, Used, measure as meter};
use local_cloud::{Cloud, step};
use serde::Deserialize;

/// How long a transaction and its decision are kept (`retention_days`).
const MONTHS_KEPT: f64 = 180.0 / 30.4;
const GIGABYTE: f64 = 1e9;
const MILLION: f64 = 1e6;
/// What is there whether payments come or not, counted in Terraform's state: type and price.
const IDLE: [(&str, &str); 5] = [
    ("aws_kms_key", "encryption_key"),
    ("aws_secretsmanager_secret", "secret"),
    ("aws_cloudwatch_metric_alarm", "alarm"),
    ("aws_cloudwatch_dashboard", "dashboard"),
    ("aws_vpc_endpoint", "interface_endpoint_zone"),
];

/// List prices in US dollars.
#[derive(Deserialize)]
struct Prices {
    date: String,
    per_million: PerMillion,
    per_gigabyte: PerGigabyte,
    lambda: Lambda,
    firehose: Firehose,
    per_month: toml::Table,
}

#[derive(Deserialize)]
struct PerMillion {
    write_units: f64,
    read_units: f64,
    api_requests: f64,
    invocations: f64,
    sqs_requests: f64,
    sns_requests: f64,
    s3_puts: f64,
    s3_gets: f64,
}

#[derive(Deserialize)]
struct PerGigabyte {
    stored: f64,
    logged: f64,
    archived: f64,
}

#[derive(Deserialize)]
struct Lambda {
    gigabyte_second: f64,
    milliseconds: f64,
    megabytes: f64,
}

#[derive(Deserialize)]
struct Firehose {
    record_bytes_min: f64,
}

pub(crate) fn measure(cloud: &Cloud) -> Result<()> {
    let prices = prices()?;
    step("metering what each act uses");
    let metered = meter(&cloud.stack, cloud.emulator.folder())?;
    println!(
        "What each act uses, by AWS's rules from the real items; dollars at list prices of {}, us-east-1",
        prices.date
    );
    println!(
        "  act                                 write    read    bytes kept   log bytes   $ a million   other requests"
    );
    for Metered { act, api_requests, used, .. } in &metered {
        let others =
            used.requests.iter().map(|(action, count)| format!("{count} {action}")).collect::<Vec<_>>();
        println!(
            "  {act:<34} {:>6.1}  {:>6.1}    {:>10.0}  {:>10}   {:>11.2}   {}",
            used.write_units,
            used.read_units,
            used.kept_bytes,
            used.log_bytes,
            dollars_a_million(&prices, *api_requests, used),
            others.join(", "),
        );
    }
    println!(
        "  An invocation is taken to last {} ms at {} MB; a payment is kept for {MONTHS_KEPT:.1} months.\n",
        prices.lambda.milliseconds, prices.lambda.megabytes
    );
    print_idle(&prices, &cloud.terraform.state(&cloud.emulator)?)
}

/// The prices, from their one file.
fn prices() -> Result<Prices> {
    toml::from_str(include_str!("../prices.toml")).context("prices.toml is damaged")
}

fn dollars_a_million(prices: &Prices, api_requests: usize, used: &Used) -> f64 {
    let count = |service: &str| -> f64 {
        let of_service = used.requests.iter().filter(|(action, _)| action.starts_with(service));
        of_service.map(|(_, count)| *count as f64).sum()
    };
    // The API's function, and each reader that the act woke: the scorer and the archiver by the stream, another one by a queue.
    let readers = if used.write_units > 0.0 { 2.0 } else { 0.0 };
    let invocations = api_requests as f64 + readers + count("sqs:ReceiveMessage");
    let seconds = invocations * prices.lambda.milliseconds / 1000.0;
    let per = &prices.per_million;
    let by_the_million = used.write_units * per.write_units
        + used.read_units * per.read_units
        + api_requests as f64 * per.api_requests
        + invocations * per.invocations
        + count("sqs:") * per.sqs_requests
        + count("sns:") * per.sns_requests
        + count("s3:PutObject") * per.s3_puts
        + count("s3:GetObject") * per.s3_gets;
    let by_the_byte = used.kept_bytes.max(0.0) * prices.per_gigabyte.stored * MONTHS_KEPT
        + used.log_bytes as f64 * prices.per_gigabyte.logged
        + count("firehose:") * prices.firehose.record_bytes_min * prices.per_gigabyte.archived;
    let lambda = seconds * prices.lambda.megabytes / 1024.0 * prices.lambda.gigabyte_second;
    by_the_million + MILLION * (by_the_byte / GIGABYTE + lambda)
}

/// What a month costs in which nobody pays: what Terraform made, by its state.
fn print_idle(prices: &Prices, state: &str) -> Result<()> {
    let state: serde_json::Value = serde_json::from_str(state)?;
    let resources = state["resources"].as_array().context("the state has resources")?;
    println!(
        "An idle month without the VPC, and without what is charged by the request while nothing happens"
    );
    let mut sum = 0.0;
    for (kind, price) in IDLE {
        let made =
            resources.iter().filter(|resource| resource["mode"] == "managed" && resource["type"] == kind);
        let count: usize = made.filter_map(|resource| Some(resource["instances"].as_array()?.len())).sum();
        let each = prices.per_month[price].as_float().context("a price is a number")?;
        if count > 0 {
            println!("  {count:>3} {kind:<32} ${each:<6} ${:.2}", each * count as f64);
            sum += each * count as f64;
        }
    }
    println!("      {:<32} {:7} ${sum:.2}\n", "together", "");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acts_price_is_the_sum_of_what_it_uses() {
        let prices = prices().unwrap();
        let poll = Used { read_units: 0.5, ..Used::default() };
        let lambda = 0.04 * 0.25 * 0.0000133334 * 1e6;
        let expected = 0.5 * 0.125 + 3.5 + 0.2 + lambda;
        assert!((dollars_a_million(&prices, 1, &poll) - expected).abs() < 1e-9);
        let kept = Used { kept_bytes: 1e3, ..Used::default() };
        let more = dollars_a_million(&prices, 1, &kept) - dollars_a_million(&prices, 1, &Used::default());
        assert!(
            (more - 0.25 * MONTHS_KEPT).abs() < 1e-9,
            "a kilobyte of a million payments is a gigabyte: {more}"
        );
    }

    #[test]
    fn whatever_is_there_while_idle_has_a_price() {
        let prices = prices().unwrap();
        for (kind, price) in IDLE {
            assert!(prices.per_month[price].as_float().is_some_and(|price| price > 0.0), "{kind}");
        }
    }
}

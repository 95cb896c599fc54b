//! The meter: what each act uses, and what a million of it and an idle month cost at list prices (`list-prices`).

use anyhow::{Context, Result};
use list_prices::{LISTED, MONTHS_KEPT, Taken};
use local_cloud::meter::{Metered, Used, measure as meter};
use local_cloud::{Cloud, step};

/// What is there whether payments come or not, counted in Terraform's state: type and price.
const IDLE: [(&str, f64); 5] = [
    ("aws_kms_key", LISTED.per_month.encryption_key),
    ("aws_secretsmanager_secret", LISTED.per_month.secret),
    ("aws_cloudwatch_metric_alarm", LISTED.per_month.alarm),
    ("aws_cloudwatch_dashboard", LISTED.per_month.dashboard),
    ("aws_vpc_endpoint", LISTED.per_month.interface_endpoint_zone),
];

pub(crate) fn measure(cloud: &Cloud) -> Result<()> {
    step("metering what each act uses");
    let metered = meter(&cloud.stack, cloud.emulator.folder())?;
    println!(
        "What each act uses, by AWS's rules from the real items; dollars at list prices of {}, {}",
        LISTED.date, LISTED.region
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
            taken(*api_requests, used).dollars_a_million(&LISTED),
            others.join(", "),
        );
    }
    println!(
        "  An invocation is taken to last {} ms at {} MB; a payment is kept for {MONTHS_KEPT:.1} months.\n",
        LISTED.invocation_milliseconds, LISTED.invocation_megabytes
    );
    print_idle(&cloud.terraform.state(&cloud.emulator)?)
}

/// What an act takes. Its invocations are the API's function, and each reader that the act woke: the scorer and the archiver by the
/// stream, another one by a queue.
fn taken(api_requests: usize, used: &Used) -> Taken {
    let count = |service: &str| -> f64 {
        let of_service = used.requests.iter().filter(|(action, _)| action.starts_with(service));
        of_service.map(|(_, count)| *count as f64).sum()
    };
    let readers = if used.write_units > 0.0 { 2.0 } else { 0.0 };
    Taken {
        api_requests: api_requests as f64,
        invocations: api_requests as f64 + readers + count("sqs:ReceiveMessage"),
        write_units: used.write_units,
        read_units: used.read_units,
        kept_bytes: used.kept_bytes,
        log_bytes: used.log_bytes as f64,
        sqs_requests: count("sqs:"),
        sns_requests: count("sns:"),
        s3_puts: count("s3:PutObject"),
        s3_gets: count("s3:GetObject"),
        firehose_records: count("firehose:"),
    }
}

/// What a month costs in which nobody pays: what Terraform made, by its state.
fn print_idle(state: &str) -> Result<()> {
    let state: serde_json::Value = serde_json::from_str(state)?;
    let resources = state["resources"].as_array().context("the state has resources")?;
    println!(
        "An idle month without the VPC, and without what is charged by the request while nothing happens"
    );
    let mut sum = 0.0;
    for (kind, each) in IDLE {
        let made =
            resources.iter().filter(|resource| resource["mode"] == "managed" && resource["type"] == kind);
        let count: usize = made.filter_map(|resource| Some(resource["instances"].as_array()?.len())).sum();
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
    fn an_act_takes_what_was_counted_and_whom_it_woke() {
        let poll = Used { read_units: 0.5, ..Used::default() };
        let expected = Taken { api_requests: 1.0, invocations: 1.0, read_units: 0.5, ..Taken::NOTHING };
        assert_eq!(taken(1, &poll), expected);
        let requests = [
            ("sqs:SendMessage", 1),
            ("sqs:ReceiveMessage", 1),
            ("sns:Publish", 1),
            ("firehose:PutRecordBatch", 2),
        ];
        let requests = requests.map(|(action, count)| (action.to_owned(), count)).into();
        let alerted =
            Used { write_units: 34.0, kept_bytes: 8_837.0, log_bytes: 90, requests, ..Used::default() };
        let expected = Taken {
            api_requests: 1.0,
            invocations: 4.0,
            write_units: 34.0,
            kept_bytes: 8_837.0,
            log_bytes: 90.0,
            sqs_requests: 2.0,
            sns_requests: 1.0,
            firehose_records: 2.0,
            ..Taken::NOTHING
        };
        assert_eq!(taken(1, &alerted), expected);
    }
}

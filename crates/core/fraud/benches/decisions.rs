//! How long a decision takes, and how long a policy takes to load.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on says where")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fraud::{
    CardKey, Case, Day, Entity, History, KeyId, PastTransaction, Policy, Timestamp, Transaction, request,
};

const DEFAULT_POLICY: &str = include_str!("../../../../policies/default.toml");
const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

fn transaction(number: u32, event_time: Timestamp) -> Transaction {
    let body = format!(
        r#"{{"amount":{}.25,"merchant":"Shop {}","card_number":"4111111111111111","customer_id":"C1","channel":"pos",
        "email_address":"zoe@example.org","ip_address":"192.0.2.{}","merchant_category":"5411",
        "device":{{"id":"device-{}"}},"location":"Paris, France",
        "geo":{{"country":"FR","city":"Paris","latitude":48.{},"longitude":2.35}}}}"#,
        20 + number % 50,
        number % 17,
        number % 3,
        number % 2,
        80 + number % 9
    );
    let key = CardKey::new([7; 32]).unwrap();
    let mut transaction = request::parse(body.as_bytes(), &key, NOW).unwrap().transaction;
    transaction.event_time = event_time;
    transaction
}

/// Two hundred payments over the last thirty days, newest first as a Query answers them.
fn past() -> Vec<PastTransaction> {
    (1..=200)
        .map(|number| {
            let at = NOW.plus_millis(-i64::from(number) * 30 * Day::MILLIS / 201);
            PastTransaction {
                key_id: KeyId::new(at, [7; 10]),
                received_at: at,
                transaction: transaction(number, at),
                outcome: None,
                label: None,
            }
        })
        .collect()
}

/// The default policy's rules, and as many more of every kind as it takes.
fn policy_of(rules: usize) -> String {
    let head = DEFAULT_POLICY.split("[[rules]]").next().unwrap();
    let mut written: Vec<String> =
        DEFAULT_POLICY.split("[[rules]]").skip(1).map(|rule| format!("[[rules]]{rule}")).collect();
    for number in written.len()..rules {
        let when = match number % 8 {
            0 => format!("$amount > usd({}) and $merchant_category in ['5411', '5812']", number * 10),
            1 => format!("count(card, {}h) > {}", 1 + number % 12, 4 + number % 7),
            2 => format!("sum(amount, customer, {}h) > usd({})", 1 + number % 24, 1000 + number),
            3 => format!("regex_match('.*shop {number}', lowercase($merchant)) and $amount > 100"),
            4 => format!("distinct(merchant, card, {}d) > {}", 1 + number % 7, 10 + number % 5),
            5 => format!(
                "$geo.country in ['US', 'CA'] and $local.hour < {} and is_new(device, customer)",
                number % 6
            ),
            6 => format!("$attributes.score_{number} > 0.5 or $channel == 'kiosk'"),
            _ => format!("contains($location, 'Place {number}') and !$card.luhn_valid"),
        };
        written.push(format!(
            "[[rules]]\ncode = \"R{number}\"\nwhen = \"{when}\"\npoints = 10\nreason = \"{{$amount}} at {{$merchant}}\"\n"
        ));
    }
    format!("{head}{}", written[..rules].concat())
}

fn decisions(criterion: &mut Criterion) {
    let policy = Policy::parse(&policy_of(50)).unwrap_or_else(|error| panic!("{error}"));
    let transaction = transaction(0, NOW);
    let history = History::new().with(Entity::Card, past()).with(Entity::Customer, past());
    let case = Case { history, ..Case::new(&transaction, NOW) };
    criterion.bench_function("assess with 200 past transactions and 50 rules", |bencher| {
        bencher.iter(|| black_box(policy.assess(black_box(&case))));
    });
    let default = Policy::parse(DEFAULT_POLICY).unwrap();
    criterion.bench_function("assess with 200 past transactions and the default policy", |bencher| {
        bencher.iter(|| black_box(default.assess(black_box(&case))));
    });
    let thousand = policy_of(1000);
    criterion.bench_function("compile 1,000 rules", |bencher| {
        bencher.iter(|| Policy::parse(black_box(&thousand)).unwrap());
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(std::time::Duration::from_secs(3)).sample_size(50);
    targets = decisions
}
criterion_main!(benches);

//! Attacks that were once good for something, each played against the deployed stack: by somebody who knows the rules, by many
//! requests at once, by spellings and aliases, by clocks, by hidden card numbers, and by floods of alerts and labels.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

use std::thread;

use emulator_tests::cards::card;
use emulator_tests::{Deployment, eventually, mailbox, now};
use serde_json::{Value, json};

fn has_hit(answer: &Value, code: &str) -> bool {
    answer["hits"].as_array().unwrap().iter().any(|hit| hit["code"] == code)
}

#[tokio::test]
async fn a_flood_on_one_card_switches_no_rule_off() {
    let deployment = Deployment::connect().await;
    let small = |card_number: &str, cents: u64| {
        let amount = (100 + cents % 600) as f64 / 100.0;
        deployment.predict(&json!({ "amount": amount, "merchant": format!("Shop {}", cents % 40), "card_number": card_number }))
    };
    for payment in 0..150 {
        small(&card(1), payment * 7 + 3);
    }
    // Functions judge rules every half minute: until they have, and for a while after that, the next card is caught.
    for attempt in 0..3 {
        let answers: Vec<_> = (0..6).map(|payment| small(&card(10 + attempt), payment * 7 + 3)).collect();
        assert!(has_hit(&answers[5], "CARD_TESTING"), "{}", answers[5]);
        assert_ne!(answers[5]["outcome"], "approve", "{}", answers[5]);
        tokio::time::sleep(std::time::Duration::from_secs(16)).await;
    }
    let status: Value = serde_json::from_str(&deployment.tollgate(&["policy", "status", "--json"])).unwrap();
    // The model is on trial by whom all tests made it hit, and may have lost it.
    for rule in status["rules"].as_array().unwrap().iter().filter(|rule| rule["code"] != "MODEL") {
        assert_ne!(rule["standing"], "demoted", "{rule}");
    }
}

#[tokio::test]
async fn leaving_fields_out_gets_nobody_blocked() {
    let deployment = Deployment::connect().await;
    let optional =
        ["customer_id", "ip_address", "channel", "merchant_category", "email_address", "device", "geo"];
    for (number, without) in optional.iter().map(|field| vec![*field]).chain([optional.to_vec()]).enumerate()
    {
        // Somebody else each time: many cards of one device are another attack.
        let mut payment = json!({
            "amount": 25.40, "merchant": "Corner Coffee", "card_number": card(1_000 + number as u64),
            "customer_id": format!("complete-{number}"), "ip_address": format!("198.51.100.{number}"),
            "channel": "ecommerce", "merchant_category": "5814", "email_address": format!("ada{number}@example.com"),
            "device": { "id": format!("phone-{number}") }, "geo": { "country": "FR", "city": "Paris" },
        });
        without.iter().for_each(|field| drop(payment.as_object_mut().unwrap().remove(*field)));
        let answer = deployment.predict(&payment);
        assert_eq!(answer["outcome"], "approve", "without {without:?}: {answer}");
    }
}

#[tokio::test]
async fn overload_approves_nothing_that_history_should_have_judged() {
    let deployment = Deployment::connect().await;
    let answers: Vec<Value> = thread::scope(|scope| {
        let send = |number: u64| {
            let payment = json!({
                "amount": 480.0, "merchant": "Shop", "card_number": card(2_000 + number), "customer_id": format!("crowd-{number}"),
            });
            let answer = deployment.stack.post_to("predict", &payment.to_string(), &[]).unwrap();
            // What could not be decided in time is refused, by the gateway too.
            assert!(matches!(answer.status, 200 | 429 | 502..=504), "{} {}", answer.status, answer.body);
            (answer.status == 200).then_some(answer.body)
        };
        let sent: Vec<_> = (0..64).map(|number| scope.spawn(move || send(number))).collect();
        sent.into_iter().filter_map(|sent| sent.join().unwrap()).collect()
    });
    assert!(!answers.is_empty(), "nobody was answered");
    for answer in answers {
        assert!(answer["history"] == "complete" || answer["outcome"] != "approve", "{answer}");
    }
}

#[tokio::test]
async fn an_ipv6_network_and_a_mailbox_of_many_aliases_are_one() {
    let deployment = Deployment::connect().await;
    let pay = |number: u64, member: &str, value: String| {
        deployment.predict(&json!({
            "amount": 31.45, "merchant": "Shop", "card_number": card(8_000 + number), member: value,
        }))
    };
    let address = |number: u64| format!("2001:db8:{:x}:9::{number}:7", 0x51);
    let answers: Vec<_> = (0..7).map(|number| pay(number, "ip_address", address(number))).collect();
    assert!(has_hit(&answers[6], "CARD_TESTING_FROM_NETWORK"), "{}", answers[6]);
    assert_ne!(answers[6]["outcome"], "approve", "{}", answers[6]);
    let alias = |number: u64| {
        let name = ["zoequill", "zoe.quill", "z.oequill"][number as usize % 3];
        format!("{name}+{number}@{}", ["gmail.com", "googlemail.com"][number as usize % 2])
    };
    let answers: Vec<_> = (0..5).map(|number| pay(100 + number, "email_address", alias(number))).collect();
    assert!(has_hit(&answers[4], "CARDS_OF_ONE_MAILBOX"), "{}", answers[4]);
    assert_ne!(answers[4]["outcome"], "approve", "{}", answers[4]);
    // Neighbours are not the attacker.
    let other = pay(200, "ip_address", "2001:db8:51:a::7".to_owned());
    assert_eq!(other["outcome"], "approve", "{other}");
}

#[tokio::test]
async fn labels_that_come_at_once_are_no_more_than_the_limit() {
    let deployment = Deployment::connect().await;
    let payment = json!({ "amount": 12.85, "merchant": "Shop", "card_number": card(9_000) });
    let answer = deployment.predict(&payment);
    let route = format!("transactions/{}/label", answer["key_id"].as_str().unwrap());
    let statuses: Vec<u16> = (0..2)
        .flat_map(|wave| {
            thread::scope(|scope| {
                let send = |number: u64| {
                    let label = json!({ "label": "legitimate", "source": format!("wave {wave}, {number}") });
                    deployment.stack.post_to(&route, &label.to_string(), &[]).unwrap().status
                };
                let sent: Vec<_> = (0..64).map(|number| scope.spawn(move || send(number))).collect();
                sent.into_iter().map(|sent| sent.join().unwrap()).collect::<Vec<_>>()
            })
        })
        .collect();
    let taken = statuses.iter().filter(|status| **status == 200).count();
    assert!((1..=100).contains(&taken), "{taken} labels were taken: {statuses:?}");
}

#[tokio::test]
async fn one_address_in_two_spellings_is_one() {
    let deployment = Deployment::connect().await;
    let pay = |number: u64| {
        let address = if number.is_multiple_of(2) { "203.0.113.71" } else { "::ffff:203.0.113.71" };
        deployment.predict(&json!({
            "amount": 30, "merchant": "Shop", "card_number": card(3_000 + number), "ip_address": address,
        }))
    };
    let answers: Vec<_> = (0..7).map(pay).collect();
    assert!(has_hit(&answers[6], "CARD_TESTING_FROM_DEVICE"), "{}", answers[6]);
}

#[tokio::test]
async fn a_payment_dated_ahead_counts_at_once() {
    let deployment = Deployment::connect().await;
    let card_number = card(4_000);
    for payment in 0..4 {
        deployment.predict(&json!({
            "amount": 2.35 + f64::from(payment), "merchant": "Shop", "card_number": card_number, "event_time": ahead(110),
        }));
    }
    let answer =
        deployment.predict(&json!({ "amount": 3.15, "merchant": "Shop", "card_number": card_number }));
    assert!(has_hit(&answer, "CARD_TESTING"), "{answer}");
}

/// A time so many seconds ahead, in RFC 3339. Two minutes are as far as a client's clock may be off.
fn ahead(seconds: i64) -> String {
    now().plus_millis(seconds * 1_000).to_string()
}

#[tokio::test]
async fn a_card_number_is_seen_however_it_is_hidden() {
    let deployment = Deployment::connect().await;
    let other = card(5_000);
    let parts: Vec<&str> = [0, 4, 8, 12].map(|from| &other[from..from + 4]).to_vec();
    let full_width: String =
        other.chars().map(|digit| char::from_u32(0xff10 + digit.to_digit(10).unwrap()).unwrap()).collect();
    let hidden = [
        parts.join("."),
        parts.join("-"),
        parts.join("/"),
        parts.join("_"),
        parts.join("  "),
        parts.join("\u{a0}"),
        parts.join("\u{2013}"),
        full_width,
    ];
    let base = json!({ "amount": 9.90, "merchant": "Shop", "card_number": card(5_001) });
    for text in &hidden {
        for field in ["merchant", "location", "customer_id", "customer_name", "beneficiary_name"] {
            let mut payment = base.clone();
            payment[field] = json!(format!("x {text}"));
            let answer = deployment.stack.post_to("predict", &payment.to_string(), &[]).unwrap();
            assert_eq!(answer.status, 400, "{field}: {text}: {}", answer.body);
            assert!(!answer.body.to_string().contains(text.as_str()), "the answer repeats it");
        }
    }
}

#[tokio::test]
async fn a_flood_of_alerts_comes_in_few_mails_and_none_is_missing() {
    let deployment = Deployment::connect().await;
    let flood = 260;
    let key_ids: Vec<String> = (0..flood)
        .map(|number| {
            let answer = deployment.predict(&json!({
                "amount": 20_000, "merchant": "Jewels", "card_number": card(6_000 + number), "customer_id": format!("flood-{number}"),
            }));
            assert_ne!(answer["outcome"], "approve");
            answer["key_id"].as_str().unwrap().to_owned()
        })
        .collect();
    // Digests leave once a minute; what is waited for may take two of them.
    let mut mails = Vec::new();
    for _ in 0..4 {
        let last = key_ids.iter().rev();
        mails.clear();
        let mut missing = 0;
        for key_id in last {
            let about = mailbox::mails_about(&deployment, key_id).await;
            missing += usize::from(about.is_empty());
            mails.extend(about);
        }
        if missing == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_secs(50)).await;
    }
    for key_id in &key_ids {
        eventually(&format!("a mail about {key_id}"), async || {
            mailbox::mails_about(&deployment, key_id).await.pop()
        })
        .await;
    }
    let mut subjects: Vec<_> =
        mails.iter().map(|mail| format!("{}\n{}", mail.subject, mail.message)).collect();
    subjects.sort();
    subjects.dedup();
    assert!(
        subjects.len() < key_ids.len() * 3 / 4,
        "{} mails about {} alerts",
        subjects.len(),
        key_ids.len()
    );
    assert!(mails.iter().any(|mail| mail.subject.contains(" alerts: ")), "there was no digest");
}

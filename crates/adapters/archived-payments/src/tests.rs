//! Every payment once, in order, with the label that is known of it and no other.

use fraud::{Day, Transaction, Verdict};

use super::*;
use crate::generated::{Generated, GeneratedArchive, START};

fn day(number: i64) -> Timestamp {
    Day::of(START).plus(number).start()
}

fn archive() -> GeneratedArchive {
    let change = |_: &mut Transaction, _| {};
    Generated { days: 12, customers: 60, labelled_after: Some(3), fraud_from: None, change }.archive()
}

async fn payments(archive: &GeneratedArchive, now: Timestamp) -> Vec<model_life::Payment> {
    let survey = Survey::take(archive, day(0), now).await.unwrap();
    let mut days = ReceivedDays::new(archive, &survey, day(0));
    let mut all = Vec::new();
    while let Some(of_day) = days.next(None).await.unwrap() {
        all.extend(of_day);
    }
    all
}

#[tokio::test]
async fn each_payment_comes_once_and_in_order() {
    let payments = payments(&archive(), day(12)).await;
    let times: Vec<_> =
        payments.iter().map(|payment| (payment.past.received_at, payment.past.key_id)).collect();
    assert!(times.len() > 500 && times.windows(2).all(|pair| pair[0] < pair[1]));
}

#[tokio::test]
async fn only_labels_that_were_known_count() {
    let archive = archive();
    let now = day(10);
    let payments = payments(&archive, now).await;
    assert!(payments.iter().all(|payment| payment.past.received_at < now));
    for payment in &payments {
        // A label of the tenth day comes at midnight: it is known when the day begins.
        let is_known = payment.past.received_at < day(8);
        assert_eq!(payment.past.label.is_some(), is_known, "{}", payment.past.received_at);
        assert_eq!(payment.past.transaction.card.last_four, "");
    }
    let fraud = payments.iter().filter_map(|payment| payment.past.label);
    assert!(fraud.filter(|label| label.verdict == Verdict::Fraud).count() > 5);
}

#[tokio::test]
async fn what_was_delivered_around_midnight_or_twice_or_damaged_does_no_harm() {
    let whole = archive();
    let expected = payments(&whole, day(12)).await;
    let mut archive = GeneratedArchive::default();
    let mut rows = Vec::new();
    for number in 0..16 {
        let on = Day::of(day(number));
        let read = |row: aws_io::decision_archive::DecisionRow| rows.push((on, row));
        aws_io::decision_archive::read_days(&whole, on..=on, read).await.unwrap();
        archive.damage(on);
    }
    for (place, (on, row)) in rows.iter().enumerate() {
        // One in three is delivered on the next day, one in five twice.
        let on = if place.is_multiple_of(3) { on.plus(1) } else { *on };
        archive.put(on, row);
        if place.is_multiple_of(5) {
            archive.put(on, row);
        }
    }
    let found = payments(&archive, day(12)).await;
    let ids = |payments: &[model_life::Payment]| -> Vec<_> {
        payments.iter().map(|payment| payment.past.key_id).collect()
    };
    assert_eq!(ids(&found), ids(&expected));
    let survey = Survey::take(&archive, day(0), day(12)).await.unwrap();
    assert!(survey.tally().damaged >= 12);
    let counted: usize = survey.payments_by_day().values().sum();
    assert!(counted >= expected.len() && counted < 2 * expected.len(), "{counted} of {}", expected.len());
}

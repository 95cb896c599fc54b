//! What must hold of a world that has come to rest, however badly it was treated.

use std::collections::{BTreeMap, BTreeSet};

use aws_io::alert_queue::{self, Message};
use aws_io::stored_transaction::{Decision, StoredTransaction};
use fraud::Outcome;
use fraud::card::CardNumber;
use serde_dynamo::Item;

use crate::client::CARD_NUMBERS;
use crate::cloud::Cloud;
use crate::history_calls as history;
use crate::labeller;
use crate::watchlists::LISTED_MERCHANT;
use crate::witness;
use crate::world::World;

/// Whether an operator has redriven what was discarded and dead-lettered, so that there is no excuse any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Drained,
    Redriven,
}

/// Checks all of them.
pub(crate) fn check(world: &World, stage: Stage) -> Result<(), String> {
    every_accepted_request_is_stored(world)?;
    let dead = dead_alerts(world);
    for key_id in world.cloud.table.key_ids() {
        if world.poison.contains(&key_id) {
            poison_is_quarantined(world, &key_id)?;
        } else {
            is_decided_once(world, &key_id)?;
            is_held_if_listed(world, &key_id)?;
            is_mailed_once(world, &key_id, &dead)?;
        }
    }
    what_is_mailed_is_in_one_case(world)?;
    nothing_good_is_quarantined(world)?;
    one_key_stores_one_transaction(world)?;
    labeller::are_kept(world)?;
    history::of_many_the_kth_sees_all_before(world)?;
    no_card_number_is_left(world)?;
    if stage == Stage::Redriven { nothing_is_given_up(world, &dead) } else { Ok(()) }
}

/// Whoever was answered 202 finds the transaction.
fn every_accepted_request_is_stored(world: &World) -> Result<(), String> {
    match world.clients.known_key_ids().into_iter().find(|key_id| world.cloud.table.image(key_id).is_none()) {
        Some(key_id) => Err(format!("{key_id} was accepted and is not stored")),
        None => Ok(()),
    }
}

/// Done with the first decision that was stored, or told to the on-failure destination.
fn is_decided_once(world: &World, key_id: &str) -> Result<(), String> {
    let decision = witness::decision(key_id, &world.cloud.table);
    if decision.as_ref() != world.cloud.state().witness.first_decision(key_id) {
        return Err(format!("the decision on {key_id} is not the one that was stored first"));
    }
    if decision.is_none() && !world.stream.is_discarded(key_id) {
        return Err(format!("{key_id} is not Done, and no failure record tells of it"));
    }
    Ok(())
}

/// Whoever pays a listed merchant is not let pass, whatever could not be read.
fn is_held_if_listed(world: &World, key_id: &str) -> Result<(), String> {
    let image = world.cloud.table.image(key_id).and_then(|image| StoredTransaction::from_image(image).ok());
    let Some(StoredTransaction { transaction, decision: Decision::Done { assessment, .. }, .. }) = image
    else {
        return Ok(());
    };
    if transaction.merchant == LISTED_MERCHANT && assessment.outcome == Outcome::Approve {
        return Err(format!("{key_id} pays a listed merchant and is approved"));
    }
    Ok(())
}

/// A wanted decision is mailed, once without and perhaps again with the words that it may be a repeat; or its
/// alert is a dead letter; or its stream record was discarded. Another decision is not mailed.
fn is_mailed_once(world: &World, key_id: &str, dead: &BTreeSet<String>) -> Result<(), String> {
    let mails = world.cloud.state().witness.mails(key_id);
    let decision = witness::decision(key_id, &world.cloud.table);
    let assessment = match decision {
        Some(stored) => {
            Some(stored.assessment().ok_or_else(|| format!("the decision on {key_id} is unreadable"))?)
        }
        None => None,
    };
    let is_wanted = assessment.is_some_and(|assessment| world.notify_outcomes.contains(&assessment.outcome));
    if !is_wanted && mails.total() > 0 {
        return Err(format!("{key_id} is mailed, and nobody wanted to know"));
    }
    if mails.unmarked > 1 {
        return Err(format!("{key_id} is mailed {} times as if for the first time", mails.unmarked));
    }
    if is_wanted && mails.total() == 0 && !dead.contains(key_id) && !world.stream.is_discarded(key_id) {
        return Err(format!("{key_id} is not mailed, and its alert is nowhere"));
    }
    Ok(())
}

/// Whoever reads a mail finds the payment in a case, and in no other one.
fn what_is_mailed_is_in_one_case(world: &World) -> Result<(), String> {
    let mut in_cases: BTreeMap<String, usize> = BTreeMap::new();
    for key_id in world.cloud.cases.all().into_iter().flat_map(|case| case.alerts) {
        *in_cases.entry(key_id.to_string()).or_default() += 1;
    }
    if let Some((key_id, count)) = in_cases.iter().find(|(_, count)| **count > 1) {
        return Err(format!("{key_id} is in cases {count} times"));
    }
    let is_mailed = |key_id: &String| world.cloud.state().witness.mails(key_id).total() > 0;
    match world.cloud.table.key_ids().into_iter().find(|id| is_mailed(id) && !in_cases.contains_key(id)) {
        Some(key_id) => Err(format!("{key_id} is mailed and in no case")),
        None => Ok(()),
    }
}

/// In quarantine and marked as Failed, or told to the on-failure destination. What calls itself Done stays so.
fn poison_is_quarantined(world: &World, key_id: &str) -> Result<(), String> {
    if world.stream.is_discarded(key_id) {
        return Ok(());
    }
    let status = witness::status(key_id, &world.cloud.table);
    let is_quarantined = world.cloud.quarantine.records().iter().any(|record| record.key_id == key_id);
    if !is_quarantined {
        return Err(format!("the poison {key_id} is not in quarantine"));
    }
    if !matches!(status.as_deref(), Some("Failed" | "Done")) {
        return Err(format!("the poison {key_id} is {status:?}"));
    }
    Ok(())
}

fn nothing_good_is_quarantined(world: &World) -> Result<(), String> {
    match world.cloud.quarantine.records().iter().find(|record| !world.poison.contains(&record.key_id)) {
        Some(record) => Err(format!("{} is in quarantine: {}", record.key_id, record.reason)),
        None => Ok(()),
    }
}

/// Under one key of one client at most one transaction is stored; of a bad request, none.
fn one_key_stores_one_transaction(world: &World) -> Result<(), String> {
    let mut stored: BTreeMap<String, usize> = BTreeMap::new();
    for key_id in world.cloud.table.key_ids() {
        // Poison that is marked as Failed can be read, and is still nobody's order.
        if world.poison.contains(&key_id) {
            continue;
        }
        let image = world.cloud.table.image(&key_id);
        let transaction = image.and_then(|image| StoredTransaction::from_image(image).ok());
        if let Some(marker) = transaction.and_then(|stored| stored.transaction.customer_id) {
            *stored.entry(marker).or_default() += 1;
        }
    }
    let mut by_claim = BTreeMap::new();
    for order in &world.clients.orders {
        let count = stored.get(&order.marker).copied().unwrap_or_default();
        if !order.is_good && count > 0 {
            return Err(format!("the bad request of {} is stored", order.marker));
        }
        if let Some(claim) = order.claim() {
            *by_claim.entry(claim).or_insert(0) += count;
        }
    }
    match by_claim.into_iter().find(|(_, count)| *count > 1) {
        Some((claim, count)) => {
            Err(format!("under the idempotency key {claim:?} {count} transactions are stored"))
        }
        None => Ok(()),
    }
}

/// No card number, however it is written, in what is stored, queued, mailed or answered.
fn no_card_number_is_left(world: &World) -> Result<(), String> {
    let card_numbers =
        CARD_NUMBERS.map(|number| CardNumber::parse(number).expect("clients send card numbers"));
    let texts = all_texts(&world.cloud).into_iter().chain(world.clients.answers.iter().cloned());
    for text in texts.chain(world.queue.dead_letters().iter().cloned()) {
        if CardNumber::any_stands_in(&card_numbers, &text) {
            return Err(format!("a card number is in {text}"));
        }
    }
    Ok(())
}

fn all_texts(cloud: &Cloud) -> Vec<String> {
    let images = cloud.table.key_ids().into_iter().filter_map(|key_id| cloud.table.image(&key_id));
    let json = |image: &Item| serde_json::to_string(image).expect("an item is plain data");
    let item = |mut image: Item| match StoredTransaction::from_image(image.clone()) {
        // It is compressed in its item.
        Ok(StoredTransaction { decision: Decision::Done { assessment, .. }, .. }) => {
            image.remove("assessment");
            json(&image) + &serde_json::to_string(&assessment).expect("an assessment is plain data")
        }
        _ => json(&image),
    };
    let mails = cloud.topic.mails().into_iter().map(|mail| mail.subject + "\n" + &mail.body);
    let quarantined =
        cloud.quarantine.records().into_iter().map(|record| record.key_id + "\n" + &record.reason);
    images.map(item).chain(mails).chain(quarantined).collect()
}

/// The transactions whose alerts are dead letters.
fn dead_alerts(world: &World) -> BTreeSet<String> {
    let messages = world.queue.dead_letters().iter().filter_map(|body| alert_queue::from_message(body).ok());
    let key_id = |message| match message {
        Message::Alert(alert) => Some(alert.key_id.to_string()),
        Message::Notice(_) => None,
    };
    messages.filter_map(key_id).collect()
}

/// Nothing is left in the on-failure queue, and in the dead-letter queue only what is not an alert.
fn nothing_is_given_up(world: &World, dead: &BTreeSet<String>) -> Result<(), String> {
    if let Some(failure) = world.stream.failure_records().first() {
        return Err(format!("though nothing failed any more, records were discarded: {failure:?}"));
    }
    match dead.first() {
        Some(key_id) => {
            Err(format!("though nothing failed any more, the alert on {key_id} is a dead letter"))
        }
        None => Ok(()),
    }
}

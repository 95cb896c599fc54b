//! A policy's past in a bucket that keeps every version.

use super::*;
use crate::memory::MemoryObjectStore;

const FIRST: &str = "version = '1'\n[thresholds]\nreview = 50\nblock = 80\n[lists]\nshops = { file = 'lists/shops.txt' }\n\
    [[rules]]\ncode = 'A'\nwhen = '$merchant in @shops'\npoints = 10\nreason = 'r'\n";
const SECOND: &str = "version = '2'\n[thresholds]\nreview = 50\nblock = 80\n[[rules]]\ncode = 'A'\nwhen = '$amount > 1'\n\
    points = 10\nreason = 'r'\n";

fn with_list(list: &'static str) -> Policy {
    Policy::parse_with(FIRST, |_| Ok(list.to_owned())).unwrap()
}

fn bucket() -> MemoryObjectStore {
    let bucket = MemoryObjectStore::default();
    bucket.put("lists/shops.txt", "Kiosk");
    bucket.put(POLICY_OBJECT, FIRST);
    bucket.put("lists/shops.txt", "Kiosk\nDiner");
    bucket.put(POLICY_OBJECT, "this is not a policy");
    bucket.put(POLICY_OBJECT, SECOND);
    bucket.remove("lists/shops.txt");
    bucket
}

async fn finds(hash: &str) -> bool {
    let bucket = bucket();
    let found =
        PolicyPast::of(&bucket).await.unwrap().find(hash, Timestamp::from_millis(6_000)).await.unwrap();
    assert!(found.iter().all(|policy| policy.hash() == hash));
    found.is_some()
}

#[tokio::test]
async fn a_policy_is_found_by_its_hash_with_the_lists_that_it_had() {
    assert!(finds(with_list("Kiosk").hash()).await);
    assert!(finds(with_list("Kiosk\nDiner").hash()).await);
    assert!(finds(Policy::parse(SECOND).unwrap().hash()).await);
}

#[tokio::test]
async fn a_policy_that_was_never_there_is_not_found() {
    assert!(!finds(with_list("Diner").hash()).await);
}

#[tokio::test]
async fn changes_since_a_decision_and_a_feed_of_lists_hide_no_policy() {
    let bucket = bucket();
    let feed = |count: usize| (0..count).for_each(|day| bucket.put("lists/feed.txt", day.to_string()));
    feed(2 * CHANGES_MAX);
    let mut past = PolicyPast::of(&bucket).await.unwrap();
    let hash = with_list("Kiosk").hash().to_owned();
    assert!(past.find(&hash, Timestamp::from_millis(1_000)).await.unwrap().is_some());
    bucket.put(POLICY_OBJECT, "bad");
    feed(100);
    let last_good = PolicyPast::of(&bucket).await.unwrap().last_good().await.unwrap();
    assert_eq!(last_good.unwrap().hash(), Policy::parse(SECOND).unwrap().hash());
}

#[tokio::test]
async fn the_last_good_policy_is_the_newest_that_was_one() {
    let last_good = async |bucket: &MemoryObjectStore| {
        PolicyPast::of(bucket)
            .await
            .unwrap()
            .last_good()
            .await
            .unwrap()
            .map(|policy| policy.hash().to_owned())
    };
    let bucket = bucket();
    bucket.put(POLICY_OBJECT, "bad");
    assert_eq!(last_good(&bucket).await.as_deref(), Some(Policy::parse(SECOND).unwrap().hash()));
    // The policy is good and its list is gone: the last good one had it.
    let bucket = MemoryObjectStore::default();
    assert_eq!(last_good(&bucket).await, None);
    bucket.put("lists/shops.txt", "Kiosk");
    bucket.put(POLICY_OBJECT, FIRST);
    bucket.remove("lists/shops.txt");
    assert_eq!(last_good(&bucket).await.as_deref(), Some(with_list("Kiosk").hash()));
}

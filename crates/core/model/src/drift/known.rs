//! What people were told of drift already, so that one drift is one alarm.

use std::collections::{BTreeMap, BTreeSet};

use fraud::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// What was not confirmed for so long is news when it is again, in milliseconds: three weeks, which is as long as the
/// windows of a look see it. A feature at its limit is confirmed on one day and not on the next.
pub const TOLD_MILLIS: i64 = 21 * Day::MILLIS;

/// The features of which people know that they drifted, with when that was confirmed last.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnownDrift(BTreeMap<String, Timestamp>);

impl KnownDrift {
    /// Takes down what a look confirmed, and says whether any of it is news.
    pub fn note(&mut self, confirmed: &BTreeSet<String>, now: Timestamp) -> bool {
        self.0.retain(|_, last| now.millis_since(*last) <= TOLD_MILLIS);
        let is_news = confirmed.iter().any(|feature| !self.0.contains_key(feature));
        self.0.extend(confirmed.iter().map(|feature| (feature.clone(), now)));
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The days on which there is news, where a look confirms these features on these days.
    #[track_caller]
    fn check(looks: &[(i64, &[&str])], expected: &[i64]) {
        let mut known = KnownDrift::default();
        let news = looks.iter().filter(|(day, confirmed)| {
            let confirmed = confirmed.iter().map(|feature| (*feature).to_owned()).collect();
            known.note(&confirmed, Timestamp::from_millis(day * Day::MILLIS))
        });
        assert_eq!(news.map(|(day, _)| *day).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_flickers_is_told_once_and_what_comes_back_after_weeks_again() {
        check(&[(1, &[]), (2, &["amount"]), (3, &["amount"])], &[2]);
        check(&[(1, &["amount"]), (2, &[]), (3, &["amount"]), (9, &[]), (20, &["amount"])], &[1]);
        check(&[(1, &["amount"]), (22, &["amount"]), (44, &["amount"])], &[1, 44]);
        check(&[(1, &["amount"]), (2, &["amount", "country"]), (3, &["country"])], &[1, 2]);
    }

    #[test]
    fn what_is_known_is_read_back() {
        let mut known = KnownDrift::default();
        known.note(&BTreeSet::from(["amount".to_owned()]), Timestamp::from_millis(5));
        let json = serde_json::to_string(&known).unwrap();
        assert_eq!(serde_json::from_str::<KnownDrift>(&json).unwrap(), known);
    }
}

//! What a function is called with that works by the clock.

use fraud::Timestamp;
use serde::{Deserialize, Deserializer, de::Error};

/// The event of EventBridge Scheduler, or `{"time": "2026-03-01T00:00:00Z"}` by a person who wants the run of another day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
pub struct Scheduled {
    #[serde(default, deserialize_with = "rfc_3339")]
    time: Option<Timestamp>,
}

impl Scheduled {
    /// What stands for now: the time that the event names, if it names one.
    pub fn time_or(&self, now: Timestamp) -> Timestamp {
        self.time.unwrap_or(now)
    }
}

fn rfc_3339<'de, Source: Deserializer<'de>>(source: Source) -> Result<Option<Timestamp>, Source::Error> {
    let text: Option<String> = Option::deserialize(source)?;
    text.map(|text| text.parse().map_err(|error| Source::Error::custom(format!("time {error}")))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_says_what_stands_for_now() {
        let now = Timestamp::from_millis(7);
        let time = |event: &str| serde_json::from_str::<Scheduled>(event).map(|event| event.time_or(now));
        let event = r#"{"version":"0","source":"aws.scheduler","time":"1970-01-01T00:00:01Z","detail":"{}"}"#;
        assert_eq!(time(event).unwrap(), Timestamp::from_millis(1000));
        assert_eq!(time("{}").unwrap(), now);
        assert_eq!(time(r#"{"time":null}"#).unwrap(), now);
        assert!(
            time(r#"{"time":"yesterday"}"#).unwrap_err().to_string().contains("time must be an RFC 3339")
        );
    }
}

//! The deployed stack does what it promises, with the emulator's IAM enforcing the roles.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

#[path = "deployed/alarms.rs"]
mod alarms;
#[path = "deployed/api.rs"]
mod api;
#[path = "deployed/archive.rs"]
mod archive;
#[path = "deployed/decisions.rs"]
mod decisions;
#[path = "deployed/documents.rs"]
mod documents;
#[path = "deployed/events.rs"]
mod events;
#[path = "deployed/mails.rs"]
mod mails;
#[path = "deployed/merchant_risk.rs"]
mod merchant_risk;
#[path = "deployed/poison.rs"]
mod poison;
#[path = "deployed/predictions.rs"]
mod predictions;
#[path = "deployed/processed.rs"]
mod processed;
#[path = "deployed/streams.rs"]
mod streams;
#[path = "deployed/topics.rs"]
mod topics;
#[path = "deployed/traffic.rs"]
mod traffic_minutes;
#[path = "deployed/webhooks.rs"]
mod webhooks;

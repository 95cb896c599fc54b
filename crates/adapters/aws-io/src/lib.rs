//! The resources that Tollgate owns in AWS, one module each: a trait that says what the resource does for us,
//! the adapter that does it through the SDK, and (feature `memory`) a twin in memory for tests.
//!
//! The mapping between values and items or messages is private to each module.

pub mod alert_ledger;
pub mod alert_queue;
pub mod alert_topic;
pub mod audit_trail;
mod batch_get;
pub mod bypass_topic;
pub mod call_error;
pub mod card_key_secret;
pub mod case_table;
pub mod connection;
pub mod customer_table;
pub mod daily_tallies;
pub mod decision_archive;
pub mod decision_stream;
mod document;
pub mod document_desk;
pub mod document_objects;
pub mod document_shelf;
pub mod document_store;
pub mod document_table;
pub mod document_topic;
pub mod erasure_queue;
pub mod former_layout;
pub mod fraud_detector;
pub mod label_record;
pub mod mail_once;
pub mod mail_pace;
pub mod mail_topic;
pub mod mark_key_secret;
#[cfg(feature = "memory")]
pub mod memory;
pub mod model_proposal_table;
pub mod model_store;
pub mod model_topic;
mod motion_table;
mod newest_items;
pub mod object_store;
pub mod object_versions;
pub mod payment_history;
pub mod payment_stream;
pub mod policy_bucket;
pub mod policy_draft_table;
pub mod policy_past;
pub mod quarantine_queue;
pub mod rule_activity;
mod s3;
pub mod secret;
pub mod signed_url;
pub mod stored_transaction;
pub mod trainer_function;
pub mod transaction_batch;
pub mod transaction_intake;
pub mod transaction_table;
pub mod upload_permit;
pub mod user_pool;
pub mod waiting_alerts;
pub mod watchlist_clearances;

pub use call_error::CallError;

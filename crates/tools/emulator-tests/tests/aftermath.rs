//! What the run left behind: no card number anywhere, and no permission that nothing used.
//!
//! `cargo xtask e2e` runs this last.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![recursion_limit = "256"]

#[path = "aftermath/card_numbers.rs"]
mod card_numbers;
#[path = "aftermath/permissions.rs"]
mod permissions;

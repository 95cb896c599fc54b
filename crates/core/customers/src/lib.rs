//! Customers who upload their documents by themselves: who they are, how much they may upload, and what they are told of it.
//!
//! What was found in a document, its class and the reasons stay with the staff. A customer is told how far it is, and
//! whether another copy is needed.

pub mod customer;
pub mod document_state;
pub mod limits;

pub use customer::Customer;
pub use document_state::{DocumentState, Facts};
pub use id_token::{TokenRefusal, TokenTerms};

//! Takes in what a payments back end has to say: a transaction to be assessed later (`POST /transactions`) or at
//! once (`POST /predict`), and what a transaction turned out to be (`POST /transactions/{key_id}/label`). Loan
//! documents get a place to be uploaded to (`POST /documents`). People get the token of a card whose number they have before them
//! (`POST /console/card-tokens`).

mod label_request;
pub mod post_card_token;
pub mod post_document;
mod post_label;
mod post_prediction;
mod post_transaction;
mod router;
mod transaction_request;

pub use router::{Deps, handle};

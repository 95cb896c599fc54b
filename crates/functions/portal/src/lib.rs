//! What customers do with their own documents: upload, see how far they are, delete; and leave, with all of them. This function
//! reads no document and deletes none: it permits uploads, and queues what is to be erased.

mod account;
mod delete_document;
mod get_documents;
mod post_document;
mod router;

pub use router::{Deps, handle};

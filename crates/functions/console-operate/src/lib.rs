//! What operators see and do: alarms, queues and dead letters, which they have sent again or discard. It is a function of its own, because
//! who sends dead letters again may put into the queues of the pipeline and call its functions.

mod acts;
mod dead_letters;
mod overview;
mod router;

pub use router::{Deps, handle};

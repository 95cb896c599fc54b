//! How much one customer may upload. A loan takes some ten documents; whoever sends more than this is not applying for one.

/// Documents that a customer has at a time. Those that were deleted give their place back.
pub const DOCUMENTS_MAX: u32 = 50;

/// Documents that a customer may begin to upload on one day (UTC), deleted ones included: each is read, and each that can't be
/// read is mailed to somebody.
pub const DOCUMENTS_A_DAY_MAX: u32 = 20;

/// How old a sign-in may be, in seconds, for the account to be deleted by it: a telephone that was left lying, or a token that
/// was stolen, deletes nothing.
pub const FRESH_SECONDS: i64 = 10 * 60;

//! The watchlist that payments are screened by.

use std::sync::LazyLock;

use watchlist::{Index, ListInfo, read_plain_csv};

/// A merchant that clients pay, and that is on the list under another spelling.
pub(crate) const LISTED_MERCHANT: &str = "Bäckerei Süß";

/// The index as it lies in the bucket.
pub(crate) static INDEX: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let list = "id,type,name\n1,organization,Baeckerei Suess GmbH\n2,organization,Bäckerei Süss\n";
    let list = read_plain_csv(ListInfo::named("house"), list.as_bytes()).expect("a list");
    Index::build(&[list]).expect("an index").to_bytes()
});

//! No bytes make a list reader panic, and what it takes can be indexed and loaded again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchlist::{
    Index, ListInfo, OfacCsvFiles, read_ofac_csv, read_ofac_xml, read_open_sanctions_csv, read_plain_csv,
};

fuzz_target!(|bytes: &[u8]| {
    let Some((&layout, bytes)) = bytes.split_first() else { return };
    let info = ListInfo::named("fuzz");
    let list = match layout % 4 {
        0 => {
            let (sdn, alt) = bytes.split_at(bytes.len() / 2);
            read_ofac_csv(info, OfacCsvFiles { sdn, alt: Some(alt), add: None, comments: None })
        }
        1 => read_ofac_xml(info, bytes),
        2 => read_open_sanctions_csv(info, bytes),
        _ => read_plain_csv(info, bytes),
    };
    if let Ok(list) = list {
        let index = Index::build(&[list]).expect("a list that was read has entries");
        assert_eq!(Index::load(&index.to_bytes()).as_ref(), Ok(&index));
    }
});

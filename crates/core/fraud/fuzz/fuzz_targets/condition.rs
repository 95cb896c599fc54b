//! Any text: reading it never fails otherwise than with an error that can be shown, and what was read is printed
//! so that it reads the same.
#![no_main]

use fraud::FeatureSet;
use fraud::language::{Vocabulary, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    match parse(source) {
        Err(error) => drop(error.render(source)),
        Ok(expression) => {
            let printed = expression.to_string();
            // Printing may add brackets and blanks to what is just short enough.
            if printed.len() <= fraud::language::SOURCE_BYTES_MAX {
                let again = parse(&printed).unwrap_or_else(|error| panic!("{}", error.render(&printed)));
                assert_eq!(again, expression, "{printed}");
            }
            let _ = FeatureSet::parse(&[source], &Vocabulary::default());
        }
    }
});

//! Cells of CSV that no spreadsheet takes for a formula.

use std::borrow::Cow;

/// A cell as it is written. Excel, Calc and Sheets run a cell that begins with one of these characters, a sheet of names
/// from a payment or a list included (OWASP, "CSV Injection"): an apostrophe before it makes it a text. Plain numbers are
/// left as they are. Our own reader takes the apostrophe off again.
pub(crate) fn csv_cell(text: &str) -> Cow<'_, str> {
    let may_be_formula = text.starts_with(|first| {
        // The full-width ones are read as the plain ones where Chinese or Japanese is written.
        matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    });
    if may_be_formula && !is_plain_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// `-73.98`, and not `-1+cmd|…` or `-inf`.
fn is_plain_number(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_a_text() {
        for formula in [
            "=1+1",
            "=HYPERLINK(\"http://x\")",
            "+1 212 555 0100",
            "-1+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1+1",
            "＠x",
            "-",
            "-inf",
            "+nan",
            "--1",
        ] {
            assert_eq!(csv_cell(formula), format!("'{formula}"));
        }
        for harmless in
            ["", "Adam Quill", "-73.98", "+4", "1e5", "-1.5E-3", "a=1", " =1", "'quoted", "O'Brien", "#1"]
        {
            assert_eq!(csv_cell(harmless), harmless);
        }
    }
}

//! Scripts of a document (JavaScript) are read and not run. What a plain one says stands in its text; one that
//! puts texts together from codes may say what nobody reads.

/// What a script needs to say what its text does not.
const PUTS_TOGETHER: [&str; 13] = [
    "fromcharcode",
    "charcodeat",
    "unescape",
    "eval(",
    "decodeuri",
    "atob",
    "\\x",
    "\\u",
    "new function",
    ".reverse",
    "getdataobject",
    "importdataobject",
    "stringfromstream",
];

/// Functions of the viewer that format and sum up fields: forms have them by the hundred.
const OF_FORMS: [&str; 16] = [
    "afnumber_keystroke",
    "afnumber_format",
    "afpercent_keystroke",
    "afpercent_format",
    "afdate_keystroke",
    "afdate_keystrokeex",
    "afdate_format",
    "afdate_formatex",
    "aftime_keystroke",
    "aftime_format",
    "afspecial_keystroke",
    "afspecial_keystrokeex",
    "afspecial_format",
    "afrange_validate",
    "afsimple_calculate",
    "afmergechange",
];

/// Whether all that a script can say stands in its text.
pub(super) fn is_plain(script: &str) -> bool {
    let small = script.to_lowercase();
    let statements: Vec<&str> =
        small.split([';', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if statements.iter().all(|statement| OF_FORMS.iter().any(|name| statement.starts_with(name))) {
        return true;
    }
    !PUTS_TOGETHER.iter().any(|word| small.contains(word))
}

/// The script with texts that are put together of parts (`"a" + "b"`) as they are after that.
pub(super) fn joined(script: &str) -> String {
    let mut joined = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, tail) = rest.split_at(at);
        joined.push_str(before);
        let next = tail[1..].trim_start();
        let continued = next.strip_prefix('+').map(str::trim_start);
        match continued.filter(|continued| continued.starts_with(['"', '\''])) {
            Some(continued) => rest = &continued[1..],
            None => {
                joined.push_str(&tail[..1]);
                rest = &tail[1..];
            }
        }
    }
    joined + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_parts_are_joined() {
        assert_eq!(joined("a = \"536-\" + '22' +\n \"-1874\";"), "a = \"536-22-1874\";");
        assert_eq!(joined("a = 'b'; c"), "a = 'b'; c");
    }

    #[test]
    fn formats_are_plain_and_what_hides_its_text_is_not() {
        for plain in [
            "AFNumber_Format(2, 0, 0, 0, \"\", true);",
            "AFSpecial_Keystroke(3);\nAFDate_FormatEx(\"mm/dd/yyyy\");",
            "app.alert(\"Please fill in all fields\");",
            "event.value = this.getField(\"total\").value * 2;",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        for hidden in [
            "this.getField('a').value = String.fromCharCode(53, 51, 54);",
            "eval(this.info.title);",
            "var s = \"\\x35\\x33\";",
            "this.importDataObject('a');",
        ] {
            assert!(!is_plain(hidden), "{hidden}");
        }
    }
}

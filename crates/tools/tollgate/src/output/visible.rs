//! Text as it may be shown on a terminal: characters that steer it, or that turn a line round, are written as their
//! numbers. A payment's merchant, a list's remark and a queue's message are other people's texts.

use std::io::{self, Write};

use fraud::request::is_unprintable;

/// A writer of text whose control characters become `\u001b` and the like: so they stand in JSON too, where they are
/// within strings alone.
pub(super) struct Visible<Out> {
    out: Out,
    /// The beginning of a character whose end was not written yet.
    begun: Vec<u8>,
}

impl<Out: Write> Visible<Out> {
    pub(super) fn new(out: Out) -> Visible<Out> {
        Visible { out, begun: Vec::new() }
    }

    fn write_text(&mut self, text: &str) -> io::Result<()> {
        let mut plain_from = 0;
        for (at, character) in text.char_indices().filter(|(_, character)| is_steering(*character)) {
            self.out.write_all(&text.as_bytes()[plain_from..at])?;
            write!(self.out, "\\u{:04x}", u32::from(character))?;
            plain_from = at + character.len_utf8();
        }
        self.out.write_all(&text.as_bytes()[plain_from..])
    }
}

/// Everything but the ends of lines and the tabs between columns. No such character is beyond the first plane.
fn is_steering(character: char) -> bool {
    is_unprintable(character) && !matches!(character, '\n' | '\t')
}

impl<Out: Write> Write for Visible<Out> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = std::mem::take(&mut self.begun);
        held.extend_from_slice(bytes);
        let mut rest = held.as_slice();
        while !rest.is_empty() {
            match str::from_utf8(rest) {
                Ok(text) => {
                    self.write_text(text)?;
                    break;
                }
                Err(error) => {
                    let (good, others) = rest.split_at(error.valid_up_to());
                    self.write_text(str::from_utf8(good).unwrap_or_default())?;
                    let Some(wrong) = error.error_len() else {
                        self.begun = others.to_vec();
                        break;
                    };
                    self.write_text("\u{fffd}")?;
                    rest = &others[wrong..];
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[&[u8]]) -> String {
        let mut visible = Visible::new(Vec::new());
        for piece in pieces {
            visible.write_all(piece).unwrap();
        }
        String::from_utf8(visible.out).unwrap()
    }

    #[test]
    fn nothing_steers_a_terminal() {
        for (text, expected) in [
            ("\u{1b}[2J\u{1b}]0;title\u{7}", "\\u001b[2J\\u001b]0;title\\u0007"),
            ("\u{9b}31mred", "\\u009b31mred"),
            ("over\rwritten", "over\\u000dwritten"),
            ("back\u{8}\u{8}space\u{7f}", "back\\u0008\\u0008space\\u007f"),
            ("\u{202e}drawkcab\u{2066}", "\\u202edrawkcab\\u2066"),
            ("\u{0}", "\\u0000"),
            ("two\nlines\tcolumns", "two\nlines\tcolumns"),
            ("Zoë 习近平 \u{1f426}", "Zoë 习近平 \u{1f426}"),
        ] {
            assert_eq!(shown(&[text.as_bytes()]), expected);
            // However the text is cut into pieces.
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(shown(&bytes), expected);
        }
        assert_eq!(shown(&[b"a\xffb\xc3"]), "a\u{fffd}b");
    }

    #[test]
    fn json_stays_the_json_that_it_was() {
        let value = serde_json::json!({ "merchant": "\u{9b}31m \u{202e}x\u{1b}" });
        let written = shown(&[value.to_string().as_bytes()]);
        assert!(!written.chars().any(is_steering), "{written}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }
}

//! Whether a content stream is understood to its end: an operator that is skipped may have shown text.

use hayro::hayro_interpret::hayro_syntax::content::TypedIter;
use hayro::hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_interpret::hayro_syntax::page::Resources;

/// Stands behind the content: who does not come to it has not read to the end. A marked point draws nothing.
const END: &[u8] = b"\n/TollgateEnd MP\n";

/// Whether all operators are known, and what they name is there.
pub(super) fn are_understood(content: &[u8], resources: &Resources<'_>) -> bool {
    let mut with_end = Vec::with_capacity(content.len() + END.len());
    with_end.extend_from_slice(content);
    with_end.extend_from_slice(END);
    let mut instructions = TypedIter::new(&with_end);
    // Between BX and EX a file announces what an older reader may skip.
    let mut compatibility = 0_usize;
    let mut came_to_the_end = false;
    while let Some(instruction) = instructions.next() {
        came_to_the_end = false;
        match instruction {
            TypedInstruction::BeginCompatibility(_) => compatibility += 1,
            TypedInstruction::EndCompatibility(_) => compatibility = compatibility.saturating_sub(1),
            TypedInstruction::Fallback(_) if compatibility == 0 => return false,
            TypedInstruction::XObject(named) if resources.get_x_object(named.0).is_none() => return false,
            TypedInstruction::TextFont(named) if resources.get_font(named.0).is_none() => return false,
            TypedInstruction::MarkedContentPoint(point) => {
                came_to_the_end = point.0.as_str() == "TollgateEnd";
            }
            _ => {}
        }
    }
    came_to_the_end
}

#[cfg(test)]
mod tests {
    use hayro::hayro_interpret::hayro_syntax::object::Dict;

    use super::*;

    #[track_caller]
    fn check(content: &str, expected: bool) {
        assert_eq!(are_understood(content.as_bytes(), &Resources::new(Dict::empty())), expected, "{content}");
    }

    #[test]
    fn an_operator_that_nobody_knows_is_not_understood() {
        check("q 1 0 0 1 0 0 cm BT (text) Tj ET Q", true);
        check("BT (text) Tx ET", false);
        check("BX (text) Tx EX", true);
    }

    #[test]
    fn a_content_that_ends_within_a_text_is_not_understood() {
        check("BT (text) Tj (more", false);
        check("", true);
    }

    #[test]
    fn a_font_or_a_form_that_is_not_there_is_missed() {
        check("/F1 12 Tf", false);
        check("/Form Do", false);
    }
}

//! XFA forms. Their data is read as labelled values; a form that only an XFA processor can show is a gap.

use std::collections::HashSet;

use hayro::hayro_interpret::hayro_syntax::object::Dict;

use super::outside::xfa_packets;
use crate::document::{Document, Gap, GapReason, Source};

const VALUES_MAX: usize = 20_000;
const DEPTH_MAX: usize = 64;

/// What Adobe's writer puts on the only page of a dynamic form.
const PLACEHOLDER: &str = "Please wait...";

/// Reads the data of an XFA form, if the document has one.
pub(super) fn read(catalog: &Dict<'_>, document: &mut Document) {
    let Some(packets) = xfa_packets(catalog) else { return };
    let is_dynamic = catalog.get::<bool>(b"NeedsRendering").unwrap_or(false) || shows_placeholder(document);
    if is_dynamic {
        document.gaps.push(Gap { page: None, reason: GapReason::DynamicXfa });
    }
    let known: HashSet<String> = document.fields.iter().map(|field| field.value.clone()).collect();
    let text = String::from_utf8_lossy(&packets);
    for (label, value) in data_values(&text) {
        if !known.contains(&value) {
            document.note(&value, Source::Field { label });
        }
    }
}

fn shows_placeholder(document: &Document) -> bool {
    let [only] = document.pages.as_slice() else { return false };
    only.cells.iter().any(|cell| cell.text.starts_with(PLACEHOLDER))
}

/// Element names and texts of the data packet.
fn data_values(packets: &str) -> Vec<(String, String)> {
    let Some(data) = packets.find("<xfa:data>").or_else(|| packets.find("<xfa:data ")) else {
        return Vec::new();
    };
    let data = &packets[data..];
    let data = &data[..data.find("</xfa:data>").unwrap_or(data.len())];
    let mut values = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    for part in data.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else { continue };
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or_default();
        if tag.starts_with('/') {
            path.pop();
        } else if !tag.ends_with('/') && !tag.starts_with(['!', '?']) {
            if path.len() >= DEPTH_MAX {
                break;
            }
            path.push(name);
            let text = unescaped(text.trim());
            if !text.is_empty() && values.len() < VALUES_MAX {
                values.push((path.join("."), text));
            }
        }
    }
    values
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_carry_the_path_of_their_element() {
        let packets = "<xfa:datasets><xfa:data><form1><SSN>123-45-6788</SSN><Empty/><Name>A &amp; B</Name></form1>\
                       </xfa:data></xfa:datasets>";
        assert_eq!(
            data_values(packets),
            [
                ("xfa:data.form1.SSN".to_owned(), "123-45-6788".to_owned()),
                ("xfa:data.form1.Name".to_owned(), "A & B".to_owned())
            ]
        );
    }
}

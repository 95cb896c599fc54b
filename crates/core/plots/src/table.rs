//! Tables for a page.

use std::fmt::Write;

use super::escaped;

/// Rows under a header; the first column stands on the left, the others on the right.
#[derive(Debug)]
pub struct HtmlTable(String);

impl HtmlTable {
    /// A table without rows.
    pub fn new(columns: &[&str]) -> HtmlTable {
        let cells: String = columns.iter().map(|name| format!("<th>{}</th>", escaped(name))).collect();
        HtmlTable(format!("<div class=\"table\"><table><tr>{cells}</tr>\n"))
    }

    /// Adds a row.
    pub fn add(&mut self, cells: &[String]) {
        self.add_as("", cells);
    }

    /// Adds a row that looks like this class of the style sheet.
    pub fn add_as(&mut self, class: &str, cells: &[String]) {
        let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = writeln!(self.0, "<tr{class}>{cells}</tr>");
    }

    /// The table as it stands in a page.
    pub fn finish(self) -> String {
        self.0 + "</table></div>\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_can_not_leave_their_place() {
        let mut table = HtmlTable::new(&["name", "<b>"]);
        table.add(&["a & b".to_owned(), "<script>".to_owned()]);
        let html = table.finish();
        assert!(
            html.contains("<td>a &amp; b</td><td>&lt;script&gt;</td>") && html.contains("<th>&lt;b&gt;</th>")
        );
    }
}

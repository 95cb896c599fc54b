//! PDFs made in code, object by object.

/// What a page says that concerns nobody.
pub(crate) const NOTICE: &str = "Notice to all customers: the office is closed on public holidays";

/// A file in the making: each object's number and its text.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) objects: Vec<(u32, Vec<u8>)>,
    /// Further entries of the trailer.
    pub(crate) trailer: String,
}

impl Made {
    /// A page with a notice. `catalog` and `page` are further entries of those dictionaries.
    pub(crate) fn notice(catalog: &str, page: &str) -> Made {
        Made::with_content(catalog, page, &format!("BT /F 12 Tf 72 700 Td ({NOTICE}) Tj ET"))
    }

    /// A page with this content.
    pub(crate) fn with_content(catalog: &str, page: &str, content: &str) -> Made {
        let mut made = Made { objects: Vec::new(), trailer: String::new() };
        made.add(1, &format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"));
        made.add(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        made.add(
            3,
            &format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 9 0 R>>>>{page}>>"),
        );
        made.stream(4, "", content.as_bytes());
        made.add(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        made.stream(9, "/Type/XObject/Subtype/Form/BBox[0 0 1 1]", b"");
        made
    }

    /// A page typed line by line, in small letters: what parts columns is three blanks and more.
    pub(crate) fn typed(lines: &[&str]) -> Made {
        let mut content = String::new();
        for (row, line) in lines.iter().enumerate() {
            let mut column = 0;
            for part in line.split_inclusive("   ") {
                let text = part.trim();
                let left = 40 + 5 * (column + part.chars().count() - part.trim_start().chars().count());
                column += part.chars().count();
                if !text.is_empty() {
                    // In the font's encoding, which has the letters of Western Europe.
                    let escaped: String =
                        text.chars().map(|letter| format!("\\{:03o}", u32::from(letter))).collect();
                    content += &format!("BT /F 8 Tf {left} {} Td ({escaped}) Tj ET\n", 750 - 11 * row);
                }
            }
        }
        Made::with_content("", "", &content)
    }

    pub(crate) fn add(&mut self, number: u32, text: &str) -> &mut Made {
        self.objects.retain(|(known, _)| *known != number);
        self.objects.push((number, text.as_bytes().to_vec()));
        self
    }

    pub(crate) fn stream(&mut self, number: u32, entries: &str, data: &[u8]) -> &mut Made {
        self.objects.retain(|(known, _)| *known != number);
        let mut bytes = format!("<<{entries}/Length {}>>stream\n", data.len()).into_bytes();
        bytes.extend(data);
        bytes.extend(b"\nendstream");
        self.objects.push((number, bytes));
        self
    }

    pub(crate) fn trailer(&mut self, entries: &str) -> &mut Made {
        self.trailer.push_str(entries);
        self
    }

    /// The file.
    pub(crate) fn file(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        self.append(&mut file, 0);
        file
    }

    /// The file, with these objects saved over it.
    pub(crate) fn updated(&self, update: &Made) -> Vec<u8> {
        let mut file = self.file();
        let previous = String::from_utf8_lossy(&file)
            .rsplit_once("startxref\n")
            .map_or(0, |(_, tail)| tail.lines().next().and_then(|number| number.parse().ok()).unwrap_or(0));
        update.append(&mut file, previous);
        file
    }

    fn append(&self, file: &mut Vec<u8>, previous: usize) {
        let mut places = Vec::new();
        for (number, text) in &self.objects {
            places.push((*number, file.len()));
            file.extend(format!("{number} 0 obj\n").into_bytes());
            file.extend(text);
            file.extend(b"\nendobj\n");
        }
        let table = file.len();
        file.extend(b"xref\n");
        for (number, place) in &places {
            file.extend(format!("{number} 1\n{place:010} 00000 n \n").into_bytes());
        }
        let size = 1 + places.iter().map(|(number, _)| *number).max().unwrap_or(0).max(50);
        let previous = if previous > 0 { format!("/Prev {previous}") } else { String::new() };
        let entries = format!(
            "trailer\n<</Size {size}/Root 1 0 R{previous}{}>>\nstartxref\n{table}\n%%EOF\n",
            self.trailer
        );
        file.extend(entries.into_bytes());
    }
}

//! Layouts: the same contents, set in different ways. Half of them are for tuning, half for measuring.

use crate::paper::{Block, Paper};
use crate::typesetter::{Drawn, Face, Family, HEIGHT, WIDTH, pdf};
use crate::{Chance, Split};

const MARGIN: f32 = 48.0;

/// A way to set a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Label to the left, value in a column of its own.
    Beside,
    /// Label over value, two columns.
    Above,
    /// "Label: value" in one line.
    Inline,
    /// Boxes with a small label in their corner, three columns.
    Boxed,
    /// Labels flush right before their values, in two halves of the page.
    Halves,
    /// Label over value, on a page that lies on its side.
    Sideways,
    /// Label over value, numbers digit by digit in a comb of boxes.
    Comb,
}

pub(crate) fn of(split: Split) -> &'static [Layout] {
    match split {
        Split::Train => &[Layout::Beside, Layout::Above, Layout::Inline],
        Split::Test => &[Layout::Boxed, Layout::Halves, Layout::Sideways, Layout::Comb],
    }
}

/// Sets a document.
pub(crate) fn set(paper: &Paper, layout: Layout, chance: &mut Chance) -> Vec<u8> {
    let family = match layout {
        Layout::Beside | Layout::Boxed => Family::Serif,
        Layout::Above | Layout::Sideways | Layout::Comb => Family::Computer,
        Layout::Inline | Layout::Halves => Family::Mono,
    };
    let Some(face) = Face::of(family) else { return Vec::new() };
    let mut setter = Setter {
        layout,
        size: 9.0 + chance.share() * 1.5,
        mean_width: face.mean_width,
        pages: vec![Vec::new()],
        y: MARGIN + 16.0,
    };
    for block in &paper.blocks {
        setter.block(block);
    }
    pdf(&setter.pages, &face, layout == Layout::Sideways)
}

struct Setter {
    layout: Layout,
    size: f32,
    mean_width: f32,
    pages: Vec<Vec<Drawn>>,
    y: f32,
}

impl Setter {
    fn leading(&self) -> f32 {
        self.size * 1.35
    }

    fn width_of(&self, text: &str) -> f32 {
        text.chars().count() as f32 * self.size * self.mean_width
    }

    fn room(&mut self, height: f32) {
        if self.y + height > HEIGHT - MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN + 16.0;
        }
    }

    fn draw(&mut self, drawn: Drawn) {
        if let Some(page) = self.pages.last_mut() {
            page.push(drawn);
        }
    }

    fn text(&mut self, x: f32, y: f32, scale: f32, bold: bool, text: &str) {
        if !text.is_empty() {
            let size = self.size * scale;
            self.draw(Drawn::Text { x, y, size, bold, text: text.to_owned() });
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => {
                self.room(40.0);
                self.text(MARGIN, self.y, 1.6, true, text);
                self.y += self.leading() * 2.2;
            }
            Block::Lines(lines) => {
                self.room(self.leading() * lines.len() as f32);
                for line in lines {
                    self.text(MARGIN, self.y, 1.0, false, line);
                    self.y += self.leading();
                }
                self.y += self.leading();
            }
            Block::Paragraph(text) => self.paragraph(text),
            Block::Table { columns, rows } => self.table(columns, rows),
            Block::Fields(fields) => match self.layout {
                Layout::Beside => self.beside(fields),
                Layout::Inline => self.inline(fields),
                Layout::Above | Layout::Sideways => self.above(fields, 2),
                Layout::Boxed => self.boxed(fields),
                Layout::Comb => self.comb(fields),
                Layout::Halves => self.halves(fields),
            },
        }
    }

    fn paragraph(&mut self, text: &str) {
        let mut line = String::new();
        for word in text.split(' ') {
            if self.width_of(&line) + self.width_of(word) > WIDTH - 2.0 * MARGIN - 20.0 {
                self.line_of_paragraph(&std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line_of_paragraph(&line);
        self.y += self.leading() * 0.8;
    }

    fn line_of_paragraph(&mut self, line: &str) {
        self.room(self.leading());
        self.text(MARGIN, self.y, 1.0, false, line);
        self.y += self.leading();
    }

    fn table(&mut self, columns: &[String], rows: &[Vec<String>]) {
        let step = (WIDTH - 2.0 * MARGIN) / columns.len().max(1) as f32;
        self.room(self.leading() * 2.0);
        for (at, column) in columns.iter().enumerate() {
            self.text(MARGIN + step * at as f32, self.y, 0.95, true, column);
        }
        let y = self.y + 3.0;
        self.draw(Drawn::Rule { from: (MARGIN, y), to: (WIDTH - MARGIN, y) });
        self.y += self.leading() * 1.2;
        for row in rows {
            self.room(self.leading());
            for (at, value) in row.iter().enumerate() {
                self.text(MARGIN + step * at as f32, self.y, 0.95, false, value);
            }
            self.y += self.leading();
        }
        self.y += self.leading();
    }

    fn beside(&mut self, fields: &[(String, String)]) {
        for (label, value) in fields {
            self.room(self.leading());
            self.text(MARGIN, self.y, 1.0, true, label);
            self.text(MARGIN + 210.0, self.y, 1.0, false, value);
            if value.is_empty() {
                let y = self.y + 2.0;
                self.draw(Drawn::Rule { from: (MARGIN + 210.0, y), to: (WIDTH - MARGIN, y) });
            }
            self.y += self.leading() * 1.15;
        }
        self.y += self.leading() * 0.8;
    }

    fn inline(&mut self, fields: &[(String, String)]) {
        for (label, value) in fields {
            self.room(self.leading());
            let value = if value.is_empty() { "____________________" } else { value };
            self.text(MARGIN, self.y, 1.0, false, &format!("{label}: {value}"));
            self.y += self.leading();
        }
        self.y += self.leading();
    }

    fn above(&mut self, fields: &[(String, String)], columns: usize) {
        let step = (WIDTH - 2.0 * MARGIN) / columns as f32;
        for row in fields.chunks(columns) {
            self.room(self.leading() * 2.6);
            for (at, (label, value)) in row.iter().enumerate() {
                let x = MARGIN + step * at as f32;
                self.text(x, self.y, 0.8, false, label);
                self.text(x, self.y + self.leading(), 1.0, false, value);
                let y = self.y + self.leading() + 3.0;
                self.draw(Drawn::Rule { from: (x, y), to: (x + step - 18.0, y) });
            }
            self.y += self.leading() * 2.6;
        }
        self.y += self.leading() * 0.5;
    }

    fn boxed(&mut self, fields: &[(String, String)]) {
        let columns = 3;
        let step = (WIDTH - 2.0 * MARGIN) / columns as f32;
        let height = self.leading() * 2.5;
        // A value that is wider than its box takes a row of its own.
        let mut rows: Vec<Vec<&(String, String)>> = Vec::new();
        for field in fields {
            let wide = self.width_of(&field.1) > step - 8.0 || self.width_of(&field.0) * 0.75 > step - 8.0;
            match rows.last_mut() {
                Some(row)
                    if !wide
                        && row.len() < columns
                        && !row.iter().any(|other| self.width_of(&other.1) > step - 8.0) =>
                {
                    row.push(field);
                }
                _ => rows.push(vec![field]),
            }
        }
        for row in rows {
            self.room(height);
            let (top, bottom) = (self.y - self.size, self.y - self.size + height);
            for (at, (label, value)) in row.iter().map(|field| (&field.0, &field.1)).enumerate() {
                let x = MARGIN + step * at as f32;
                self.text(x + 3.0, self.y, 0.72, false, label);
                self.text(x + 5.0, self.y + self.leading(), 1.0, false, value);
                self.draw(Drawn::Rule { from: (x, top), to: (x, bottom) });
            }
            self.draw(Drawn::Rule { from: (MARGIN, top), to: (WIDTH - MARGIN, top) });
            self.draw(Drawn::Rule { from: (MARGIN, bottom), to: (WIDTH - MARGIN, bottom) });
            self.y += height;
        }
        self.y += self.leading();
    }

    fn comb(&mut self, fields: &[(String, String)]) {
        for (label, value) in fields {
            self.room(self.leading() * 3.0);
            self.text(MARGIN, self.y, 0.8, false, label);
            let (y, tooth) = (self.y + self.leading() * 1.3, self.size * 1.9);
            if is_combed(value) {
                let (top, bottom) = (y - self.size * 1.1, y + self.size * 0.4);
                for (at, digit) in value.chars().filter(char::is_ascii_digit).enumerate() {
                    let left = MARGIN + tooth * at as f32;
                    self.text(left + tooth * 0.35, y, 1.0, false, &digit.to_string());
                    self.draw(Drawn::Rule { from: (left, top), to: (left, bottom) });
                    self.draw(Drawn::Rule { from: (left, bottom), to: (left + tooth, bottom) });
                }
            } else {
                self.text(MARGIN, y, 1.0, false, value);
                let line = y + 3.0;
                self.draw(Drawn::Rule { from: (MARGIN, line), to: (WIDTH - MARGIN, line) });
            }
            self.y += self.leading() * 2.8;
        }
        self.y += self.leading() * 0.5;
    }

    fn halves(&mut self, fields: &[(String, String)]) {
        let half = (WIDTH - 2.0 * MARGIN) / 2.0;
        let mut at_left = true;
        for (label, value) in fields {
            let wide = self.width_of(value) > half * 0.5;
            if wide && !at_left {
                self.y += self.leading() * 1.2;
                at_left = true;
            }
            self.room(self.leading());
            let x = if at_left { MARGIN } else { MARGIN + half };
            let middle = x + half * 0.5;
            // A long label is set smaller, as forms do.
            let scale = (half * 0.48 / self.width_of(label)).min(0.85);
            self.text(middle - self.width_of(label) * scale - 6.0, self.y, scale, true, label);
            self.text(middle + 4.0, self.y, 0.9, false, value);
            if wide || !at_left {
                self.y += self.leading() * 1.2;
            }
            at_left = wide || !at_left;
        }
        self.y += self.leading() * 2.0;
    }
}

/// Whether forms have a comb of boxes for a value: SSNs, dates, account numbers.
fn is_combed(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let parts = |character: char| character.is_ascii_digit() || matches!(character, '-' | '/');
    (8..=17).contains(&digits) && value.chars().all(parts)
}

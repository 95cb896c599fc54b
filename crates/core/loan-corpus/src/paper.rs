//! What a document says, before it has a layout.

use pii::Entity;

/// A piece of personal data that a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub entity: Entity,
    /// As it is written.
    pub value: String,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Title(String),
    /// Lines at the head or in a window.
    Lines(Vec<String>),
    /// Labels with their values; an empty value is a line to fill in.
    Fields(Vec<(String, String)>),
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    Paragraph(String),
}

/// A document's contents and the facts in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paper {
    pub(crate) blocks: Vec<Block>,
    pub(crate) facts: Vec<Fact>,
}

impl Paper {
    pub(crate) fn title(mut self, text: &str) -> Paper {
        self.blocks.push(Block::Title(text.to_owned()));
        self
    }

    pub(crate) fn paragraph(mut self, text: &str) -> Paper {
        self.blocks.push(Block::Paragraph(text.to_owned()));
        self
    }

    pub(crate) fn lines(mut self, lines: &[&str]) -> Paper {
        self.blocks.push(Block::Lines(lines.iter().map(|&line| line.to_owned()).collect()));
        self
    }

    pub(crate) fn fields(mut self, fields: &[(&str, &str)]) -> Paper {
        self.blocks.push(Block::Fields(
            fields.iter().map(|&(label, value)| (label.to_owned(), value.to_owned())).collect(),
        ));
        self
    }

    pub(crate) fn table(mut self, columns: &[&str], rows: Vec<Vec<String>>) -> Paper {
        self.blocks
            .push(Block::Table { columns: columns.iter().map(|&column| column.to_owned()).collect(), rows });
        self
    }

    pub(crate) fn fact(mut self, entity: Entity, value: &str) -> Paper {
        self.facts.push(Fact { entity, value: value.to_owned() });
        self
    }

    /// Whether it names an identifier, or a person with more.
    pub(crate) fn is_personal(&self) -> bool {
        let named = self.facts.iter().any(|fact| fact.entity == Entity::PersonName);
        self.facts.iter().any(|fact| fact.entity.identifies() || (named && fact.entity.accompanies_name()))
    }
}

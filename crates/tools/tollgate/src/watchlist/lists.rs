//! Lists in files, whatever their layout, and the index that is loaded or made of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use watchlist::{
    Index, ListInfo, OfacCsvFiles, WatchList, read_ofac_csv, read_ofac_xml, read_open_sanctions_csv,
    read_plain_csv,
};

/// How a list is named on the command line.
pub(crate) const LIST_HELP: &str = "A list is NAME=PATH, followed by ,version=TEXT and ,date=YYYY-MM-DD where the file does not say so itself. PATH is
  OFAC's folder         sdn.csv with alt.csv, add.csv and sdn_comments.csv beside it, or cons_prim.csv and its sisters
  OFAC's XML            SDN.XML or SDN_ADVANCED.XML
  OpenSanctions' CSV    targets.simple.csv
  a list of your own    CSV with the columns id,type,name and, if there, aliases,birth_date,countries,identifiers,
                        programs,remarks; several values stand parted by semicolons";

/// Where the parties come from that are looked for.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Source {
    /// An index, as `tollgate watchlist build` writes it.
    #[arg(long, value_name = "FILE")]
    index: Option<String>,
    /// A list to look in; can be given more than once.
    #[arg(long = "lists", value_name = "NAME=PATH")]
    lists: Vec<String>,
}

impl Source {
    /// Loads the index, or makes one of the lists.
    pub(crate) fn open(&self) -> Result<Index> {
        if let Some(path) = &self.index {
            return load(path);
        }
        let lists = self.lists.iter().map(|list| read(list)).collect::<Result<Vec<_>>>()?;
        Ok(Index::build(&lists)?)
    }
}

/// The index of a file.
pub(crate) fn load(path: &str) -> Result<Index> {
    let bytes = fs::read(path).with_context(|| format!("the index {path} can't be read"))?;
    Index::load(&bytes).with_context(|| {
        format!("{path} is not an index, or is damaged; `tollgate watchlist build` makes one of lists")
    })
}

/// Reads a list: `NAME=PATH[,version=TEXT][,date=YYYY-MM-DD]`.
pub(crate) fn read(list: &str) -> Result<WatchList> {
    let Named { info, path } = Named::parse(list)?;
    let read = if path.is_dir() { read_folder(info, &path) } else { read_file(info, &path) };
    read.with_context(|| format!("the list {list}"))
}

/// A list by its name, before it is read.
#[derive(PartialEq, Eq, Debug)]
struct Named {
    info: ListInfo,
    path: PathBuf,
}

impl Named {
    fn parse(text: &str) -> Result<Named> {
        let Some((name, mut rest)) = text.split_once('=') else {
            bail!("{text}: a list is NAME=PATH, as in ofac-sdn=./ofac");
        };
        let is_name = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        if name.is_empty() || !name.chars().all(is_name) {
            bail!("{text}: the name of a list is made of letters, digits, '-', '_' and '.'");
        }
        let mut info = ListInfo::named(name);
        // From the right, so that a path may have commas of its own.
        while let Some((before, last)) = rest.rsplit_once(',') {
            match last.split_once('=') {
                Some(("version", version)) => version.clone_into(&mut info.version),
                Some(("date", date)) if is_date(date) => date.clone_into(&mut info.published),
                Some(("date", date)) => bail!("{text}: {date} is not a date; write it as 2026-11-20"),
                _ => break,
            }
            rest = before;
        }
        Ok(Named { info, path: PathBuf::from(rest) })
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let are_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
    are_digits && lengths == [4, 2, 2]
}

/// OFAC's comma-separated files: those of the SDN list, or of the consolidated one.
fn read_folder(info: ListInfo, folder: &Path) -> Result<WatchList> {
    const LAYOUTS: [[&str; 4]; 2] = [
        ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"],
        ["cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"],
    ];
    for [entries, alt, add, comments] in LAYOUTS {
        let Some(sdn) = read_if_there(folder, entries)? else { continue };
        let others = [alt, add, comments].map(|name| read_if_there(folder, name));
        let [alt, add, comments] = others;
        let (alt, add, comments) = (alt?, add?, comments?);
        let files = OfacCsvFiles {
            sdn: &sdn,
            alt: alt.as_deref(),
            add: add.as_deref(),
            comments: comments.as_deref(),
        };
        return Ok(read_ofac_csv(info, files)?);
    }
    bail!("the folder holds neither sdn.csv nor cons_prim.csv")
}

/// A file of the folder, in small letters or in capitals as OFAC has it too.
fn read_if_there(folder: &Path, name: &str) -> Result<Option<Vec<u8>>> {
    for name in [name.to_owned(), name.to_uppercase()] {
        let path = folder.join(name);
        if path.is_file() {
            return fs::read(&path).map(Some).with_context(|| format!("{} can't be read", path.display()));
        }
    }
    Ok(None)
}

fn read_file(info: ListInfo, path: &Path) -> Result<WatchList> {
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    Ok(match Layout::of(&bytes) {
        Layout::OfacXml => read_ofac_xml(info, &bytes)?,
        Layout::OpenSanctions => read_open_sanctions_csv(info, &bytes)?,
        Layout::Plain => read_plain_csv(info, &bytes)?,
        Layout::OfacCsv => read_ofac_csv(info, OfacCsvFiles { sdn: &bytes, ..OfacCsvFiles::default() })?,
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Layout {
    OfacXml,
    OfacCsv,
    OpenSanctions,
    Plain,
}

impl Layout {
    /// Told from the first line: OFAC's comma-separated files are the only ones without a header.
    fn of(bytes: &[u8]) -> Layout {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line).to_ascii_lowercase().replace('"', "");
        let has = |column: &str| line.trim_end().split(',').any(|name| name.trim() == column);
        if line.starts_with('<') {
            Layout::OfacXml
        } else if has("schema") {
            Layout::OpenSanctions
        } else if has("id") && has("name") {
            Layout::Plain
        } else {
            Layout::OfacCsv
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_named_with_its_version_and_date() {
        let check = |text: &str, version: &str, published: &str, path: &str| {
            let (version, published) = (version.to_owned(), published.to_owned());
            let info = ListInfo { name: "a-b.1".to_owned(), version, published };
            assert_eq!(Named::parse(text).unwrap(), Named { info, path: PathBuf::from(path) });
        };
        check("a-b.1=x.csv", "", "", "x.csv");
        check("a-b.1=x,y.csv,date=2026-01-02,version=7", "7", "2026-01-02", "x,y.csv");
        check("a-b.1=dir=x", "", "", "dir=x");
        for (wrong, reason) in [
            ("x.csv", "a list is NAME=PATH"),
            ("a b=x", "the name of a list"),
            ("a=x,date=yesterday", "yesterday is not a date"),
        ] {
            assert!(Named::parse(wrong).unwrap_err().to_string().contains(reason), "{wrong}");
        }
    }

    #[test]
    fn the_layout_is_told_from_the_first_line() {
        let check = |text: &str, expected| assert_eq!(Layout::of(text.as_bytes()), expected, "{text}");
        check("\u{feff}<?xml version=\"1.0\"?>", Layout::OfacXml);
        check("\"id\",\"schema\",\"name\",\"aliases\"\n", Layout::OpenSanctions);
        check("ID,Type,Name\r\n", Layout::Plain);
        check("36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\"\r\n", Layout::OfacCsv);
    }
}

//! The crates' manifests: what may depend on what, and that nothing is declared that nobody uses.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod dependencies;
mod layers;

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// From the ground up.
const LAYERS: [&str; 4] = ["core", "adapters", "functions", "tools"];

/// A crate of the workspace.
struct Crate {
    layer: usize,
    folder: PathBuf,
    manifest: Table,
}

impl Crate {
    fn name(&self) -> &str {
        self.manifest["package"]["name"].as_str().unwrap()
    }

    /// What it depends on for one purpose: the names in a table such as `dev-dependencies`.
    fn needs(&self, table: &str) -> impl Iterator<Item = &String> {
        self.manifest.get(table).and_then(Value::as_table).into_iter().flat_map(Table::keys)
    }
}

fn crates() -> Vec<Crate> {
    let of_layer = |(layer, name): (usize, &&str)| {
        let entries = fs::read_dir(root().join("crates").join(name)).unwrap();
        let folders =
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("Cargo.toml").exists());
        folders
            .map(|folder| Crate { layer, manifest: parse(&folder.join("Cargo.toml")), folder })
            .collect::<Vec<_>>()
    };
    LAYERS.iter().enumerate().flat_map(of_layer).collect()
}

fn parse(manifest: &Path) -> Table {
    fs::read_to_string(manifest).unwrap().parse().unwrap()
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    root.unwrap().to_owned()
}

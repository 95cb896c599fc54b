//! The folders of `crates/` are floors: what lies on one may depend on its own floor and on those below, and functions
//! don't know each other. The manifests say what depends on what, so they are what is tested.
#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// From the ground up.
const FLOORS: [&str; 4] = ["core", "adapters", "functions", "tools"];

/// A crate of the workspace.
struct Crate {
    floor: usize,
    /// Its own crates that it depends on, for whichever purpose.
    needs: Vec<String>,
}

#[test]
fn no_crate_depends_on_a_floor_above_its_own() {
    let crates = crates();
    assert!(crates.len() > 30, "the crates are found: {}", crates.len());
    let mut up = Vec::new();
    for (name, found) in &crates {
        for needed in &found.needs {
            let Some(other) = crates.get(needed) else { continue };
            if other.floor > found.floor {
                up.push(format!(
                    "{name} ({}) depends on {needed} ({})",
                    FLOORS[found.floor], FLOORS[other.floor]
                ));
            }
        }
    }
    assert!(up.is_empty(), "arrows that run up:\n{}", up.join("\n"));
}

#[test]
fn functions_do_not_depend_on_each_other() {
    let crates = crates();
    let is_function = |name: &str| crates.get(name).is_some_and(|found| FLOORS[found.floor] == "functions");
    for (name, found) in crates.iter().filter(|(name, _)| is_function(name)) {
        let others: Vec<_> = found.needs.iter().filter(|needed| is_function(needed)).collect();
        assert!(others.is_empty(), "{name} depends on {others:?}");
    }
}

#[test]
fn nothing_pure_depends_on_an_sdk_a_runtime_or_a_network() {
    for (name, manifest) in manifests("core") {
        for table in ["dependencies", "build-dependencies"] {
            let needs = manifest.get(table).and_then(Value::as_table).into_iter().flat_map(Table::keys);
            for needed in needs {
                let shell = ["aws-", "tokio", "hyper", "ureq", "lambda"];
                let is_shell = shell.iter().any(|start| needed.starts_with(start));
                assert!(!is_shell, "{name} is pure and depends on {needed}");
            }
        }
    }
}

fn crates() -> BTreeMap<String, Crate> {
    let mut crates = BTreeMap::new();
    for (floor, folder) in FLOORS.into_iter().enumerate() {
        for (name, manifest) in manifests(folder) {
            let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
            let tables = tables.iter().filter_map(|table| manifest.get(*table)?.as_table());
            let needs = tables.flat_map(Table::keys).cloned().collect();
            crates.insert(name, Crate { floor, needs });
        }
    }
    crates
}

/// The manifests of a floor, by the names of their crates.
fn manifests(floor: &str) -> Vec<(String, Table)> {
    let folder = root().join("crates").join(floor);
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let manifest: Table = fs::read_to_string(path.join("Cargo.toml")).unwrap().parse().unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        assert_eq!(path.file_name().unwrap(), name.as_str(), "a crate has the name of its folder");
        (name, manifest)
    };
    entries.filter(|path| path.join("Cargo.toml").exists()).map(read).collect()
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3);
    root.unwrap().to_owned()
}

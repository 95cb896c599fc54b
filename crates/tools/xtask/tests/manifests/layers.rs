//! The folders of `crates/` are layers: a crate may depend on its own layer and on those below, and functions
//! don't know each other. The manifests say what depends on what, so they are what is tested.

use crate::{Crate, LAYERS, crates};

/// All that a crate may depend on by.
const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

fn needs(of: &Crate) -> impl Iterator<Item = &String> {
    TABLES.into_iter().flat_map(|table| of.needs(table))
}

#[test]
fn no_crate_depends_on_a_layer_above_its_own() {
    let crates = crates();
    assert!(crates.len() > 30, "the crates are found: {}", crates.len());
    let mut up = Vec::new();
    for found in &crates {
        for needed in needs(found) {
            let Some(other) = crates.iter().find(|other| other.name() == needed) else { continue };
            if other.layer > found.layer {
                up.push(format!(
                    "{} ({}) depends on {needed} ({})",
                    found.name(),
                    LAYERS[found.layer],
                    LAYERS[other.layer]
                ));
            }
        }
    }
    assert!(up.is_empty(), "arrows that run up:\n{}", up.join("\n"));
}

#[test]
fn a_crate_has_the_name_of_its_folder() {
    for found in crates() {
        assert_eq!(found.folder.file_name().unwrap(), found.name(), "{}", found.folder.display());
    }
}

#[test]
fn functions_do_not_depend_on_each_other() {
    let crates = crates();
    let functions: Vec<_> = crates.iter().filter(|found| LAYERS[found.layer] == "functions").collect();
    let is_function = |name: &str| functions.iter().any(|function| function.name() == name);
    for function in &functions {
        let others: Vec<_> = needs(function).filter(|needed| is_function(needed)).collect();
        assert!(others.is_empty(), "{} depends on {others:?}", function.name());
    }
}

#[test]
fn nothing_pure_depends_on_an_sdk_a_runtime_or_a_network() {
    for found in crates().iter().filter(|found| LAYERS[found.layer] == "core") {
        for needed in ["dependencies", "build-dependencies"].into_iter().flat_map(|table| found.needs(table))
        {
            let shell = ["aws-", "tokio", "hyper", "ureq", "lambda"];
            let is_shell = shell.iter().any(|start| needed.starts_with(start));
            assert!(!is_shell, "{} is pure and depends on {needed}", found.name());
        }
    }
}

//! A model whose weights are set by hand, so that what it must find is known. `tests/model/make_model.py` made it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::path::{Path, PathBuf};

use gliner::{Gliner, ModelError};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model");

/// What is found in a text, as label and words.
#[track_caller]
fn check(text: &str, labels: &[&str], expected: &[(&str, &str)]) {
    let model = Gliner::load(Path::new(FOLDER)).unwrap();
    let found = model.search(text, labels, 0.5).unwrap();
    let found: Vec<(&str, &str)> =
        found.iter().map(|found| (labels[found.label], &text[found.span.clone()])).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_the_labels_name_is_found_where_it_stands() {
    let text = "I, Xanthippe Quillfeather, was born on Yestermorrow. Passport: ZX81";
    check(text, &["person"], &[("person", "Xanthippe Quillfeather")]);
    let all = [("person", "Xanthippe Quillfeather"), ("birthday", "Yestermorrow"), ("passport", "ZX81")];
    check(text, &["passport", "person", "birthday"], &all);
    check("Nothing of that kind stands here, Zoë.", &["person", "passport"], &[]);
    check("", &["person"], &[]);
}

#[test]
fn the_order_of_the_labels_and_unknown_ones_change_nothing() {
    let text = "ZX81 of Quillfeather";
    let expected = [("passport", "ZX81"), ("person", "Quillfeather")];
    check(text, &["passport", "person"], &expected);
    check(text, &["person", "shoe", "passport"], &expected);
}

#[test]
fn a_text_longer_than_the_model_takes_is_searched_to_its_end() {
    for before in 0..40 {
        let text = format!("{}é Xanthippe Quillfeather {}", "word ".repeat(before), "more ".repeat(7));
        check(&text, &["person"], &[("person", "Xanthippe Quillfeather")]);
    }
}

/// A copy of the folder with one file changed.
fn changed(name: &str, file: &str, change: impl Fn(String) -> Vec<u8>) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("tollgate-gliner-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["model.onnx", "tokenizer.json", "gliner_config.json"] {
        std::fs::copy(Path::new(FOLDER).join(file), folder.join(file)).unwrap();
    }
    let text = String::from_utf8_lossy(&std::fs::read(folder.join(file)).unwrap()).into_owned();
    std::fs::write(folder.join(file), change(text)).unwrap();
    folder
}

#[test]
fn what_is_no_span_model_is_refused_when_it_is_loaded() {
    let missing = Gliner::load(Path::new("/nowhere")).err().unwrap();
    assert!(matches!(missing, ModelError::File("gliner_config.json", _)), "{missing:?}");
    let broken = |text: String| text.as_bytes()[..text.len() / 2].to_vec();
    let token_level = |text: String| text.replace("markerV0", "token_level").into_bytes();
    for (name, file, folder) in [
        ("config", "gliner_config.json", changed("config", "gliner_config.json", broken)),
        ("tokens", "tokenizer.json", changed("tokens", "tokenizer.json", broken)),
        ("level", "gliner_config.json", changed("level", "gliner_config.json", token_level)),
        ("onnx", "model.onnx", changed("onnx", "model.onnx", |_| b"no model".to_vec())),
    ] {
        let refused = Gliner::load(&folder).err();
        std::fs::remove_dir_all(&folder).unwrap();
        let refused = refused.unwrap_or_else(|| panic!("{file} of {name} was taken"));
        let is_expected = match name {
            "config" => matches!(refused, ModelError::Config(_)),
            "tokens" => matches!(refused, ModelError::Tokenizer(_)),
            "level" => matches!(refused, ModelError::TokenLevel),
            _ => matches!(refused, ModelError::Onnx(_) | ModelError::Interface(_)),
        };
        assert!(is_expected, "{name}: {refused:?}");
    }
}

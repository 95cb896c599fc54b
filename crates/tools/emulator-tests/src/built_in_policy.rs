//! The policy that is deployed, and the same with another name.

/// As it stands in its file.
pub const BUILT_IN: &str = include_str!("../../../../policies/default.toml");

/// The built-in policy under another version.
///
/// # Panics
/// If the policy has no version.
pub fn named(version: &str) -> String {
    let (before, after) = BUILT_IN.split_once("version = \"").expect("it has a version");
    let (_, after) = after.split_once('"').expect("the version is a string");
    format!("{before}version = \"{version}\"{after}")
}

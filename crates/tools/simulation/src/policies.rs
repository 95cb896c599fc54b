//! The policies that analysts put into their bucket while transactions are on their way.

/// The default policy, but that it does not say whom to mail: the world does.
pub(crate) fn first() -> String {
    changed(|line| (!line.starts_with("notify = ")).then(|| line.to_owned()))
}

/// A stricter one.
pub(crate) fn stricter() -> String {
    changed(|line| match line.split_once(" = ") {
        Some(("notify", _)) => None,
        Some(("version", _)) => Some("version = \"stricter\"".to_owned()),
        Some(("review", _)) => Some("review = 20".to_owned()),
        Some(("block", _)) => Some("block = 60".to_owned()),
        _ => Some(line.to_owned()),
    })
}

/// An invalid one.
pub(crate) const BAD: &str = "version = \"bad\"\nthresholds = { review = 50, block = 20 }\n";

fn changed(change: impl Fn(&str) -> Option<String>) -> String {
    let lines = decider::BUILT_IN_POLICY.lines().filter_map(change);
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

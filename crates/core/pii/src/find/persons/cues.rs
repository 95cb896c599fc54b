//! Words around a name that announce one, or a place instead.

/// What stands before a name and announces one.
pub(super) fn cue_before(before: &str) -> f32 {
    let before = before.to_lowercase();
    let before = before.trim_end_matches([' ', '"', '“', '\n']);
    let strong = [
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "miss",
        "mr",
        "mrs",
        "ms",
        "name is",
        "named",
        "named him",
        "named her",
        "dear",
        "i'm",
        "i am",
        "this is dr.",
        "calls me",
        "call me",
        "name to",
        "correct it to",
        "change it to",
        "name?",
        "called",
        "name:",
        "aunt",
        "uncle",
        "prof.",
        "sir",
        "sincerely,",
        "signed by",
        "maiden name is",
        "it to",
    ];
    let weak = [
        "said",
        "by",
        "hi",
        "hello",
        "hey",
        "with",
        "under",
        "tell",
        "meet",
        "met",
        "told",
        "and",
        "partner's name",
        "brother",
        "sister",
        "father",
        "mother",
        "son",
        "daughter",
        "wife",
        "husband",
        "friend",
        "songwriter",
        "actress",
        "actor",
        "player",
        "starring",
        "heard",
        "me,",
        "to",
        "add",
        "thanks,",
        "regards,",
        "that",
        "is",
        "for",
    ];
    let ends = |cues: &[&str]| {
        cues.iter().any(|cue| {
            before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric()))
        })
    };
    if ends(&strong) {
        0.45
    } else if ends(&weak) {
        0.1
    } else {
        0.0
    }
}

pub(super) fn cue_after(after: &str) -> f32 {
    let cues = [
        "'s",
        "’s",
        " said",
        " says",
        ", the",
        " was born",
        " lives",
        " has",
        " is a",
        " is from",
        " had",
        ":",
        " and i",
        ", can",
        " spent",
    ];
    if cues.iter().any(|cue| after.starts_with(cue)) { 0.12 } else { 0.0 }
}

/// "in", "from", "at": a place follows rather than a person.
pub(super) fn place_cue(before: &str) -> f32 {
    let before = before.trim_end().to_lowercase();
    let cues =
        ["in", "from", "at", "near", "to visit", "moved to", "travelling to", "southern", "northern", "the"];
    let ends = cues.iter().any(|cue| {
        before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric()))
    });
    if ends { -0.2 } else { 0.0 }
}

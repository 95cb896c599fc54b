//! The words of a mail about a rule or a model: what the guard found, on which figures, and what can be done.

use std::fmt::Write;

use aws_io::alert_topic::{About, AlertMail};
use fraud::GuardNotice;
use fraud::guard::{Dimension, MODEL_CODE, Standing};

/// Composes the mail about a finding.
pub(crate) fn compose(notice: &GuardNotice) -> AlertMail {
    let GuardNotice { code, finding, policy_version, subject } = notice;
    let model = (code == MODEL_CODE).then(|| subject.strip_prefix("model ").unwrap_or(subject));
    let what = match model {
        Some(version) => format!("The model {version}"),
        None => format!("The rule {code}"),
    };
    let (title, text) = match (finding.standing, model) {
        (Standing::Demoted, None) => (
            "is in shadow",
            "It hit far more different cards, customers and networks than the band of its `hit_rate` allows, so it is in \
             shadow: it is evaluated and recorded, and changes no decision. Every hour it is judged anew by what it hits \
             in shadow, and counts again once that is within its band.",
        ),
        (Standing::Demoted, Some(_)) => (
            "is in shadow",
            "It flags far more different cards, customers and networks than its points claim, so it is asked in shadow \
             only. In an hour its trial begins anew.",
        ),
        (Standing::Restored, _) => ("counts again", "What it hit in shadow is within its band."),
        (Standing::Trusted, _) => (
            "takes part in decisions",
            "Enough payments have shown that it flags no more people than its points claim.",
        ),
        (Standing::Silent, _) => ("hits too few", "It stays live. Look whether what it reads still arrives."),
        (Standing::Rearmed | Standing::Trial, _) => ("was changed", "A person changed it."),
    };
    // Writing to a String can't fail.
    let mut body = format!("{what} {title}, since {}.\n\n{text}\n\nWhat led to it\n", finding.since);
    let figures = finding.figures;
    for ((dimension, hit), seen) in Dimension::ALL.into_iter().zip(figures.hit).zip(figures.seen) {
        let _ = writeln!(body, "  {:<10} {hit} of {seen} were hit", dimension.as_str());
    }
    if let Some(since) = finding.demoted_since.filter(|since| *since != finding.since) {
        let _ = writeln!(body, "  in shadow without interruption since {since}");
    }
    let _ = write!(body, "\nPolicy {policy_version}\n\nWhat you can do\n  tollgate policy status\n");
    if finding.is_demotion() {
        let _ =
            writeln!(body, "  tollgate policy rearm {code}     puts it back, and leaves it alone for a day");
    }
    // A code has 64 characters at most, a version is of our own making.
    AlertMail { subject: format!("[Tollgate] {what} {title}"), body, about: About::Guard }
}

#[cfg(test)]
mod tests {
    use fraud::Timestamp;
    use fraud::guard::{Figures, Verdict, next_finding};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    const FIGURES: Figures = Figures { seen: [812, 790, 640], hit: [97, 95, 88] };

    fn notice(subject: &str, code: &str) -> GuardNotice {
        GuardNotice {
            subject: subject.to_owned(),
            code: code.to_owned(),
            policy_version: "2026-11-29".to_owned(),
            finding: next_finding(None, Verdict::TooMany(FIGURES), NOW).unwrap(),
        }
    }

    #[test]
    fn a_demoted_rule_reads_well() {
        let mail = compose(&notice("4f2a", "CARD_TESTING"));
        insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.body));
    }

    #[test]
    fn a_model_that_breaks_its_promise_reads_well() {
        let mail = compose(&notice("model 2026-03-01-1a2b3c4d", "MODEL"));
        insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.body));
    }

    #[test]
    fn the_subject_is_what_sns_takes() {
        for verdict in [Verdict::TooMany(FIGURES), Verdict::TooFew(FIGURES)] {
            let finding = next_finding(None, verdict, NOW).unwrap();
            let notice = GuardNotice { finding, ..notice("4f2a", &"X".repeat(64)) };
            let subject = compose(&notice).subject;
            assert!(subject.is_ascii() && subject.len() < 100, "{subject}");
        }
    }
}

//! The words of an alert mail.

use std::fmt::Write;

use aws_io::alert_topic::{About, AlertMail};
use aws_io::mail_once::Delivery;
use fraud::screening::PartyMatch;
use fraud::{Alert, Outcome};

/// Composes the mail about an alert. Its subject is ASCII of fewer than 100 characters whatever the alert says.
pub(crate) fn compose(alert: &Alert, delivery: Delivery, api_url: &str) -> AlertMail {
    let assessment = &alert.assessment;
    AlertMail {
        subject: subject(alert),
        body: body(alert, delivery, api_url),
        about: About::Payments {
            outcomes: vec![assessment.outcome],
            risk_score: assessment.risk_score,
            currencies: vec![alert.money.currency()],
            is_sanctions_match: is_sanctions_match(alert),
        },
    }
}

/// What stands behind an alert in a digest that may be a repeat.
pub(crate) const REPEATED_LINE: &str = "  (You may have had this mail before)";
/// The code of screening's evidence.
const SANCTIONS_CODE: &str = "WATCHLIST_MATCH";

/// Whether a party of the payment is on a sanctions list.
pub(crate) fn is_sanctions_match(alert: &Alert) -> bool {
    !alert.matches.is_empty() || alert.assessment.hits.iter().any(|hit| hit.code == SANCTIONS_CODE)
}

/// Names the parties that are on a list.
pub(crate) fn write_matches(text: &mut String, alert: &Alert) {
    for PartyMatch { party, party_key, name, entry, listed_name, score, .. } in &alert.matches {
        let who = party.in_words();
        let _ = writeln!(
            text,
            "  The {who} {name} looks like {listed_name} ({entry}), {score:.0} of 100.\n    To clear it: party {party_key}, name \
             {name}, entry {entry}"
        );
    }
}

/// Says how a match is cleared.
pub(crate) fn write_how_to_clear(text: &mut String, api_url: &str) {
    let _ = write!(
        text,
        "\nIf it is somebody else\n  curl -X POST -H \"x-api-key: $TOLLGATE_API_KEY\" -H 'content-type: application/json' \
         {api_url}/watchlist/clearances \\\n    -d '{{\"party\":\"PARTY\",\"name\":\"NAME\",\"entry\":\"ENTRY\",\"note\":\"why\",\"cleared_by\":\"your \
         name\",\"expires_at\":\"in five years at most\"}}'\n  Take the party, its name and the entry from the match above. The \
         clearance holds for this name alone: a letter or a word more or less is another name, and matches again.\n  The next \
         payment of this party under this name is then decided without the match. This one stays as it was decided: have it \
         sent again.\n"
    );
}

fn subject(alert: &Alert) -> String {
    let verdict = match alert.assessment.outcome {
        Outcome::Approve => "Approved",
        Outcome::Review => "To review",
        Outcome::Block => "Blocked",
    };
    if is_sanctions_match(alert) {
        return format!("[Tollgate] SANCTIONS MATCH: {}, {}", alert.money, verdict.to_lowercase());
    }
    format!("[Tollgate] {verdict}: {}, risk {}/100", alert.money, alert.assessment.risk_score.whole_points())
}

fn body(alert: &Alert, delivery: Delivery, api_url: &str) -> String {
    let assessment = &alert.assessment;
    let verdict = match assessment.outcome {
        Outcome::Approve => "was approved",
        Outcome::Review => "waits for your review",
        Outcome::Block => "was blocked",
    };
    // Writing to a String can't fail.
    let mut text = String::new();
    if is_sanctions_match(alert) {
        text.push_str("A party of this payment matches a sanctions list.\n");
        write_matches(&mut text, alert);
        text.push('\n');
    }
    let _ = write!(
        text,
        "A payment of {} to {} {verdict}.\nRisk score: {} of 100\n",
        alert.money,
        alert.merchant,
        assessment.risk_score.whole_points()
    );
    if let Some(code) = &assessment.forced_by {
        let _ = writeln!(text, "{code} decided, whatever the score.");
    }
    if delivery == Delivery::PossiblyRepeated {
        text.push_str("\nYou may have had this mail before: sending it was interrupted, and nobody can tell how far it got.\n");
    }
    text.push_str("\nWhy\n");
    if assessment.hits.is_empty() {
        text.push_str("  No rule objected.\n");
    }
    for hit in &assessment.hits {
        let _ = writeln!(text, "  {:>4.1}  {} ({})", hit.contribution, hit.text, hit.code);
    }
    if is_sanctions_match(alert) {
        write_how_to_clear(&mut text, api_url);
    }
    text.push_str("\nThe payment\n");
    let key_id = alert.key_id.to_string();
    let event_time = alert.event_time.to_string();
    let facts = [
        ("Card", Some(alert.card_masked.as_str())),
        ("Customer", alert.customer_id.as_deref()),
        ("Location", alert.location.as_deref()),
        ("Time", Some(event_time.as_str())),
        ("key_id", Some(key_id.as_str())),
        ("Policy", Some(assessment.policy_version.as_str())),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let _ = writeln!(text, "  {name:<9} {fact}");
        }
    }
    let _ = write!(
        text,
        "\nLook it up\n  curl -H \"x-api-key: $TOLLGATE_API_KEY\" {api_url}/transactions/{key_id}\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use fraud::{CardKey, KeyId, Policy, Timestamp, assess, request};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_772_368_200_000);

    fn alert(body: &str) -> Alert {
        let key = CardKey::new([7; 32]).unwrap();
        let policy = Policy::parse(include_str!("../../../../policies/default.toml")).unwrap();
        let transaction = request::parse(body.as_bytes(), &key, NOW).unwrap().transaction;
        Alert::new(KeyId::new(NOW, [1; 10]), &transaction, &assess(&transaction, &policy))
    }

    #[test]
    fn a_blocked_payment_reads_well() {
        let alert = alert(
            r#"{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}"#,
        );
        let mail = compose(&alert, Delivery::First, "https://api.example.com/prod");
        insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.body));
    }

    #[test]
    fn an_approved_payment_that_may_be_told_twice_reads_well() {
        let alert = alert(
            r#"{"amount":125.50,"merchant":"Café 東京","card_number":"4111111111111111","customer_id":"CUST12345"}"#,
        );
        let mail = compose(&alert, Delivery::PossiblyRepeated, "https://api.example.com/prod");
        insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.body));
    }

    #[test]
    fn an_outcome_that_was_forced_is_said_to_be() {
        let mut alert = alert(r#"{"amount":20,"merchant":"Shop","card_number":"4111111111111111"}"#);
        alert.assessment.outcome = Outcome::Review;
        alert.assessment.forced_by = Some("WATCHLIST_MATCH".to_owned());
        let body = compose(&alert, Delivery::First, "").body;
        assert!(body.contains("of 100\nWATCHLIST_MATCH decided, whatever the score.\n"), "{body}");
    }

    #[test]
    fn the_subject_is_what_sns_takes() {
        let alert = alert(
            r#"{"amount":10000000000000,"currency":"KWD","merchant":"Bücher & Söhne","card_number":"4111111111111111"}"#
                .replace("10000000000000", "999999999999.999")
                .as_str(),
        );
        let subject = compose(&alert, Delivery::First, "").subject;
        assert!(subject.is_ascii() && subject.len() < 100, "{subject}");
    }
}

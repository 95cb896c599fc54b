//! The example of a receiver as a real peer on loopback: what it takes, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fraud::Timestamp;
use webhook::{HttpsReceiver, Message, Secret, WebhookReceiver};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const BODY: &[u8] = br#"{"type":"tollgate.decision.v1"}"#;

/// The receiver, which ends with the test.
struct Example {
    process: Child,
    address: String,
    log: PathBuf,
}

impl Example {
    fn start(name: &str, secrets: &str) -> Example {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("webhook-{name}.jsonl"));
        let _ = fs::remove_file(&log);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../examples/webhook_receiver.py");
        let mut process = Command::new("python3")
            .arg(script)
            .args(["--port", "0", "--log"])
            .arg(&log)
            .env("WEBHOOK_SECRET", secrets)
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let mut ready = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let address = ready.trim().strip_prefix("ready ").expect("the receiver serves").to_owned();
        Example { process, address, log }
    }

    async fn send(&self, message: &Message) -> u16 {
        HttpsReceiver::new(&self.address, Duration::from_secs(20)).unwrap().send(message).await.unwrap()
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the receiver compares with its own clock")]
fn now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap())
}

#[tokio::test]
async fn it_takes_what_is_signed_and_knows_what_it_has() {
    let example = Example::start("takes", SECRET);
    let message = Secret::parse(SECRET).unwrap().sign("decision_1", now(), BODY);
    assert_eq!(example.send(&message).await, 204);
    assert_eq!(example.send(&message).await, 204);
    let log = fs::read_to_string(&example.log).unwrap();
    let is_new: Vec<bool> = log.lines().map(|line| line.contains(r#""is_new": true"#)).collect();
    assert_eq!(is_new, [true, false], "{log}");
}

#[tokio::test]
async fn it_refuses_what_somebody_else_made_changed_or_kept() {
    let example = Example::start("refuses", SECRET);
    let secret = Secret::parse(SECRET).unwrap();
    let good = secret.sign("decision_1", now(), BODY);
    let minutes = |minutes: i64| now().plus_millis(minutes * 60_000);
    for (why, wrong) in [
        ("another secret", Secret::parse(OTHER).unwrap().sign("decision_1", now(), BODY)),
        ("another body", Message { body: b"{}".to_vec(), ..good.clone() }),
        ("another id", Message { id: "decision_2".to_owned(), ..good.clone() }),
        ("another time", Message { timestamp: good.timestamp + 1, ..good.clone() }),
        ("too old", secret.sign("decision_1", minutes(-6), BODY)),
        ("too new", secret.sign("decision_1", minutes(6), BODY)),
        ("no signature", Message { signature: String::new(), ..good.clone() }),
        ("another version", Message { signature: good.signature.replace("v1,", "v0,"), ..good.clone() }),
    ] {
        assert_eq!(example.send(&wrong).await, 401, "{why}");
    }
    assert_eq!(example.send(&good).await, 204);
}

#[tokio::test]
async fn a_secret_is_replaced_without_a_message_refused() {
    let (old, new) = (Secret::parse(SECRET).unwrap(), Secret::parse(OTHER).unwrap());
    let both = Secret::parse(&format!("{OTHER} {SECRET}")).unwrap();
    // First the sender signs with both, then the receiver takes the new one, then the sender drops the old one.
    let receives_old = Example::start("old", SECRET);
    assert_eq!(receives_old.send(&old.sign("1", now(), BODY)).await, 204);
    assert_eq!(receives_old.send(&both.sign("2", now(), BODY)).await, 204);
    let receives_new = Example::start("new", OTHER);
    assert_eq!(receives_new.send(&both.sign("3", now(), BODY)).await, 204);
    assert_eq!(receives_new.send(&new.sign("4", now(), BODY)).await, 204);
}

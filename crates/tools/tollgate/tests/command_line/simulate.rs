//! `tollgate simulate`.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::tollgate::{path, run};

#[test]
fn the_same_settings_give_the_same_payments() {
    let settings = ["simulate", "--count", "300", "--seed", "7", "--fraud-rate", "0.1", "--customers", "50"];
    let payments = run(&settings);
    assert_eq!(payments.stdout, run(&settings).stdout);
    let lines = payments.json_lines();
    assert_eq!(lines.len(), 300);
    assert!(lines.iter().any(|line| line["label"] == "fraud" && line["pattern"].is_string()));
    assert_ne!(payments.stdout, run(&["simulate", "--count", "300"]).stdout);
}

#[test]
fn rows_go_to_a_file() {
    let file = path("simulated.csv");
    let file = file.to_str().unwrap();
    assert_eq!(run(&["simulate", "--count", "10", "--format", "csv", "--output", file]).succeeded(), "");
    let rows = std::fs::read_to_string(file).unwrap();
    assert_eq!(rows.lines().count(), 11);
    assert!(rows.starts_with("event_time,amount,currency,merchant,"));
}

#[test]
fn at_least_five_kinds_of_fraud_have_names() {
    let patterns = run(&["simulate", "--patterns"]).succeeded();
    assert!(patterns.lines().count() >= 5 && patterns.contains("card_testing\n"), "{patterns}");
}

/// An API that answers every request alike. Answers its address; what it was sent comes out of the thread.
fn api(requests: usize, answer: &'static str) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/local", listener.local_addr().unwrap());
    let serve = move || {
        let answer_one = |_| {
            let (mut stream, _) = listener.accept().unwrap();
            let request = read_request(&mut stream);
            let length = answer.len() - answer.find("\r\n\r\n").unwrap() - 4;
            let answer =
                answer.replacen("\r\n", &format!("\r\ncontent-length: {length}\r\nconnection: close\r\n"), 1);
            stream.write_all(answer.as_bytes()).unwrap();
            request
        };
        (0..requests).map(answer_one).collect()
    };
    (address, std::thread::spawn(serve))
}

fn read_request(stream: &mut std::net::TcpStream) -> String {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || length.is_none_or(|length: usize| body.len() >= length) {
            return text.into_owned();
        }
    }
}

#[test]
fn payments_are_posted_with_key_and_idempotency_key() {
    let (address, served) = api(3, "HTTP/1.1 202 Accepted\r\n\r\n{}");
    let said =
        run(&["simulate", "--count", "3", "--post", &address, "--api-key", "k", "--rate", "100"]).succeeded();
    assert_eq!(said, "3 of 3 payments accepted\n  202: 3\n");
    let requests = served.join().unwrap();
    let keys: std::collections::BTreeSet<_> = requests
        .iter()
        .map(|request| {
            assert!(request.starts_with("POST /local/transactions HTTP/1.1\r\n"), "{request}");
            assert!(request.to_ascii_lowercase().contains("x-api-key: k\r\n"), "{request}");
            assert!(!request.contains("\"label\""), "{request}");
            request.lines().find(|line| line.to_ascii_lowercase().starts_with("idempotency-key: ")).unwrap()
        })
        .collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn a_refusal_is_told_with_what_to_do() {
    let (address, served) = api(1, "HTTP/1.1 403 Forbidden\r\n\r\n{\"title\":\"Forbidden\"}");
    let refused = run(&["simulate", "--count", "1", "--post", &address, "--api-key", "wrong", "--predict"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("is it the right --api-key"), "{refused}");
    assert!(served.join().unwrap()[0].starts_with("POST /local/predict "));
    let keyless = run(&["simulate", "--post", &address]);
    assert_eq!(keyless.code, 2);
}

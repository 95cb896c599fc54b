//! The parent: starts a child for each document, answers what it asks, watches the clock, and reads how it ended.

use std::io::{self, BufReader, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use pii::decision::QuarantineReason;
use pii::{Classification, Thresholds};
use rustix::process::{Pid, Signal, kill_process_group};
use thiserror::Error;

use crate::protocol::{self, CHILD_ARGUMENT, Request, Response, Said, Task};
use crate::{Outside, Tesseract};

/// What a function is trusted with, and a child that reads untrusted files is not.
const CREDENTIALS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/// What a child says about its end is read up to here.
const COMPLAINT_BYTES_MAX: u64 = 4096;
/// A child that asks more often is none of ours any more.
const QUESTIONS_MAX: usize = 10_000;
const SIGNAL_ABORT: i32 = 6;
const SIGNAL_KILL: i32 = 9;
const SIGNAL_PROCESSOR_TIME: i32 = 24;

/// How documents are read: by which program, with which thresholds, and whether scans can be read.
#[derive(Debug, Clone)]
pub struct Sandbox {
    program: PathBuf,
    thresholds: Thresholds,
    thresholds_text: String,
    tesseract: Option<Tesseract>,
    ocr_models: Option<PathBuf>,
    outside: Outside,
}

/// What came of one document.
#[derive(Debug)]
pub struct Answer {
    /// What is said of the document.
    pub classification: Classification,
    /// The redacted copy or the pictures, if they were asked for and could be made; empty otherwise.
    pub made: Vec<u8>,
    /// Why they could not be made.
    pub refused: Option<String>,
}

/// The sandbox itself does not work. What is wrong with a document is an [`Answer`].
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The thresholds are not right.
    #[error("the thresholds are not right")]
    Thresholds(#[from] pii::thresholds::ThresholdsError),
    /// The child can't be started.
    #[error("the child process can't be started")]
    Start(#[source] io::Error),
}

impl Sandbox {
    /// A sandbox whose children are this very program, which must call [`crate::serve_if_child`] first.
    pub fn of_this_program(
        thresholds_text: &str,
        tesseract: Option<Tesseract>,
    ) -> Result<Sandbox, SandboxError> {
        let program = std::env::current_exe().map_err(SandboxError::Start)?;
        Ok(Sandbox {
            program,
            thresholds: Thresholds::parse(thresholds_text)?,
            thresholds_text: thresholds_text.to_owned(),
            tesseract,
            ocr_models: None,
            outside: Outside::default(),
        })
    }

    /// The sandbox, with PP-OCR's models of a folder as another reader of scans.
    #[must_use]
    pub fn reading_by(self, ocr_models: Option<PathBuf>) -> Sandbox {
        Sandbox { ocr_models, ..self }
    }

    /// The sandbox, with others whom its children may ask.
    #[must_use]
    pub fn asking(self, outside: Outside) -> Sandbox {
        Sandbox { outside, ..self }
    }

    /// The thresholds that documents are judged by.
    pub fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// Whether scans can be read.
    pub fn reads_scans(&self) -> bool {
        self.tesseract.is_some() || self.ocr_models.is_some() || self.outside.reader.is_some()
    }

    /// Reads one document.
    pub fn run(&self, task: Task, document: Vec<u8>) -> Result<Answer, SandboxError> {
        let limits = self.thresholds.limits;
        if document.len() as u64 > limits.bytes_max {
            let reason = QuarantineReason::Unreadable(pii::read::Unreadable::TooLarge);
            return Ok(self.quarantine(reason));
        }
        let mut command = Command::new(&self.program);
        for credential in CREDENTIALS {
            command.env_remove(credential);
        }
        let mut child = command
            .args([CHILD_ARGUMENT, &limits.memory_megabytes_max.to_string(), &limits.seconds_max.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own, so that a tesseract ends with its child.
            .process_group(0)
            .spawn()
            .map_err(SandboxError::Start)?;
        let request = Request {
            task,
            thresholds: self.thresholds_text.clone(),
            tesseract: self.tesseract.as_ref().map(|found| found.program().display().to_string()),
            ocr_models: self.ocr_models.as_ref().map(|folder| folder.display().to_string()),
            outside: self.outside.offer(),
            bytes: document.len() as u64,
        };
        // Processor time is the limit, and the child's own; the clock is for what waits without end.
        let deadline = Duration::from_secs(limits.clock_seconds_max);
        let response = supervise(&mut child, request, document, self.outside.clone(), deadline);
        Ok(match response {
            Ok((response, made)) => {
                Answer { classification: response.classification, made, refused: response.refused }
            }
            Err(reason) => self.quarantine(reason),
        })
    }

    fn quarantine(&self, reason: QuarantineReason) -> Answer {
        let classification = Classification::quarantined(reason, &self.thresholds);
        Answer {
            classification,
            made: Vec::new(),
            refused: Some("the document could not be read".to_owned()),
        }
    }
}

/// Lets the child work until it responds or the deadline passes. Whatever happens, the child and what it started are
/// gone afterwards.
fn supervise(
    child: &mut Child,
    request: Request,
    document: Vec<u8>,
    outside: Outside,
    deadline: Duration,
) -> Result<(Response, Vec<u8>), QuarantineReason> {
    let (Some(input), Some(output), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(QuarantineReason::ReaderFailed);
    };
    let complaints = thread::spawn(move || {
        let mut text = String::new();
        let _ = errors.take(COMPLAINT_BYTES_MAX).read_to_string(&mut text);
        text
    });
    let (sender, receiver) = mpsc::channel();
    let talk = thread::spawn(move || {
        let response = converse(input, BufReader::new(output), &request, &document, &outside);
        // The receiver is gone once the deadline has passed.
        let _ = sender.send(response);
    });
    let received = receiver.recv_timeout(deadline);
    // On time or not: the group ends here. A child that has answered has nothing more to do.
    let finished = if matches!(received, Ok(Ok(_))) { None } else { child.try_wait().ok().flatten() };
    let exited = match (&received, finished) {
        (Ok(Err(_)), None) => child.wait().ok(),
        (_, finished) => finished,
    };
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
    let _ = talk.join();
    let said = complaints.join().unwrap_or_default();
    match received {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => Err(exited.map_or(QuarantineReason::ReaderFailed, |status| ended(status, &said))),
        Err(RecvTimeoutError::Timeout) => Err(QuarantineReason::TimedOut),
        Err(RecvTimeoutError::Disconnected) => Err(QuarantineReason::ReaderFailed),
    }
}

/// Hands the document over and answers questions until the response comes.
fn converse(
    mut input: ChildStdin,
    mut output: BufReader<ChildStdout>,
    request: &Request,
    document: &[u8],
    outside: &Outside,
) -> io::Result<(Response, Vec<u8>)> {
    // A child that dies early closes its end; how it ended tells more than the broken pipe.
    let _ = protocol::write(&mut input, request, document);
    for _ in 0..=QUESTIONS_MAX {
        match protocol::read(&mut output, Said::bytes)? {
            (Said::Responds(response), made) => return Ok((response, made)),
            (Said::Asks { question, .. }, body) => {
                protocol::write(&mut input, &outside.answer(question, &body), &[])?;
            }
        }
    }
    Err(io::Error::other("the child does not stop asking"))
}

/// Why a child ended without an answer.
fn ended(status: ExitStatus, said: &str) -> QuarantineReason {
    match status.signal() {
        Some(SIGNAL_PROCESSOR_TIME) => QuarantineReason::TooCostly,
        Some(SIGNAL_KILL) => QuarantineReason::OutOfMemory,
        Some(SIGNAL_ABORT) if said.contains("memory allocation") => QuarantineReason::OutOfMemory,
        _ => QuarantineReason::ReaderFailed,
    }
}

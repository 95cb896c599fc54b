//! The child: one request from its standard input, one response to its standard output, and questions in between.

use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use pii::backends::Finder;
use pii::ocr::Ocr;
use pii::{Backends, Classification, Thresholds, classify, pictures, redact};

use crate::asking::{AskedFinder, AskedReader, Parent, reader};
use crate::protocol::{self, CHILD_ARGUMENT, Request, Response, Said, Task};
use crate::{LocalReaders, Tesseract, limits};

/// Deeply nested documents need more stack than a thread usually has.
const STACK_BYTES: usize = 64 << 20;

/// Does the child's work and tells its exit code, if this process was started as a child. Call it before anything
/// else.
pub fn serve_if_child() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next()? != CHILD_ARGUMENT {
        return None;
    }
    let mut number = || arguments.next().and_then(|text| text.parse().ok());
    let (Some(memory), Some(seconds)) = (number(), number()) else { return Some(ExitCode::from(2)) };
    limits::apply(memory, seconds);
    let worker = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(serve);
    let served = worker.is_ok_and(|worker| worker.join().is_ok_and(|served| served.is_ok()));
    Some(if served { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn serve() -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let (request, document): (Request, Vec<u8>) =
        protocol::read(&mut input, |request: &Request| request.bytes)?;
    let thresholds = Thresholds::parse(&request.thresholds).map_err(io::Error::other)?;
    // First for its size alone: even the pages of a hostile file must be counted within a limit.
    limits::for_document(&thresholds.limits, document.len(), 1);
    let pages = pii::read::count_pages(&document, &thresholds);
    limits::for_document(&thresholds.limits, document.len(), pages);
    let tesseract = request.tesseract.map(|program| Tesseract::at(PathBuf::from(program)));
    let local = LocalReaders::new(tesseract, request.ocr_models.map(PathBuf::from));
    let parent = Parent::new(input, io::stdout().lock());
    let offered = request.outside.reader;
    let asked = offered.map(|offered| (AskedReader { parent: &parent, offered }, offered.role));
    let mut both = None;
    let outside = asked.as_ref().map(|(asked, role)| (asked as &dyn Ocr, *role));
    let ocr = reader(local.as_ref(), outside, &mut both);
    let finders: Vec<_> =
        request.outside.finders.iter().map(|&backend| AskedFinder { parent: &parent, backend }).collect();
    let finders: Vec<&dyn Finder> = finders.iter().map(|finder| finder as &dyn Finder).collect();
    let (classification, made) =
        work(request.task, &document, &thresholds, &Backends { ocr, finders: &finders });
    let (body, refused) = match made {
        Ok(body) => (body, None),
        Err(reason) => (Vec::new(), Some(reason)),
    };
    let response = Response { classification, refused, bytes: body.len() as u64 };
    let mut output = parent.into_output();
    protocol::write(&mut output, &Said::Responds(response), &body)?;
    output.flush()
}

/// The classification, and what was to be made or why it can't be.
fn work(
    task: Task,
    document: &[u8],
    thresholds: &Thresholds,
    backends: &Backends<'_>,
) -> (Classification, Result<Vec<u8>, String>) {
    match task {
        Task::Classify => (classify(document, thresholds, backends), Ok(Vec::new())),
        Task::Redact => {
            let (classification, redacted) = redact::redact(document, thresholds, backends);
            (classification, redacted.map_err(|error| error.to_string()))
        }
        Task::Picture => {
            let pages = pictures::of_pages(document, thresholds).map_err(|error| error.to_string());
            (classify(document, thresholds, backends), pages.map(|pages| framed(&pages)))
        }
    }
}

/// Each picture behind its length.
fn framed(pages: &[Vec<u8>]) -> Vec<u8> {
    pages
        .iter()
        .flat_map(|page| (page.len() as u32).to_be_bytes().into_iter().chain(page.iter().copied()))
        .collect()
}

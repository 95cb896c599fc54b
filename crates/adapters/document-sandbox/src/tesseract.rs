//! OCR by tesseract, a program of its own: the image goes in by its standard input, words come out as a table.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pii::backends::Backend;
use pii::geometry::Rect;
use pii::ocr::{Arrangement, GrayImage, Ocr, OcrFailed, OcrWord};

/// Below this, tesseract's guess of a page's orientation is no better than chance.
const ORIENTATION_CONFIDENCE_MIN: f32 = 2.0;

/// The tesseract program.
#[derive(Debug, Clone)]
pub struct Tesseract {
    program: PathBuf,
}

impl Tesseract {
    /// The tesseract of the search path, if there is one.
    pub fn installed() -> Option<Tesseract> {
        let found = Tesseract { program: PathBuf::from("tesseract") };
        let answers = Command::new(&found.program)
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        answers.then_some(found)
    }

    /// A tesseract at a known place.
    pub fn at(program: PathBuf) -> Tesseract {
        Tesseract { program }
    }

    /// Where it is.
    pub fn program(&self) -> &Path {
        &self.program
    }

    fn run(&self, image: &GrayImage, arguments: &[&str]) -> Result<String, OcrFailed> {
        let dpi = (image.dpi.round() as i32).clamp(70, 2400).to_string();
        let mut child = Command::new(&self.program)
            .args(["stdin", "stdout", "--dpi", &dpi])
            .args(arguments)
            // One page is one thread's work: more only wait for each other.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let mut input = child.stdin.take().ok_or_else(|| OcrFailed("it has no input".to_owned()))?;
        // Tesseract reads all of the image before it writes, so one thread is enough.
        let sent = write!(input, "P5\n{} {}\n255\n", image.width, image.height)
            .and_then(|()| input.write_all(&image.pixels));
        drop(input);
        let output = child.wait_with_output().map_err(failed)?;
        sent.map_err(failed)?;
        if !output.status.success() {
            return Err(OcrFailed(format!("it ended with {}", output.status)));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where a closure over errors would")]
fn failed(error: std::io::Error) -> OcrFailed {
    OcrFailed(error.to_string())
}

impl Ocr for Tesseract {
    fn backend(&self) -> Backend {
        Backend::Tesseract
    }

    fn words(&self, image: &GrayImage, arrangement: Arrangement) -> Result<Vec<OcrWord>, OcrFailed> {
        let mode = match arrangement {
            Arrangement::Blocks => "3",
            Arrangement::Sparse => "11",
        };
        Ok(words(&self.run(image, &["-l", "eng", "--psm", mode, "tsv"])?))
    }

    fn quarter_turns_to_upright(&self, image: &GrayImage) -> Option<u8> {
        // The data of a language tell orientations wrongly and with confidence; those made for it are `osd`.
        let said = self.run(image, &["-l", "osd", "--psm", "0"]).ok()?;
        let number = |key: &str| {
            said.lines()
                .find_map(|line| line.strip_prefix(key)?.trim_start_matches(':').trim().parse::<f32>().ok())
        };
        let degrees = number("Rotate")?;
        (number("Orientation confidence")? >= ORIENTATION_CONFIDENCE_MIN).then_some((degrees / 90.0) as u8)
    }
}

/// Words of tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
fn words(table: &str) -> Vec<OcrWord> {
    let mut words = Vec::new();
    let mut line_key = (0, 0, 0);
    let mut line = 0;
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, _, block, paragraph, number, _, left, top, width, height, confidence, text] = columns[..]
        else {
            continue;
        };
        let number_of = |text: &str| text.parse::<f32>().unwrap_or(0.0);
        let key = (number_of(block) as u32, number_of(paragraph) as u32, number_of(number) as u32);
        if level != "5" || text.trim().is_empty() {
            continue;
        }
        if key != line_key {
            line += 1;
            line_key = key;
        }
        let (left, top) = (number_of(left), number_of(top));
        words.push(OcrWord {
            text: text.trim().to_owned(),
            rect: Rect { left, top, right: left + number_of(width), bottom: top + number_of(height) },
            confidence: (number_of(confidence) / 100.0).clamp(0.0, 1.0),
            line,
        });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_the_table_count_and_share_their_line() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t10\t10\t90\t20\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\tSSN:\n\
                     5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t88\t123-45-6788\n\
                     5\t1\t1\t1\t2\t1\t10\t40\t40\t20\t88\tName\n";
        let words = words(table);
        let seen: Vec<(&str, u32)> = words.iter().map(|word| (word.text.as_str(), word.line)).collect();
        assert_eq!(seen, [("SSN:", 1), ("123-45-6788", 1), ("Name", 2)]);
        assert!((words[0].confidence - 0.965).abs() < 1e-6);
        assert_eq!(words[1].rect.right, 100.0);
    }
}

//! The three models, one after the other.

use std::path::Path;
use std::sync::Arc;

use pii::geometry::Rect;
use pii::ocr::{GrayImage, OcrFailed, OcrWord, ReadAtOnce, ReadBoxes};
use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use thiserror::Error;

use crate::direction::{self, Line, SURE};
use crate::picture::{self, Plane};
use crate::recognition::{self, LineWord};
use crate::rotated_box::RotatedBox;
use crate::{MODEL_FILES, detection};

/// Why the models can't be used.
#[derive(Debug, Error)]
pub enum ModelError {
    /// A model can't be read.
    #[error("the model {0} can't be loaded")]
    Load(&'static str, #[source] Box<rten::LoadError>),
    /// The recognition model does not tell its characters.
    #[error("the recognition model does not name its characters")]
    Characters,
}

/// Why a picture was not read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// A model does not run on it.
    #[error("a model does not run")]
    Run(#[from] rten::RunError),
    /// A model's output has another form than PP-OCR's.
    #[error("a model's output has another form than PP-OCR's")]
    Output,
    /// Another reader that was asked what it has read failed.
    #[error(transparent)]
    Others(#[from] OcrFailed),
}

/// The longest and the shortest side of the picture in which lines are looked for. Time grows with the area; letters of
/// the smallest print of a page are still 10 pixels high.
const LONG_SIDE_MAX: f32 = 1_600.0;
const SHORT_SIDE_MIN: f32 = 736.0;
/// Sides are multiples of this: the detection model halves five times.
const SIDE_STEP: usize = 32;
/// The height at which lines are read, and the width for which their direction is told.
const LINE_HEIGHT: usize = 48;
const DIRECTION_WIDTH: usize = 192;
/// Of so many lines that lie, and so many that stand, the model tells the direction.
const DIRECTION_LINES_MAX: usize = 16;
const UNKNOWN_DIRECTION: f32 = 0.5;
/// So many lines are read both ways before a picture is taken to be upside down, fewer where they leave no doubt.
const DIRECTION_TRIALS: usize = 6;
/// Lines are read at this width at least, and at most (75 letters or so in one line, at the usual width of letters).
const LINE_WIDTH_MIN: usize = 96;
const LINE_WIDTH_MAX: usize = 3_200;
/// At most so many pixels of lines are read of a picture that another reader reads, too: some forty lines of a page. A
/// card has fewer, and a dense page is print that tesseract reads.
const COLUMNS_MAX: usize = 16_000;
/// The recognition model's columns are this many pixels wide.
const COLUMN_PIXELS: usize = 8;

/// The models of PP-OCR.
pub struct PpOcr {
    detection: Model,
    direction: Model,
    recognition: Model,
    characters: Vec<char>,
    threads: Arc<ThreadPool>,
}

impl std::fmt::Debug for PpOcr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PpOcr").field("characters", &self.characters.len()).finish_non_exhaustive()
    }
}

impl PpOcr {
    /// Loads the models of a folder.
    pub fn load(folder: &Path) -> Result<PpOcr, ModelError> {
        let [detection, direction, recognition] = MODEL_FILES.map(|file| {
            // Packed once, weights need not be packed again for each line.
            let mut options = ModelOptions::with_all_ops();
            let loaded = options.prepack_weights(true).load_file(folder.join(file));
            loaded.map_err(|error| ModelError::Load(file, Box::new(error)))
        });
        let recognition = recognition?;
        let names = recognition.metadata().get("character").ok_or(ModelError::Characters)?;
        // One character a line; a line of its own for what stands for several.
        let characters = names.lines().map(|line| line.chars().next().unwrap_or(' ')).collect();
        // Documents are read beside each other; one is read by one thread, so that its processor time is its time.
        let threads = Arc::new(ThreadPool::with_num_threads(1));
        Ok(PpOcr { detection: detection?, direction: direction?, recognition, characters, threads })
    }

    /// The words of a picture but of lines that others have read for certain, and by how much it must be turned for
    /// them to stand upright. `others` is asked once the lines are found.
    pub fn read(&self, image: &GrayImage, others: &mut ReadBoxes<'_>) -> Result<ReadAtOnce, ReadError> {
        let lines = self.with_direction(image, self.lines(image)?)?;
        if lines.is_empty() {
            return Ok(ReadAtOnce::default());
        }
        let mut upside_down = direction::upside_down(&lines);
        for (is_standing, is_reversed) in [false, true].into_iter().zip(&mut upside_down) {
            // Turning a page that stands upright loses all of it, so what the direction model says is tried first. Of a page
            // on its side nothing says which side, so both are tried whatever the model says.
            let is_doubtful = *is_reversed || is_standing && direction::is_on_its_side(&lines);
            *is_reversed = is_doubtful && self.reads_better_reversed(image, &lines, is_standing)?;
        }
        let as_others = |line: &Line| {
            let is_reversed = upside_down[usize::from(line.place.is_standing())];
            if is_reversed {
                (line.place.reversed(), 1.0 - line.upside_down)
            } else {
                (line.place, line.upside_down)
            }
        };
        let places: Vec<(RotatedBox, f32)> = lines.iter().map(as_others).collect();
        let turn = direction::turn(&places.iter().map(|(place, _)| *place).collect::<Vec<_>>());
        let known = others(turn)?;
        let mut read =
            ReadAtOnce { quarter_turns: turn.quarter_turns, degrees: turn.degrees, ..ReadAtOnce::default() };
        let is_unread = |place: RotatedBox| !place.is_filled_by(&known);
        let mut unread: Vec<_> =
            places.iter().copied().enumerate().filter(|(_, (place, _))| is_unread(*place)).collect();
        read.passed_over = places.len() - unread.len();
        // Of more lines than there is time for, those of which others have read least come first.
        let share = |place: RotatedBox| place.share_filled_by(&known);
        unread.sort_by(|(_, (a, _)), (_, (b, _))| share(*a).total_cmp(&share(*b)));
        let mut columns = 0;
        for (number, (place, against)) in unread {
            columns += line_width(place);
            if columns > COLUMNS_MAX && !known.is_empty() {
                let [left, top, right, bottom] = place.bounds(0.0, place.length);
                let rect = Rect { left, top, right, bottom };
                read.words.push(OcrWord { text: String::new(), rect, confidence: 0.0, line: number as u32 });
                continue;
            }
            let words = self.surer_words(image, place, against)?;
            read.words.extend(words.into_iter().map(|(word, [left, top, right, bottom])| {
                let rect = Rect { left, top, right, bottom };
                OcrWord { text: word.text, rect, confidence: word.confidence, line: number as u32 }
            }));
        }
        Ok(read)
    }

    /// Whether lines of one kind are read with more certainty the other way round, by those of them that have about as many
    /// letters as the direction model sees.
    fn reads_better_reversed(
        &self,
        image: &GrayImage,
        lines: &[Line],
        is_standing: bool,
    ) -> Result<bool, ReadError> {
        let mut of_kind: Vec<RotatedBox> =
            lines.iter().map(|line| line.place).filter(|place| place.is_standing() == is_standing).collect();
        of_kind.sort_by_key(|place| line_width(*place).abs_diff(DIRECTION_WIDTH * 2));
        let (mut as_it_is, mut reversed) = (0.0, 0.0);
        for (tried, place) in of_kind.into_iter().take(DIRECTION_TRIALS).enumerate() {
            if direction::is_clear(tried, as_it_is, reversed) {
                break;
            }
            as_it_is += certainty(&self.words(image, place)?);
            reversed += certainty(&self.words(image, place.reversed())?);
        }
        Ok(reversed > as_it_is)
    }

    /// The words of a line, read the other way round where the direction model is sure of that against all others.
    fn surer_words(
        &self,
        image: &GrayImage,
        place: RotatedBox,
        against: f32,
    ) -> Result<Vec<(LineWord, [f32; 4])>, ReadError> {
        let read = self.words(image, place)?;
        if against < SURE {
            return Ok(read);
        }
        let other = self.words(image, place.reversed())?;
        Ok(if certainty(&other) > certainty(&read) { other } else { read })
    }

    /// Where lines are, from the top.
    fn lines(&self, image: &GrayImage) -> Result<Vec<RotatedBox>, ReadError> {
        let (width, height) = (image.width as f32, image.height as f32);
        let scale = (SHORT_SIDE_MIN / width.min(height)).max(1.0).min(LONG_SIDE_MAX / width.max(height));
        let side = |pixels: f32| ((pixels * scale / SIDE_STEP as f32).round() as usize).max(1) * SIDE_STEP;
        let (columns, rows) = (side(width), side(height));
        let input = picture::scaled(image, columns, rows);
        let output = self.run(&self.detection, &input, columns)?;
        if output.shape() != [1, 1, rows, columns] {
            return Err(ReadError::Output);
        }
        let values = output.to_vec();
        let found = detection::lines(&Plane { width: columns, height: rows, values });
        Ok(found.into_iter().map(|line| line.scaled(width / columns as f32, height / rows as f32)).collect())
    }

    /// The lines, with how likely each is upside down. The longest ones are asked; they tell for the others.
    fn with_direction(&self, image: &GrayImage, places: Vec<RotatedBox>) -> Result<Vec<Line>, ReadError> {
        let mut by_length: Vec<usize> = (0..places.len()).collect();
        by_length.sort_by(|&a, &b| places[b].length.total_cmp(&places[a].length));
        let mut lines: Vec<Line> =
            places.iter().map(|&place| Line { place, upside_down: UNKNOWN_DIRECTION }).collect();
        for is_standing in [false, true] {
            let of_kind = by_length.iter().filter(|&&index| places[index].is_standing() == is_standing);
            for &index in of_kind.take(DIRECTION_LINES_MAX) {
                lines[index].upside_down = self.upside_down(image, places[index])?;
            }
        }
        Ok(lines)
    }

    /// How likely a line is upside down.
    fn upside_down(&self, image: &GrayImage, place: RotatedBox) -> Result<f32, ReadError> {
        let width = line_width(place).min(DIRECTION_WIDTH);
        let input = picture::cut(image, place, width, LINE_HEIGHT);
        let output = self.run(&self.direction, &input, DIRECTION_WIDTH)?;
        output.to_vec().get(1).copied().ok_or(ReadError::Output)
    }

    /// The words of a line, with left, top, right and bottom of their boxes.
    fn words(&self, image: &GrayImage, place: RotatedBox) -> Result<Vec<(LineWord, [f32; 4])>, ReadError> {
        let width = line_width(place);
        let input = picture::cut(image, place, width, LINE_HEIGHT);
        let columns = width.max(LINE_WIDTH_MIN).next_multiple_of(COLUMN_PIXELS);
        let output = self.run(&self.recognition, &input, columns)?;
        let [1, steps, classes] = output.shape()[..] else { return Err(ReadError::Output) };
        if classes != self.characters.len() + 2 {
            return Err(ReadError::Output);
        }
        let per_column = columns as f32 / steps as f32;
        let words = recognition::words(&output.to_vec(), &self.characters, LINE_HEIGHT as f32 / per_column);
        let along = |column: f32| (column * per_column / width as f32 * place.length).min(place.length);
        let placed = |word: LineWord| {
            let bounds = place.bounds(along(word.columns.start), along(word.columns.end));
            (word, bounds)
        };
        Ok(words.into_iter().map(placed).collect())
    }

    fn run(&self, model: &Model, input: &Plane, columns: usize) -> Result<Tensor<f32>, ReadError> {
        let input = NdTensor::from_data([1, 3, input.height, columns], input.as_colours(columns));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.threads)));
        let output: Value = model.run_one(Value::from(input).into(), Some(options))?;
        output.try_into().map_err(|_| ReadError::Output)
    }
}

/// The width of a line in pixels when it is brought to the height at which it is read.
fn line_width(place: RotatedBox) -> usize {
    let width = place.length / place.height.max(1.0) * LINE_HEIGHT as f32;
    (width.ceil() as usize).clamp(COLUMN_PIXELS, LINE_WIDTH_MAX)
}

/// How sure a reading is of how many letters.
fn certainty(words: &[(LineWord, [f32; 4])]) -> f32 {
    words.iter().map(|(word, _)| word.confidence.powi(2) * word.text.chars().count() as f32).sum()
}

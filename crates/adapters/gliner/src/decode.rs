//! From the numbers that a model gives for every span and label to spans that do not overlap.

use crate::Spotted;

/// Numbers for each first word, width and label.
pub(crate) struct Scores {
    words: usize,
    widths: usize,
    labels: usize,
    logits: Vec<f32>,
}

/// Words from `first` to `last` are what the label names.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) label: usize,
    pub(crate) score: f32,
}

impl Scores {
    /// A batch of one, or nothing if the shape is not that of a text of so many words and of so many labels.
    pub(crate) fn new(shape: [usize; 4], logits: Vec<f32>, words: usize, labels: usize) -> Option<Scores> {
        let [batch, for_words, widths, for_labels] = shape;
        let fits = batch == 1 && for_words == words && for_labels == labels;
        fits.then_some(Scores { words, widths, labels, logits })
    }

    pub(crate) fn at_least(&self, score_min: f32) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, logit) in self.logits.iter().enumerate() {
            let (span, label) = (at / self.labels, at % self.labels);
            let (first, width) = (span / self.widths, span % self.widths);
            let score = sigmoid(*logit);
            if score >= score_min && first + width < self.words {
                found.push(Found { first, last: first + width, label, score });
            }
        }
        found
    }
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// Of spans that share text the best stays; of equals the longer one. In the order of the text.
pub(crate) fn without_overlaps(mut spotted: Vec<Spotted>) -> Vec<Spotted> {
    spotted.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.span.len().cmp(&a.span.len())));
    let mut kept: Vec<Spotted> = Vec::new();
    for one in spotted {
        if !kept.iter().any(|other| other.span.start < one.span.end && one.span.start < other.span.end) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.span.start);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_by_word_width_and_label() {
        let mut logits = [-9.0; 12];
        // Second word, width of one more word, which leaves the text; first word, both widths.
        logits[3 * 2 + 1] = 9.0;
        logits[2] = 0.0;
        logits[1] = 2.0;
        let scores = Scores::new([1, 2, 2, 2], logits[..8].to_vec(), 2, 2).expect("it fits");
        let found: Vec<(usize, usize, usize)> =
            scores.at_least(0.5).iter().map(|found| (found.first, found.last, found.label)).collect();
        assert_eq!(found, [(0, 0, 1), (0, 1, 0)]);
        assert!(Scores::new([1, 3, 2, 2], Vec::new(), 2, 2).is_none());
        assert!(Scores::new([2, 2, 2, 2], Vec::new(), 2, 2).is_none());
    }

    #[test]
    fn the_best_of_overlapping_spans_stays() {
        let one = |start, end, score| Spotted { label: 0, span: start..end, score };
        let kept = without_overlaps(vec![one(0, 4, 0.6), one(2, 9, 0.9), one(9, 12, 0.5), one(10, 12, 0.5)]);
        assert_eq!(kept, [one(2, 9, 0.9), one(9, 12, 0.5)]);
    }
}

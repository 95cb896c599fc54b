//! Scores with all that figures are computed from, sorted once so that bootstrap samples take no sorting.

use super::cards::CardDays;
use super::ranking::{CurvePoint, Ranking, auc, average_precision, recall_at_false_positive_rate};
use super::{CARDS_A_DAY, Figures};
use crate::random::Seeded;
use crate::rows::Sample;

/// The scores of one model for some rows.
pub(crate) struct Measured {
    ranking: Ranking,
    cards: CardDays,
}

impl Measured {
    pub(crate) fn new(sample: &Sample<'_>, scores: &[f64]) -> Measured {
        let labels = sample.labels();
        Measured {
            ranking: Ranking::new(scores, &labels),
            cards: CardDays::new(sample.facts(), scores, &labels),
        }
    }

    pub(crate) fn curve(&self) -> Vec<CurvePoint> {
        self.ranking.curve(|_| 1.0)
    }

    pub(crate) fn figures(&self) -> Figures {
        self.weighted(|_| 1.0)
    }

    /// The figures as if each card were there so many times.
    pub(crate) fn weighted(&self, weight_of_card: impl Fn(usize) -> f64) -> Figures {
        let curve = self.ranking.curve(|row| weight_of_card(self.cards.card_of_row[row]));
        Figures {
            auc: auc(&curve),
            average_precision: average_precision(&curve),
            card_precision: self.cards.precision(CARDS_A_DAY, &weight_of_card),
            recall_at_1_percent: recall_at_false_positive_rate(&curve, 0.01),
        }
    }

    pub(crate) fn card_count(&self) -> usize {
        self.cards.cards
    }
}

/// How often each card is drawn in each of so many bootstrap samples. Cards are drawn and not payments: the payments of
/// one card are alike, and would make chance look smaller than it is.
pub(crate) fn bootstrap(cards: usize, samples: usize, seed: u64) -> impl Iterator<Item = Vec<f64>> {
    let mut seeded = Seeded::new(seed);
    (0..samples).map(move |_| {
        let mut drawn = vec![0.0; cards];
        for _ in 0..cards {
            drawn[seeded.below(cards)] += 1.0;
        }
        drawn
    })
}

//! Boxes on a page: in points, from the top left corner of the page as it is shown.

use serde::{Deserialize, Serialize};

/// A box with its sides parallel to those of the page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Distance of the left side from the left of the page.
    pub left: f32,
    /// Distance of the upper side from the top of the page.
    pub top: f32,
    /// Distance of the right side from the left of the page.
    pub right: f32,
    /// Distance of the lower side from the top of the page.
    pub bottom: f32,
}

impl Rect {
    /// The smallest box with both corners in it.
    pub fn of_corners(a: (f64, f64), b: (f64, f64)) -> Rect {
        Rect {
            left: a.0.min(b.0) as f32,
            top: a.1.min(b.1) as f32,
            right: a.0.max(b.0) as f32,
            bottom: a.1.max(b.1) as f32,
        }
    }

    /// The smallest box that holds both.
    pub fn union(self, other: Rect) -> Rect {
        Rect {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The box, larger by `margin` on each side.
    pub fn grown(self, margin: f32) -> Rect {
        Rect {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    /// Width, never negative.
    pub fn width(self) -> f32 {
        (self.right - self.left).max(0.0)
    }

    /// Height, never negative.
    pub fn height(self) -> f32 {
        (self.bottom - self.top).max(0.0)
    }

    /// Area in square points.
    pub fn area(self) -> f32 {
        self.width() * self.height()
    }

    /// Where the middle lies.
    pub fn middle(self) -> (f32, f32) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// What both cover, if anything.
    pub fn intersection(self, other: Rect) -> Option<Rect> {
        let both = Rect {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (both.left < both.right && both.top < both.bottom).then_some(both)
    }

    /// The length that both share from left to right.
    pub fn shared_width(self, other: Rect) -> f32 {
        (self.right.min(other.right) - self.left.max(other.left)).max(0.0)
    }

    /// The length that both share from top to bottom.
    pub fn shared_height(self, other: Rect) -> f32 {
        (self.bottom.min(other.bottom) - self.top.max(other.top)).max(0.0)
    }
}

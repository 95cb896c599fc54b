//! The coarse consonants of a word, which its romanisations have in common.
//!
//! Seven classes: lips (b p f v), teeth (t d), hissing (s z sh ch ts), throat (k g q kh), l and r, m, n. Vowels, h, y and w
//! are left out, and of neighbours of one class one is kept.

/// The most skeletons of one word.
pub(super) const MOST: usize = 24;

/// A run of classes, three bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Skeleton(pub(crate) u64);

const P: u8 = 1;
const T: u8 = 2;
const S: u8 = 3;
const K: u8 = 4;
const R: u8 = 5;
const M: u8 = 6;
const N: u8 = 7;

impl Skeleton {
    fn push(self, class: u8) -> Self {
        let is_full = self.0 >> 60 != 0;
        if is_full || self.0 & 7 == u64::from(class) { self } else { Self(self.0 << 3 | u64::from(class)) }
    }

    fn extended(self, classes: &[u8]) -> Self {
        classes.iter().fold(self, |skeleton, &class| skeleton.push(class))
    }

    /// With the first reading of these letters behind it.
    pub(super) fn with(self, latin: &str) -> Self {
        let lower = latin.to_ascii_lowercase();
        let latin = lower.as_bytes();
        let (mut skeleton, mut at) = (self, 0);
        while at < latin.len() {
            let (taken, options) = sound(&latin[at..]);
            skeleton = skeleton.extended(options[0]);
            at += taken;
        }
        skeleton
    }
}

/// All skeletons of a Latin word, the likeliest first.
pub(crate) fn skeletons(latin: &str) -> Vec<Skeleton> {
    let letters = latin.as_bytes();
    let mut found = vec![Skeleton::default()];
    let mut at = 0;
    while at < letters.len() {
        let (taken, options) = sound(&letters[at..]);
        if let [only] = options {
            found.iter_mut().for_each(|skeleton| *skeleton = skeleton.extended(only));
        } else {
            let mut more: Vec<Skeleton> = Vec::with_capacity(found.len() * options.len());
            for classes in options {
                more.extend(found.iter().map(|skeleton| skeleton.extended(classes)));
            }
            more.truncate(MOST_LATIN);
            found = more;
        }
        at += taken;
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The most skeletons of a Latin word: each is a key of an index.
const MOST_LATIN: usize = 8;

/// How many letters make the next sound, and the classes that it may have.
fn sound(rest: &[u8]) -> (usize, &'static [&'static [u8]]) {
    const NONE: &[&[u8]] = &[&[]];
    let starts = |text: &str| rest.starts_with(text.as_bytes());
    let is_soft = |at: usize| matches!(rest.get(at), Some(b'e' | b'i' | b'y'));
    match rest[0] {
        b't' if starts("tsch") => (4, &[&[S]]),
        b's' if starts("sch") => (3, &[&[S], &[S, K]]),
        b't' if starts("tch") || starts("tsj") || starts("tsh") => (3, &[&[S]]),
        b'd' if starts("dzh") || starts("dsh") || starts("dzs") => (3, &[&[S]]),
        b's' if starts("sh") || starts("sz") || starts("sj") => (2, &[&[S]]),
        b'z' if starts("zh") || starts("zs") => (2, &[&[S]]),
        b't' if starts("ts") || starts("tz") => (2, &[&[S], &[T, S]]),
        b'd' if starts("dz") || starts("ds") || starts("dj") || starts("dg") => (2, &[&[S], &[T, S]]),
        b't' if starts("tj") => (2, &[&[S], &[T]]),
        b'c' if starts("cz") || starts("cs") => (2, &[&[S], &[K, S]]),
        b'c' if starts("ch") => (2, &[&[S], &[K], &[]]),
        b'c' if starts("ck") => (2, &[&[K]]),
        b'c' if is_soft(1) => (1, &[&[S], &[K]]),
        b'k' | b'g' if rest.get(1) == Some(&b'h') => (2, &[&[K], &[]]),
        b'p' if starts("ph") => (2, &[&[P]]),
        b'n' if starts("ng") => (2, &[&[N], &[N, K]]),
        b'g' if starts("gn") => (2, &[&[N], &[K, N]]),
        b'g' if is_soft(1) => (1, &[&[K], &[S]]),
        b'j' => (1, &[&[S], &[], &[K]]),
        b'x' => (1, &[&[K, S], &[S]]),
        b'w' => (1, &[&[], &[P]]),
        b'l' if starts("ll") => (2, &[&[R], &[]]),
        b'b' | b'p' | b'f' | b'v' => (1, &[&[P]]),
        b't' | b'd' => (1, &[&[T]]),
        b's' | b'z' => (1, &[&[S]]),
        b'k' | b'g' | b'q' | b'c' => (1, &[&[K]]),
        b'l' | b'r' => (1, &[&[R]]),
        b'm' => (1, &[&[M]]),
        b'n' => (1, &[&[N]]),
        _ => (1, NONE),
    }
}

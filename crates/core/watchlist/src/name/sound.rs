//! How a word sounds: the consonants that stay the same when a name is spelt in another tradition.

/// The consonant frame of a word: `muhammad`, `mohamed` and Arabic `mhmd` share `mhmd`.
pub(crate) fn consonant_frame(word: &str) -> Frame {
    let letters = word.as_bytes();
    let mut frame = Frame::default();
    let mut at = 0;
    while at < letters.len() {
        let (sound, taken) = next_sound(letters, at);
        if let Some(sound) = sound {
            frame.push(sound);
        }
        at += taken;
    }
    frame
}

/// A short, copyable run of sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    sounds: [u8; 12],
    length: u8,
}

impl Frame {
    fn push(&mut self, sound: u8) {
        if let Some(place) = self.sounds.get_mut(usize::from(self.length)) {
            *place = sound;
            self.length += 1;
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.sounds[..usize::from(self.length)]
    }

    /// Two consonants fit too many names to say that they are one.
    pub(crate) fn is_telling(&self) -> bool {
        let consonants = self.as_bytes().iter().filter(|&&sound| sound != b'a').count();
        consonants >= 3
    }
}

/// The sound at a place, if it is a consonant, and how many letters it takes.
fn next_sound(letters: &[u8], at: usize) -> (Option<u8>, usize) {
    let first = at == 0;
    let here = letters[at];
    let next = letters.get(at + 1).copied();
    let after = letters.get(at + 2).copied();
    let cluster = match (here, next, after) {
        (b's', Some(b'c'), Some(b'h')) | (b's', Some(b'h'), Some(b'c')) => Some((b's', 3)),
        (b't', Some(b'c'), Some(b'h')) | (b'd', Some(b'z'), Some(b'h')) => {
            Some((if here == b't' { b'c' } else { b'j' }, 3))
        }
        (b'p', Some(b'h'), _) => Some((b'f', 2)),
        (b'k' | b'c', Some(b'k'), _) => Some((b'k', 2)),
        (b'k', Some(b'h'), _) => Some((b'h', 2)),
        (b'g', Some(b'h'), _) => Some((b'g', 2)),
        (b's', Some(b'h'), _) | (b't', Some(b's' | b'z'), _) | (b'z', Some(b'h'), _) => Some((b's', 2)),
        (b'c', Some(b'h' | b'z'), _) => Some((b'c', 2)),
        (b'd', Some(b'j'), _) => Some((b'j', 2)),
        (b't', Some(b'h'), _) => Some((b't', 2)),
        (b'd', Some(b'h'), _) => Some((b'd', 2)),
        _ => None,
    };
    if let Some((sound, taken)) = cluster {
        return (Some(sound), taken);
    }
    let doubled = usize::from(next == Some(here));
    let last = at + 1 + doubled >= letters.len();
    let sound = match here {
        b'y' if first && next == Some(b'e') => return (Some(b'a'), 2),
        b'a' | b'e' | b'i' | b'o' | b'u' => first.then_some(b'a'),
        b'y' | b'j' | b'w' if first => Some(if here == b'w' { b'v' } else { here }),
        b'y' | b'w' => None,
        b'j' if last || next.is_some_and(|letter| !is_vowel(letter)) => None,
        b'h' if last => None,
        b'q' => Some(b'k'),
        b'c' if matches!(next, Some(b'e' | b'i' | b'y')) => Some(b's'),
        b'c' => Some(b'k'),
        b'z' => Some(b's'),
        b'x' => Some(b'x'),
        other => Some(other),
    };
    (sound, 1 + doubled)
}

/// Vowels as names use them.
pub(crate) const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// American Soundex of a word in Latin letters, as OFAC's documentation names it.
pub(crate) fn soundex(word: &[u8]) -> Option<[u8; 4]> {
    let first = word.iter().position(u8::is_ascii_alphabetic)?;
    let mut code = [b'0'; 4];
    code[0] = word[first].to_ascii_uppercase();
    let mut filled = 1;
    let mut previous = soundex_digit(word[first]);
    for &letter in word[first + 1..].iter().filter(|letter| letter.is_ascii_alphabetic()) {
        let digit = soundex_digit(letter);
        match digit {
            Some(digit) if previous != Some(digit) => {
                code[filled] = digit;
                filled += 1;
                if filled == code.len() {
                    break;
                }
            }
            _ => {}
        }
        // H and W do not part two letters of one group; vowels do.
        if !matches!(letter.to_ascii_lowercase(), b'h' | b'w') {
            previous = digit;
        }
    }
    Some(code)
}

fn soundex_digit(letter: u8) -> Option<u8> {
    Some(match letter.to_ascii_lowercase() {
        b'b' | b'f' | b'p' | b'v' => b'1',
        b'c' | b'g' | b'j' | b'k' | b'q' | b's' | b'x' | b'z' => b'2',
        b'd' | b't' => b'3',
        b'l' => b'4',
        b'm' | b'n' => b'5',
        b'r' => b'6',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{consonant_frame, soundex};

    #[test]
    fn spellings_of_one_name_share_a_frame() {
        for variants in [
            &["muhammad", "mohamed", "mohammed", "mhmd"][..],
            &["usama", "osama", "ussama"],
            &["gazprom", "gasprom"],
            &["sergey", "sergei", "sergej"],
            &["abdullah", "abdulla", "abdallah"],
            &["yevgeny", "evgeny", "evgenii"],
            &["mikhail", "mihail"],
        ] {
            for variant in variants {
                assert_eq!(
                    consonant_frame(variant).as_bytes(),
                    consonant_frame(variants[0]).as_bytes(),
                    "{variant}"
                );
            }
        }
        assert_ne!(consonant_frame("karim").as_bytes(), consonant_frame("salim").as_bytes());
    }

    #[test]
    fn soundex_follows_the_national_archives() {
        for (word, code) in [
            ("Robert", "R163"),
            ("Rupert", "R163"),
            ("Ashcraft", "A261"),
            ("Tymczak", "T522"),
            ("Pfister", "P236"),
            ("Lee", "L000"),
        ] {
            assert_eq!(soundex(word.as_bytes()).as_ref().map(|c| &c[..]), Some(code.as_bytes()), "{word}");
        }
        assert_eq!(soundex(b"123"), None);
    }
}

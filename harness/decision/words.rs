//! The words of a condition.

/// Words that change nothing.
const SMALL: [&str; 6] = ["a", "an", "the", "of", "in", "is"];

/// Words that bounds are written with.
const OF_BOUNDS: [&str; 11] = [
    "below", "above", "less", "more", "greater", "than", "at", "least", "most", "exceeds",
    "percent",
];

/// A condition cut into what its question is recognised by.
#[derive(Debug)]
pub(super) struct Words {
    /// The names of controls, e.g. `SEC-PM-004`, as written.
    pub(super) controls: Vec<String>,
    /// How many words hold a figure, e.g. `<80%`.
    pub(super) figures: usize,
    /// All other words, in lower case.
    plain: Vec<String>,
}

impl Words {
    /// Cuts `condition` at its spaces; words behind a hyphen or a slash stand by themselves.
    pub(super) fn of(condition: &str) -> Self {
        let mut words = Self { controls: Vec::new(), figures: 0, plain: Vec::new() };
        for word in condition.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if is_control(word) {
                words.controls.push(word.to_owned());
            } else if word.contains(|c: char| c.is_numeric()) {
                words.figures += 1;
            } else {
                let parts = word.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
                words.plain.extend(parts.map(str::to_lowercase));
            }
        }
        words
    }

    /// Returns whether this word is said.
    pub(super) fn has(&self, word: &str) -> bool {
        self.plain.iter().any(|each| each == word)
    }

    /// Returns whether every word is a small one, is known, or belongs to a bound where there may
    /// be one.
    pub(super) fn are_all(&self, is_known: impl Fn(&str) -> bool, may_be_bound: bool) -> bool {
        self.plain.iter().map(String::as_str).all(|word| {
            SMALL.contains(&word) || is_known(word) || (may_be_bound && OF_BOUNDS.contains(&word))
        })
    }
}

/// Returns whether a word is the name of a control: capitals and digits with hyphens between, at
/// least one digit.
fn is_control(word: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.contains('-')
        && word.split('-').all(is_part)
        && word.contains(|c: char| c.is_ascii_digit())
}

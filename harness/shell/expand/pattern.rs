//! Patterns: `*`, `?`, `[...]`.

use super::super::Stop;
use super::bracket::Bracket;

/// The most steps that one match may take.
const STEPS_MAX: usize = 200_000_000;

/// Text with whether its signs count as a pattern's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) is_quoted: bool,
}

impl Span {
    pub(super) const fn quoted(text: String) -> Self {
        Self { text, is_quoted: true }
    }

    pub(super) const fn active(text: String) -> Self {
        Self { text, is_quoted: false }
    }

    /// Returns the text as a part of a regular expression.
    pub(super) fn as_regex(&self) -> String {
        if self.is_quoted { regex::escape(&self.text) } else { self.text.clone() }
    }
}

/// One sign of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    One(char),
    Any,
    Star,
    Bracket(Bracket),
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Pattern {
    signs: Vec<Sign>,
    folds_case: bool,
}

impl Pattern {
    /// Reads a pattern; `extended` says whether `@(a|b)` and its kin would count.
    pub(super) fn new(spans: &[Span], extended: bool) -> Result<Self, Stop> {
        let letters: Vec<(char, bool)> = spans
            .iter()
            .flat_map(|span| span.text.chars().map(|letter| (letter, span.is_quoted)))
            .collect();
        Self::of_letters(&letters, extended)
    }

    /// Reads a pattern from letters, each with whether it was quoted.
    pub(super) fn of_letters(letters: &[(char, bool)], extended: bool) -> Result<Self, Stop> {
        let mut signs = Vec::with_capacity(letters.len());
        let mut at = 0;
        while let Some((letter, is_quoted)) = letters.get(at).copied() {
            let opens = extended && letters.get(at + 1) == Some(&('(', false));
            if !is_quoted && opens && "?*+@!".contains(letter) {
                return Err(Stop::unmodelled(format!("the extended pattern {letter}(...)")));
            }
            at += 1;
            signs.push(match letter {
                _ if is_quoted => Sign::One(letter),
                '*' => Sign::Star,
                '?' => Sign::Any,
                '\\' if at < letters.len() => {
                    at += 1;
                    Sign::One(letters[at - 1].0)
                }
                '[' => match Bracket::read(&letters[at..])? {
                    Some((bracket, length)) => {
                        at += length;
                        Sign::Bracket(bracket)
                    }
                    None => Sign::One('['),
                },
                plain => Sign::One(plain),
            });
        }
        signs.dedup_by(|after, before| *after == Sign::Star && *before == Sign::Star);
        Ok(Self { signs, folds_case: false })
    }

    /// Returns the pattern, blind to upper and lower case if `folds`.
    pub(super) const fn folding(mut self, folds: bool) -> Self {
        self.folds_case = folds;
        self
    }

    /// Returns whether the pattern is no sign at all.
    pub(super) fn is_empty(&self) -> bool {
        self.signs.is_empty()
    }

    /// Returns whether the pattern has a `*`.
    pub(super) fn has_star(&self) -> bool {
        self.signs.contains(&Sign::Star)
    }

    /// Returns the text that the pattern is, where it is one.
    pub(super) fn as_text(&self) -> Option<String> {
        let letter = |sign: &Sign| match sign {
            Sign::One(letter) => Some(*letter),
            _ => None,
        };
        self.signs.iter().map(letter).collect()
    }

    /// Returns whether a name starts with a dot that the pattern spells out.
    pub(super) fn starts_with_dot(&self) -> bool {
        self.signs.first() == Some(&Sign::One('.'))
    }

    /// Returns whether the whole of `text` matches.
    pub(in crate::shell) fn matches(&self, text: &str) -> Result<bool, Stop> {
        let letters: Vec<char> = text.chars().collect();
        Ok(self.longest(&letters)? == Some(letters.len()))
    }

    /// Returns the length of the longest start of `letters` that matches.
    pub(super) fn longest(&self, letters: &[char]) -> Result<Option<usize>, Stop> {
        let mut longest = None;
        self.each_end(letters, |end| {
            longest = Some(end);
            true
        })?;
        Ok(longest)
    }

    /// Returns the length of the shortest start of `letters` that matches.
    pub(super) fn shortest(&self, letters: &[char]) -> Result<Option<usize>, Stop> {
        let mut shortest = None;
        self.each_end(letters, |end| {
            shortest = Some(end);
            false
        })?;
        Ok(shortest)
    }

    /// Returns the pattern read from its end, for matches at the end of a text.
    pub(super) fn reversed(&self) -> Self {
        let signs = self.signs.iter().rev().cloned().collect();
        Self { signs, folds_case: self.folds_case }
    }

    /// Calls `found` with the length of each start that matches, shortest first, until it
    /// returns false. All ways to match are followed at once, so time grows with text times
    /// pattern; more than [`STEPS_MAX`] of that are refused.
    fn each_end(&self, letters: &[char], mut found: impl FnMut(usize) -> bool) -> Result<(), Stop> {
        let stars = self.signs.iter().filter(|sign| **sign == Sign::Star).count();
        if stars.saturating_mul(letters.len()) > STEPS_MAX {
            return Err(Stop::unmodelled("a long pattern against a long text"));
        }
        let (mut states, mut next) = (Vec::new(), Vec::new());
        self.reach(0, &mut states);
        for at in 0..=letters.len() {
            if states.last() == Some(&self.signs.len()) && !found(at) {
                return Ok(());
            }
            let Some(letter) = letters.get(at) else { return Ok(()) };
            next.clear();
            for state in &states {
                self.step(*state, *letter, &mut next);
            }
            std::mem::swap(&mut states, &mut next);
            if states.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn step(&self, state: usize, letter: char, next: &mut Vec<usize>) {
        match self.signs.get(state) {
            Some(Sign::Star) => self.reach(state, next),
            Some(sign) if self.accepts(sign, letter) => self.reach(state + 1, next),
            _ => {}
        }
    }

    /// Adds a state, and those behind it that a star may leave out; states stay in order.
    fn reach(&self, state: usize, states: &mut Vec<usize>) {
        let mut state = state;
        loop {
            if states.last().is_none_or(|last| *last < state) {
                states.push(state);
            }
            if self.signs.get(state) != Some(&Sign::Star) {
                return;
            }
            state += 1;
        }
    }

    fn accepts(&self, sign: &Sign, letter: char) -> bool {
        match sign {
            Sign::Any | Sign::Star => true,
            Sign::One(wanted) if self.folds_case => wanted.to_lowercase().eq(letter.to_lowercase()),
            Sign::One(wanted) => *wanted == letter,
            Sign::Bracket(bracket) if self.folds_case => {
                bracket.accepts(letter.to_ascii_lowercase())
                    || bracket.accepts(letter.to_ascii_uppercase())
            }
            Sign::Bracket(bracket) => bracket.accepts(letter),
        }
    }
}

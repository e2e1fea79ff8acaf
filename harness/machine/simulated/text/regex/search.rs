//! Our own matcher: the longest match from a place, and what its groups held.
//!
//! It walks all ways through the steps, the preferred ones first. Without back-references no
//! (step, place) is walked twice, so the work is bounded by their product; with them there is a
//! budget. Of all ways to the longest end the preferred one fills the groups, as in the C library.

use super::node::Place;
use super::program::Step;
use super::set::is_word;

/// The search was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GaveUp;

/// Where a group starts and ends; two slots a group.
pub(super) type Slots = Vec<Option<usize>>;

/// The most (step, place) pairs that one search may walk.
const PAIRS_MAX: usize = 1 << 28;
/// The most steps of one search with back-references.
const BUDGET: usize = 2_000_000;

/// One program over one text.
#[derive(Debug)]
pub(super) struct Search<'p> {
    /// The program.
    pub(super) steps: &'p [Step],
    /// The text.
    pub(super) text: &'p [u8],
    /// How many slots the groups need.
    pub(super) slots: usize,
    /// Whether a back-reference takes either case.
    pub(super) either_case: bool,
    /// Whether the program has back-references.
    pub(super) refers_back: bool,
}

/// One walk from one start.
struct Walk {
    start: usize,
    walked: Walked,
    slots: Slots,
    jobs: Vec<Job>,
}

enum Job {
    Go(usize, usize),
    Restore(usize, Option<usize>),
}

impl Search<'_> {
    /// Finds the longest match that starts at `start`.
    pub(super) fn longest_at(&self, start: usize) -> Result<Option<Slots>, GaveUp> {
        let mut longest = None;
        self.walk(start, |end, _| {
            longest = longest.max(Some(end));
            end == self.text.len()
        })?;
        let Some(longest) = longest else {
            return Ok(None);
        };
        let mut found = None;
        self.walk(start, |end, slots| {
            if end != longest {
                return false;
            }
            let mut slots = slots.to_vec();
            slots[0] = Some(start);
            slots[1] = Some(end);
            found = Some(slots);
            true
        })?;
        Ok(found)
    }

    /// Walks the ways from `start` and tells `found` of each match, until it has enough.
    fn walk(
        &self,
        start: usize,
        mut found: impl FnMut(usize, &[Option<usize>]) -> bool,
    ) -> Result<(), GaveUp> {
        let width = self.text.len() - start + 1;
        let mut walk = Walk {
            start,
            walked: Walked::new(self.steps.len(), width, self.refers_back)?,
            slots: vec![None; self.slots],
            jobs: vec![Job::Go(0, start)],
        };
        while let Some(job) = walk.jobs.pop() {
            let end = match job {
                Job::Go(step, at) => self.follow(&mut walk, step, at)?,
                Job::Restore(slot, old) => {
                    walk.slots[slot] = old;
                    None
                }
            };
            if end.is_some_and(|end| found(end, &walk.slots)) {
                break;
            }
        }
        Ok(())
    }

    /// Follows one way until it matches, which gives the end of the match, or fails.
    fn follow(
        &self,
        walk: &mut Walk,
        mut step: usize,
        mut at: usize,
    ) -> Result<Option<usize>, GaveUp> {
        while walk.walked.enter(step, at - walk.start)? {
            (step, at) = match self.steps[step] {
                Step::Done => return Ok(Some(at)),
                Step::Either(first, second) => {
                    walk.jobs.push(Job::Go(second, at));
                    (first, at)
                }
                Step::Jump(target) => (target, at),
                Step::Save(slot) => {
                    walk.jobs.push(Job::Restore(slot, walk.slots[slot]));
                    walk.slots[slot] = Some(at);
                    (step + 1, at)
                }
                other => match self.take(other, at, &walk.slots) {
                    Some(next) => (step + 1, next),
                    None => break,
                },
            };
        }
        Ok(None)
    }

    /// Returns the place behind what `step` takes at `at`.
    fn take(&self, step: Step, at: usize, slots: &[Option<usize>]) -> Option<usize> {
        match step {
            Step::Set(set) => self.text.get(at).filter(|byte| set.holds(**byte)).map(|_| at + 1),
            Step::Place(place) => self.fits(place, at).then_some(at),
            Step::Back(group) => {
                let held = self.text.get(slots[2 * group]?..slots[2 * group + 1]?)?;
                let here = self.text.get(at..at + held.len())?;
                let same = here == held || self.either_case && here.eq_ignore_ascii_case(held);
                same.then_some(at + held.len())
            }
            Step::Save(_) | Step::Either(..) | Step::Jump(_) | Step::Done => Some(at),
        }
    }

    fn fits(&self, place: Place, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.text[before]);
        let after = self.text.get(at).copied();
        let word_before = before.is_some_and(is_word);
        let word_after = after.is_some_and(is_word);
        match place {
            Place::TextStart => before.is_none(),
            Place::TextEnd => after.is_none(),
            Place::LineStart => before.is_none_or(|byte| byte == b'\n'),
            Place::LineEnd => after.is_none_or(|byte| byte == b'\n'),
            Place::WordEdge => word_before != word_after,
            Place::NoWordEdge => word_before == word_after,
            Place::WordStart => !word_before && word_after,
            Place::WordEnd => word_before && !word_after,
            Place::NoWordBefore => !word_before,
            Place::NoWordAfter => !word_after,
        }
    }
}

/// Which (step, place) pairs were walked, or how many more steps there may be.
enum Walked {
    Pairs { seen: Vec<u64>, width: usize },
    Budget(usize),
}

impl Walked {
    fn new(steps: usize, width: usize, refers_back: bool) -> Result<Self, GaveUp> {
        if refers_back {
            return Ok(Self::Budget(BUDGET));
        }
        let pairs = steps.checked_mul(width).filter(|pairs| *pairs <= PAIRS_MAX).ok_or(GaveUp)?;
        Ok(Self::Pairs { seen: vec![0; pairs / 64 + 1], width })
    }

    /// Marks a pair; false where it was walked before.
    fn enter(&mut self, step: usize, offset: usize) -> Result<bool, GaveUp> {
        match self {
            Self::Budget(0) => Err(GaveUp),
            Self::Budget(left) => {
                *left -= 1;
                Ok(true)
            }
            Self::Pairs { seen, width } => {
                let pair = step * *width + offset;
                let fresh = seen[pair / 64] >> (pair % 64) & 1 == 0;
                seen[pair / 64] |= 1 << (pair % 64);
                Ok(fresh)
            }
        }
    }
}

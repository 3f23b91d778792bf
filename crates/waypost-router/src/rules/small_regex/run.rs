//! Runs a program over a text: backtracking, with an account of what it does.

use super::super::js_regex::Case;
use super::program::{Fork, Manner, Many, Program, Step};

/// Groups with their ends, the whole match included.
pub(super) const MOST_GROUPS: usize = 12;
/// What a run may do, for every byte of the text and at least: steps and characters that are looked at.
const WORK_PER_BYTE: usize = 32;
const LEAST_WORK: usize = 2000;

/// It would take too long. Says nothing about a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct GaveUp;

/// Beginnings and ends of groups in bytes, by twice the group's number.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Slots([Option<u32>; 2 * MOST_GROUPS]);

impl Slots {
    /// Where a group is, when it took part.
    pub(in super::super) fn get(&self, group: usize) -> Option<std::ops::Range<usize>> {
        let at = |index: usize| usize::try_from((*self.0.get(index)?)?).ok();
        Some(at(2 * group)?..at(2 * group + 1)?)
    }
}

pub(super) fn captures(program: &Program, text: &str) -> Result<Option<Slots>, GaveUp> {
    let mut run = Run::new(program, text);
    run.keeps_slots = true;
    let found = run.from(0, 0)?;
    let Some(end) = found else {
        return Ok(None);
    };
    run.slots.0[0] = Some(0);
    run.slots.0[1] = narrow(end);
    Ok(Some(run.slots))
}

pub(super) fn is_match(program: &Program, text: &str) -> Result<bool, GaveUp> {
    Ok(Run::new(program, text).from(0, 0)?.is_some())
}

fn narrow(position: usize) -> Option<u32> {
    u32::try_from(position).ok()
}

struct Run<'r> {
    steps: &'r [Step],
    case: Case,
    text: &'r [u8],
    slots: Slots,
    keeps_slots: bool,
    /// What else to try, the last one first.
    stack: Vec<Retry>,
    work_left: usize,
}

enum Retry {
    /// Another way.
    At { step: usize, at: usize },
    /// A group gets back what it held.
    Restore { slot: usize, held: Option<u32> },
    /// A repeat that ended at `at` gives characters back, down to `least`.
    Shrink {
        step: usize,
        least: usize,
        at: usize,
    },
    /// A repeat that ended at `at` takes more characters, up to `left`.
    Grow { step: usize, at: usize, left: usize },
}

impl<'r> Run<'r> {
    fn new(program: &'r Program, text: &'r str) -> Self {
        Self {
            steps: &program.steps,
            case: program.case,
            text: text.as_bytes(),
            slots: Slots([None; 2 * MOST_GROUPS]),
            keeps_slots: false,
            stack: Vec::new(),
            work_left: LEAST_WORK + WORK_PER_BYTE * text.len(),
        }
    }

    fn work(&mut self, amount: usize) -> Result<(), GaveUp> {
        self.work_left = self.work_left.checked_sub(amount).ok_or(GaveUp)?;
        Ok(())
    }

    /// The end of a match of what begins at `step`. Recurses once per look-ahead inside another.
    fn from(&mut self, mut step: usize, mut at: usize) -> Result<Option<usize>, GaveUp> {
        let bottom = self.stack.len();
        loop {
            self.work(1)?;
            let next = match &self.steps[step] {
                Step::Done => {
                    self.stack.truncate(bottom);
                    return Ok(Some(at));
                }
                Step::Text(text) => self.text(text, at).map(|at| (step + 1, at)),
                Step::One(set) => set
                    .step(&self.text[at..])
                    .map(|length| (step + 1, at + length)),
                Step::Many(many) => self.many(step, many, at)?.map(|at| (step + 1, at)),
                Step::Fork(fork) => self.fork(fork, at),
                Step::Jump(to) => Some((*to, at)),
                Step::Save(slot) => {
                    self.save(*slot, at, bottom);
                    Some((step + 1, at))
                }
                Step::Start => (at == 0).then_some((step + 1, at)),
                Step::End => (at == self.text.len()).then_some((step + 1, at)),
                Step::Look { negative, after } => {
                    let is_found = self.from(step + 1, at)?.is_some();
                    (is_found != *negative).then_some((*after, at))
                }
            };
            let next = match next {
                Some(next) => Some(next),
                None => self.retry(bottom)?,
            };
            let Some(next) = next else {
                return Ok(None);
            };
            (step, at) = next;
        }
    }

    fn text(&self, text: &[u8], at: usize) -> Option<usize> {
        let end = at + text.len();
        let found = self.text.get(at..end)?;
        let is_equal = match self.case {
            Case::Sensitive => found == text,
            Case::Insensitive => found.eq_ignore_ascii_case(text),
        };
        is_equal.then_some(end)
    }

    fn fork(&mut self, fork: &Fork, at: usize) -> Option<(usize, usize)> {
        let near = fork.near.first.allows(self.text, at);
        let far = fork.far.first.allows(self.text, at);
        match (near, far) {
            (true, true) => {
                let step = fork.far.to;
                self.stack.push(Retry::At { step, at });
                Some((fork.near.to, at))
            }
            (true, false) => Some((fork.near.to, at)),
            (false, true) => Some((fork.far.to, at)),
            (false, false) => None,
        }
    }

    fn save(&mut self, slot: usize, at: usize, bottom: usize) {
        if !self.keeps_slots {
            return;
        }
        let held = std::mem::replace(&mut self.slots.0[slot], narrow(at));
        if self.stack.len() > bottom {
            self.stack.push(Retry::Restore { slot, held });
        }
    }

    fn many(&mut self, step: usize, many: &Many, at: usize) -> Result<Option<usize>, GaveUp> {
        let most = match many.manner {
            Manner::Lazy => many.least,
            Manner::Greedy | Manner::All => many.most,
        };
        // Nearly all of a path is ASCII: one byte, one character.
        let mut taken = many.set.ascii_prefix(&self.text[at..], most);
        let (mut end, mut least) = (at + taken, at + taken.min(many.least));
        while taken < most
            && let Some(length) = many.set.step(&self.text[end..])
        {
            taken += 1;
            end += length;
            if taken == many.least {
                least = end;
            }
        }
        self.work(taken)?;
        if taken < many.least {
            return Ok(None);
        }
        match many.manner {
            Manner::All => Ok(Some(end)),
            Manner::Greedy => self.shrink(step, many, least, end),
            Manner::Lazy => self.grow(step, many, end, many.most - many.least),
        }
    }

    /// The last place, from `at` back to `least`, where what follows may begin.
    fn shrink(
        &mut self,
        step: usize,
        many: &Many,
        least: usize,
        mut at: usize,
    ) -> Result<Option<usize>, GaveUp> {
        while !many.follow.allows(self.text, at) {
            if at == least {
                return Ok(None);
            }
            at = self.before(at);
            self.work(1)?;
        }
        if at > least {
            self.stack.push(Retry::Shrink { step, least, at });
        }
        Ok(Some(at))
    }

    /// The first place from `at` on where what follows may begin.
    fn grow(
        &mut self,
        step: usize,
        many: &Many,
        mut at: usize,
        mut left: usize,
    ) -> Result<Option<usize>, GaveUp> {
        while !many.follow.allows(self.text, at) {
            let Some(longer) = self.longer(many, at, left) else {
                return Ok(None);
            };
            (at, left) = (longer, left - 1);
            self.work(1)?;
        }
        self.stack.push(Retry::Grow { step, at, left });
        Ok(Some(at))
    }

    fn longer(&self, many: &Many, at: usize, left: usize) -> Option<usize> {
        if left == 0 {
            return None;
        }
        Some(at + many.set.step(&self.text[at..])?)
    }

    /// One character back.
    fn before(&self, mut at: usize) -> usize {
        at -= 1;
        while self.text[at] & 0xc0 == 0x80 {
            at -= 1;
        }
        at
    }

    /// The next thing to try, as step and position.
    fn retry(&mut self, bottom: usize) -> Result<Option<(usize, usize)>, GaveUp> {
        while self.stack.len() > bottom {
            let Some(retry) = self.stack.pop() else {
                break;
            };
            self.work(1)?;
            let steps = self.steps;
            let found = match retry {
                Retry::At { step, at } => return Ok(Some((step, at))),
                Retry::Restore { slot, held } => {
                    self.slots.0[slot] = held;
                    continue;
                }
                Retry::Shrink { step, least, at } => match &steps[step] {
                    Step::Many(many) => {
                        let at = self.before(at);
                        self.shrink(step, many, least, at)?.map(|at| (step + 1, at))
                    }
                    _ => None,
                },
                Retry::Grow { step, at, left } => match &steps[step] {
                    Step::Many(many) => match self.longer(many, at, left) {
                        Some(at) => self
                            .grow(step, many, at, left - 1)?
                            .map(|at| (step + 1, at)),
                        None => None,
                    },
                    _ => None,
                },
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

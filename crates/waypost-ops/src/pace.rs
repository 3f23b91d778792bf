//! Keeps bodies from arriving faster than the collector lets go of their pieces.
//!
//! A piece of a body is memory outside of the engine that only a collection frees. The collector works
//! beside the worker's thread; where processors are short it falls behind, and a gigabyte that passes
//! through leaves tens of megabytes waiting for it. Reading then pauses for a moment, which is also what
//! gives it the processor. Who keeps all pieces waits a few times and is not slowed further.

use std::cell::Cell;
use std::time::Duration;

/// Bytes that pieces may hold before reading pauses at all: more than a collector that keeps up leaves.
const START: usize = 6 * 1024 * 1024;
/// How much more there may be after a pause that freed nothing.
const GROWTH: usize = 4;
/// The most pauses before one piece.
const PAUSES: usize = 12;
/// One pause; the timers of the worker are no finer.
const PAUSE: Duration = Duration::from_millis(1);

/// The pace of one worker's bodies.
#[derive(Debug)]
pub struct Pace {
    /// Past this many bytes reading pauses.
    limit: Cell<usize>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            limit: Cell::new(START),
        }
    }
}

impl Pace {
    /// Waits, for some milliseconds at most, while the collector is behind.
    pub async fn keep(&self) {
        self.keep_by(waypost_jsc::lent_bytes).await;
    }

    async fn keep_by(&self, held: impl Fn() -> usize) {
        let before = held();
        if before <= START {
            self.limit.set(START);
        }
        if before <= self.limit.get() {
            return;
        }
        for _ in 0..PAUSES {
            tokio::time::sleep(PAUSE).await;
            if held() <= self.limit.get() {
                return;
            }
        }
        // They are in use.
        self.limit.set(before.saturating_mul(GROWTH));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pauses one piece takes while `held` bytes are there, the last of them after `freed` pauses.
    async fn pauses(pace: &Pace, held: usize, freed: Option<usize>) -> usize {
        let asked = Cell::new(0);
        pace.keep_by(|| {
            asked.set(asked.get() + 1);
            if freed.is_some_and(|pauses| asked.get() > pauses) {
                0
            } else {
                held
            }
        })
        .await;
        asked.get() - 1
    }

    #[tokio::test]
    async fn reading_pauses_while_pieces_pile_up() {
        let pace = Pace::default();
        for (held, freed, expected) in [
            (START, None, 0),
            (START + 1, Some(1), 1),
            (START + 1, Some(3), 3),
            // Whoever keeps them is asked again at four times as many,
            (START + 1, None, PAUSES),
            (START + 2, None, 0),
            (4 * START + 8, None, PAUSES),
            // and from the start once they are gone.
            (0, None, 0),
            (START + 1, Some(2), 2),
        ] {
            assert_eq!(
                pauses(&pace, held, freed).await,
                expected,
                "{held} {freed:?}"
            );
        }
    }
}

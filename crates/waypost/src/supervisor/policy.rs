//! When a worker is let alone, replaced or killed. Pure: the numbers come in, a verdict comes out.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// A worker that lives shorter than this ended at once.
pub(super) const AT_ONCE: Duration = Duration::from_secs(5);
/// Workers in a row that may fail before the first one is ready.
pub(super) const ATTEMPTS: u32 = 5;
/// What a worker gets beyond its time before it is taken for stuck.
pub(super) const GRACE: Duration = Duration::from_secs(3);
/// A silence of two heartbeats: from then on it is asked what the worker waits for.
pub(super) const NOTICED: Duration = Duration::from_secs(2);
/// Time to load an image. Nobody is served yet, so it may be long.
const STARTING: Duration = Duration::from_secs(60);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a worker is held to from outside.
#[derive(Debug, Clone)]
pub(crate) struct WorkerLimits {
    /// Time JavaScript may run without a pause.
    pub(crate) script_time: Duration,
    /// Bytes of memory.
    pub(crate) memory: Option<u64>,
    /// Time to finish what is in flight.
    pub(crate) drain: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Starting,
    Serving,
    /// It was told to end, by then at the latest; `None` when it was killed.
    Leaving {
        until: Option<Instant>,
    },
}

/// What is known of a worker at one moment.
#[derive(Debug)]
pub(super) struct Vitals {
    pub(super) phase: Phase,
    pub(super) age: Duration,
    /// Time since it was last heard.
    pub(super) silent: Duration,
    pub(super) memory: Option<u64>,
    pub(super) now: Instant,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Start another one, let this one finish.
    Replace(String),
    Kill(String),
}

impl WorkerLimits {
    pub(super) fn judge(&self, vitals: &Vitals) -> Option<Verdict> {
        match vitals.phase {
            Phase::Leaving { until } => {
                let is_late = until.is_some_and(|until| until <= vitals.now);
                return is_late.then(|| Verdict::Kill("it did not end in time".to_owned()));
            }
            Phase::Starting if vitals.age > STARTING => {
                let cause = format!("it was not ready after {} s", STARTING.as_secs());
                return Some(Verdict::Kill(cause));
            }
            Phase::Starting => {}
            Phase::Serving if vitals.silent > self.script_time + GRACE => {
                let seconds = vitals.silent.as_secs();
                let cause = format!("its JavaScript ran {seconds} s without a pause");
                return Some(Verdict::Kill(cause));
            }
            Phase::Serving => {}
        }
        self.judge_memory(vitals.memory?)
    }

    /// A worker that is half as big again as it may be grows faster than it could finish.
    fn judge_memory(&self, used: u64) -> Option<Verdict> {
        let limit = self.memory?;
        if used <= limit {
            return None;
        }
        let mebibytes = |bytes: u64| bytes >> 20;
        let cause = format!(
            "it uses {} MiB of memory, its limit is {} MiB",
            mebibytes(used),
            mebibytes(limit)
        );
        Some(if used > limit.saturating_add(limit / 2) {
            Verdict::Kill(cause)
        } else {
            Verdict::Replace(cause)
        })
    }
}

/// Nothing after one failure, then more and more.
pub(super) fn pause_after(failures: u32) -> Duration {
    match failures {
        0 | 1 => Duration::ZERO,
        more => Duration::from_millis(100 << (more - 2).min(8)).min(LONGEST_PAUSE),
    }
}

pub(super) fn describe_exit(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("it exited with code {code}"),
        (None, Some(9)) => "it was killed (by signal 9; was the machine out of memory?)".to_owned(),
        (None, Some(signal)) => format!("it crashed with signal {signal}"),
        (None, None) => "it ended for an unknown reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn judge(change: impl FnOnce(&mut Vitals)) -> Option<Verdict> {
        let limits = WorkerLimits {
            script_time: 10 * SECOND,
            memory: Some(100 << 20),
            drain: 30 * SECOND,
        };
        let mut vitals = Vitals {
            phase: Phase::Serving,
            age: 100 * SECOND,
            silent: SECOND,
            memory: Some(50 << 20),
            now: Instant::now(),
        };
        change(&mut vitals);
        limits.judge(&vitals)
    }

    #[test]
    fn a_healthy_worker_is_let_alone() {
        assert_eq!(judge(|_| {}), None);
        assert_eq!(judge(|vitals| vitals.memory = None), None);
    }

    #[test]
    fn a_silent_worker_is_killed() {
        assert_eq!(judge(|vitals| vitals.silent = 13 * SECOND), None);
        assert!(matches!(
            judge(|vitals| vitals.silent = 14 * SECOND),
            Some(Verdict::Kill(_))
        ));
    }

    #[test]
    fn loading_may_take_longer_but_not_for_ever() {
        let starting = |age| {
            judge(|vitals| {
                vitals.phase = Phase::Starting;
                vitals.age = age;
                vitals.silent = age;
            })
        };
        assert_eq!(starting(30 * SECOND), None);
        assert!(matches!(starting(61 * SECOND), Some(Verdict::Kill(_))));
    }

    #[test]
    fn memory_past_the_limit_is_given_back() {
        assert!(matches!(
            judge(|vitals| vitals.memory = Some(101 << 20)),
            Some(Verdict::Replace(_))
        ));
        assert!(matches!(
            judge(|vitals| vitals.memory = Some(151 << 20)),
            Some(Verdict::Kill(_))
        ));
    }

    #[test]
    fn a_leaving_worker_is_judged_by_its_time_only() {
        let leaving = |until| {
            judge(|vitals| {
                vitals.phase = Phase::Leaving { until };
                vitals.silent = 100 * SECOND;
                vitals.memory = Some(500 << 20);
            })
        };
        assert_eq!(leaving(None), None);
        assert_eq!(leaving(Some(Instant::now() + SECOND)), None);
        assert!(matches!(
            leaving(Some(Instant::now() - SECOND)),
            Some(Verdict::Kill(_))
        ));
    }

    #[test]
    fn pauses_grow_and_have_an_end() {
        assert_eq!(pause_after(1), Duration::ZERO);
        assert_eq!(pause_after(2), Duration::from_millis(100));
        assert_eq!(pause_after(3), Duration::from_millis(200));
        assert_eq!(pause_after(400), LONGEST_PAUSE);
    }
}

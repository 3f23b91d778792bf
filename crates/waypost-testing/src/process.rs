//! Waiting for the process of one test.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// How a process ended.
pub(crate) enum Ended {
    /// By itself.
    Alone(ExitStatus),
    /// It was ended after this long.
    Late(Duration),
}

/// Waits for a process, and ends it after `limit`.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> Ended {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ended::Alone(status),
            Ok(None) if start.elapsed() < limit => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) | Err(_) => {
                // It may have ended in between.
                let _ = child.kill();
                let _ = child.wait();
                return Ended::Late(limit);
            }
        }
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Alone(status) => write!(f, "the process ended with {status}"),
            Self::Late(limit) => write!(f, "the process was ended after {limit:?}"),
        }
    }
}

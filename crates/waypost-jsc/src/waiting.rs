//! How long a thread was ready to run while others had the processor.
//!
//! A worker that is given little of a processor is slow, not stuck: a container's quota or a busy machine must neither
//! end its JavaScript nor have it killed. Linux tells the time in `/proc`; elsewhere it is zero, and all time counts.

use std::fs;
use std::time::Duration;

/// Of this thread, since it began.
/// [proc(5)](https://man7.org/linux/man-pages/man5/proc_pid_schedstat.5.html)
pub(crate) fn thread_waited() -> Duration {
    waited("/proc/thread-self/schedstat")
}

/// Of the first thread of a process, since it began.
pub fn process_waited(pid: u32) -> Duration {
    waited(&format!("/proc/{pid}/schedstat"))
}

fn waited(path: &str) -> Duration {
    second_number(&fs::read_to_string(path).unwrap_or_default())
}

/// In nanoseconds.
fn second_number(schedstat: &str) -> Duration {
    let nanoseconds = schedstat.split_whitespace().nth(1);
    let nanoseconds = nanoseconds.and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_waited_is_the_second_number() {
        assert_eq!(second_number("12 76880 1\n"), Duration::from_nanos(76880));
        assert_eq!(second_number(""), Duration::ZERO);
    }
}

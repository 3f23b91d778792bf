//! How long a worker was ready to run while others had the processor.
//!
//! A worker that is given little of a processor is slow, not stuck: a container's quota or a busy
//! machine must not have it killed. Linux tells the time in `/proc`; elsewhere it is zero, and all
//! silence counts.

use std::fs;
use std::time::Duration;

/// Of the worker's one thread that matters, since it began.
/// [proc(5)](https://man7.org/linux/man-pages/man5/proc_pid_schedstat.5.html)
pub(super) fn time_waited(pid: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{pid}/schedstat")).unwrap_or_default();
    parse(&text)
}

/// The second number, in nanoseconds.
fn parse(schedstat: &str) -> Duration {
    let nanoseconds = schedstat.split_whitespace().nth(1);
    let nanoseconds = nanoseconds.and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::time::Duration;

    #[test]
    fn the_second_number_counts() {
        assert_eq!(parse("12 76880 1\n"), Duration::from_nanos(76880));
        assert_eq!(parse(""), Duration::ZERO);
    }
}

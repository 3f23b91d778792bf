//! How much memory a worker has, as the system counts it.
//!
//! The engine has no cap of its own and knows its size only as of the last collection, so the
//! resident set decides. It is read from `/proc`; elsewhere there is no number, and so no limit.

use std::fs;

/// Bytes of physical memory the process uses; `None` where the system does not tell.
pub(super) fn resident_bytes(pid: u32) -> Option<u64> {
    parse(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?)
}

/// Whether limits on memory can be kept on this system.
pub(super) fn is_measurable() -> bool {
    resident_bytes(std::process::id()).is_some()
}

fn parse(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_resident_set_is_found() {
        assert_eq!(
            parse("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t   12 kB\n"),
            Some(12 * 1024)
        );
        assert_eq!(parse("Name:\tx\n"), None);
    }
}

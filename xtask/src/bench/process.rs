//! A server's process with everything it starts: its time, its memory, its end.

use super::Result;
use super::client;
use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What `/proc/PID/stat` counts in; 100 on every architecture of Linux that waypost runs on.
const TICKS_PER_SECOND: f64 = 100.0;
const POLL: Duration = Duration::from_micros(200);
const LONGEST_START: Duration = Duration::from_secs(60);
const LONGEST_STOP: Duration = Duration::from_secs(5);

/// A running server, ended when dropped.
pub(super) struct Server {
    child: Child,
}

/// From `/proc/PID/stat`.
struct Stat {
    parent: u32,
    /// Of the process and of its children that have ended.
    ticks: u64,
}

impl Server {
    /// Starts the command and asks for `path` until 200 comes; the time is from before the start.
    pub(super) fn start(
        command: &mut Command,
        port: u16,
        path: &str,
        log: &Path,
    ) -> Result<(Self, Duration)> {
        let output = File::create(log).map_err(|error| format!("{}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| error.to_string())?;
        command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .process_group(0);
        let begun = Instant::now();
        let child = command
            .spawn()
            .map_err(|error| format!("cannot start {:?}: {error}", command.get_program()))?;
        let mut server = Self { child };
        loop {
            if matches!(client::status(port, path), Ok(200)) {
                return Ok((server, begun.elapsed()));
            }
            let ended = matches!(server.child.try_wait(), Ok(Some(_)));
            if ended || begun.elapsed() > LONGEST_START {
                let what = if ended { "ended" } else { "does not answer" };
                return Err(format!("the server {what}; see {}", log.display()));
            }
            thread::sleep(POLL);
        }
    }

    /// Processor time of the whole tree since its start, in seconds.
    pub(super) fn cpu_seconds(&self) -> f64 {
        let ticks: u64 = self.tree().iter().map(|(_, stat)| stat.ticks).sum();
        ticks as f64 / TICKS_PER_SECOND
    }

    /// Memory of the whole tree, pages that are shared counted in proportion, in MB.
    pub(super) fn memory(&self) -> f64 {
        let kilobytes: u64 = self.tree().iter().filter_map(|(id, _)| pss(*id)).sum();
        kilobytes as f64 / 1024.0
    }

    fn tree(&self) -> Vec<(u32, Stat)> {
        let mut others = all_processes();
        let root = self.child.id();
        let mut tree: Vec<(u32, Stat)> = others
            .remove(&root)
            .map(|stat| (root, stat))
            .into_iter()
            .collect();
        let mut at = 0;
        while at < tree.len() {
            let parent = tree[at].0;
            tree.extend(others.extract_if(|_, stat| stat.parent == parent));
            at += 1;
        }
        tree
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let group = self.child.id();
        signal("TERM", group);
        let asked = Instant::now();
        while asked.elapsed() < LONGEST_STOP {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        // Whoever is left in the group, be it the server itself.
        signal("KILL", group);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(name: &str, group: u32) {
    // The shell's own `kill`: the program is not on every machine. It fails when nobody is left, as
    // it should be.
    let _ = Command::new("sh")
        .args(["-c", "kill -s \"$0\" -- \"-$1\"", name, &group.to_string()])
        .stderr(Stdio::null())
        .status();
}

fn all_processes() -> HashMap<u32, Stat> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return HashMap::new();
    };
    let process = |name: &str| -> Option<(u32, Stat)> {
        let id = name.parse().ok()?;
        let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        Some((id, Stat::parse(&text)?))
    };
    entries
        .flatten()
        .filter_map(|entry| process(entry.file_name().to_str()?))
        .collect()
}

fn pss(id: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

impl Stat {
    fn parse(text: &str) -> Option<Self> {
        // The name in parentheses may hold anything.
        let (_, fields) = text.rsplit_once(')')?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let mut ticks = 0;
        for time in fields.get(11..15)? {
            ticks += time.parse::<u64>().ok()?;
        }
        let parent = fields.get(1)?.parse().ok()?;
        Some(Self { parent, ticks })
    }
}

#[cfg(test)]
mod tests {
    use super::Stat;

    #[test]
    fn a_name_may_look_like_fields() {
        let text = "7 (a) S 1) S 4 7 7 0 -1 0 9 9 9 9 20 3 2 1 20 0 1 0\n";
        let stat = Stat::parse(text).unwrap();
        assert_eq!((stat.parent, stat.ticks), (4, 26));
        assert!(Stat::parse("7 (a) S 4").is_none());
    }
}

//! The flags of `cargo xtask bench`.

use super::Result;
use std::path::PathBuf;

pub(super) const USAGE: &str = "\
usage: cargo xtask bench [flags]
  --rounds N       rounds, in which the servers take turns (default 5)
  --seconds N      length of one measurement (default 5)
  --starts N       process starts per server (default 10)
  --only A,B       these servers only: waypost, hyper, bun, deno, hono, next-14, next-16,
                   waypost-middleware, next-14-middleware, next-16-middleware
  --waypost PATH   the binary (default: beside this program)
  --write          also write docs/performance.md";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) rounds: usize,
    pub(super) seconds: u64,
    pub(super) starts: usize,
    /// Names of servers; empty means all.
    pub(super) only: Vec<String>,
    pub(super) waypost: Option<PathBuf>,
    pub(super) write: bool,
}

impl Options {
    pub(super) fn parse(arguments: &[&str]) -> Result<Self> {
        let mut options = Self {
            rounds: 5,
            seconds: 5,
            starts: 10,
            only: Vec::new(),
            waypost: None,
            write: false,
        };
        let mut rest = arguments.iter();
        while let Some(&flag) = rest.next() {
            let mut value = || match rest.next() {
                Some(value) => Ok(*value),
                None => Err(format!("{flag} needs a value\n{USAGE}")),
            };
            match flag {
                "--rounds" => options.rounds = positive(flag, value()?)?,
                "--seconds" => options.seconds = positive(flag, value()?)? as u64,
                "--starts" => options.starts = positive(flag, value()?)?,
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--waypost" => options.waypost = Some(value()?.into()),
                "--help" => return Err(USAGE.to_owned()),
                "--write" => options.write = true,
                _ => return Err(format!("unknown flag {flag:?}\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn positive(flag: &str, value: &str) -> Result<usize> {
    match value.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{flag}: {value:?} is not a number from 1")),
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn flags_are_read() {
        let arguments = ["--rounds", "2", "--only", "waypost,bun", "--write"];
        let options = Options::parse(&arguments).unwrap();
        assert_eq!((options.rounds, options.seconds), (2, 5));
        assert_eq!(options.only, ["waypost", "bun"]);
        assert!(options.write);
    }

    #[test]
    fn a_wrong_flag_is_named() {
        for (arguments, fault) in [
            (vec!["--round"], "unknown flag \"--round\""),
            (vec!["--rounds"], "--rounds needs a value"),
            (vec!["--seconds", "0"], "--seconds: \"0\""),
        ] {
            let error = Options::parse(&arguments).unwrap_err();
            assert!(error.starts_with(fault), "{error}");
        }
    }
}

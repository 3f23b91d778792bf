//! What is asked, and the load generator: `wrk` with 64 connections from one thread.

use super::Result;
use super::client;
use std::path::PathBuf;
use std::process::Command;

pub(super) const CONNECTIONS: usize = 64;
pub(super) const POST_BODY: &str = r#"{"title":"Hello","body":"World","tags":["a","b"],"n":12345}"#;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    Get,
    Post,
    Pages,
    /// A static route handler.
    Kept,
    /// A public file.
    File,
    /// `Get` through a middleware that lets it pass.
    Passed,
}

/// What one run of the generator saw.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) requests: f64,
    pub(super) seconds: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

impl Request {
    pub(super) const ALL: [Self; 6] = [
        Self::Get,
        Self::Post,
        Self::Pages,
        Self::Kept,
        Self::File,
        Self::Passed,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Get => "GET `route.ts`, query to JSON",
            Self::Post => "POST `route.ts`, JSON echo",
            Self::Pages => "GET `pages/api`, query to JSON",
            Self::Kept => "GET static `route.ts`",
            Self::File => "GET `public/` file",
            Self::Passed => "GET `route.ts` through `middleware.ts`",
        }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Get | Self::Passed => "/api/hello?name=waypost",
            Self::Post => "/api/hello",
            Self::Pages => "/api/hello-pages?name=waypost",
            Self::Kept => "/api/kept",
            Self::File => "/hello.json",
        }
    }

    fn method_and_body(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Get | Self::Pages | Self::Kept | Self::File | Self::Passed => ("GET", None),
            Self::Post => ("POST", Some(POST_BODY)),
        }
    }

    /// Sends one request and looks at the answer: a wrong one is not worth measuring.
    pub(super) fn check(self, port: u16) -> Result<()> {
        let (method, body) = self.method_and_body();
        let answer = client::request(port, method, self.path(), body)
            .map_err(|error| format!("{}: {error}", self.title()))?;
        let expected = body.unwrap_or(r#"{"hello":"waypost"}"#);
        if answer.status == 200 && answer.body.trim_end() == expected {
            return Ok(());
        }
        Err(format!(
            "{}: expected 200 {expected}, got {} {}",
            self.title(),
            answer.status,
            answer.body
        ))
    }

    /// Asks as fast as answers come.
    pub(super) fn load(self, port: u16, seconds: u64) -> Result<Seen> {
        let (method, body) = self.method_and_body();
        let output = Command::new("wrk")
            .args(["--threads", "1", "--connections"])
            .arg(CONNECTIONS.to_string())
            .arg("--duration")
            .arg(format!("{seconds}s"))
            .arg("--script")
            .arg(script())
            .arg(format!("http://127.0.0.1:{port}{}", self.path()))
            .args(["--", method])
            .args(body)
            .output()
            .map_err(|error| format!("cannot run wrk: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        parse(&text).map_err(|fault| {
            let errors = String::from_utf8_lossy(&output.stderr);
            format!("{}: {fault} {}", self.title(), errors.trim())
        })
    }
}

/// Whether the generator is there.
pub(super) fn require_generator() -> Result<()> {
    // It has no flag that succeeds without a server.
    match Command::new("wrk").arg("--version").output() {
        Ok(_) => Ok(()),
        Err(_) => Err("the load generator `wrk` is missing. Install:\n  \
             Debian, Ubuntu  apt install wrk\n  \
             Fedora          dnf install wrk\n  \
             Arch            pacman -S wrk\n  \
             Alpine          apk add wrk"
            .to_owned()),
    }
}

fn script() -> PathBuf {
    super::sources().join("load.lua")
}

fn parse(text: &str) -> Result<Seen> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("measured "))
        .ok_or("wrk did not report")?;
    let number = |name: &str| -> Result<f64> {
        line.split(' ')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            .and_then(|value| value.parse().ok())
            .ok_or_else(|| format!("wrk did not report {name:?}"))
    };
    let (broken, refused) = (number("broken")?, number("refused")?);
    if broken > 0.0 || refused > 0.0 {
        return Err(format!(
            "{broken} connections broke or were too slow, {refused} answers had an error status"
        ));
    }
    Ok(Seen {
        requests: number("requests")?,
        seconds: number("duration_us")? / 1e6,
        p50_ms: number("p50_us")? / 1e3,
        p99_ms: number("p99_us")? / 1e3,
    })
}

#[cfg(test)]
mod tests {
    use super::{Seen, parse};

    const GOOD: &str = "Running 1s test\nmeasured requests=100 duration_us=500000 p50_us=250 \
                        p99_us=1500 broken=0 refused=0\n";

    #[test]
    fn the_report_is_read() {
        let expected = Seen {
            requests: 100.0,
            seconds: 0.5,
            p50_ms: 0.25,
            p99_ms: 1.5,
        };
        assert_eq!(parse(GOOD), Ok(expected));
    }

    #[test]
    fn errors_are_not_speed() {
        let refused = GOOD.replace("refused=0", "refused=3");
        assert!(parse(&refused).unwrap_err().contains("3 answers"));
        assert_eq!(parse("").unwrap_err(), "wrk did not report");
    }
}

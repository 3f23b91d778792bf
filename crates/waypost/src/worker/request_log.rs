//! One line per request, for `dev`.

use crate::terminal::{Style, paint, say};
use waypost_server::{Answered, Observer};

pub(super) struct RequestLog;

impl Observer for RequestLog {
    fn answered(&self, answered: &Answered<'_>) {
        say(&line(answered));
    }
}

/// ` GET /api/x 200 in 12ms`
fn line(answered: &Answered<'_>) -> String {
    let status = match answered.status {
        Some(status) => {
            let style = match status.as_u16() {
                500.. => Style::Red,
                400.. => Style::Yellow,
                _ => Style::Green,
            };
            paint(style, status.as_str())
        }
        // The client left before there was an answer.
        None => paint(Style::Dim, "aborted"),
    };
    let (method, target) = (answered.method, answered.target);
    let time = answered.elapsed.as_millis();
    format!(" {method} {target} {status} in {time}ms")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{Method, StatusCode, Uri};
    use std::time::Duration;

    #[test]
    fn a_line_names_request_status_and_time() {
        let mut answered = Answered {
            method: &Method::GET,
            target: &Uri::from_static("/api/x?a=1"),
            status: Some(StatusCode::OK),
            elapsed: Duration::from_micros(12_900),
        };
        assert_eq!(line(&answered), " GET /api/x?a=1 200 in 12ms");
        answered.status = None;
        assert_eq!(line(&answered), " GET /api/x?a=1 aborted in 12ms");
    }
}

//! Recorded answers as text: one file per project and version, made to be read.

use super::exchange::{Answer, Exchange};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const CUT: &str = "(cut)";
const NONE: &str = "(closed without an answer)";

/// Appends one answer.
pub(crate) fn write(out: &mut String, exchange: &Exchange, answer: &Answer) {
    let _ = writeln!(out, "> {}", exchange.name);
    if !exchange.line.is_empty() {
        let _ = writeln!(out, "# {}", exchange.line);
    }
    let _ = writeln!(out, "{}", answer.status.as_deref().unwrap_or(NONE));
    for (name, value) in &answer.headers {
        let _ = writeln!(out, "{}", format!("{name}: {value}").trim_end());
    }
    for part in &answer.body {
        for (index, line) in part.split('\n').enumerate() {
            let mark = if index == 0 { '=' } else { '|' };
            // White space at the end would get lost on its way through editors.
            let line = match line.strip_suffix(' ') {
                Some(kept) => format!("{kept}\\x20"),
                None => line.to_owned(),
            };
            let _ = writeln!(out, "{}", format!("{mark} {line}").trim_end());
        }
    }
    if answer.is_cut {
        let _ = writeln!(out, "{CUT}");
    }
    out.push('\n');
}

/// Reads what [`write`] has written, by the requests' names.
pub(crate) fn read(text: &str) -> BTreeMap<String, Answer> {
    let mut all = BTreeMap::new();
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut lines = block.trim_start_matches('\n').lines();
        let name = lines.next().and_then(|line| line.strip_prefix("> "));
        let name = name.unwrap_or_else(|| panic!("no name begins {block:?}"));
        let mut lines = lines.skip_while(|line| line.starts_with('#'));
        let status = lines.next().filter(|line| *line != NONE);
        let mut answer = Answer {
            status: status.map(ToOwned::to_owned),
            ..Answer::default()
        };
        for line in lines {
            read_line(&mut answer, line);
        }
        all.insert(name.to_owned(), answer);
    }
    all
}

fn read_line(answer: &mut Answer, line: &str) {
    let text = || {
        let line = line.get(2..).unwrap_or("");
        line.strip_suffix("\\x20")
            .map_or_else(|| line.to_owned(), |kept| format!("{kept} "))
    };
    if line == CUT {
        answer.is_cut = true;
    } else if line.starts_with('=') {
        answer.body.push(text());
    } else if line.starts_with('|') {
        let last = answer.body.last_mut().expect("a body begins with '='");
        last.push('\n');
        last.push_str(&text());
    } else if let Some((name, value)) = line.split_once(':') {
        answer
            .headers
            .push((name.to_owned(), value.trim().to_owned()));
    }
}

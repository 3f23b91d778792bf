//! Diagnostics as text: `app/api/users/route.ts:3:14: message`, the source lines, the help.

use crate::diagnostic::{Diagnostic, Severity};
use crate::position::{Frame, FrameLine};
use std::fmt::{self, Write};

/// Whether escape sequences for colours may be written. Only the caller knows its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    #[default]
    Never,
    Always,
}

impl Colour {
    fn paint(self, style: Style, text: &str) -> String {
        match self {
            Self::Never => text.to_owned(),
            Self::Always => format!("\u{1b}[{}m{text}\u{1b}[0m", style.code()),
        }
    }
}

#[derive(Clone, Copy)]
enum Style {
    Place,
    Error,
    Warning,
    Margin,
    Help,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Place => "1",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Margin => "2",
            Self::Help => "36",
        }
    }

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
        }
    }
}

impl Diagnostic {
    /// Several lines, without a line break at the end.
    #[must_use]
    pub fn render(&self, colour: Colour) -> String {
        let mut text = String::new();
        if let Some(place) = self.place() {
            text.push_str(&colour.paint(Style::Place, &format!("{place}:")));
            text.push(' ');
        }
        // An error is what one expects to read; only the milder kind says what it is.
        if self.severity == Severity::Warning {
            text.push_str(&colour.paint(Style::Warning, "warning:"));
            text.push(' ');
        }
        text.push_str(&self.message);
        if let Some(frame) = &self.frame {
            render_frame(&mut text, frame, colour, Style::of(self.severity));
        }
        if let Some(help) = &self.help {
            let help = help.replace('\n', "\n        ");
            let _ = write!(text, "\n  {} {help}", colour.paint(Style::Help, "help:"));
        }
        text
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Colour::Never))
    }
}

fn render_frame(text: &mut String, frame: &Frame, colour: Colour, style: Style) {
    let width = frame
        .lines
        .last()
        .map_or(1, |line| line.number.to_string().len());
    for line in &frame.lines {
        let sign = if line.marked.is_some() { '>' } else { ' ' };
        let margin = colour.paint(Style::Margin, &format!("{sign} {:>width$} |", line.number));
        let _ = write!(text, "\n{margin} {}", line.text);
        trim_end(text);
        if let Some(marks) = marks(line) {
            let margin = colour.paint(Style::Margin, &format!("  {:width$} |", ""));
            let _ = write!(text, "\n{margin} {}", colour.paint(style, &marks));
        }
    }
}

fn marks(line: &FrameLine) -> Option<String> {
    let marked = line.marked.as_ref()?;
    Some(format!(
        "{}{}",
        " ".repeat(marked.start),
        "^".repeat(marked.len().max(1))
    ))
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

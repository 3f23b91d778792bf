//! The only place that prints: results to standard output, everything else to standard error.
//!
//! Written with `write`, because a reader that has gone away (`waypost routes | head`) is no reason
//! to panic.

use std::env;
use std::io::{self, IsTerminal, Write};
use waypost_diagnostics::{Colour, Diagnostics};

/// Prints a line of what was asked for.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Prints a line about what is going on.
pub(crate) fn report(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints a line about something that goes on without what it wanted.
pub(crate) fn warn(text: &str) {
    report(&format!("{} {text}", paint(Style::Yellow, "warning:")));
}

/// Prints why the process ends.
pub(crate) fn fail(text: &str) {
    report(&format!("{} {text}", paint(Style::Red, "error:")));
}

/// Prints what is wrong with the project, if anything.
pub(crate) fn show(diagnostics: &Diagnostics) {
    if !diagnostics.is_empty() {
        report(&diagnostics.render(colour(&io::stderr())));
    }
}

/// Whether what is printed to `stream` may be coloured: a terminal that was not asked to be plain.
pub(crate) fn colour(stream: &impl IsTerminal) -> Colour {
    let is_plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if stream.is_terminal() && !is_plain {
        Colour::Always
    } else {
        Colour::Never
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Style {
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
}

/// Text for standard error or output, styled when both are a terminal's.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if colour(&io::stderr()) == Colour::Never || colour(&io::stdout()) == Colour::Never {
        return text.to_owned();
    }
    let code = match style {
        Style::Bold => "1",
        Style::Dim => "2",
        Style::Red => "1;31",
        Style::Yellow => "1;33",
        Style::Green => "1;32",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

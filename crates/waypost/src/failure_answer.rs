//! What `dev` answers in place of a project or a route that does not build: its diagnostics, as a page for
//! browsers and as JSON for programs. What they quote of the project is text, never markup.

use crate::channel::Broken;
use waypost_diagnostics::{Colour, Diagnostics};

/// `subject` says in lower case what cannot be served.
pub(crate) fn failure_answer(subject: &str, diagnostics: &Diagnostics) -> Broken {
    let text = diagnostics.render(Colour::Never);
    let json = serde_json::json!({
        "error": subject,
        "diagnostics": diagnostics.to_json(),
    });
    let subject = escape(subject);
    Broken {
        html: format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body><h1>{subject}</h1><pre>{}</pre></body></html>",
            escape(&text)
        ),
        json: json.to_string(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::failure_answer;
    use waypost_diagnostics::{Diagnostic, Diagnostics};

    #[test]
    fn the_page_shows_the_message_and_runs_none_of_it() {
        let diagnostics = Diagnostics::from(Diagnostic::error("no <script> & co"));
        let answer = failure_answer("route <a>", &diagnostics);
        assert!(answer.html.contains("no &lt;script&gt; &amp; co"));
        assert!(answer.html.contains("<title>route &lt;a&gt;</title>"));
        assert!(answer.json.contains("no <script> & co"));
    }
}

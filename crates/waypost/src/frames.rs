//! Where in the project an error came from, by the frames of its stack.

use std::fs;
use std::path::Path;
use waypost_diagnostics::Diagnostic;

/// Places a diagnostic at the first frame in the project's own files, else at the first at all.
pub(crate) fn at_frames(diagnostic: Diagnostic, root: &Path, frames: &[String]) -> Diagnostic {
    let places: Vec<Place> = frames
        .iter()
        .filter_map(|frame| Place::parse(frame))
        .collect();
    let own = places
        .iter()
        .find(|place| !place.file.contains("node_modules"));
    let Some(place) = own.or(places.first()) else {
        return diagnostic;
    };
    match fs::read_to_string(root.join(&place.file)) {
        Ok(text) => diagnostic.at_position(place.file.clone(), &text, place.line, place.column),
        Err(_) => diagnostic,
    }
}

/// `    at name (file:line:column)`, or without the name.
struct Place {
    file: String,
    line: usize,
    column: usize,
}

impl Place {
    fn parse(frame: &str) -> Option<Self> {
        let frame = frame.trim().strip_prefix("at ")?;
        let place = frame
            .rsplit_once('(')
            .map_or(frame, |(_, place)| place.trim_end_matches(')'));
        let (rest, column) = place.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some(Self {
            file: file.to_owned(),
            line: line.parse().ok()?,
            column: column.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_names_its_place() {
        let check = |frame: &str, expected: Option<(&str, usize, usize)>| {
            let place = Place::parse(frame);
            let found = place.as_ref().map(|p| (p.file.as_str(), p.line, p.column));
            assert_eq!(found, expected, "{frame}");
        };
        check(
            "    at redirects (next.config.mjs:3:5)",
            Some(("next.config.mjs", 3, 5)),
        );
        check(
            "    at next.config.ts:12:1",
            Some(("next.config.ts", 12, 1)),
        );
        check("    at <anonymous>", None);
    }
}

//! Paths in pieces, and tables of what the project names: no client can add to those, so a hash need not resist one.

use rustc_hash::FxHashMap;

/// By a text of the configuration or the routes.
pub(crate) type ByText = FxHashMap<Box<str>, usize>;

/// The first segment, and what follows its slash. Segments are short, so no search is set up.
pub(crate) fn split_first(rest: &str) -> (&str, Option<&str>) {
    match rest.bytes().position(|byte| byte == b'/') {
        Some(slash) => (&rest[..slash], Some(&rest[slash + 1..])),
        None => (rest, None),
    }
}

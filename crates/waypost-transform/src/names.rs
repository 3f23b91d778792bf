//! Names the pass introduces, chosen so that no name of the source can mean one of them.

use std::collections::HashSet;

use oxc::semantic::Scoping;

use crate::{HIDDEN_GLOBAL, Mode};

/// Every introduced name. Locals are declared again by each rewritten function, so one name of
/// each kind is enough for a source.
#[derive(Debug)]
pub(crate) struct Names {
    /// The async context.
    pub(crate) context: String,
    /// The module record of a chunk, or of a CommonJS module.
    pub(crate) record: String,
    /// Exports, imports and native object of a builtin.
    pub(crate) exports: String,
    pub(crate) import: String,
    pub(crate) natives: String,
    /// What namespaces of imports begin with.
    pub(crate) namespace: String,
    /// The default export when it has no name of its own.
    pub(crate) default: String,
    /// Awaited value, saved context, whether the function was suspended before.
    pub(crate) value: String,
    pub(crate) saved: String,
    pub(crate) suspended: String,
    /// The state of a running async generator, of a `for await` loop, and a caught error.
    pub(crate) generator: String,
    pub(crate) iteration: String,
    pub(crate) error: String,
}

impl Names {
    pub(crate) fn choose(scoping: &Scoping, mode: &Mode) -> Self {
        let mut taken: HashSet<String> = scoping
            .symbol_names()
            .chain(
                scoping
                    .root_unresolved_references()
                    .keys()
                    .map(|name| name.as_str()),
            )
            .filter(|name| name.starts_with('$'))
            .map(str::to_owned)
            .collect();
        let mut fresh = |base: &str| {
            let mut name = base.to_owned();
            let mut tries = 0;
            while taken.contains(&name) {
                tries += 1;
                name = format!("{base}{tries}");
            }
            taken.insert(name.clone());
            name
        };
        let context = match mode {
            Mode::Script => HIDDEN_GLOBAL.to_owned(),
            _ => fresh("$w"),
        };
        Self {
            context,
            record: fresh("$r"),
            exports: fresh("$x"),
            import: fresh("$i"),
            natives: fresh("$n"),
            default: fresh("$d"),
            value: fresh("$v"),
            saved: fresh("$t"),
            suspended: fresh("$s"),
            generator: fresh("$g"),
            iteration: fresh("$l"),
            error: fresh("$e"),
            namespace: namespace_prefix(&taken),
        }
    }
}

/// `$`, or more of it, such that no name of the source is the prefix and a number.
fn namespace_prefix(taken: &HashSet<String>) -> String {
    let mut prefix = "$".to_owned();
    let is_numbered = |prefix: &str, name: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    while taken.iter().any(|name| is_numbered(&prefix, name)) {
        prefix.push('$');
    }
    prefix
}

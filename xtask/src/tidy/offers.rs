//! `docs/compatibility.md` lists exactly the globals and modules that builtins declare.

use super::{Complaint, line_of};
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "docs/compatibility.md";
const SOURCES: &str = "crates/waypost-builtins/src/";

/// One kind of name: how it is declared and where the page lists it.
struct Kind {
    /// The call that declares the names, in pairs with their scripts.
    declaration: &'static str,
    /// The comment above the page's list. The list ends at the next heading.
    list: &'static str,
    /// Whether a declared name belongs to this list.
    is_of: fn(&str) -> bool,
}

const KINDS: [Kind; 3] = [
    Kind {
        declaration: ".globals(&[",
        list: "<!-- globals -->",
        is_of: |_| true,
    },
    Kind {
        declaration: ".public(&[",
        list: "<!-- node modules -->",
        is_of: |name| name.starts_with("node:"),
    },
    Kind {
        declaration: ".public(&[",
        list: "<!-- next modules -->",
        is_of: |name| !name.starts_with("node:"),
    },
];

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    let Some(page) = tree.text(PAGE) else { return };
    for kind in &KINDS {
        check_kind(tree, page, kind, complaints);
    }
}

fn check_kind(tree: &Tree, page: &str, kind: &Kind, complaints: &mut Vec<Complaint>) {
    let Some(begin) = page.find(kind.list) else {
        let message = format!("the mark {:?} is gone; put it above its list", kind.list);
        complaints.push(Complaint::new(PAGE, 1, message));
        return;
    };
    let list = page[begin..].split("\n#").next().unwrap_or_default();
    let listed = listed(list);
    let declared = declared(tree, kind);
    for name in declared.difference(&listed.keys().copied().collect()) {
        let message = format!("`{name}` is offered and not listed; add its row");
        complaints.push(Complaint::new(PAGE, line_of(page, begin), message));
    }
    for (name, at) in &listed {
        if !declared.contains(name) {
            let message = format!("`{name}` is listed and not declared by a builtin; remove it");
            complaints.push(Complaint::new(PAGE, line_of(page, begin + at), message));
        }
    }
}

/// The first cell of each row of a table: one or more names in backticks.
fn listed(list: &str) -> BTreeMap<&str, usize> {
    let mut names = BTreeMap::new();
    let mut at = 0;
    for line in list.split_inclusive('\n') {
        if let Some(row) = line.strip_prefix("| `") {
            let cell = row.split(" |").next().unwrap_or_default();
            names.extend(
                cell.split('`')
                    .step_by(2)
                    .filter(|name| !name.is_empty())
                    .map(|name| (name, at)),
            );
        }
        at += line.len();
    }
    names
}

fn declared<'t>(tree: &'t Tree, kind: &Kind) -> BTreeSet<&'t str> {
    let mut names = BTreeSet::new();
    for file in tree
        .below(SOURCES)
        .filter(|file| file.path.ends_with("/mod.rs"))
    {
        let Some((_, rest)) = file.text.split_once(kind.declaration) else {
            continue;
        };
        let pairs = rest.split("])").next().unwrap_or_default();
        // Literals are every second part between quotes, names every second literal.
        names.extend(
            pairs
                .split('"')
                .skip(1)
                .step_by(4)
                .filter(|name| (kind.is_of)(name)),
        );
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::tidy::check_files;

    const PAGE: &str = "\
# Offered
<!-- globals -->
| name | |
|---|---|
| `a`, `b` | `not this` |

# Node
<!-- node modules -->
| `node:a` | x |

# Next
<!-- next modules -->
# End
";

    #[test]
    fn the_page_lists_what_is_declared() {
        let declaration = "//! A.\nconst A: Builtin = Builtin::new(\"web/a\")\n\
             .public(&[(\"node:a\", \"web/a/a\")])\n.globals(&[\n(\n\"a\",\n\"web/a/a\"),\n(\"b\", \"web/a/a\"),\n]);\n";
        let path = "crates/waypost-builtins/src/web/a/mod.rs";
        check_files(&[(path, declaration), (super::PAGE, PAGE)], &[]);
        let changed = declaration.replace("\"b\"", "\"c\"");
        let expected = [
            "docs/compatibility.md:2: `c` is offered and not listed",
            "docs/compatibility.md:5: `b` is listed and not declared",
        ];
        check_files(&[(path, &changed), (super::PAGE, PAGE)], &expected);
    }
}

//! Rules for `Cargo.toml` files: one lint table, and dependencies that point one way.

use super::{Complaint, has_word, line_of};
use crate::tree::{File, Tree};
use std::collections::BTreeMap;

/// A crate and the crates of this repository it may use. What is not here is not allowed: a new
/// arrow is a decision about the architecture. ARCHITECTURE.md has the same table, which is compared.
const LAYERS: [(&str, &[&str]); 17] = [
    (
        "waypost",
        &[
            "builtins",
            "bundler",
            "cache",
            "diagnostics",
            "image",
            "project",
            "router",
            "runtime",
            "server",
        ],
    ),
    (
        "waypost-builtins",
        &["cache", "crypto", "jsc", "ops", "resolve", "transform"],
    ),
    (
        "waypost-bundler",
        &["diagnostics", "image", "project", "resolve", "transform"],
    ),
    ("waypost-cache", &[]),
    ("waypost-crypto", &[]),
    ("waypost-diagnostics", &[]),
    ("waypost-image", &[]),
    ("waypost-jsc", &[]),
    ("waypost-ops", &["jsc"]),
    ("waypost-project", &["diagnostics", "image", "resolve"]),
    ("waypost-resolve", &[]),
    ("waypost-router", &["image"]),
    (
        "waypost-runtime",
        &["builtins", "cache", "image", "jsc", "ops"],
    ),
    ("waypost-server", &["cache", "image", "router"]),
    (
        "waypost-testing",
        &["builtins", "cache", "jsc", "ops", "runtime", "transform"],
    ),
    ("waypost-transform", &[]),
    ("xtask", &[]),
];

const MAP: &str = "ARCHITECTURE.md";
/// What the table of the layers begins with on that page.
const MAP_TABLE: &str = "<!-- layers -->";

/// Crates that keep away from whole fields, with what would carry them there.
const PURE: [(&str, &[&str], &str); 2] = [
    (
        "waypost-router",
        &["tokio", "hyper"],
        "the router does no I/O",
    ),
    (
        "waypost-jsc",
        &["tokio", "http", "hyper"],
        "the engine crate knows no requests",
    ),
];

/// Lints that the crate with `unsafe` has to itself.
const OF_UNSAFE: [&str; 3] = [
    "unsafe_code",
    "unsafe_op_in_unsafe_fn",
    "undocumented_unsafe_blocks",
];

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    let workspace = tree
        .text("Cargo.toml")
        .map(Manifest::parse)
        .unwrap_or_default();
    for file in tree.files.iter().filter(|file| is_member(&file.path)) {
        let manifest = Manifest::parse(&file.text);
        lints(file, &manifest, &workspace, complaints);
        layers(file, &manifest, complaints);
        uses(tree, file, &manifest, complaints);
    }
    map(tree, complaints);
}

/// The page's table says what [`LAYERS`] says, crate by crate, in the same order.
fn map(tree: &Tree, complaints: &mut Vec<Complaint>) {
    let Some(page) = tree.text(MAP) else { return };
    let Some(begin) = page.find(MAP_TABLE) else {
        let message = format!("the mark {MAP_TABLE:?} is gone; put it above the table of layers");
        complaints.push(Complaint::new(MAP, 1, message));
        return;
    };
    let line = line_of(page, begin);
    let table = page[begin..]
        .lines()
        .skip_while(|line| !line.starts_with("| `"));
    let mut rows = table.take_while(|line| line.starts_with("| `"));
    for (member, allowed) in &LAYERS {
        let allowed = match allowed {
            [] => "nothing".to_owned(),
            some => some.join(", "),
        };
        let row = format!("| `{member}` | {allowed} |");
        if !rows.next().is_some_and(|line| line.starts_with(&row)) {
            let message = format!("the next row of the table of layers must begin with {row:?}");
            complaints.push(Complaint::new(MAP, line, message));
            return;
        }
    }
    if let Some(row) = rows.next() {
        let message = format!("the row {row:?} names no crate of LAYERS; remove it");
        complaints.push(Complaint::new(MAP, line, message));
    }
}

fn is_member(path: &str) -> bool {
    path == "xtask/Cargo.toml"
        || (path.starts_with("crates/")
            && path.matches('/').count() == 2
            && path.ends_with("/Cargo.toml"))
}

/// Sections, each with its keys, values and lines. As much of TOML as our manifests use.
#[derive(Default)]
struct Manifest<'t> {
    sections: BTreeMap<&'t str, BTreeMap<&'t str, (&'t str, usize)>>,
}

impl<'t> Manifest<'t> {
    fn parse(text: &'t str) -> Self {
        let mut manifest = Self::default();
        let mut section = "";
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name;
            } else if let Some((key, value)) = line.split_once('=')
                && !line.starts_with('#')
            {
                let keys = manifest.sections.entry(section).or_default();
                keys.insert(key.trim(), (value.trim(), number));
            }
        }
        manifest
    }

    fn section(&self, name: &str) -> BTreeMap<&'t str, (&'t str, usize)> {
        self.sections.get(name).cloned().unwrap_or_default()
    }
}

fn lints(
    file: &File,
    manifest: &Manifest<'_>,
    workspace: &Manifest<'_>,
    complaints: &mut Vec<Complaint>,
) {
    if !file.path.starts_with("crates/waypost-jsc/") {
        let inherits = manifest
            .section("lints")
            .get("workspace")
            .is_some_and(|(value, _)| *value == "true");
        if !inherits {
            let message = "the lints are not the workspace's; add [lints] workspace = true";
            complaints.push(Complaint::new(&file.path, 1, message));
        }
        return;
    }
    for tool in ["rust", "clippy"] {
        let theirs = manifest.section(&format!("lints.{tool}"));
        let ours = workspace.section(&format!("workspace.lints.{tool}"));
        for (lint, (level, _)) in &ours {
            let same = theirs.get(lint).is_some_and(|(own, _)| own == level);
            if !same && !OF_UNSAFE.contains(lint) {
                let message = format!("{lint} = {level} in the workspace; write the same here");
                complaints.push(Complaint::new(&file.path, 1, message));
            }
        }
        for (lint, (_, line)) in &theirs {
            if !ours.contains_key(lint) && !OF_UNSAFE.contains(lint) {
                let message = format!("{lint} is not in the workspace's table; add it there too");
                complaints.push(Complaint::new(&file.path, *line, message));
            }
        }
    }
}

fn layers(file: &File, manifest: &Manifest<'_>, complaints: &mut Vec<Complaint>) {
    let name = file.path.rsplit('/').nth(1).unwrap_or_default();
    let Some((_, allowed)) = LAYERS.iter().find(|(member, _)| *member == name) else {
        let message =
            format!("{name} has no layer; say in xtask/src/tidy/manifests.rs what it may use");
        complaints.push(Complaint::new(&file.path, 1, message));
        return;
    };
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        for (key, (_, line)) in manifest.section(section) {
            let dependency = key.split('.').next().unwrap_or(key);
            if let Some(short) = dependency.strip_prefix("waypost-") {
                let is_test_tool = section == "dev-dependencies" && short == "testing";
                if !allowed.contains(&short) && !is_test_tool {
                    let message = format!(
                        "{name} may not use {dependency}; see the arrows in ARCHITECTURE.md"
                    );
                    complaints.push(Complaint::new(&file.path, line, message));
                }
            } else if let Some((.., reason)) = PURE
                .iter()
                .find(|(member, far, _)| *member == name && far.contains(&dependency))
            {
                let message = format!("{name} may not use {dependency}: {reason}");
                complaints.push(Complaint::new(&file.path, line, message));
            }
        }
    }
}

/// A dependency that no file names only costs time. (`md-5` calls itself `md5`.)
fn uses(tree: &Tree, file: &File, manifest: &Manifest<'_>, complaints: &mut Vec<Complaint>) {
    let folder = file.path.trim_end_matches("Cargo.toml");
    let sources = || tree.below(folder).filter(|file| file.path.ends_with(".rs"));
    if sources().next().is_none() {
        return;
    }
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        for (key, (_, line)) in manifest.section(section) {
            let dependency = key.split('.').next().unwrap_or(key);
            let names = [dependency.replace('-', "_"), dependency.replace('-', "")];
            let is_named = |source: &File| names.iter().any(|name| has_word(&source.text, name));
            if !sources().any(is_named) {
                let message = format!("{dependency} is named by no file of this crate; remove it");
                complaints.push(Complaint::new(&file.path, line, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, MAP_TABLE};
    use crate::tidy::check_files;

    const WORKSPACE: &str =
        "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nunused = \"deny\" # why\n";

    #[track_caller]
    fn check(path: &str, manifest: &str, expected: &[&str]) {
        check_files(&[("Cargo.toml", WORKSPACE), (path, manifest)], expected);
    }

    #[test]
    fn lints_are_the_workspaces() {
        check(
            "crates/waypost-ops/Cargo.toml",
            "[lints]\nworkspace = true\n",
            &[],
        );
        check(
            "crates/waypost-ops/Cargo.toml",
            "[package]\n",
            &["crates/waypost-ops/Cargo.toml:1: the lints"],
        );
        let own = "[lints.rust]\nunsafe_code = \"allow\"\nunused = \"deny\"\n";
        check("crates/waypost-jsc/Cargo.toml", own, &[]);
        let less = "[lints.rust]\nunused = \"warn\"\nother = \"deny\"\n";
        let expected = [
            "crates/waypost-jsc/Cargo.toml:1: unused = \"deny\" in the workspace",
            "crates/waypost-jsc/Cargo.toml:3: other is not in",
        ];
        check("crates/waypost-jsc/Cargo.toml", less, &expected);
    }

    #[test]
    fn the_map_has_the_same_layers() {
        let row = |(member, allowed): &(&str, &[&str])| match allowed {
            [] => format!("| `{member}` | nothing | |\n"),
            some => format!("| `{member}` | {} | |\n", some.join(", ")),
        };
        let rows: Vec<String> = LAYERS.iter().map(row).collect();
        let check = |rows: &[String], expected: &[&str]| {
            let page = format!("{MAP_TABLE}\n\n| crate | uses | |\n{}", rows.concat());
            check_files(&[("ARCHITECTURE.md", &page)], expected);
        };
        check(&rows, &[]);
        check(&rows[1..], &["ARCHITECTURE.md:1: the next row"]);
        check(&rows[..16], &["ARCHITECTURE.md:1: the next row"]);
        let more = [rows.clone(), vec!["| `other` | nothing | |\n".to_owned()]].concat();
        check(&more, &["ARCHITECTURE.md:1: the row"]);
        let gone = [("ARCHITECTURE.md", "# Map\n")];
        check_files(&gone, &["ARCHITECTURE.md:1: the mark"]);
    }

    #[test]
    fn dependencies_are_used() {
        let manifest = "[dependencies]\nmd-5.workspace = true\nserde.workspace = true\n\n[lints]\nworkspace = true\n";
        let source = "//! For this.\nuse md5::Md5;\nuse serde_json::Value;\n";
        let files = [
            ("Cargo.toml", WORKSPACE),
            ("crates/waypost-ops/Cargo.toml", manifest),
            ("crates/waypost-ops/src/lib.rs", source),
        ];
        check_files(
            &files,
            &["crates/waypost-ops/Cargo.toml:3: serde is named by no file"],
        );
    }

    #[test]
    fn dependencies_point_one_way() {
        let server = |line: &str| format!("[dependencies]\n{line}\n[lints]\nworkspace = true\n");
        let path = "crates/waypost-server/Cargo.toml";
        check(path, &server("waypost-router.workspace = true"), &[]);
        let expected =
            ["crates/waypost-server/Cargo.toml:2: waypost-server may not use waypost-runtime"];
        check(
            path,
            &server("waypost-runtime = { path = \"../waypost-runtime\" }"),
            &expected,
        );
        let expected = ["crates/waypost-router/Cargo.toml:2: waypost-router may not use tokio"];
        check(
            "crates/waypost-router/Cargo.toml",
            &server("tokio.workspace = true"),
            &expected,
        );
        check(
            "crates/other/Cargo.toml",
            &server(""),
            &["crates/other/Cargo.toml:1: other has no layer"],
        );
    }
}

//! Rules for builtins: the list names every folder, a folder's declaration every file and op.

use super::{Complaint, line_of};
use crate::tree::{File, Tree};
use std::collections::BTreeSet;

const SOURCES: &str = "crates/waypost-builtins/src/";
const LIST: &str = "crates/waypost-builtins/src/lib.rs";
const AREAS: [&str; 4] = ["internal", "next", "node", "web"];

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    let folders = folders(tree);
    if let Some(list) = tree.text(LIST) {
        check_list(list, &folders, complaints);
    }
    for folder in &folders {
        let Some(declaration) = tree.text(&format!("{SOURCES}{folder}/mod.rs")) else {
            let message = "the folder has no mod.rs; declare its builtin there";
            complaints.push(Complaint::new(&format!("{SOURCES}{folder}"), 1, message));
            continue;
        };
        check_scripts(tree, folder, declaration, complaints);
        check_ops(tree, folder, complaints);
    }
}

/// `web/url` and so on: every folder of an area that holds files.
fn folders(tree: &Tree) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for file in tree.below(SOURCES) {
        let mut parts = file.path[SOURCES.len()..].split('/');
        if let (Some(area), Some(name), Some(_)) = (parts.next(), parts.next(), parts.next())
            && AREAS.contains(&area)
        {
            folders.insert(format!("{area}/{name}"));
        }
    }
    folders
}

fn check_list(list: &str, folders: &BTreeSet<String>, complaints: &mut Vec<Complaint>) {
    let Some(begin) = list.find("BUILTINS: &[Builtin] = &[\n") else {
        complaints.push(Complaint::new(
            LIST,
            1,
            "the list of builtins is not where it was; teach tidy",
        ));
        return;
    };
    let first = line_of(list, begin);
    let entries: Vec<(usize, &str)> = (first + 1..)
        .zip(list[begin..].lines().skip(1))
        .take_while(|(_, line)| !line.starts_with("];"))
        .map(|(number, line)| (number, line.trim()))
        .collect();
    for pair in entries.windows(2) {
        if pair[0].1 > pair[1].1 {
            let message = format!("the list is sorted; move this line above `{}`", pair[0].1);
            complaints.push(Complaint::new(LIST, pair[1].0, message));
        }
    }
    let listed: BTreeSet<String> = entries
        .iter()
        .filter_map(|(_, line)| folder_of(line))
        .collect();
    for folder in folders.difference(&listed) {
        let message = format!("{folder:?} is not in the list; add its line");
        complaints.push(Complaint::new(LIST, first, message));
    }
}

/// `web::url::URL,` is the folder `web/url`.
fn folder_of(line: &str) -> Option<String> {
    let (path, _) = line.rsplit_once("::")?;
    Some(path.replace("::", "/"))
}

fn check_scripts(tree: &Tree, folder: &str, declaration: &str, complaints: &mut Vec<Complaint>) {
    let path = format!("{SOURCES}{folder}/mod.rs");
    let declared: BTreeSet<&str> = quoted_after(declaration, &["script!("])
        .map(|(_, name)| name)
        .collect();
    for (at, name) in quoted_after(declaration, &["script!("]) {
        if !tree.contains(&format!("{SOURCES}{name}")) || !name.starts_with(&format!("{folder}/")) {
            let message = format!("{name:?} is no file of this folder; correct or remove the line");
            complaints.push(Complaint::new(&path, line_of(declaration, at), message));
        }
    }
    let prefix = format!("{SOURCES}{folder}/");
    for file in tree.below(&prefix).filter(|file| is_script(file)) {
        let name = &file.path[SOURCES.len()..];
        if !declared.contains(name) {
            let message = format!("not declared; add script!({name:?}) to {path}");
            complaints.push(Complaint::new(&file.path, 1, message));
        }
    }
}

fn is_script(file: &File) -> bool {
    let path = &file.path;
    path.ends_with(".ts") && !path.ends_with("_test.ts") && !path.ends_with(".d.ts")
}

/// An op's declaration in Rust and its shape in `native.d.ts` go together.
fn check_ops(tree: &Tree, folder: &str, complaints: &mut Vec<Complaint>) {
    let prefix = format!("{SOURCES}{folder}/");
    let shapes_path = format!("{prefix}native.d.ts");
    let shapes = tree.text(&shapes_path).unwrap_or_default();
    let mut declared = BTreeSet::new();
    for file in tree
        .below(&prefix)
        .filter(|file| file.path.ends_with(".rs"))
    {
        for (at, name) in quoted_after(&file.text, &["Op::sync(", "Op::future("]) {
            declared.insert(name);
            if !shapes.contains(&format!("function {name}("))
                && !shapes.contains(&format!("function {name}<"))
            {
                let message = format!("{name} has no shape; describe it in {shapes_path}");
                complaints.push(Complaint::new(&file.path, line_of(&file.text, at), message));
            }
        }
    }
    for (at, _) in shapes.match_indices("function op_") {
        let name = &shapes[at + "function ".len()..];
        let name = name.split(['(', '<']).next().unwrap_or_default();
        if !declared.contains(name) {
            let message =
                format!("{name} is declared by no Rust file here; remove it or declare it");
            complaints.push(Complaint::new(&shapes_path, line_of(shapes, at), message));
        }
    }
}

/// String literals that follow one of these beginnings, with their offsets.
fn quoted_after<'t>(
    text: &'t str,
    begins: &'t [&'t str],
) -> impl Iterator<Item = (usize, &'t str)> {
    begins.iter().flat_map(move |begin| {
        text.match_indices(begin).filter_map(move |(at, _)| {
            let literal = text[at + begin.len()..].trim_start().strip_prefix('"')?;
            Some((at, literal.split('"').next()?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{LIST, SOURCES};
    use crate::tidy::check_files;

    const TWO: &str =
        "//! B.\npub static BUILTINS: &[Builtin] = &[\n    web::a::A,\n    web::b::B,\n];\n";
    const A: &str =
        "//! A.\nconst A: Builtin = Builtin::new(\"web/a\").scripts(&[script!(\"web/a/a.ts\")]);\n";
    const B: &str = "//! B.\nconst B: Builtin = Builtin::new(\"web/b\").ops(&[Op::sync(\"op_b_x\", op_b_x)]);\n";
    const SHAPE: &str = "// Ops.\n  export function op_b_x(): void;\n";

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let mut named: Vec<(String, &str)> = Vec::new();
        for (path, text) in files {
            named.push((format!("{SOURCES}{path}"), text));
        }
        let named: Vec<(&str, &str)> = named
            .iter()
            .map(|(path, text)| (path.as_str(), *text))
            .collect();
        let expected: Vec<String> = expected
            .iter()
            .map(|line| format!("{SOURCES}{line}"))
            .collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check_files(&named, &expected);
    }

    #[test]
    fn a_whole_tree_passes() {
        let files = [
            ("lib.rs", TWO),
            ("web/a/mod.rs", A),
            ("web/a/a.ts", "// A.\n"),
            ("web/a/a_test.ts", "// Tests.\n"),
            ("web/b/mod.rs", B),
            ("web/b/native.d.ts", SHAPE),
        ];
        check(&files, &[]);
    }

    #[test]
    fn the_list_is_sorted_and_complete() {
        let unsorted = TWO.replace("web::a::A,\n    web::b::B", "web::b::B,\n    web::a::A");
        let files = [
            ("lib.rs", unsorted.as_str()),
            ("web/a/mod.rs", "//! A.\n"),
            ("web/b/mod.rs", "//! B.\n"),
            ("web/c/mod.rs", "//! C.\n"),
        ];
        check(
            &files,
            &[
                "lib.rs:2: \"web/c\" is not in the list",
                "lib.rs:4: the list is sorted",
            ],
        );
        assert!(LIST.starts_with(SOURCES));
    }

    #[test]
    fn a_folder_declares_its_files_and_ops() {
        let files = [
            ("lib.rs", TWO),
            ("web/a/mod.rs", A),
            ("web/a/more.ts", "// More.\n"),
            ("web/b/mod.rs", B),
            (
                "web/b/native.d.ts",
                "// Ops.\n  export function op_b_y(): void;\n",
            ),
        ];
        let expected = [
            "web/a/mod.rs:2: \"web/a/a.ts\" is no file",
            "web/a/more.ts:1: not declared",
            "web/b/mod.rs:2: op_b_x has no shape",
            "web/b/native.d.ts:2: op_b_y is declared by no Rust file",
        ];
        check(&files, &expected);
    }
}

//! Rules for all text: headers, lengths, line ends, and nothing of one machine.

use super::{Complaint, is_material};
use crate::tree::{File, Tree};

/// Lines of a source file.
const LONGEST: usize = 700;
/// Folders at the top of a file system that hold what is one person's: a path into them exists on one machine.
const HOMES: [&str; 3] = ["home", "Users", "root"];
/// Names below them that stand for anybody.
const NOBODY: [&str; 2] = ["u", "user"];
const PUBLIC_CARGO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const PUBLIC_NPM: &str = "https://registry.npmjs.org/";

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    for file in &tree.files {
        machine_paths(file, complaints);
        lock_file(file, complaints);
        if is_material(&file.path) || file.path.ends_with(".snap") {
            continue;
        }
        whitespace(file, complaints);
        if is_source(&file.path) {
            header(file, complaints);
            length(file, complaints);
        }
    }
}

fn is_source(path: &str) -> bool {
    path.ends_with(".rs") || path.ends_with(".ts")
}

fn header(file: &File, complaints: &mut Vec<Complaint>) {
    let (begin, says) = if file.path.ends_with(".rs") {
        ("//! ", "what the module is for")
    } else {
        ("// ", "what the file is for")
    };
    if !file.text.starts_with(begin) {
        let message = format!("no header; begin with a {begin:?} comment that says {says}");
        complaints.push(Complaint::new(&file.path, 1, message));
    }
}

fn length(file: &File, complaints: &mut Vec<Complaint>) {
    let lines = file.text.lines().count();
    // A table of names is not read from top to bottom.
    if lines > LONGEST && !file.path.ends_with("known_members.ts") {
        let message =
            format!("{lines} lines, at most {LONGEST}; split it by what its parts are for");
        complaints.push(Complaint::new(&file.path, lines, message));
    }
}

fn whitespace(file: &File, complaints: &mut Vec<Complaint>) {
    for (number, line) in (1..).zip(file.text.split('\n')) {
        let fault = if line.ends_with('\r') {
            "a carriage return ends the line; use a line feed alone"
        } else if line.ends_with([' ', '\t']) && !file.path.ends_with(".rs") {
            // In Rust it is rustfmt's, which knows strings.
            "white space ends the line; remove it"
        } else {
            continue;
        };
        complaints.push(Complaint::new(&file.path, number, fault));
    }
    let last = file.text.lines().count().max(1);
    if !file.text.is_empty() && !file.text.ends_with('\n') {
        let fault = "the last line has no end; add a line feed";
        complaints.push(Complaint::new(&file.path, last, fault));
    }
    if file.text.ends_with("\n\n") {
        let fault = "an empty line ends the file; remove it";
        complaints.push(Complaint::new(&file.path, last, fault));
    }
}

fn machine_paths(file: &File, complaints: &mut Vec<Complaint>) {
    for (number, line) in (1..).zip(file.text.lines()) {
        for home in HOMES {
            if names_place_below(line, home) {
                let message = format!("a path below /{home} is of one machine; name no such place");
                complaints.push(Complaint::new(&file.path, number, message));
            }
        }
    }
}

/// Whether a path begins with this folder. `https://example.com/home/a` is none, `app/home/page.ts` neither.
fn names_place_below(line: &str, home: &str) -> bool {
    let is_name = |character: char| character.is_alphanumeric() || "._-".contains(character);
    line.match_indices(&format!("/{home}/")).any(|(at, found)| {
        let name = line[at + found.len()..].split(|character| !is_name(character));
        let name = name.into_iter().next().unwrap_or_default();
        !line[..at].ends_with(|character| is_name(character) || "]})".contains(character))
            && !name.is_empty()
            && !NOBODY.contains(&name)
    })
}

/// Lock files name the public registries, whatever mirror made them.
fn lock_file(file: &File, complaints: &mut Vec<Complaint>) {
    let (key, public) = match file.path.rsplit('/').next() {
        Some("Cargo.lock") => ("source = \"", PUBLIC_CARGO),
        Some("package-lock.json") => ("\"resolved\": \"", PUBLIC_NPM),
        _ => return,
    };
    for (number, line) in (1..).zip(file.text.lines()) {
        let Some(source) = line.trim_start().strip_prefix(key) else {
            continue;
        };
        if !source.starts_with(public) {
            let message =
                format!("not from the public registry; the source begins with {public:?}");
            complaints.push(Complaint::new(&file.path, number, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HOMES;
    use crate::tidy::check_files;

    #[test]
    fn a_source_file_has_a_header() {
        check_files(&[("a.rs", "//! For this.\n")], &[]);
        check_files(&[("a.rs", "mod b;\n")], &["a.rs:1: no header"]);
        check_files(&[("a.ts", "export {};\n")], &["a.ts:1: no header"]);
        check_files(&[("examples/a/route.ts", "export {};\n")], &[]);
    }

    #[test]
    fn lines_end_with_a_line_feed_alone() {
        check_files(&[("a.md", "a\r\n")], &["a.md:1: a carriage return"]);
        check_files(&[("a.md", "a\nb \n")], &["a.md:2: white space"]);
        check_files(&[("a.md", "a\nb")], &["a.md:2: the last line"]);
        check_files(&[("a.md", "a\n\n")], &["a.md:2: an empty line"]);
    }

    #[test]
    fn a_file_is_not_too_long() {
        let long = format!("//! For this.\n{}", "mod a;\n".repeat(700));
        check_files(&[("a.rs", &long)], &["a.rs:701: 701 lines"]);
    }

    #[test]
    fn nothing_names_one_machine() {
        for home in HOMES {
            let path = format!("see /{home}/ada/a\n");
            let expected = format!("a.md:1: a path below /{home}");
            check_files(&[("a.md", &path)], &[&expected]);
            for other in [format!("/{home}/user/a"), format!("example.com/{home}/ada")] {
                check_files(&[("a.md", &format!("see {other}\n"))], &[]);
            }
        }
    }

    #[test]
    fn lock_files_name_public_registries() {
        let lock = "source = \"registry+https://mirror.example/index\"\n";
        check_files(
            &[("Cargo.lock", lock)],
            &["Cargo.lock:1: not from the public"],
        );
    }
}

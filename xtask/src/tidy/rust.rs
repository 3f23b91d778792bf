//! Rules for Rust source: where `unsafe` is, what is left over, what the collector cannot see.

use super::blank::blank;
use super::{Complaint, find_word, is_material, line_of};
use crate::tree::{File, Tree};

/// The crate over the C library.
const UNSAFE_CRATE: &str = "crates/waypost-jsc/";
/// Owners on the heap, which the collector does not scan.
const HEAP_TYPES: [&str; 12] = [
    "Vec", "VecDeque", "Box", "Rc", "Arc", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "RefCell",
    "Cell", "OnceCell",
];

pub(super) fn check(tree: &Tree, complaints: &mut Vec<Complaint>) {
    for file in &tree.files {
        if !file.path.ends_with(".rs") || is_material(&file.path) {
            continue;
        }
        let code = blank(&file.text);
        left_overs(file, &code, complaints);
        allowances(file, &code, complaints);
        if !file.path.starts_with(UNSAFE_CRATE) {
            words(file, &code, "unsafe", complaints);
            heap_locals(file, &code, complaints);
        }
        unwraps(file, &code, complaints);
    }
}

fn words(file: &File, code: &str, word: &str, complaints: &mut Vec<Complaint>) {
    for at in find_word(code, word) {
        let message = format!("`{word}` outside of waypost-jsc; give that crate a safe function");
        complaints.push(Complaint::new(&file.path, line_of(code, at), message));
    }
}

fn left_overs(file: &File, code: &str, complaints: &mut Vec<Complaint>) {
    for name in ["todo!", "unimplemented!", "dbg!"] {
        for (at, _) in code.match_indices(name) {
            let message = format!("`{name}` is left over; write what belongs here");
            complaints.push(Complaint::new(&file.path, line_of(code, at), message));
        }
    }
    for mark in [concat!("TO", "DO"), concat!("FIX", "ME")] {
        for (at, _) in file.text.match_indices(mark) {
            let message = format!("{mark} is a plan; do it, or describe the limit as a fact");
            complaints.push(Complaint::new(&file.path, line_of(&file.text, at), message));
        }
    }
}

/// `allow` without a reason. (`expect` without one is the compiler's to refuse.)
fn allowances(file: &File, code: &str, complaints: &mut Vec<Complaint>) {
    for begin in ["#[allow(", "#![allow("] {
        for (at, _) in code.match_indices(begin) {
            let attribute = code[at..].split(']').next().unwrap_or_default();
            if find_word(attribute, "reason").next().is_none() {
                let message = "a bare `allow`; write #[expect(lint, reason = \"...\")]";
                complaints.push(Complaint::new(&file.path, line_of(code, at), message));
            }
        }
    }
}

/// `unwrap` is for tests.
fn unwraps(file: &File, code: &str, complaints: &mut Vec<Complaint>) {
    let is_test = file.path.contains("/tests/") || file.path.ends_with("/tests.rs");
    if is_test {
        return;
    }
    let product = match code.find("#[cfg(test)]\nmod tests {") {
        Some(at) => &code[..at],
        None => code,
    };
    for (at, _) in product.match_indices(".unwrap()") {
        let message = "`unwrap` outside of tests; return the error, or `expect` with why it holds";
        complaints.push(Complaint::new(&file.path, line_of(code, at), message));
    }
}

fn heap_locals(file: &File, code: &str, complaints: &mut Vec<Complaint>) {
    for at in find_word(code, "Local") {
        if !code[at..].starts_with("Local<") {
            continue;
        }
        if let Some(owner) = heap_owner(&code[..at]) {
            let message = format!(
                "a `Local` inside `{owner}` is hidden from the collector; use `Global`, or a `LocalVec` on the stack"
            );
            complaints.push(Complaint::new(&file.path, line_of(code, at), message));
        }
    }
}

/// The heap type whose angle brackets are open at the end of `before`, if there is one.
fn heap_owner(before: &str) -> Option<&'static str> {
    let mut closed = 0;
    for (at, byte) in before.bytes().enumerate().rev() {
        let earlier = &before[..at];
        match byte {
            b';' | b'{' | b'}' => return None,
            // The result or a parameter of a function type is not held by its owner.
            b'>' if earlier.ends_with('-') && closed == 0 => return None,
            b'(' if closed == 0 && earlier.ends_with(|c: char| c.is_alphanumeric()) => return None,
            b'>' if !earlier.ends_with(['-', '=']) => closed += 1,
            b'<' if closed > 0 => closed -= 1,
            b'<' => {
                let owner = HEAP_TYPES.iter().find(|name| {
                    earlier.strip_suffix(**name).is_some_and(|rest| {
                        !rest.ends_with(|c: char| c == '_' || c.is_alphanumeric())
                    })
                });
                if let Some(owner) = owner {
                    return Some(owner);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::tidy::check_files;

    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let text = format!("//! For this.\n{code}\n");
        check_files(&[("crates/waypost-ops/src/a.rs", &text)], expected);
    }

    #[test]
    fn unsafe_stays_in_its_crate() {
        let expected = ["crates/waypost-ops/src/a.rs:2: `unsafe` outside of waypost-jsc"];
        check("fn f() { unsafe { g() } }", &expected);
        check("/// No unsafe here: \"unsafe\".\nfn f() {}", &[]);
        let text = "//! For this.\nunsafe fn f() {}\n";
        check_files(&[("crates/waypost-jsc/src/a.rs", text)], &[]);
    }

    #[test]
    fn nothing_is_left_over() {
        check(
            "fn f() { todo!() }",
            &["crates/waypost-ops/src/a.rs:2: `todo!`"],
        );
        check(
            concat!("// TO", "DO: more"),
            &["crates/waypost-ops/src/a.rs:2: TO"],
        );
    }

    #[test]
    fn allowances_have_reasons() {
        let bare = ["crates/waypost-ops/src/a.rs:2: a bare `allow`"];
        check("#[allow(dead_code)]\nfn f() {}", &bare);
        check(
            "#[allow(dead_code, reason = \"used by some\")]\nfn f() {}",
            &[],
        );
    }

    #[test]
    fn unwrap_is_for_tests() {
        let found = ["crates/waypost-ops/src/a.rs:2: `unwrap`"];
        check("fn f() { g().unwrap() }", &found);
        check(
            "#[cfg(test)]\nmod tests {\n    fn f() { g().unwrap() }\n}",
            &[],
        );
    }

    #[test]
    fn locals_stay_on_the_stack() {
        let found = ["crates/waypost-ops/src/a.rs:2: a `Local` inside `Vec`"];
        check("struct A<'s> { all: Vec<Local<'s, Value>> }", &found);
        check(
            "struct A<'s> { all: Vec<(u32, Option<Local<'s, Value>>)> }",
            &found,
        );
        check("fn f<'s>(a: Vec<u8>) -> Local<'s, Value> { g(a) }", &[]);
        check(
            "type F = Box<dyn for<'s> Fn(Local<'s, Value>) -> Result<Local<'s, Value>, E>>;",
            &[],
        );
        check("fn f(a: &[Local<'_, Value>], b: Rc<A>) {}", &[]);
    }
}

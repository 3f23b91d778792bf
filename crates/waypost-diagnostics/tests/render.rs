//! How diagnostics read, in a terminal and as JSON.

use expect_test::{Expect, expect};
use waypost_diagnostics::{Colour, Diagnostic, Diagnostics};

fn check(diagnostic: &Diagnostic, expected: Expect) {
    expected.assert_eq(&diagnostic.render(Colour::Never));
}

const SOURCE: &str = "import x from \"x\";\n\nexport const get = () => x;\nexport const a = 1;\n\n";

#[test]
fn a_span_gets_line_column_and_frame() {
    let start = SOURCE.find("get").unwrap();
    let diagnostic = Diagnostic::error("export \"get\" is not a handler name")
        .at_span("app/api/users/route.ts", SOURCE, start..start + 3)
        .with_help("export it as \"GET\"");
    check(
        &diagnostic,
        expect![[r#"
            app/api/users/route.ts:3:14: export "get" is not a handler name
              1 | import x from "x";
              2 |
            > 3 | export const get = () => x;
                |              ^^^
              4 | export const a = 1;
              help: export it as "GET""#]],
    );
}

#[test]
fn without_a_file_there_is_only_the_message() {
    check(&Diagnostic::error("no routes"), expect!["no routes"]);
    check(
        &Diagnostic::warning("odd").in_file("package.json"),
        expect!["package.json: warning: odd"],
    );
}

#[test]
fn columns_count_characters_and_tabs_keep_the_mark_in_place() {
    let source = "\tconst é = \"é\"; bad\r\n";
    let start = source.find("bad").unwrap();
    check(
        &Diagnostic::error("no").at_span("a.ts", source, start..start + 3),
        expect![[r#"
            a.ts:1:17: no
            > 1 |  const é = "é"; bad
                |                 ^^^"#]],
    );
}

#[test]
fn a_span_over_several_lines_is_marked_in_its_first() {
    let source = "a = {\n  b: 1,\n}\n";
    check(
        &Diagnostic::error("no").at_span("a.ts", source, 4..source.len()),
        expect![[r"
            a.ts:1:5: no
            > 1 | a = {
                |     ^
              2 |   b: 1,
              3 | }"]],
    );
}

#[test]
fn positions_outside_of_the_text_are_moved_into_it() {
    check(
        &Diagnostic::error("early end").at_span("a.json", "{", 40..50),
        expect![[r"
            a.json:1:2: early end
            > 1 | {
                |  ^"]],
    );
    check(
        &Diagnostic::error("odd").at_position("a.toml", "x = 1\ny = é\n", 2, 5),
        expect![[r"
            a.toml:2:5: odd
              1 | x = 1
            > 2 | y = é
                |     ^"]],
    );
    check(
        &Diagnostic::error("empty").at_position("a.toml", "", 9, 9),
        expect![[r"
            a.toml:1:1: empty
            > 1 |
                | ^"]],
    );
}

#[test]
fn a_minified_line_is_cut_around_the_mark() {
    let source = format!("{}bad{}", "x".repeat(5_000), "y".repeat(5_000));
    let text = Diagnostic::error("no")
        .at_span("a.js", &source, 5_000..5_003)
        .render(Colour::Never);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "a.js:1:5001: no");
    assert!(lines[1].len() < 200, "{}", lines[1]);
    let at = lines[2].find('^').unwrap();
    assert_eq!(&lines[1][at..at + 3], "bad");
}

#[test]
fn terminal_control_characters_of_a_file_do_not_reach_the_terminal() {
    let text = Diagnostic::error("no")
        .at_span("a.js", "a\u{1b}[2Jb", 0..1)
        .render(Colour::Never);
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn colour_is_written_only_when_asked_for() {
    let diagnostic = Diagnostic::warning("odd")
        .at_span("a.js", "abc", 0..1)
        .with_help("x");
    assert!(!diagnostic.to_string().contains('\u{1b}'));
    assert!(
        diagnostic
            .render(Colour::Always)
            .contains("\u{1b}[1;33mwarning:\u{1b}[0m")
    );
}

#[test]
fn a_list_counts_errors_and_sorts_by_place() {
    let mut list = Diagnostics::new();
    list.push(Diagnostic::warning("later").at_span("b.ts", "x y", 2..3));
    list.push(Diagnostic::error("earlier").at_span("b.ts", "x y", 0..1));
    list.push(Diagnostic::error("first").in_file("a.ts"));
    list.sort();
    let messages: Vec<&str> = list.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["first", "earlier", "later"]);
    assert_eq!(list.error_count(), 2);
    assert!(list.has_errors() && !Diagnostics::from(Diagnostic::warning("w")).has_errors());
}

#[test]
fn json_has_place_and_frame_apart() {
    let list = Diagnostics::from(
        Diagnostic::error("no")
            .with_code("syntax")
            .at_span("a.ts", "let x\n", 4..5)
            .with_help("yes"),
    );
    // As values: the order of keys is no part of it.
    let expected = serde_json::json!([{
        "severity": "error",
        "code": "syntax",
        "message": "no",
        "file": "a.ts",
        "location": { "span": { "start": 4, "end": 5 }, "line": 1, "column": 5 },
        "frame": { "lines": [{ "number": 1, "text": "let x", "marked": { "start": 4, "end": 5 } }] },
        "help": "yes",
    }]);
    assert_eq!(list.to_json(), expected);
}

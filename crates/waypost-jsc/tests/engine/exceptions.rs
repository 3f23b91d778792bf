//! What a thrown value tells: class, message, position, stack.

use crate::support::{in_realm, stress};
use expect_test::{Expect, expect};
use waypost_jsc::{ErrorReport, KeptText, Origin};

fn report(source: &str, first_line: u32) -> ErrorReport {
    in_realm(|scope| {
        let origin = Origin {
            url: "app/route.js".to_owned(),
            first_line,
        };
        scope
            .evaluate(source, &origin)
            .expect_err("the source throws")
            .describe(scope)
    })
}

fn check(source: &str, expected: Expect) {
    expected.assert_eq(&report(source, 1).to_string());
}

#[test]
fn an_error_knows_where_it_was_made() {
    check(
        "\n  null.x",
        expect!["app/route.js:2:7: TypeError: null is not an object (evaluating 'null.x')"],
    );
    check(
        "throw new RangeError('far')",
        expect!["app/route.js:1:21: RangeError: far"],
    );
    check(
        "\n\nmissing",
        expect!["app/route.js:3:8: ReferenceError: Can't find variable: missing"],
    );
    check(
        "function f() {\n  throw new Error('in f')\n}\nf()",
        expect!["app/route.js:2:18: Error: in f"],
    );
    check(
        "class Mine extends Error { name = 'Mine' }; throw new Mine('own')",
        expect!["app/route.js:1:59: Mine: own"],
    );
}

#[test]
fn a_syntax_error_knows_its_line() {
    check(
        "let a = 1;\nlet b = ;\n",
        expect!["app/route.js:2: SyntaxError: Unexpected token ';'"],
    );
    let report = report("let a = 1;\nlet b = ;\n", 100);
    assert_eq!(
        (report.line, report.source_url.as_deref()),
        (Some(101), Some("app/route.js"))
    );
}

#[test]
fn the_first_line_counts_from_the_origin() {
    let report = report("\nthrow new Error('x')", 40);
    assert_eq!(report.line, Some(41));
    assert_eq!(report.stack, "global code@app/route.js:41:16");
}

#[test]
fn the_stack_names_functions() {
    let report = report(
        "function inner() { throw new Error('x') }\nfunction outer() { inner() }\nouter()",
        1,
    );
    assert_eq!(
        report.stack,
        "inner@app/route.js:1:35\nouter@app/route.js:2:25\nglobal code@app/route.js:3:6"
    );
}

#[test]
fn any_value_can_be_thrown() {
    check("throw 'text'", expect!["string: text"]);
    check("throw 42", expect!["number: 42"]);
    check("throw undefined", expect!["undefined: undefined"]);
    check("throw null", expect!["null: null"]);
    check("throw Symbol('s')", expect!["symbol: "]);
    check(
        "throw { message: 'a plain object' }",
        expect!["Object: a plain object"],
    );
    check("throw { toString() { throw 1 } }", expect!["Object: "]);
    check(
        "throw { get message() { throw 1 }, get name() { throw 2 } }",
        expect!["Object: [object Object]"],
    );
    check(
        "throw new Proxy({}, { get() { throw 1 } })",
        expect!["Object: "],
    );
}

#[test]
fn syntax_is_checked_without_running() {
    in_realm(|scope| {
        let origin = Origin::new("check.js");
        scope
            .check_syntax("throw new Error('not run')", &origin)
            .unwrap();
        let report = scope
            .check_syntax("\nreturn 1", &origin)
            .unwrap_err()
            .describe(scope);
        assert_eq!(
            (report.name.as_str(), report.line),
            ("SyntaxError", Some(2))
        );
        let report = scope
            .evaluate_kept(KeptText::of_static("\n\n1 +* 2"), None, &origin)
            .unwrap_err()
            .describe(scope);
        assert_eq!(
            (report.name.as_str(), report.line),
            ("SyntaxError", Some(3))
        );
        assert_eq!(report.source_url.as_deref(), Some("check.js"));
    });
}

#[test]
fn an_exception_can_be_kept() {
    in_realm(|scope| {
        let thrown = scope
            .evaluate("throw new Error('kept')", &Origin::new("a.js"))
            .unwrap_err();
        let global = thrown.into_global(scope);
        stress(scope);
        let message = global
            .local(scope)
            .as_object(scope)
            .unwrap()
            .get(scope, "message")
            .unwrap();
        assert_eq!(message.to_rust_string(scope).unwrap(), "kept");
    });
}

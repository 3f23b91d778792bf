//! Bytecode that is kept, and the files it is mapped from.

use waypost_jsc::{KeptText, Local, MappedFile, Origin, Scope, Value, bytecode_version};

use crate::support::{in_realm, stress};

const PROGRAM: &str = "(function (name) {
    'use strict';
    const twice = (text) => `${text}${text}`;
    class Greeter { constructor(name) { this.name = name; } greet() { return `hello ${twice(this.name)}`; } }
    function* numbers() { yield 1; yield 2; }
    async function later() { return await 1; }
    return new Greeter(name).greet() + [...numbers()].join() + typeof later();
})";

/// Compiled in one VM, run in another. On this processor and with this engine there is bytecode: a probe that fails
/// would only cost time, so a test has to say it.
#[test]
fn bytecode_is_compiled_once_and_evaluated_in_another_vm() {
    for text in [
        PROGRAM.to_owned(),
        format!("/* é */{PROGRAM}"),
        format!("/* 日本 */{PROGRAM}"),
    ] {
        let text = KeptText::keep(text);
        let origin = Origin::new("file:///greeter.js");
        let bytecode = in_realm(|scope| scope.compile(text, &origin)).expect("the engine compiles");
        let bytecode: &'static [u8] = bytecode.leak();
        in_realm(|scope| {
            for _ in 0..2 {
                let value = scope.evaluate_kept(text, Some(bytecode), &origin).unwrap();
                stress(scope);
                assert_eq!(greeting(scope, value), "hello bobbob1,2object");
                assert_eq!(
                    value.to_rust_string(scope).unwrap(),
                    PROGRAM[1..PROGRAM.len() - 1]
                );
            }
        });
    }
    assert!(bytecode_version().is_some());
}

fn greeting<'s>(scope: &Scope<'s>, program: Local<'s, Value>) -> String {
    let program = program.as_function(scope).unwrap();
    let value = program.call(scope, None, &[scope.string("bob")]).unwrap();
    value.to_rust_string(scope).unwrap()
}

#[test]
fn bytecode_of_another_text_is_not_used() {
    let origin = Origin::new("a.js");
    let bytecode = in_realm(|scope| scope.compile(KeptText::of_static("'one'"), &origin));
    let bytecode: &'static [u8] = bytecode.expect("the engine compiles").leak();
    in_realm(|scope| {
        let value = scope.evaluate_kept(KeptText::of_static("'two'"), Some(bytecode), &origin);
        assert_eq!(value.unwrap().to_rust_string(scope).unwrap(), "two");
    });
}

#[test]
fn a_text_with_an_error_has_no_bytecode_and_errors_keep_their_places() {
    let origin = Origin::new("wrong.js");
    in_realm(|scope| {
        assert!(
            scope
                .compile(KeptText::of_static("1 +* 2"), &origin)
                .is_none()
        );
        let text = KeptText::of_static("(function f() {\n  throw new TypeError('no');\n})");
        let bytecode: &'static [u8] = scope.compile(text, &origin).expect("it compiles").leak();
        let function = scope.evaluate_kept(text, Some(bytecode), &origin).unwrap();
        let function = function.as_function(scope).unwrap();
        let report = function.call(scope, None, &[]).unwrap_err().describe(scope);
        assert_eq!((report.name.as_str(), report.line), ("TypeError", Some(2)));
        assert_eq!(report.source_url.as_deref(), Some("wrong.js"));
    });
}

#[test]
fn a_file_is_mapped_as_it_is() {
    let path = std::env::temp_dir().join(format!("waypost-mapped-{}", std::process::id()));
    std::fs::write(&path, [1, 0, 2, 0, 3]).unwrap();
    let file = MappedFile::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(file.bytes(), [1, 0, 2, 0, 3]);
    assert_eq!(file.part(3..9), None);
    assert_eq!(
        file.utf16_part(0..4),
        Some(&[1u16.to_le(), 2u16.to_le()][..])
    );
    assert_eq!(file.utf16_part(1..3), None);
    assert!(MappedFile::open(&path).is_err());
}

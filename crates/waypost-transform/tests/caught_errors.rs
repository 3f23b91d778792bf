//! What a `catch` becomes, so that errors of the engine have the words of V8.

use expect_test::{Expect, expect};
use waypost_transform::{HIDDEN_GLOBAL, Mode, Options, transform};

fn code(source: &str, mode: Mode) -> String {
    transform(source, &Options::new(mode, "test.js"))
        .expect("the source is valid")
        .code
        .replace(HIDDEN_GLOBAL, "$w")
}

fn check(source: &str, expected: Expect) {
    expected.assert_eq(&code(source, Mode::Script));
}

#[test]
fn an_error_that_is_looked_at_is_worded_first() {
    check(
        "try { f() } catch (e) { g(e.message) }",
        expect!["try { f() } catch (e) {$w.E(e); g(e.message) }"],
    );
    check(
        "try{f()}catch(e){()=>e}finally{h()}",
        expect!["try{f()}catch(e){$w.E(e);()=>e}finally{h()}"],
    );
    check(
        "try { f() } catch (e) { try { g(e) } catch (e) { h(e) } }",
        expect!["try { f() } catch (e) {$w.E(e); try { g(e) } catch (e) {$w.E(e); h(e) } }"],
    );
}

#[test]
fn a_pattern_is_taken_apart_behind_it() {
    check(
        "try { f() } catch ({ message, name = message }) { g(message) }",
        expect![
            "try { f() } catch ($e) {$w.E($e);let { message, name = message }=$e; g(message) }"
        ],
    );
}

#[test]
fn the_frame_is_put_back_behind_it() {
    let caught = "async function f() { try { await x } catch (e) { g(e) } }";
    let code = code(caught, Mode::Script);
    assert!(
        code.contains("catch (e) {$w.E(e);if($t!==$w){$w.c=$t;$t=$w} g(e) }"),
        "{code}"
    );
}

#[test]
fn what_nobody_looks_at_stays_as_it_is() {
    for source in [
        "try { f() } catch { g() }",
        "try { f() } catch (e) {}",
        "try { f() } catch (e) { g() }",
        "try { f() } finally { g() }",
        // What is inserted is ASCII, as chunks are.
        "try { f() } catch (é) { g(é) }",
    ] {
        assert_eq!(code(source, Mode::Script), source);
    }
}

#[test]
fn names_of_the_source_are_kept_apart() {
    let source = "let $w = 1, $e = 2; try { f() } catch ({ message }) { g(message, $w, $e) }";
    let chunk = Mode::Chunk {
        async_dependencies: false,
    };
    let code = code(source, chunk);
    assert!(
        code.contains("catch ($e1) {$w1.E($e1);let { message }=$e1; g(message, $w, $e) }"),
        "{code}"
    );
}

#[test]
fn what_runs_before_the_runtime_is_left_alone() {
    let source = "export function f() { try { g() } catch (e) { h(e) } }";
    let builtin = |folder: &str| {
        code(
            source,
            Mode::Builtin {
                folder: folder.to_owned(),
            },
        )
    };
    assert!(builtin("web/url").contains("$w.E(e)"));
    for folder in [
        "internal/async_context",
        "internal/errors",
        "internal/loader",
    ] {
        assert!(!builtin(folder).contains("$w.E(e)"), "{folder}");
    }
}

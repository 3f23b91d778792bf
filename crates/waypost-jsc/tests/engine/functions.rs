//! Functions of Rust called from JavaScript, and the other way round.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::support::{eval, function, in_realm, realm, stress, text};
use waypost_jsc::{
    ErrorKind, Exception, Global, Local, NativeFunction, Origin, PoisonReason, Scope, Value,
};

fn define(scope: &Scope<'_>, name: &str, body: NativeFunction) {
    scope
        .global_object()
        .set(scope, name, scope.function(name, body))
        .unwrap();
}

#[test]
fn arguments_arrive() {
    in_realm(|scope| {
        define(
            scope,
            "describe",
            Box::new(|scope, arguments| {
                stress(scope);
                let mut parts = vec![arguments.len().to_string()];
                for value in arguments.as_slice() {
                    parts.push(value.to_rust_string(scope)?);
                }
                parts.push(arguments.get(999).type_name(scope).to_owned());
                Ok(scope.string(&parts.join(" ")))
            }),
        );
        assert_eq!(text(scope, "describe.call({})"), "0 undefined");
        assert_eq!(
            text(scope, "describe.call({}, 1, 'b', null)"),
            "3 1 b null undefined"
        );
        let many = text(
            scope,
            "describe.apply({}, Array.from({ length: 300 }, (_, i) => 'v' + i))",
        );
        assert!(
            many.starts_with("300 v0 v1 ") && many.ends_with(" v299 undefined"),
            "{many}"
        );
    });
}

#[test]
fn a_native_function_looks_like_a_function() {
    in_realm(|scope| {
        define(scope, "op", Box::new(|scope, _| Ok(scope.undefined())));
        let facts = "[typeof op, op.name, op instanceof Function, op.call === Function.prototype.call, \
            Object.keys(op).length, op.bind(null)() === undefined].join()";
        assert_eq!(text(scope, facts), "function,op,true,true,0,true");
        assert_eq!(
            text(scope, "try { new op(); 'made' } catch (e) { e.name }"),
            "TypeError"
        );
        let called = function(scope, "op").call(scope, None, &[]).unwrap();
        assert!(called.is_undefined(scope));
        assert!(function(scope, "op").construct(scope, &[]).is_err());
    });
}

#[test]
fn every_way_of_calling_a_native_function_arrives() {
    in_realm(|scope| {
        define(
            scope,
            "op",
            Box::new(|scope, arguments| {
                let mut text = arguments.len().to_string();
                for value in arguments.as_slice() {
                    text += value.type_name(scope);
                }
                Ok(scope.string(&text))
            }),
        );
        for (source, expected) in [
            ("op(...[1, , 3])", "3numberundefinednumber"),
            ("op.apply(null, [1, 'a'])", "2numberstring"),
            ("Reflect.apply(op, undefined, [op])", "1function"),
            ("op.bind(null, 1n)({})", "2bigintobject"),
            ("new Proxy(op, {})(null)", "1null"),
            ("({ op }).op(true)", "1boolean"),
            ("[5].map(op)[0]", "3numbernumberobject"),
            ("String({ toString: op })", "0"),
            ("Object.defineProperty({}, 'a', { get: op }).a", "0"),
            ("'x'.replace('x', op)", "3stringnumberstring"),
            ("op?.(Symbol.iterator)", "1symbol"),
            ("with ({ op }) op(1.5)", "1number"),
            ("(function f() { return op(arguments) })(1)", "1object"),
            ("op`a${1}b`", "2objectnumber"),
            (
                "(() => { 'use strict'; return op(1, 2) })()",
                "2numbernumber",
            ),
        ] {
            assert_eq!(text(scope, source), expected, "{source}");
        }
        for source in [
            "new op()",
            "Reflect.construct(op, [])",
            "Reflect.construct(Object, [], op)",
            "new (class extends op {})",
        ] {
            let tried = format!("try {{ {source}; 'done' }} catch (e) {{ e.name }}");
            assert_eq!(text(scope, &tried), "TypeError", "{source}");
        }
    });
}

#[test]
fn compiled_code_calls_catches_and_keeps_what_it_is_given() {
    in_realm(|scope| {
        define(
            scope,
            "odd",
            Box::new(|scope, arguments| {
                let number = arguments.get(0).to_number(scope)?;
                if number % 3.0 == 0.0 {
                    return Err(Exception::new(arguments.get(1)));
                }
                Ok(scope.string(&format!("{number} of many")))
            }),
        );
        let source = "let sum = 0, caught = 0; const run = (i) => { try { sum += odd(i, i).length } \
            catch (e) { caught += e === i ? 1 : 1e9 } }; for (let i = 0; i < 200000; i++) run(i); \
            caught + ',' + sum";
        let expected: usize = (0..200_000)
            .filter(|number| number % 3 != 0)
            .map(|number| format!("{number} of many").len())
            .sum();
        assert_eq!(text(scope, source), format!("66667,{expected}"));
    });
}

#[test]
fn native_functions_run_inside_inner_realms_and_microtasks() {
    let realm = realm();
    let log = Rc::new(RefCell::new(Vec::new()));
    let entries = Rc::clone(&log);
    realm.enter(|scope| {
        define(
            scope,
            "log",
            Box::new(move |scope, arguments| {
                stress(scope);
                let text = arguments.get(0).to_rust_string(scope)?;
                entries.borrow_mut().push(text);
                Ok(scope.string("logged"))
            }),
        );
        let inner = scope.inner_realm().unwrap();
        let log = function(scope, "log");
        inner.global.set(scope, "log", log.value()).unwrap();
        let source = "Promise.resolve().then(() => log('later')); \
            try { log({ toString() { throw 'inner' } }) } catch (e) { log(e) } log('now')";
        let arguments = [scope.string(source), scope.string("inner.js")];
        let value = inner.evaluate.call(scope, None, &arguments).unwrap();
        assert_eq!(value.to_rust_string(scope).unwrap(), "logged");
    });
    assert_eq!(*log.borrow(), ["inner", "now", "later"]);
}

#[test]
fn functions_and_constructors_are_called() {
    in_realm(|scope| {
        let method = function(scope, "(function (a, b) { return this.base + a + b })");
        let this = eval(scope, "({ base: 100 })").as_object(scope).unwrap();
        let sum = method
            .call(scope, Some(this), &[scope.number(20.0), scope.number(3.0)])
            .unwrap();
        assert_eq!(sum.as_number(scope), Some(123.0));
        let class = function(scope, "(class Point { constructor(x) { this.x = x } })");
        let point = class.construct(scope, &[scope.number(4.0)]).unwrap();
        assert_eq!(point.get(scope, "x").unwrap().as_number(scope), Some(4.0));
        assert!(point.instance_of(scope, class).unwrap());
        assert_eq!(
            class
                .call(scope, None, &[])
                .unwrap_err()
                .describe(scope)
                .name,
            "TypeError"
        );
        let arrow = function(scope, "(() => 1)");
        assert_eq!(
            arrow
                .construct(scope, &[])
                .unwrap_err()
                .describe(scope)
                .name,
            "TypeError"
        );
    });
}

#[test]
fn errors_cross_both_ways() {
    in_realm(|scope| {
        define(
            scope,
            "fail",
            Box::new(|scope, _| Err(scope.type_error("from Rust"))),
        );
        define(
            scope,
            "throwIt",
            Box::new(|_, arguments| Err(Exception::new(arguments.get(0)))),
        );
        define(
            scope,
            "through",
            Box::new(|scope, arguments| {
                let inner = arguments
                    .get(0)
                    .as_function(scope)
                    .ok_or_else(|| scope.type_error("no function"))?;
                inner.call(scope, None, &[])
            }),
        );
        assert_eq!(
            text(
                scope,
                "try { fail() } catch (e) { e.name + ': ' + e.message }"
            ),
            "TypeError: from Rust"
        );
        assert_eq!(
            text(scope, "try { throwIt(undefined) } catch (e) { String(e) }"),
            "undefined"
        );
        assert_eq!(
            text(
                scope,
                "globalThis.o = {}; try { throwIt(o) } catch (e) { e === o }"
            ),
            "true"
        );
        assert_eq!(
            text(
                scope,
                "try { through(() => { throw 42 }) } catch (e) { String(e) }"
            ),
            "42"
        );
        assert_eq!(text(scope, "through(() => through(() => 'deep'))"), "deep");
        assert_eq!(
            text(
                scope,
                "let f = 0; try { fail() } catch {} finally { f = 1 }; String(f)"
            ),
            "1"
        );
        let thrown = scope
            .evaluate("fail()", &Origin::new("test.js"))
            .unwrap_err();
        assert_eq!(thrown.describe(scope).message, "from Rust");
    });
}

#[test]
fn every_error_kind_has_its_class() {
    in_realm(|scope| {
        let kinds = [
            (ErrorKind::Error, "Error"),
            (ErrorKind::AggregateError, "AggregateError"),
            (ErrorKind::EvalError, "EvalError"),
            (ErrorKind::RangeError, "RangeError"),
            (ErrorKind::ReferenceError, "ReferenceError"),
            (ErrorKind::SyntaxError, "SyntaxError"),
            (ErrorKind::TypeError, "TypeError"),
            (ErrorKind::UriError, "URIError"),
        ];
        for (kind, name) in kinds {
            let error = scope.make_error(kind, "the message");
            assert!(
                error.instance_of(scope, function(scope, name)).unwrap(),
                "{name}"
            );
            let report = Exception::new(error).describe(scope);
            assert_eq!(
                (report.name.as_str(), report.message.as_str()),
                (name, "the message")
            );
        }
    });
}

#[test]
fn a_panic_poisons_the_vm_and_is_thrown_as_an_internal_error() {
    let realm = realm();
    realm.enter(|scope| {
        define(scope, "op_break", Box::new(|_, _| panic!("secret detail")));
        let seen = text(
            scope,
            "try { op_break() } catch (e) { e.name + ': ' + e.message }",
        );
        assert_eq!(
            seen,
            "Error: internal error in the native function \"op_break\""
        );
        // What is in flight may still answer.
        assert_eq!(text(scope, "'still' + ' running'"), "still running");
    });
    assert!(realm.vm().is_poisoned() && !realm.vm().terminated());
    assert_eq!(
        realm.vm().poison_reason(),
        Some(PoisonReason::Panic("secret detail".to_owned()))
    );
    realm.vm().poison(PoisonReason::Other("later".to_owned()));
    assert_eq!(
        realm.vm().poison_reason(),
        Some(PoisonReason::Panic("secret detail".to_owned()))
    );
}

#[test]
fn panics_with_any_payload_in_any_place_stay_inside() {
    struct Explosive;
    impl Drop for Explosive {
        fn drop(&mut self) {
            panic!("a payload that panics when dropped");
        }
    }
    let realm = realm();
    let caught = Rc::new(Cell::new(0));
    realm.enter(|scope| {
        define(
            scope,
            "explode",
            Box::new(|_, _| std::panic::panic_any(Explosive)),
        );
        let count = Rc::clone(&caught);
        define(
            scope,
            "count",
            Box::new(move |scope, _| {
                count.set(count.get() + 1);
                Ok(scope.undefined())
            }),
        );
        let source = "try { explode() } catch { count() } \
            Promise.resolve().then(() => explode()).catch(() => count()); \
            [1].forEach(() => { try { explode() } catch { count() } }); \
            ({ get a() { try { explode() } catch { count() } } }).a; 0";
        eval(scope, source);
    });
    assert_eq!(caught.get(), 4);
    assert!(realm.vm().is_poisoned());
}

#[test]
fn a_panic_in_the_host_releases_the_lock() {
    let realm = realm();
    let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        realm.enter(|scope| {
            eval(
                scope,
                "globalThis.done = 0; Promise.resolve().then(() => { done = 1 }); 0",
            );
            panic!("in the host");
        })
    }));
    assert!(attempt.is_err());
    // The entry has ended, with its checkpoint.
    assert_eq!(realm.enter(|scope| text(scope, "String(done)")), "1");
}

#[test]
fn a_realm_may_be_entered_inside_a_native_function() {
    let realm = realm();
    let inner = realm.clone();
    let log = Rc::new(RefCell::new(Vec::new()));
    let entries = Rc::clone(&log);
    realm.enter(|scope| {
        define(
            scope,
            "log",
            Box::new(move |scope, arguments| {
                entries
                    .borrow_mut()
                    .push(arguments.get(0).to_rust_string(scope)?);
                Ok(scope.undefined())
            }),
        );
        define(
            scope,
            "nested",
            Box::new(move |scope, _| {
                let value = inner.enter(|scope| {
                    Global::new(scope, eval(scope, "log('inner'); ({ made: 'inside' })"))
                });
                assert!(
                    !scope.checkpoint(),
                    "no checkpoint inside a native function"
                );
                stress(scope);
                Ok(value.local(scope))
            }),
        );
        let made = text(
            scope,
            "Promise.resolve().then(() => log('micro')); const n = nested(); log('after'); n.made",
        );
        assert_eq!(made, "inside");
    });
    // The microtask had to wait for the outermost entry.
    assert_eq!(*log.borrow(), ["inner", "after", "micro"]);
}

#[test]
fn stack_overflow_can_be_caught() {
    in_realm(|scope| {
        assert_eq!(
            text(
                scope,
                "try { (function f() { f() })() } catch (e) { e.name }"
            ),
            "RangeError"
        );
        // Through Rust as well: JavaScript, native function, JavaScript, and so on.
        define(
            scope,
            "again",
            Box::new(|scope, arguments| {
                arguments
                    .get(0)
                    .as_function(scope)
                    .expect("called with a function")
                    .call(scope, None, &[])
            }),
        );
        let source = "let depth = 0; function f() { depth++; return again(f) } \
            try { f() } catch (e) { e.name + (depth > 10) }";
        assert_eq!(text(scope, source), "RangeErrortrue");
        assert!(!scope.vm().is_poisoned());
        assert_eq!(text(scope, "'alive'"), "alive");
    });
}

/// Counts its own drops.
struct Token(Rc<Cell<u32>>);

impl Drop for Token {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

fn token_function<'s>(scope: &Scope<'s>, drops: &Rc<Cell<u32>>) -> Local<'s, Value> {
    let token = Token(Rc::clone(drops));
    let body: NativeFunction = Box::new(move |scope, _| Ok(scope.number(f64::from(token.0.get()))));
    scope.function("token", body).value()
}

#[test]
fn closures_are_dropped_after_their_functions() {
    let realm = realm();
    let drops = Rc::new(Cell::new(0));
    realm.enter(|scope| {
        for _ in 0..100 {
            token_function(scope, &drops);
        }
        scope
            .global_object()
            .set(scope, "kept", token_function(scope, &drops))
            .unwrap();
    });
    realm.enter(stress_twice);
    assert!(
        (50..=100).contains(&drops.get()),
        "{} of 100 dropped",
        drops.get()
    );
    realm.enter(|scope| assert!(eval(scope, "kept()").is_number(scope)));
    drop(realm);
    assert_eq!(drops.get(), 101);
}

fn stress_twice(scope: &Scope<'_>) {
    stress(scope);
    stress(scope);
}

#[test]
fn a_closure_may_own_what_needs_the_engine_to_be_dropped() {
    let realm = realm();
    let drops = Rc::new(Cell::new(0));
    realm.enter(|scope| {
        for _ in 0..50 {
            // Dropping the closure unprotects a value, whose own closure is then free to go.
            let held = Global::new(scope, token_function(scope, &drops));
            scope.function("holder", Box::new(move |scope, _| Ok(held.local(scope))));
        }
    });
    for _ in 0..3 {
        realm.enter(stress_twice);
    }
    assert!(drops.get() >= 25, "{} of 50 dropped", drops.get());
    drop(realm);
    assert_eq!(drops.get(), 50);
}

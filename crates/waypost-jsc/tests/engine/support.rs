//! What the tests share: a VM of their own per test, and short ways to evaluate.

use waypost_jsc::{Function, Local, Origin, Realm, Scope, Value, Vm, VmOptions};

/// A realm of a new VM on this thread.
pub(crate) fn realm() -> Realm {
    Vm::new(VmOptions::default())
        .expect("the test thread has no other VM")
        .new_realm()
}

/// Runs `f` inside a realm of a new VM.
pub(crate) fn in_realm<R>(f: impl FnOnce(&Scope<'_>) -> R) -> R {
    realm().enter(f)
}

/// Evaluates, and fails the test when the script throws.
pub(crate) fn eval<'s>(scope: &Scope<'s>, source: &str) -> Local<'s, Value> {
    scope
        .evaluate(source, &Origin::new("test.js"))
        .unwrap_or_else(|thrown| panic!("{}", thrown.describe(scope)))
}

/// Evaluates to text.
pub(crate) fn text(scope: &Scope<'_>, source: &str) -> String {
    eval(scope, source)
        .to_rust_string(scope)
        .expect("the value converts to a string")
}

/// Evaluates to a function.
pub(crate) fn function<'s>(scope: &Scope<'s>, source: &str) -> Local<'s, Function> {
    eval(scope, source)
        .as_function(scope)
        .expect("the value is a function")
}

/// Fills the heap with garbage and collects it, so that a value nobody keeps is gone and its
/// memory used anew.
pub(crate) fn stress(scope: &Scope<'_>) {
    eval(
        scope,
        "for (let i = 0, a; i < 2000; i++) a = { i, s: 'garbage' + i, t: [i, i] }; 0",
    );
    scope.collect_now();
    eval(
        scope,
        "for (let i = 0, a; i < 2000; i++) a = { i, s: 'more' + i, t: [i, i] }; 0",
    );
}

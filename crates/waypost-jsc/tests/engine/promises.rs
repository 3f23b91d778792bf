//! Promises, checkpoints, unhandled rejections, and what WebKit's run loop settles.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::support::{eval, function, realm, stress, text};
use waypost_jsc::{Deferred, Realm, Scope};

type Log = Rc<RefCell<Vec<String>>>;

/// A realm with a `log` function, and what it has logged.
fn logging() -> (Realm, Log) {
    let realm = realm();
    let log = Log::default();
    let entries = Rc::clone(&log);
    realm.enter(|scope| {
        let function = scope.function(
            "log",
            Box::new(move |scope, arguments| {
                entries
                    .borrow_mut()
                    .push(arguments.get(0).to_rust_string(scope)?);
                Ok(scope.undefined())
            }),
        );
        scope.global_object().set(scope, "log", function).unwrap();
    });
    (realm, log)
}

fn taken(log: &Log) -> String {
    log.take().join(" ")
}

#[test]
fn rust_settles_promises() {
    let (realm, log) = logging();
    let make = |name: &str| -> Deferred {
        realm.enter(|scope| {
            let (promise, deferred) = scope.deferred_promise();
            scope.global_object().set(scope, name, promise).unwrap();
            eval(
                scope,
                &format!("{name}.then(v => log('{name} ' + v), e => log('{name} failed ' + e)); 0"),
            );
            deferred
        })
    };
    let (first, second, third) = (make("first"), make("second"), make("third"));
    realm.enter(stress);
    realm.enter(|scope| {
        first.resolve(scope, scope.number(1.0)).unwrap();
        second.reject(scope, scope.string("no")).unwrap();
        first.reject(scope, scope.string("too late")).unwrap();
        third
            .resolve(scope, eval(scope, "Promise.resolve('followed')"))
            .unwrap();
        assert_eq!(taken(&log), "");
    });
    assert_eq!(taken(&log), "first 1 second failed no third followed");
    drop((first, second));
    realm.enter(stress);
    drop(realm);
    drop(third);
}

#[test]
fn rust_observes_promises_whatever_then_is() {
    let (realm, log) = logging();
    realm.enter(|scope| {
        eval(scope, "Promise.prototype.then = () => log('replaced'); 0");
        for source in [
            "Promise.resolve('good')",
            "Promise.reject('bad')",
            "(async () => 'async')()",
        ] {
            let promise = eval(scope, source).as_promise(scope).unwrap();
            let (ok, failed) = (
                function(scope, "(v => log(v))"),
                function(scope, "(e => log('failed ' + e))"),
            );
            promise.then(scope, ok, failed).unwrap();
        }
    });
    assert_eq!(taken(&log), "good failed bad async");
}

#[test]
fn the_checkpoint_is_at_the_end_of_the_outermost_entry() {
    let (realm, log) = logging();
    realm.enter(|scope| {
        eval(scope, "Promise.resolve().then(() => log('m1')); log('s1')");
        realm.enter(|scope| {
            eval(scope, "Promise.resolve().then(() => log('m2')); log('s2')").is_object(scope)
        });
        eval(scope, "log('s3')");
    });
    assert_eq!(taken(&log), "s1 s2 s3 m1 m2");
}

#[test]
fn a_checkpoint_in_the_middle_keeps_the_order_of_events() {
    let (realm, log) = logging();
    realm.enter(|scope| {
        let event = function(
            scope,
            "(n => { log('event' + n); Promise.resolve().then(() => log('micro' + n)) })",
        );
        for number in 1..=3 {
            event
                .call(scope, None, &[scope.number(f64::from(number))])
                .unwrap();
            assert!(scope.checkpoint());
        }
        realm.enter(|scope| assert!(!scope.checkpoint(), "no checkpoint in a nested entry"));
        stress(scope);
        event.call(scope, None, &[scope.number(4.0)]).unwrap();
    });
    assert_eq!(
        taken(&log),
        "event1 micro1 event2 micro2 event3 micro3 event4 micro4"
    );
}

/// A realm that reports unhandled rejections into its log.
fn reporting() -> (Realm, Log) {
    let (realm, log) = logging();
    let reports = Rc::clone(&log);
    realm
        .vm()
        .on_unhandled_rejection(Box::new(move |scope: &Scope<'_>, reason, promise| {
            assert!(promise.is_promise(scope));
            let reason = reason.to_rust_string(scope).unwrap_or_default();
            reports.borrow_mut().push(format!("[unhandled {reason}]"));
        }));
    (realm, log)
}

#[test]
fn unhandled_rejections_are_reported_after_the_checkpoint() {
    let (realm, log) = reporting();
    realm.enter(|scope| {
        let source = "Promise.reject('never'); \
            const later = Promise.reject('handled in a microtask'); \
            Promise.resolve().then(() => later.catch(() => log('caught'))); \
            Promise.reject('handled at once').catch(() => log('caught at once')); \
            (async () => { throw new TypeError('async') })(); \
            Promise.reject(undefined); 0";
        eval(scope, source);
        assert_eq!(taken(&log), "");
    });
    let seen = taken(&log);
    let expected = "caught at once caught [unhandled never] [unhandled TypeError: async] [unhandled undefined]";
    assert_eq!(seen, expected);
    realm.enter(|scope| eval(scope, "0").is_null(scope));
    assert_eq!(taken(&log), "", "each one is reported once");
}

#[test]
fn rejections_of_every_realm_and_from_rust_are_reported() {
    let (realm, log) = reporting();
    let other = realm.vm().new_realm();
    other.enter(|scope| eval(scope, "Promise.reject('other realm'); 0").is_null(scope));
    assert_eq!(taken(&log), "[unhandled other realm]");
    let deferred = realm.enter(|scope| scope.deferred_promise().1);
    realm.enter(|scope| {
        deferred
            .reject(scope, scope.error("from Rust").value())
            .unwrap()
    });
    assert_eq!(taken(&log), "[unhandled Error: from Rust]");
}

#[test]
fn a_rejection_handler_may_run_javascript_and_panic() {
    let (realm, log) = logging();
    realm
        .vm()
        .on_unhandled_rejection(Box::new(|scope, reason, _| {
            eval(
                scope,
                "log('handler'); Promise.resolve().then(() => log('its microtask')); 0",
            );
            assert!(!reason.is_string(scope), "strings make this handler panic");
        }));
    realm.enter(|scope| eval(scope, "Promise.reject(1); 0").is_null(scope));
    realm.enter(|_| ());
    assert_eq!(taken(&log), "handler its microtask");
    realm.enter(|scope| eval(scope, "Promise.reject('text'); 0").is_null(scope));
    assert!(realm.vm().is_poisoned());
}

/// Pumps the run loop until `done` holds.
fn pump_until(realm: &Realm, done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "the run loop settled nothing"
        );
        if !realm.vm().pump_run_loop() {
            std::thread::sleep(Duration::from_millis(1));
        }
        realm.enter(|_| ());
    }
}

#[test]
fn the_run_loop_settles_web_assembly() {
    let (realm, log) = logging();
    realm.enter(|scope| {
        let source = "WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) \
            .then(r => log('instance ' + (r.instance instanceof WebAssembly.Instance))); \
            WebAssembly.compile(new Uint8Array([1, 2, 3])).catch(e => log(e.name)); 0";
        eval(scope, source);
        assert!(
            !realm.vm().pump_run_loop(),
            "inside an entry nothing is handled"
        );
    });
    pump_until(&realm, || log.borrow().len() == 2);
    let mut seen = log.take();
    seen.sort();
    assert_eq!(seen, ["CompileError", "instance true"]);
}

#[test]
fn the_run_loop_runs_finalization_callbacks() {
    let (realm, log) = logging();
    realm.enter(|scope| {
        let source = "globalThis.registry = new FinalizationRegistry(held => log('gone ' + held)); \
            (() => { for (let i = 0; i < 20; i++) registry.register({ i }, i) })(); 0";
        eval(scope, source);
    });
    realm.enter(stress);
    pump_until(&realm, || !log.borrow().is_empty());
    assert!(taken(&log).starts_with("gone "));
}

#[test]
fn a_second_vm_of_a_thread_has_a_run_loop_too() {
    for _ in 0..2 {
        let (realm, log) = logging();
        realm.enter(|scope| {
            let source = "WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => log('ok')); 0";
            eval(scope, source);
        });
        pump_until(&realm, || !log.borrow().is_empty());
        assert_eq!(realm.enter(|scope| text(scope, "'alive'")), "alive");
    }
}

//! What the watchdog ends, what it lets go on, and what is left after it has.
//!
//! The budgets are long against the pauses of a loaded machine, and every upper bound is generous.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::support::{eval, function, realm};
use waypost_jsc::{Origin, PoisonReason, Realm, Scope};

const BUDGET: Duration = Duration::from_millis(500);
/// When a test gives up: far above any budget here.
const TOO_LATE: Duration = Duration::from_secs(120);

fn terminated(scope: &Scope<'_>, source: &str) -> String {
    let thrown = scope
        .evaluate(source, &Origin::new("loop.js"))
        .expect_err("the script is ended");
    thrown.describe(scope).message
}

/// JavaScript that keeps the thread busy for some milliseconds.
fn busy(milliseconds: u32) -> String {
    format!("{{ const until = Date.now() + {milliseconds}; while (Date.now() < until); }}")
}

fn assert_poisoned(realm: &Realm) {
    assert!(realm.vm().terminated() && realm.vm().is_poisoned());
    assert_eq!(realm.vm().poison_reason(), Some(PoisonReason::Terminated));
}

#[test]
fn an_endless_loop_is_ended_within_its_budget() {
    let realm = realm();
    let started = Instant::now();
    realm.enter(|scope| {
        realm.vm().watchdog().start(BUDGET);
        let message = terminated(
            scope,
            "try { while (true); } catch { globalThis.caught = 1 } finally { caught = 2 }",
        );
        assert_eq!(message, "JavaScript execution terminated.");
    });
    assert!(started.elapsed() >= BUDGET && started.elapsed() < TOO_LATE);
    assert_poisoned(&realm);
}

#[test]
fn loops_of_native_calls_are_ended_too() {
    for source in [
        "for (;;) nop()",
        "for (;;) { try { fail() } catch {} }",
        "for (;;) { try { call(() => { for (;;) nop() }) } catch {} }",
    ] {
        let realm = realm();
        realm.enter(|scope| {
            let global = scope.global_object();
            let nop = scope.function("nop", Box::new(|scope, _| Ok(scope.undefined())));
            let fail = scope.function("fail", Box::new(|scope, _| Err(scope.error("a fault"))));
            let call = scope.function(
                "call",
                Box::new(|scope, arguments| {
                    let inner = arguments.get(0).as_function(scope).expect("a function");
                    inner.call(scope, None, &[])
                }),
            );
            for (name, function) in [("nop", nop), ("fail", fail), ("call", call)] {
                global.set(scope, name, function).expect("it is defined");
            }
            realm.vm().watchdog().start(BUDGET);
            let started = Instant::now();
            assert!(
                scope.evaluate(source, &Origin::new("loop.js")).is_err(),
                "{source}"
            );
            assert!(started.elapsed() < TOO_LATE, "{source}");
        });
        assert_poisoned(&realm);
    }
}

#[test]
fn a_terminated_vm_refuses_scripts_and_calls() {
    let realm = realm();
    realm.enter(|scope| {
        let nop = function(scope, "(() => 1)");
        let object = eval(scope, "({ kept: 'value' })").as_object(scope).unwrap();
        let (_, deferred) = scope.deferred_promise();
        realm.vm().watchdog().start(BUDGET);
        terminated(scope, "for (;;);");
        for _ in 0..3 {
            assert_eq!(
                terminated(scope, "1 + 1"),
                "JavaScript execution terminated."
            );
            assert!(nop.call(scope, None, &[]).is_err());
            assert!(nop.construct(scope, &[]).is_err());
            assert!(deferred.resolve(scope, scope.null()).is_err());
        }
        // Values can still be read, so that what was answered before can be sent.
        assert_eq!(
            object
                .get(scope, "kept")
                .unwrap()
                .to_rust_string(scope)
                .unwrap(),
            "value"
        );
        assert!(scope.string("text").is_string(scope));
    });
    realm.enter(|scope| assert_eq!(terminated(scope, "1"), "JavaScript execution terminated."));
}

#[test]
fn a_loop_in_a_microtask_is_ended_too() {
    let realm = realm();
    realm.vm().watchdog().start(BUDGET);
    realm.enter(|scope| {
        eval(scope, "Promise.resolve().then(() => { while (true); }); 0").is_null(scope)
    });
    assert_poisoned(&realm);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn microtasks_that_follow_each_other_without_end_are_ended_too() {
    let realm = realm();
    realm.vm().watchdog().start(BUDGET);
    realm.enter(|scope| {
        eval(
            scope,
            "const next = () => Promise.resolve().then(next); next(); 0",
        )
        .is_null(scope)
    });
    assert_poisoned(&realm);
}

#[test]
fn pauses_that_are_counted_begin_the_budget_anew() {
    let realm = realm();
    realm.enter(|scope| {
        let (cells, array) = scope.shared_int32(4);
        scope.global_object().set(scope, "cells", array).unwrap();
        realm.vm().watchdog().follow(cells, &[2, 3]);
        realm.vm().watchdog().start(BUDGET);
        // One checkpoint that lasts longer than the budget, with pauses.
        let script = format!(
            "let left = 5; const next = () => {{ cells[3]++; {}; if (--left > 0) return Promise.resolve().then(next); }}; next(); 0",
            busy(150)
        );
        eval(scope, &script);
        scope.checkpoint();
        assert!(!realm.vm().terminated());
    });
    assert!(!realm.vm().terminated());
}

#[test]
fn a_loop_inside_nested_native_calls_is_ended_too() {
    let realm = realm();
    realm.enter(|scope| {
        let run = scope.function(
            "run",
            Box::new(|scope, arguments| {
                let inner = arguments
                    .get(0)
                    .as_function(scope)
                    .expect("called with a function");
                let result = inner.call(scope, None, &[]);
                assert!(scope.string("still usable").is_string(scope));
                result
            }),
        );
        scope.global_object().set(scope, "run", run).unwrap();
        realm.vm().watchdog().start(BUDGET);
        assert_eq!(
            terminated(scope, "run(() => run(() => { for (;;); }))"),
            "JavaScript execution terminated."
        );
    });
    assert_poisoned(&realm);
}

#[test]
fn neighbours_in_one_entry_have_budgets_of_their_own() {
    let realm = realm();
    realm.enter(|scope| {
        // Five invocations of less than a third of a budget each, more than a budget in all.
        for _ in 0..5 {
            realm.vm().watchdog().start(BUDGET);
            eval(scope, &busy(150));
        }
        assert!(!realm.vm().terminated());
        realm.vm().watchdog().start(BUDGET);
        terminated(scope, "for (;;);");
    });
    assert_poisoned(&realm);
}

#[test]
fn a_shorter_budget_is_kept_after_a_longer_one() {
    let realm = realm();
    realm.enter(|scope| {
        realm.vm().watchdog().start(Duration::from_secs(600));
        eval(scope, &busy(50));
        let started = Instant::now();
        realm.vm().watchdog().start(BUDGET);
        terminated(scope, "for (;;);");
        assert!(started.elapsed() < TOO_LATE);
    });
}

#[test]
fn a_marker_tells_the_neighbours_apart_inside_one_call() {
    let realm = realm();
    realm.enter(|scope| {
        let (cells, array) = scope.shared_int32(4);
        scope.global_object().set(scope, "cells", array).unwrap();
        realm.vm().watchdog().follow(cells, &[2]);
        realm.vm().watchdog().start(BUDGET);
        // One call that serves five requests, each well within its budget.
        eval(
            scope,
            &format!(
                "for (let n = 1; n <= 5; n++) {{ cells[2] = n; {} }}",
                busy(150)
            ),
        );
        assert!(!realm.vm().terminated());
        let started = Instant::now();
        terminated(scope, "cells[2] = 7; globalThis.reached = 1; for (;;);");
        assert!(started.elapsed() < TOO_LATE);
    });
    assert_poisoned(&realm);
}

#[test]
fn nothing_is_ended_while_paused_or_disarmed() {
    let realm = realm();
    let watchdog = realm.vm().watchdog();
    watchdog.start(Duration::from_millis(20));
    assert!(watchdog.is_running());
    watchdog.pause();
    realm.enter(|scope| eval(scope, &busy(150)).is_null(scope));
    assert!(!watchdog.is_running() && !realm.vm().terminated());
    watchdog.start(Duration::from_millis(20));
    watchdog.disarm();
    realm.enter(|scope| eval(scope, &busy(150)).is_null(scope));
    assert!(!realm.vm().terminated());
    watchdog.start(BUDGET);
    realm.enter(|scope| terminated(scope, "for (;;);").len());
    assert_poisoned(&realm);
}

#[test]
fn a_native_function_is_never_interrupted() {
    let realm = realm();
    realm.enter(|scope| {
        let returned = Rc::new(Cell::new(false));
        let seen = Rc::clone(&returned);
        let sleep = scope.function(
            "sleep",
            Box::new(move |scope, _| {
                std::thread::sleep(BUDGET * 2);
                seen.set(true);
                Ok(scope.undefined())
            }),
        );
        scope.global_object().set(scope, "sleep", sleep).unwrap();
        realm.vm().watchdog().start(BUDGET);
        // Its time counts nevertheless, so the loop after it has none left.
        let started = Instant::now();
        terminated(scope, "sleep(); for (;;);");
        assert!(returned.get() && started.elapsed() >= BUDGET * 2);
    });
    assert_poisoned(&realm);
}

#[test]
fn a_vm_can_be_dropped_after_a_kill() {
    for _ in 0..3 {
        let realm = realm();
        realm.vm().watchdog().start(Duration::from_millis(30));
        realm.enter(|scope| {
            terminated(
                scope,
                "globalThis.a = []; for (;;) a.push({}), a.length = 9;",
            )
            .len()
        });
        assert_poisoned(&realm);
        realm.enter(|scope| scope.collect_now());
        drop(realm);
        // The thread is free for the next one.
    }
}

//! Who outlives whom: references, realms and VMs dropped in every order, on several threads, with
//! the collector running in between.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::support::{eval, function, realm, stress, text};
use waypost_jsc::{Global, Object, Origin, Promise, Realm, Scope, Value, Vm, VmError, VmOptions};

fn object_named(scope: &Scope<'_>, name: &str) -> Global<Object> {
    let object = scope.object();
    object.set(scope, "name", scope.string(name)).unwrap();
    Global::new(scope, object)
}

fn name_of(scope: &Scope<'_>, global: &Global<Object>) -> String {
    global
        .local(scope)
        .get(scope, "name")
        .unwrap()
        .to_rust_string(scope)
        .unwrap()
}

#[test]
fn globals_survive_collection_and_locals_do_on_the_stack() {
    let realm = realm();
    let globals: Vec<Global<Object>> = realm.enter(|scope| {
        (0..200)
            .map(|index| object_named(scope, &format!("object {index}")))
            .collect()
    });
    for _ in 0..5 {
        realm.enter(stress);
    }
    realm.enter(|scope| {
        let local = scope.object();
        local
            .set(scope, "name", scope.string("on the stack"))
            .unwrap();
        stress(scope);
        for (index, global) in globals.iter().enumerate() {
            assert_eq!(name_of(scope, global), format!("object {index}"));
            let second = global.duplicate(scope);
            assert!(
                second
                    .local(scope)
                    .strict_equals(scope, global.local(scope))
            );
        }
        let name = local
            .get(scope, "name")
            .unwrap()
            .to_rust_string(scope)
            .unwrap();
        assert_eq!(name, "on the stack");
    });
}

#[test]
fn dropped_globals_let_their_values_go() {
    let realm = realm();
    let before = realm.vm().memory_statistics().protected_object_count;
    let globals: Vec<Global<Object>> =
        realm.enter(|scope| (0..100).map(|_| object_named(scope, "x")).collect());
    assert_eq!(
        realm.vm().memory_statistics().protected_object_count,
        before + 100
    );
    drop(globals);
    assert_eq!(
        realm.vm().memory_statistics().protected_object_count,
        before
    );
}

#[test]
fn a_global_may_outlive_its_realm_and_its_vm() {
    let first = realm();
    let vm = first.vm().clone();
    let (kept, later) =
        first.enter(|scope| (object_named(scope, "kept"), object_named(scope, "later")));
    drop(first);
    // No realm is left: the protection is given back when there is one again.
    drop(later);
    let second = vm.new_realm();
    second.enter(|scope| {
        stress(scope);
        assert_eq!(name_of(scope, &kept), "kept");
    });
    drop(second);
    drop(vm);
    drop(kept);
}

#[test]
fn a_global_of_another_vm_is_refused() {
    let first = realm();
    let foreign = first.enter(|scope| object_named(scope, "foreign"));
    drop(first);
    let second = realm();
    let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        second.enter(|scope| name_of(scope, &foreign))
    }));
    assert!(attempt.is_err());
    assert_eq!(second.enter(|scope| text(scope, "'fine'")), "fine");
}

#[test]
fn a_thread_has_one_vm_at_a_time() {
    let first = Vm::new(VmOptions::default()).unwrap();
    assert!(matches!(
        Vm::new(VmOptions::default()),
        Err(VmError::ThreadHasVm)
    ));
    let realm = first.new_realm();
    drop(first);
    assert!(matches!(
        Vm::new(VmOptions::default()),
        Err(VmError::ThreadHasVm)
    ));
    drop(realm);
    drop(Vm::new(VmOptions::default()).unwrap());
}

#[test]
fn everything_may_be_dropped_inside_a_native_function() {
    let realm = realm();
    let held: Rc<RefCell<Vec<Global<Value>>>> = Rc::default();
    let handle: Rc<RefCell<Option<Realm>>> = Rc::new(RefCell::new(Some(realm.clone())));
    realm.enter(|scope| {
        for index in 0..50 {
            held.borrow_mut().push(Global::new(
                scope,
                eval(scope, &format!("({{ a: {index} }})")),
            ));
        }
        let (held, handle) = (Rc::clone(&held), Rc::clone(&handle));
        let drop_all = scope.function(
            "dropAll",
            Box::new(move |scope, _| {
                let first = held.borrow()[0].local(scope);
                held.borrow_mut().clear();
                drop(handle.take());
                stress(scope);
                Ok(first)
            }),
        );
        scope
            .global_object()
            .set(scope, "dropAll", drop_all)
            .unwrap();
        assert_eq!(text(scope, "dropAll().a + ''"), "0");
    });
    assert!(handle.borrow().is_none() && held.borrow().is_empty());
}

#[test]
fn host_data_is_found_by_type_and_may_hold_globals() {
    struct Counters(Vec<Global<Object>>);
    let realm = realm();
    realm.set_data(Rc::new(5_u32));
    realm.enter(|scope| {
        realm.set_data(Rc::new(Counters(vec![object_named(scope, "counter")])));
        assert_eq!(scope.data::<u32>().as_deref(), Some(&5));
        assert!(scope.data::<String>().is_none());
        stress(scope);
        let counters = scope.data::<Counters>().unwrap();
        assert_eq!(name_of(scope, &counters.0[0]), "counter");
    });
    realm.set_data(Rc::new(6_u32));
    assert_eq!(realm.data::<u32>().as_deref(), Some(&6));
    drop(realm);
    // The data did not keep the VM alive.
    drop(Vm::new(VmOptions::default()).unwrap());
}

#[test]
fn realms_share_values_but_not_globals() {
    let first = realm();
    let second = first.vm().new_realm();
    first.enter(|scope| {
        eval(scope, "globalThis.own = 'first'; 0");
        let object = eval(scope, "({ made: 'in the first' })");
        scope.enter_realm(&second, |other| {
            other.global_object().set(other, "given", object).unwrap();
            stress(other);
            assert_eq!(
                text(
                    other,
                    "typeof own + ' ' + given.made + ' ' + (given instanceof Object)"
                ),
                "undefined in the first false"
            );
            assert!(other.realm().vm().memory_statistics().global_object_count >= 2);
        });
        assert_eq!(text(scope, "own"), "first");
    });
}

#[test]
fn a_native_function_of_a_closed_realm_throws() {
    let first = realm();
    let second = first.vm().new_realm();
    let function = first.enter(|scope| {
        Global::new(
            scope,
            scope.function("orphan", Box::new(|scope, _| Ok(scope.null()))),
        )
    });
    drop(first);
    second.enter(|scope| {
        stress(scope);
        let thrown = function.local(scope).call(scope, None, &[]).unwrap_err();
        assert_eq!(
            thrown.describe(scope).message,
            "the realm of this native function is closed"
        );
    });
}

/// Runs a worker-like load: calls, promises, buffers, native functions, with collections between.
fn load(seed: u32) -> String {
    let realm = realm();
    realm.enter(|scope| {
        let native = scope.function(
            "native",
            Box::new(|scope, arguments| {
                let text = arguments.get(0).to_rust_string(scope)?;
                Ok(scope.uint8_array(text.into_bytes()).value())
            }),
        );
        scope.global_object().set(scope, "native", native).unwrap();
        eval(scope, "globalThis.sum = 0; globalThis.work = async n => { await null; sum += native('n' + n).length + n }; 0");
    });
    for round in 0..50 {
        let pending: Vec<(Global<Promise>, _)> = realm.enter(|scope| {
            let work = function(scope, "work");
            (0..20)
                .map(|index| {
                    work.call(scope, None, &[scope.number(f64::from(index))])
                        .unwrap();
                    let (promise, deferred) = scope.deferred_promise();
                    (Global::new(scope, promise), deferred)
                })
                .collect()
        });
        realm.enter(|scope| {
            if (round + seed).is_multiple_of(10) {
                stress(scope);
            }
            for (_, deferred) in &pending {
                deferred.resolve(scope, scope.string("done")).unwrap();
            }
        });
    }
    realm.enter(|scope| text(scope, "String(sum)"))
}

#[test]
fn several_vms_run_on_several_threads() {
    let threads: Vec<_> = (0..6)
        .map(|seed| {
            std::thread::spawn(move || {
                if seed % 3 == 2 {
                    let realm = realm();
                    realm.vm().watchdog().start(Duration::from_millis(100));
                    let ended = realm
                        .enter(|scope| scope.evaluate("for (;;);", &Origin::new("a.js")).is_err());
                    assert!(ended && realm.vm().terminated());
                }
                load(seed)
            })
        })
        .collect();
    for thread in threads {
        // Per round: 190 for the numbers, 2 bytes each for ten of them and 3 for the others.
        assert_eq!(thread.join().unwrap(), ((190 + 20 + 30) * 50).to_string());
    }
}

#[test]
fn a_vm_kept_by_the_thread_itself_is_dropped_with_it() {
    thread_local! {
        static KEPT: RefCell<Option<Realm>> = const { RefCell::new(None) };
    }
    std::thread::spawn(|| {
        KEPT.with(|kept| *kept.borrow_mut() = Some(realm()));
        KEPT.with(|kept| kept.borrow().as_ref().unwrap().enter(stress));
    })
    .join()
    .unwrap();
}

#[test]
fn many_vms_follow_each_other() {
    for _ in 0..30 {
        let realm = realm();
        assert_eq!(
            realm.enter(|scope| text(scope, "[1, 2].map(x => x * 2).join()")),
            "2,4"
        );
    }
}

/// True when this process handles `signal`.
#[cfg(target_os = "linux")]
fn is_caught(signal: u32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap() & (1 << (signal - 1)) != 0
}

#[cfg(target_os = "linux")]
#[test]
fn the_collector_leaves_the_signals_of_users_alone() {
    const SIGUSR1: u32 = 10;
    const SIGUSR2: u32 = 12;
    let realm = realm();
    realm.enter(stress);
    let suspend = VmOptions::default().suspend_signal.unsigned_abs();
    assert!(is_caught(suspend), "signal {suspend} suspends threads");
    assert!(!is_caught(SIGUSR1) && !is_caught(SIGUSR2));
}

#[test]
#[cfg(target_os = "linux")]
fn the_engine_has_a_main_thread_that_stays() {
    // Without one a full collection by timer follows a null pointer.
    let is_there = || {
        let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm"));
        std::fs::read_dir("/proc/self/task")
            .expect("the system lists threads")
            .filter_map(|task| name(task.ok()?).ok())
            .any(|name| name.trim() == "webkit-main")
    };
    drop(realm());
    assert!(is_there());
    std::thread::spawn(|| drop(realm()))
        .join()
        .expect("a VM can be made elsewhere");
    assert!(is_there(), "VMs come and go");
}

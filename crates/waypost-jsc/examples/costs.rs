//! What each way across the border costs, in nanoseconds: `cargo run --release --example costs`.
//!
//! The rows are those of the engine notes, through the safe types, with the lock held for all of
//! a row, as a turn holds it. Give a limit in milliseconds to see the watchdog's part.

#![expect(clippy::print_stdout, reason = "a report to the person who runs it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use waypost_jsc::{
    Function, Global, KeptText, Local, Origin, PropertyKey, Realm, Scope, Vm, VmOptions,
};

const ROUNDS: u32 = 200_000;

/// A request's head as the runtime packs it, about 250 bytes.
const PACKED: &str = "GET\nhttp://localhost:3000/api/hello?name=foo\nhost\nlocalhost:3000\nuser-agent\n\
    Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\naccept\n*/*\ncookie\n\
    session=abcdefghijklmnop; theme=dark\nauthorization\nBearer abc.def.ghi\n";

const JSON: &str = r#"{"title":"Hello","body":"World","tags":["a","b","c"],"n":12345}"#;

fn main() {
    let started = Instant::now();
    let vm = Vm::new(VmOptions::default()).expect("the thread has no VM yet");
    let realm = vm.new_realm();
    println!(
        "{:<46} {:>9.0}",
        "VM and realm, first of the process",
        nanos(started)
    );
    if let Some(milliseconds) = std::env::args().nth(1).and_then(|text| text.parse().ok()) {
        vm.watchdog().start(Duration::from_millis(milliseconds));
        println!("with a limit of {milliseconds} ms");
    }
    entries(&realm);
    awaits(&realm);
    realm.enter(calls);
    realm.enter(strings_in);
    realm.enter(strings_out);
    realm.enter(objects);
    realm.enter(buffers);
    realm.enter(sources);
}

fn nanos(since: Instant) -> f64 {
    since.elapsed().as_nanos() as f64
}

fn measure<R>(name: &str, rounds: u32, mut operation: impl FnMut() -> R) {
    for _ in 0..rounds / 10 {
        black_box(operation());
    }
    let started = Instant::now();
    for _ in 0..rounds {
        black_box(operation());
    }
    println!("{name:<46} {:>9.1}", nanos(started) / f64::from(rounds));
}

fn function<'s>(scope: &Scope<'s>, source: &str) -> Local<'s, Function> {
    let value = scope
        .evaluate(source, &Origin::new("costs.js"))
        .expect("the source is valid");
    value.as_function(scope).expect("the source is a function")
}

fn entries(realm: &Realm) {
    let nop = realm.enter(|scope| Global::new(scope, function(scope, "(() => 1)")));
    measure("enter and leave", ROUNDS, || realm.enter(|_| ()));
    measure("enter, call ()=>1, leave", ROUNDS, || {
        realm.enter(|scope| nop.local(scope).call(scope, None, &[]).is_ok())
    });
    realm.enter(|scope| measure("checkpoint inside an entry", ROUNDS, || scope.checkpoint()));
}

/// A thousand awaits, all in the checkpoint of one entry.
fn awaits(realm: &Realm) {
    let source = "(async () => { for (let i = 0; i < 1000; i++) await i; })";
    let thousand = realm.enter(|scope| Global::new(scope, function(scope, source)));
    measure("1,000 awaits in a checkpoint", ROUNDS / 1000, || {
        realm.enter(|scope| thousand.local(scope).call(scope, None, &[]).is_ok())
    });
}

fn calls(scope: &Scope<'_>) {
    let nop = function(scope, "(() => 1)");
    let asynchronous = function(scope, "(async () => 1)");
    measure("call ()=>1", ROUNDS, || nop.call(scope, None, &[]));
    measure("call async ()=>1", ROUNDS, || {
        asynchronous.call(scope, None, &[])
    });
    let native = scope.function("nop", Box::new(|scope, _| Ok(scope.undefined())));
    scope
        .global_object()
        .set(scope, "nop", native)
        .expect("the global object takes it");
    let none = function(scope, "(() => { for (let i = 0; i < 100; i++) nop(); })");
    let four = function(
        scope,
        "(() => { for (let i = 0; i < 100; i++) nop(i, 'abc', 2, 'def'); })",
    );
    let rounds = ROUNDS / 50;
    measure("100 native calls, no argument", rounds, || {
        none.call(scope, None, &[])
    });
    measure("100 native calls, four arguments", rounds, || {
        four.call(scope, None, &[])
    });
    let reading = scope.function(
        "reading",
        Box::new(|scope, arguments| {
            let number = arguments.get(0).to_number(scope)?;
            let text = arguments.get(1).to_rust_string(scope)?;
            Ok(scope.number(number + text.len() as f64))
        }),
    );
    scope
        .global_object()
        .set(scope, "reading", reading)
        .expect("the global object takes it");
    let read = function(
        scope,
        "(() => { for (let i = 0; i < 100; i++) reading(i, 'abc'); })",
    );
    measure("100 native calls reading number and string", rounds, || {
        read.call(scope, None, &[])
    });
}

fn strings_in(scope: &Scope<'_>) {
    let units: Vec<u16> = PACKED.encode_utf16().collect();
    let long = PACKED.repeat(40);
    measure("string, 250 bytes of ASCII", ROUNDS, || {
        scope.string(PACKED)
    });
    measure("string_utf16, 250 units", ROUNDS, || {
        scope.string_utf16(&units)
    });
    measure("string_latin1, 250 bytes", ROUNDS, || {
        scope.string_latin1(PACKED.as_bytes())
    });
    measure("static_ascii_string, 250 bytes", ROUNDS, || {
        scope.static_ascii_string(PACKED)
    });
    measure("string, 20 bytes of ASCII", ROUNDS, || {
        scope.string("/api/hello?name=foo1")
    });
    measure("string, 10 kB of ASCII", ROUNDS / 10, || {
        scope.string(&long)
    });
    measure("parse_json, 60 bytes", ROUNDS, || scope.parse_json(JSON));
}

fn strings_out(scope: &Scope<'_>) {
    let mut out = Vec::with_capacity(64 * 1024);
    let sources = [
        ("write_utf8, 110 characters, 8-bit", "'x'.repeat(110)"),
        (
            "write_utf8, 110 characters, 16-bit",
            "('\\u20ac' + 'x'.repeat(110)).slice(1)",
        ),
        ("write_utf8, 10 kB, 8-bit", "'x'.repeat(10000)"),
        (
            "write_utf8, 10 kB, 16-bit",
            "('\\u20ac' + 'x'.repeat(10000)).slice(1)",
        ),
        (
            "write_utf8, 10,000 characters of Greek",
            "'\\u03b1'.repeat(10000)",
        ),
    ];
    for (name, source) in sources {
        let value = scope
            .evaluate(source, &Origin::new("costs.js"))
            .expect("the source is valid");
        measure(name, ROUNDS / 5, || {
            out.clear();
            value.write_utf8(scope, &mut out).is_ok()
        });
    }
    let value = scope
        .evaluate("'x'.repeat(110)", &Origin::new("costs.js"))
        .expect("the source is valid");
    measure("to_rust_string, 110 characters", ROUNDS, || {
        value.to_rust_string(scope)
    });
}

fn objects(scope: &Scope<'_>) {
    let object = scope.object();
    object
        .set(scope, "status", scope.number(200.0))
        .expect("a plain object takes it");
    let key = PropertyKey::new("status");
    let name = scope.static_ascii_string("status");
    measure("get by name", ROUNDS, || object.get(scope, "status"));
    measure("get by PropertyKey", ROUNDS, || object.get_key(scope, &key));
    measure("get by string value", ROUNDS, || {
        object.get_value(scope, name)
    });
    measure("set by PropertyKey", ROUNDS, || {
        object.set_key(scope, &key, scope.number(1.0))
    });
    let array = scope.array(&[scope.number(1.0), scope.number(2.0)]);
    measure("get_index", ROUNDS, || array.get_index(scope, 1));
    measure("object", ROUNDS, || scope.object());
    measure("Global, made and dropped", ROUNDS, || {
        Global::new(scope, object)
    });
    measure("deferred promise", ROUNDS / 5, || scope.deferred_promise());
    measure("make_error", ROUNDS / 10, || scope.type_error("wrong"));
    let (shared, _array) = scope.shared_int32(16);
    measure("SharedInt32 set and get", ROUNDS, || {
        shared.set(3, shared.get(2) + 1);
    });
}

fn buffers(scope: &Scope<'_>) {
    measure("uint8_array, 250 bytes", ROUNDS / 5, || {
        scope.uint8_array(vec![1; 250])
    });
    measure("array_buffer, 250 bytes", ROUNDS / 5, || {
        scope.array_buffer(vec![1; 250])
    });
    let array = scope.uint8_array(vec![1; 250]);
    measure("with_bytes, 250 bytes", ROUNDS, || {
        array.with_bytes(scope, |bytes| bytes.len())
    });
    let made = function(scope, "(() => new Uint8Array(250))");
    measure(
        "with_bytes of a new Uint8Array, 250 bytes",
        ROUNDS / 5,
        || {
            let array = made.call(scope, None, &[]).expect("the constructor works");
            array.with_bytes(scope, |bytes| bytes.len())
        },
    );
    measure("function, made", ROUNDS / 20, || {
        scope.function("nop", Box::new(|scope, _| Ok(scope.undefined())))
    });
}

fn sources(scope: &Scope<'_>) {
    let body = "function part(a, b) { const c = a + b; return c * 2 + part.length; }\n".repeat(300);
    let source: &'static str =
        Box::leak(format!("(function () {{ {body} return part; }})").into_boxed_str());
    let origin = Origin::new("part.js");
    let rounds = ROUNDS / 1000;
    measure("evaluate, 20 kB", rounds, || {
        scope.evaluate(source, &origin)
    });
    measure("evaluate_kept, 20 kB", rounds, || {
        scope.evaluate_kept(KeptText::of_static(source), None, &origin)
    });
    // Each text a new one, so that no cache of the engine answers.
    let mut count = 0;
    let mut fresh = || {
        count += 1;
        let text = format!("(function () {{ {body} return {count}; }})");
        &*Box::leak(text.into_boxed_str())
    };
    measure("evaluate, 20 kB, each new", rounds, || {
        scope.evaluate(fresh(), &origin)
    });
    measure("evaluate_kept, 20 kB, each new", rounds, || {
        scope.evaluate_kept(KeptText::of_static(fresh()), None, &origin)
    });
}

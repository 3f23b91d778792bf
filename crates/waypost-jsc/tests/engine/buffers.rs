//! Buffers: handed over without a copy, lent, detached, freed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::{eval, function, in_realm, realm, stress, text};
use waypost_jsc::{LocalVec, TypedArrayKind};

/// The resident memory of this process in megabytes.
fn resident_megabytes() -> usize {
    let status =
        std::fs::read_to_string("/proc/self/statm").expect("the system has a proc file system");
    let pages: usize = status
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .expect("a number");
    pages * 4096 / (1024 * 1024)
}

#[test]
fn bytes_are_handed_over_without_a_copy() {
    in_realm(|scope| {
        let bytes: Vec<u8> = (0..=255).collect();
        let address = bytes.as_ptr();
        let array = scope.uint8_array(bytes);
        stress(scope);
        assert_eq!(
            array.with_bytes(scope, |bytes| bytes.as_ptr()),
            Some(address)
        );
        let sum = function(
            scope,
            "(a => { let s = 0; for (const x of a) s += x; a[0] = 7; return s })",
        );
        let result = sum.call(scope, None, &[array.value()]).unwrap();
        assert_eq!(result.as_number(scope), Some(f64::from(255 * 256 / 2)));
        assert_eq!(array.copy_bytes(scope).unwrap()[..2], [7, 1]);
        let buffer = scope.array_buffer(b"abc".to_vec());
        let read = function(
            scope,
            "(b => b.byteLength + ':' + new Uint8Array(b).join())",
        );
        let result = read.call(scope, None, &[buffer.value()]).unwrap();
        assert_eq!(result.to_rust_string(scope).unwrap(), "3:97,98,99");
    });
}

#[test]
fn empty_buffers_are_buffers() {
    in_realm(|scope| {
        for value in [
            scope.uint8_array(Vec::new()).value(),
            scope.array_buffer(Vec::new()).value(),
        ] {
            assert_eq!(value.with_bytes(scope, <[u8]>::len), Some(0));
        }
        assert_eq!(
            eval(scope, "new Uint8Array(0)").with_bytes(scope, <[u8]>::len),
            Some(0)
        );
        assert_eq!(
            eval(scope, "new DataView(new ArrayBuffer(0))").with_bytes(scope, <[u8]>::len),
            Some(0)
        );
    });
}

#[test]
fn views_honour_offset_and_length() {
    in_realm(|scope| {
        eval(
            scope,
            "globalThis.b = new Uint8Array([1,2,3,4,5,6,7,8]).buffer; 0",
        );
        let cases: [(&str, &[u8], TypedArrayKind); 6] = [
            ("b", &[1, 2, 3, 4, 5, 6, 7, 8], TypedArrayKind::ArrayBuffer),
            (
                "new Uint8Array(b, 2, 3)",
                &[3, 4, 5],
                TypedArrayKind::Uint8Array,
            ),
            (
                "new Uint16Array(b, 2, 2)",
                &[3, 4, 5, 6],
                TypedArrayKind::Other,
            ),
            (
                "new DataView(b, 1, 4)",
                &[2, 3, 4, 5],
                TypedArrayKind::DataView,
            ),
            (
                "new Uint8Array(b).subarray(6)",
                &[7, 8],
                TypedArrayKind::Uint8Array,
            ),
            (
                "new Float64Array(new ArrayBuffer(8))",
                &[0; 8],
                TypedArrayKind::Other,
            ),
        ];
        for (source, expected, kind) in cases {
            let value = eval(scope, source);
            assert_eq!(
                value.copy_bytes(scope).as_deref(),
                Some(expected),
                "{source}"
            );
            assert_eq!(value.typed_array_kind(scope), Some(kind), "{source}");
        }
        for source in [
            "1",
            "'text'",
            "({})",
            "[1,2]",
            "(() => 1)",
            "undefined",
            "Uint8Array",
            "new Proxy(b, {})",
            "new Proxy(new DataView(b), {})",
        ] {
            assert_eq!(eval(scope, source).copy_bytes(scope), None, "{source}");
        }
    });
}

#[test]
fn small_arrays_and_written_bytes_are_seen_by_both_sides() {
    in_realm(|scope| {
        for length in [1, 8, 100, 999, 1000, 1001, 5000] {
            let array = eval(
                scope,
                &format!("globalThis.a = new Uint8Array({length}).fill(3); a"),
            );
            array
                .with_bytes_mut(scope, |bytes| {
                    assert_eq!(bytes.len(), length);
                    assert!(bytes.iter().all(|byte| *byte == 3));
                    bytes[length - 1] = 9;
                })
                .unwrap();
            stress(scope);
            assert_eq!(
                text(scope, "a[a.length - 1] + ',' + a.length"),
                format!("9,{length}")
            );
        }
    });
}

#[test]
fn a_detached_buffer_has_no_bytes() {
    in_realm(|scope| {
        eval(
            scope,
            "globalThis.a = new Uint8Array([1,2,3]); globalThis.b = a.buffer; b.transfer(); 0",
        );
        assert_eq!(eval(scope, "a").copy_bytes(scope), Some(Vec::new()));
        assert_eq!(eval(scope, "b").copy_bytes(scope), Some(Vec::new()));
    });
}

#[test]
fn a_buffer_that_was_lent_may_be_transferred() {
    in_realm(|scope| {
        let array = eval(scope, "globalThis.a = new Uint8Array([1,2,3]); a");
        assert_eq!(array.copy_bytes(scope).unwrap(), [1, 2, 3]);
        let moved = eval(scope, "globalThis.moved = a.buffer.transfer(); moved");
        // The public API pins what it has shown: such a buffer is copied. Else it is detached.
        let left = array.copy_bytes(scope).unwrap();
        assert!(left.is_empty() || left == [1, 2, 3], "{left:?}");
        assert_eq!(
            text(scope, "String(a.length)"),
            left.len().to_string(),
            "both sides see the same"
        );
        stress(scope);
        assert_eq!(moved.copy_bytes(scope).unwrap(), [1, 2, 3]);
        assert!(
            eval(scope, "moved.transfer(); moved")
                .copy_bytes(scope)
                .is_some()
        );
    });
}

#[test]
fn resizable_buffers_show_their_current_length() {
    in_realm(|scope| {
        eval(
            scope,
            "globalThis.r = new ArrayBuffer(4, { maxByteLength: 64 }); globalThis.v = new Uint8Array(r); 0",
        );
        assert_eq!(eval(scope, "v").with_bytes(scope, <[u8]>::len), Some(4));
        eval(scope, "r.resize(32); v[31] = 5; 0");
        assert_eq!(
            eval(scope, "v").with_bytes(scope, |bytes| (bytes.len(), bytes[31])),
            Some((32, 5))
        );
        eval(scope, "r.resize(2); 0");
        assert_eq!(eval(scope, "v").with_bytes(scope, <[u8]>::len), Some(2));
        assert_eq!(
            eval(scope, "new Uint8Array(r, 0, 2)").with_bytes(scope, <[u8]>::len),
            Some(2)
        );
        eval(
            scope,
            "globalThis.w = new Uint8Array(r, 1, 1); r.resize(0); 0",
        );
        assert_eq!(eval(scope, "w").with_bytes(scope, <[u8]>::len), Some(0));
    });
}

#[test]
fn two_buffers_are_compared_at_once() {
    in_realm(|scope| {
        let (first, second) = (scope.uint8_array(vec![1, 2]), scope.uint8_array(vec![1, 3]));
        assert_eq!(
            first.with_bytes_pair(scope, second, |a, b| a == b),
            Some(false)
        );
        assert_eq!(
            first.with_bytes_pair(scope, first, |a, b| a == b),
            Some(true)
        );
        assert_eq!(
            first.with_bytes_pair(scope, scope.null(), |a, b| a == b),
            None
        );
    });
}

#[test]
fn the_engine_is_closed_while_bytes_are_lent() {
    in_realm(|scope| {
        let array = scope.uint8_array(vec![1, 2, 3]);
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            array.with_bytes(scope, |_| scope.object())
        }));
        assert!(attempt.is_err());
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            array.with_bytes(scope, |_| {
                array.with_bytes_mut(scope, |bytes| bytes.fill(0))
            })
        }));
        assert!(attempt.is_err());
        // It is open again afterwards.
        assert_eq!(array.copy_bytes(scope).unwrap(), [1, 2, 3]);
        assert!(
            array
                .with_bytes(scope, |_| scope.realm().vm().clone().is_poisoned())
                .is_some()
        );
    });
}

#[test]
fn the_collector_frees_buffers_by_their_size() {
    let realm = realm();
    let before = resident_megabytes();
    // Four gigabytes in all, of which nothing is kept.
    for _ in 0..400 {
        realm.enter(|scope| {
            for _ in 0..10 {
                let array = scope.uint8_array(vec![1; 1024 * 1024]);
                assert_eq!(array.with_bytes(scope, |bytes| bytes[77]), Some(1));
            }
        });
    }
    let grown = resident_megabytes().saturating_sub(before);
    assert!(grown < 1000, "the process grew by {grown} MB");
    realm.enter(|scope| scope.collect_now());
    let lent = waypost_jsc::lent_bytes();
    assert!(lent < 400 * 1024 * 1024, "{lent} bytes are still lent");
    let kept = resident_megabytes().saturating_sub(before);
    assert!(kept < 400, "{kept} MB are still there after a collection");
}

#[test]
fn reported_memory_shows_in_the_statistics() {
    let realm = realm();
    realm.enter(|scope| {
        let mut arrays = LocalVec::new(scope);
        for _ in 0..50 {
            arrays.push(scope.uint8_array(vec![0; 1024 * 1024]));
        }
        scope.collect_now();
        let statistics = scope.memory_statistics();
        assert!(
            statistics.extra_memory_size > 50 * 1024 * 1024,
            "{statistics:?}"
        );
        assert!(
            statistics.object_count > 100 && statistics.heap_size > 0,
            "{statistics:?}"
        );
        assert_eq!(statistics.global_object_count, 1, "{statistics:?}");
        assert_eq!(arrays.as_slice().len(), 50);
        scope.report_extra_memory(1024);
    });
    realm.vm().collect_now();
    let statistics = realm.vm().memory_statistics();
    assert!(
        statistics.extra_memory_size < 20 * 1024 * 1024,
        "{statistics:?}"
    );
}

#[test]
fn numbers_are_shared_with_an_int32_array() {
    let shared = in_realm(|scope| {
        let (shared, array) = scope.shared_int32(8);
        scope.global_object().set(scope, "cells", array).unwrap();
        shared.set(2, -5);
        stress(scope);
        assert_eq!(
            text(
                scope,
                "cells[3] = cells[2] * 2; cells.length + ':' + cells.join()"
            ),
            "8:0,0,-5,-10,0,0,0,0"
        );
        assert_eq!((shared.get(3), shared.len()), (-10, 8));
        // They are not lent as bytes, for Rust may write them meanwhile.
        for source in ["cells", "cells.buffer", "new Uint8Array(cells.buffer, 31)"] {
            assert_eq!(eval(scope, source).copy_bytes(scope), None, "{source}");
        }
        // JavaScript keeps the memory when Rust lets go.
        let (other, array) = scope.shared_int32(4);
        other.set(1, 11);
        scope.global_object().set(scope, "others", array).unwrap();
        drop(other);
        stress(scope);
        assert_eq!(text(scope, "others[1] + ''"), "11");
        shared
    });
    // And Rust keeps it when the VM is gone.
    shared.set(0, 1);
    assert_eq!((shared.get(0), shared.get(3)), (1, -10));
}

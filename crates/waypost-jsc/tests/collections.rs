//! What a collection of new objects frees. The counters are those of the process, so it is a test of its own.

use waypost_jsc::{Origin, Vm, VmOptions, collections, lent_bytes};

const PIECE: usize = 64 * 1024;

#[test]
fn a_collection_of_new_objects_frees_their_buffers() {
    let vm = Vm::new(VmOptions::default()).expect("a VM");
    let realm = vm.new_realm();
    realm.enter(|scope| scope.collect_now());
    // Too few for the engine to collect by itself.
    for _ in 0..12 {
        realm.enter(|scope| {
            // A view on the buffer, and the buffer itself, are objects of their own.
            let source = "(a => new Uint8Array(a.buffer, 1).length)";
            let touch = scope.evaluate(source, &Origin::new("test")).ok();
            let touch = touch.and_then(|touch| touch.as_function(scope));
            let piece = scope.uint8_array(vec![1; PIECE]);
            let touched = touch
                .expect("a function")
                .call(scope, None, &[piece.value()]);
            assert!(touched.is_ok());
        });
    }
    let lent = lent_bytes();
    assert!(lent >= 12 * PIECE, "{lent} bytes are lent");
    let before = collections();
    realm.enter(|scope| scope.collect_young());
    assert!(collections() > before);
    // Stacks are scanned word by word: what looks like a reference keeps a buffer or two.
    let left = lent_bytes();
    assert!(left <= 4 * PIECE, "{left} of {lent} bytes are left");
    realm.enter(|scope| scope.collect_now());
    assert!(collections() > before + 1);
}

//! The bytes of a `Uint8Array` where they are, read from its cell.
//!
//! The public API answers for kind, place, offset and length one by one, and makes every array a view of a buffer
//! object before it says where the bytes are. An op on a few bytes costs less than that.
//!
//! Address, length and mode of a typed array have their places in its cell; compiled code reads them there. They
//! are tried on arrays of each known mode when they are first asked for. Arrays of other kinds and modes (over resizable
//! buffers) are left to the public API, and all are where anything looks otherwise.

use std::ptr;
use std::sync::OnceLock;

use crate::string::RawString;
use crate::sys::{self, JSContextRef, JSObjectRef, JSValueRef};
use crate::value_bits::is_cell;

/// `JSC::JSArrayBufferView`.
#[repr(C)]
struct View {
    structure: u32,
    indexing: u8,
    kind: u8,
    flags: u8,
    state: u8,
    butterfly: usize,
    bytes: *mut u8,
    /// In elements.
    length: usize,
    offset: usize,
    mode: u8,
}

/// What the probes found.
struct Layout {
    /// The kind byte of a `Uint8Array`.
    kind: u8,
    /// The modes of arrays with their bytes beside them, in memory of their own, and in a buffer object.
    modes: [u8; 3],
}

static LAYOUT: OnceLock<Option<Layout>> = OnceLock::new();

/// Place and number of the bytes of a `Uint8Array`; none for other values, and where the public API has to say it.
/// A detached one has a null pointer.
///
/// # Safety
/// The lock is held, `value` is a live value of the context, which is alive on this thread. What is given holds until
/// something of the engine runs.
pub(crate) unsafe fn bytes_of(
    context: JSContextRef,
    value: JSValueRef,
) -> Option<(*mut u8, usize)> {
    // SAFETY: the caller's promise.
    let layout = LAYOUT.get_or_init(|| unsafe { probe(context) }).as_ref()?;
    if !is_cell(value) {
        return None;
    }
    let view = value.cast::<View>();
    // SAFETY: a value with these bits is the address of a cell, which is alive and has a header of eight bytes;
    // the kind says that the rest is there.
    unsafe {
        let is_known = (*view).kind == layout.kind && layout.modes.contains(&(*view).mode);
        is_known.then(|| ((*view).bytes, (*view).length))
    }
}

/// Three arrays of known modes, one that is detached, then what is none of them.
const SAMPLES: &str = "(() => {
  const small = new Uint8Array(24), large = new Uint8Array(5000), part = new Uint8Array(new ArrayBuffer(40), 8, 16);
  const buffer = new ArrayBuffer(8), detached = new Uint8Array(buffer);
  buffer.transfer();
  small[3] = large[3] = part[3] = 77;
  return [small, large, part, detached, new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })), new Int8Array(24),
    new Uint8ClampedArray(24), new Uint16Array(8), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8), {}, [1]];
})()";
const KNOWN_SAMPLES: u32 = 3;
const ALL_SAMPLES: u32 = 12;

/// Tries the layout, once per process. Where user code has put something else in the place of the constructors, the
/// public API does not know the samples, and there is no layout.
///
/// # Safety
/// The lock is held, and the context alive on this thread.
unsafe fn probe(context: JSContextRef) -> Option<Layout> {
    if cfg!(not(target_pointer_width = "64")) {
        return None;
    }
    // SAFETY: the caller's promise; the samples are on the stack until they have been looked at.
    unsafe { samples(context).and_then(|samples| layout_of(context, samples)) }
}

/// # Safety
/// The lock is held, and the context alive on this thread.
unsafe fn samples(context: JSContextRef) -> Option<JSObjectRef> {
    let source = RawString::from_str(SAMPLES);
    let mut exception = ptr::null();
    // SAFETY: the caller's promise; the source outlives the call, null means the global object and no name.
    let samples = unsafe {
        sys::JSEvaluateScript(
            context,
            source.raw(),
            ptr::null_mut(),
            ptr::null_mut(),
            1,
            &mut exception,
        )
    };
    (exception.is_null() && !samples.is_null()).then_some(samples.cast_mut())
}

/// # Safety
/// The lock is held, the context alive on this thread; `samples` is what `SAMPLES` gave.
unsafe fn layout_of(context: JSContextRef, samples: JSObjectRef) -> Option<Layout> {
    // SAFETY: the caller's promise; reading an index of the array runs no code.
    let sample = |index: u32| unsafe {
        sys::JSObjectGetPropertyAtIndex(context, samples, index, ptr::null_mut())
    };
    // SAFETY: all samples are kept by the array, and are objects, of at least sixteen bytes, for the public API says
    // so; more is only read of those that it knows as `Uint8Array`s.
    unsafe {
        let header = |index: u32| sample(index).cast::<View>();
        let is_object = |index: u32| {
            let value = sample(index);
            !value.is_null() && is_cell(value) && sys::JSValueIsObject(context, value)
        };
        let is_array = |index: u32| {
            sys::JSValueGetTypedArrayType(context, sample(index), ptr::null_mut())
                == sys::TYPED_ARRAY_UINT8
        };
        if !(0..ALL_SAMPLES).all(is_object) || !(0..=KNOWN_SAMPLES + 1).all(is_array) {
            return None;
        }
        let kind = (*header(0)).kind;
        let modes = [0, 1, 2].map(|index| (*header(index)).mode);
        let of_kind = |index: u32| (*header(index)).kind == kind;
        let detached = header(KNOWN_SAMPLES);
        let is_known = (0..=KNOWN_SAMPLES + 1).all(of_kind)
            && !(KNOWN_SAMPLES + 2..ALL_SAMPLES).any(of_kind)
            && !modes.contains(&(*header(KNOWN_SAMPLES + 1)).mode)
            && modes.contains(&(*detached).mode)
            && (*detached).bytes.is_null()
            && (*detached).length == 0
            && [(2, 16), (1, 5000), (0, 24)]
                .into_iter()
                .all(|(index, length)| says_the_same(context, sample(index), length));
        is_known.then_some(Layout { kind, modes })
    }
}

/// Whether the cell says what the public API says. Asking that turns an array into a view of a buffer object: one
/// with memory of its own keeps its bytes in place, a small one has them copied.
///
/// # Safety
/// The lock is held, the context alive on this thread; `value` is a live `Uint8Array` of `length` bytes, the fourth
/// of which is 77.
unsafe fn says_the_same(context: JSContextRef, value: JSValueRef, length: usize) -> bool {
    let view = value.cast::<View>();
    let object = value.cast_mut();
    const SMALL: usize = 1000;
    // SAFETY: the caller's promise. A byte is read through the cell only when the address is plausible; the arrays with
    // a buffer come first and have shown by then that the address has its place there.
    unsafe {
        let (before, length_before) = ((*view).bytes, (*view).length);
        let is_plausible = before.addr() > 0xffff && before.addr().is_multiple_of(8);
        if length_before != length || !is_plausible {
            return false;
        }
        let offset = sys::JSObjectGetTypedArrayByteOffset(context, object, ptr::null_mut());
        let base = sys::JSObjectGetTypedArrayBytesPtr(context, object, ptr::null_mut());
        if base.is_null()
            || length != sys::JSObjectGetTypedArrayByteLength(context, object, ptr::null_mut())
        {
            return false;
        }
        let public = base.cast::<u8>().wrapping_add(offset);
        let (after, length_after) = ((*view).bytes, (*view).length);
        let stayed = before == after || (length < SMALL && offset == 0);
        after == public && length_after == length && stayed && *after.add(3) == 77
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Vm, VmOptions};

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn the_layout_is_known_here() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        let realm = vm.new_realm();
        realm.enter(|scope| {
            for (source, expected) in [
                ("new Uint8Array([1, 2, 3])", Some(&[1, 2, 3][..])),
                ("new Uint8Array([1, 2, 3, 4]).subarray(1, 3)", Some(&[2, 3])),
                ("new Uint8Array(2000).fill(7).subarray(1998)", Some(&[7, 7])),
                ("new (class extends Uint8Array {})([9])", Some(&[9])),
                ("new Uint8Array(0)", Some(&[])),
                (
                    "new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 }))",
                    None,
                ),
                ("new Int8Array(2)", None),
                ("new DataView(new ArrayBuffer(2))", None),
                ("new ArrayBuffer(2)", None),
                ("({ length: 2 })", None),
                ("'text'", None),
                ("2", None),
                ("-1.5", None),
                ("undefined", None),
                ("null", None),
                ("true", None),
            ] {
                let value = scope
                    .evaluate(source, &Origin::new("test"))
                    .expect("it runs");
                // SAFETY: the value is live, and the bytes are used before anything of the engine runs.
                let seen = unsafe {
                    bytes_of(scope.raw(), value.raw()).map(|(bytes, length)| match length {
                        0 => Vec::new(),
                        _ => std::slice::from_raw_parts(bytes, length).to_vec(),
                    })
                };
                assert_eq!(seen.as_deref(), expected, "{source}");
            }
            assert!(matches!(LAYOUT.get(), Some(Some(_))));
        });
    }
}

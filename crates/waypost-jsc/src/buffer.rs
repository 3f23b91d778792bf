//! Bytes: buffers handed over without a copy, and the bytes of buffers lent to a closure.

use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::local::{ArrayBuffer, Function, Local, Uint8Array, Value};
use crate::scope::Scope;
use crate::sys::{self, JSObjectRef};
use crate::view_layout;
use crate::vm::VmInner;

/// The bytes that the engine was handed and has not given back.
static LENT: AtomicUsize = AtomicUsize::new(0);

/// How many bytes of this process the engine was handed without a copy and has not given back yet: those
/// that JavaScript still reaches, and those that wait for the collector. Small buffers do not count.
pub fn lent_bytes() -> usize {
    LENT.load(Ordering::Relaxed)
}

/// From this many bytes on a buffer is worth counting.
const COUNTED: usize = 4096;

/// What kind of bytes an object is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedArrayKind {
    /// An `ArrayBuffer` or `SharedArrayBuffer`.
    ArrayBuffer,
    /// A `Uint8Array`.
    Uint8Array,
    /// Another typed array.
    Other,
    /// A `DataView`.
    DataView,
}

impl<'s> Scope<'s> {
    /// A `Uint8Array` over `bytes`, which are freed when the collector drops it. Nothing is
    /// copied, and the collector knows the size.
    pub fn uint8_array(&self, bytes: Vec<u8>) -> Local<'s, Uint8Array> {
        let lent = LentBytes::new(bytes);
        self.made(|context, exception| {
            let kind = sys::TYPED_ARRAY_UINT8;
            // SAFETY: the scope keeps the context alive; the bytes stay where they are until the
            // engine calls the deallocator, once, also when it throws here.
            unsafe {
                sys::JSObjectMakeTypedArrayWithBytesNoCopy(
                    context,
                    kind,
                    lent.data,
                    lent.length,
                    free,
                    lent.capacity,
                    exception,
                )
            }
        })
        .cast()
    }

    /// An `ArrayBuffer` over `bytes`; otherwise as [`Scope::uint8_array`].
    pub fn array_buffer(&self, bytes: Vec<u8>) -> Local<'s, ArrayBuffer> {
        let lent = LentBytes::new(bytes);
        self.made(|context, exception| {
            // SAFETY: as in `uint8_array`.
            unsafe {
                sys::JSObjectMakeArrayBufferWithBytesNoCopy(
                    context,
                    lent.data,
                    lent.length,
                    free,
                    lent.capacity,
                    exception,
                )
            }
        })
        .cast()
    }
}

/// Bytes on their way to the engine: a vector taken apart.
struct LentBytes {
    data: *mut c_void,
    length: usize,
    /// The capacity, in the place where the engine keeps a pointer for the deallocator.
    capacity: *mut c_void,
}

impl LentBytes {
    fn new(mut bytes: Vec<u8>) -> Self {
        if bytes.is_empty() {
            // The engine may forget where no bytes are, so there must be nothing to free.
            bytes = Vec::new();
        }
        let mut bytes = ManuallyDrop::new(bytes);
        if bytes.capacity() >= COUNTED {
            LENT.fetch_add(bytes.capacity(), Ordering::Relaxed);
        }
        Self {
            data: bytes.as_mut_ptr().cast(),
            length: bytes.len(),
            capacity: ptr::without_provenance_mut(bytes.capacity()),
        }
    }
}

/// The engine no longer needs the bytes of a [`LentBytes`].
unsafe extern "C" fn free(data: *mut c_void, capacity: *mut c_void) {
    if capacity.addr() == 0 {
        return;
    }
    if capacity.addr() >= COUNTED {
        LENT.fetch_sub(capacity.addr(), Ordering::Relaxed);
    }
    // SAFETY: these are the parts of one vector, and the engine calls once. Bytes need no length
    // to be freed, and can be freed on any thread.
    drop(unsafe { Vec::<u8>::from_raw_parts(data.cast(), 0, capacity.addr()) });
}

impl<'s, T> Local<'s, T> {
    /// What kind of bytes this is; none when it has no bytes.
    pub fn typed_array_kind(self, scope: &Scope<'s>) -> Option<TypedArrayKind> {
        let context = scope.raw();
        // SAFETY: the scope keeps the context alive; `self` is live. A null exception pointer is
        // allowed, and the call cannot throw.
        let kind = unsafe { sys::JSValueGetTypedArrayType(context, self.raw(), ptr::null_mut()) };
        match kind {
            sys::TYPED_ARRAY_ARRAY_BUFFER => Some(TypedArrayKind::ArrayBuffer),
            sys::TYPED_ARRAY_UINT8 => Some(TypedArrayKind::Uint8Array),
            // The engine has no type for a `DataView`, but answers for it as for other views.
            sys::TYPED_ARRAY_NONE => is_view(scope, self).then_some(TypedArrayKind::DataView),
            _ => Some(TypedArrayKind::Other),
        }
    }

    /// Lends the bytes of an `ArrayBuffer`, typed array or `DataView` to `f`, offset and length of
    /// a view honoured; none for anything else. A detached buffer has no bytes. The cells of a
    /// [`SharedInt32`](crate::SharedInt32) are not lent, for Rust may write them meanwhile.
    ///
    /// Where the public API has to say where the bytes are, the buffer can no longer be detached afterwards: a
    /// later `transfer` copies it.
    ///
    /// # Panics
    /// When `f` touches the engine, for that could move or alias the bytes.
    pub fn with_bytes<R>(self, scope: &Scope<'s>, f: impl FnOnce(&[u8]) -> R) -> Option<R> {
        self.lend(scope, |data, length| {
            // SAFETY: `lend` gives bytes that stay in place and unaliased while it runs this.
            f(unsafe { std::slice::from_raw_parts(data, length) })
        })
    }

    /// As [`Local::with_bytes`], to be written.
    pub fn with_bytes_mut<R>(self, scope: &Scope<'s>, f: impl FnOnce(&mut [u8]) -> R) -> Option<R> {
        self.lend(scope, |data, length| {
            // SAFETY: `lend` gives bytes that stay in place and unaliased while it runs this.
            f(unsafe { std::slice::from_raw_parts_mut(data, length) })
        })
    }

    /// Lends the bytes of two values at once, to be read; none when either has no bytes.
    pub fn with_bytes_pair<U, R>(
        self,
        scope: &Scope<'s>,
        other: Local<'s, U>,
        f: impl FnOnce(&[u8], &[u8]) -> R,
    ) -> Option<R> {
        let (first, second) = (
            Bytes::find(scope, self.value())?,
            Bytes::find(scope, other.value())?,
        );
        let closed = EngineClosed::new(scope);
        // SAFETY: as in `lend`, for both: looking for the second moves no bytes but its own, and finds those
        // of the same array as the first look did. They may overlap, which shared slices allow.
        let result = unsafe {
            let first = std::slice::from_raw_parts(first.data, first.length);
            f(
                first,
                std::slice::from_raw_parts(second.data, second.length),
            )
        };
        drop(closed);
        keep_alive(self);
        keep_alive(other);
        Some(result)
    }

    /// A copy of the bytes; none when the value has none.
    pub fn copy_bytes(self, scope: &Scope<'s>) -> Option<Vec<u8>> {
        self.with_bytes(scope, <[u8]>::to_vec)
    }

    /// Gives `f` the place and number of the bytes. While it runs the engine is closed, so nobody
    /// else reads, writes, moves or frees them.
    fn lend<R>(self, scope: &Scope<'s>, f: impl FnOnce(*mut u8, usize) -> R) -> Option<R> {
        let bytes = Bytes::find(scope, self.value())?;
        let closed = EngineClosed::new(scope);
        let result = f(bytes.data, bytes.length);
        drop(closed);
        keep_alive(self);
        Some(result)
    }
}

/// Where the bytes of an object are.
pub(crate) struct Bytes {
    data: *mut u8,
    length: usize,
}

impl Bytes {
    /// The bytes of `value`, which nothing but the engine writes.
    pub(crate) fn find(scope: &Scope<'_>, value: Local<'_, Value>) -> Option<Self> {
        let object = value.raw().cast_mut();
        // SAFETY: the scope holds the lock and keeps the context alive; `value` is live. The bytes are used while
        // the engine is closed, before anything else is done.
        if let Some((data, length)) = unsafe { view_layout::bytes_of(scope.raw(), object) } {
            let bytes = Self::new(data, 0, length);
            let shared = scope.vm_inner().shared_cells().contain(bytes.data);
            return (!shared).then_some(bytes);
        }
        let bytes = match value.typed_array_kind(scope)? {
            TypedArrayKind::ArrayBuffer => Self::of_array_buffer(scope, object),
            _ => Self::of_view(scope, object),
        };
        let shared = scope.vm_inner().shared_cells().contain(bytes.data);
        (!shared).then_some(bytes)
    }

    /// The bytes, to be written.
    ///
    /// # Safety
    /// The value they are of is alive, the engine is closed, and nothing of it has run since `find`.
    pub(crate) unsafe fn as_slice_mut<'a>(&self) -> &'a mut [u8] {
        // SAFETY: the caller's promise; nobody else writes or reads them.
        unsafe { std::slice::from_raw_parts_mut(self.data, self.length) }
    }

    fn of_array_buffer(scope: &Scope<'_>, object: JSObjectRef) -> Self {
        let context = scope.raw();
        // SAFETY: the scope keeps the context alive; `object` is a live `ArrayBuffer`. The calls
        // cannot throw.
        let (data, length) = unsafe {
            (
                sys::JSObjectGetArrayBufferBytesPtr(context, object, ptr::null_mut()),
                sys::JSObjectGetArrayBufferByteLength(context, object, ptr::null_mut()),
            )
        };
        Self::new(data.cast(), 0, length)
    }

    fn of_view(scope: &Scope<'_>, object: JSObjectRef) -> Self {
        let context = scope.raw();
        // SAFETY: the scope keeps the context alive; `object` is a live view. The calls cannot
        // throw.
        let (data, offset, length) = unsafe {
            (
                sys::JSObjectGetTypedArrayBytesPtr(context, object, ptr::null_mut()),
                sys::JSObjectGetTypedArrayByteOffset(context, object, ptr::null_mut()),
                sys::JSObjectGetTypedArrayByteLength(context, object, ptr::null_mut()),
            )
        };
        Self::new(data.cast(), offset, length)
    }

    /// `base` is where the buffer begins; null when it is detached or empty.
    fn new(base: *mut u8, offset: usize, length: usize) -> Self {
        if base.is_null() || length == 0 {
            return Self {
                data: ptr::dangling_mut(),
                length: 0,
            };
        }
        // SAFETY: the engine says that the view's bytes begin `offset` bytes into its buffer.
        let data = unsafe { base.add(offset) };
        Self { data, length }
    }
}

/// What `ArrayBuffer.isView` says: tells a `DataView` from other values.
fn is_view<T>(scope: &Scope<'_>, value: Local<'_, T>) -> bool {
    // SAFETY: the scope keeps the context alive; `value` is live.
    if !unsafe { sys::JSValueIsObject(scope.raw(), value.raw()) } {
        return false;
    }
    let is_view: Local<'_, Function> =
        Local::from_infallible(scope.intrinsics().array_buffer_is_view);
    is_view
        .call(scope, None, &[value.value()])
        .is_ok_and(|answer| answer.to_boolean(scope))
}

/// Keeps `value` visible to the collector up to this point, while only memory inside it is used.
pub(crate) fn keep_alive<T>(value: Local<'_, T>) {
    std::hint::black_box(value.raw());
}

/// Closes the engine while bytes or units are borrowed; dropping it opens it again.
pub(crate) struct EngineClosed<'a>(&'a Rc<VmInner>);

impl<'a> EngineClosed<'a> {
    pub(crate) fn new(scope: &Scope<'a>) -> Self {
        scope.vm_inner().borrowed().set(true);
        Self(scope.vm_inner())
    }
}

impl Drop for EngineClosed<'_> {
    fn drop(&mut self) {
        self.0.borrowed().set(false);
    }
}

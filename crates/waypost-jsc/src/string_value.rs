//! String values made and read where they are, without the copies of the public API.
//!
//! The public API makes a string in three steps: a text, an object around it, and a value for which the text is
//! copied once more; it reads one through another such object. A string value of the engine is a cell that holds its
//! text: here it is made of a text of bytes at once, and the units of its text are read through the cell.
//!
//! The text is the one of [`string_layout`](crate::string_layout). All of it is tried in the first realm; where a
//! symbol is absent, the processor is another or anything looks otherwise, the public API is used, and nothing but
//! time is lost.

use crate::string_layout::StringUnits;
use crate::sys::JSValueRef;

pub(crate) use engine::{OwnedText, find, make, probe, text_for_value, units_of, value_of};

#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
mod engine {
    use std::ffi::c_void;
    use std::mem::ManuallyDrop;
    use std::ptr::{self, NonNull};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::{JSValueRef, StringUnits};
    use crate::private_api;
    use crate::string::RawString;
    use crate::string_layout;
    use crate::sys::{self, JSContextGroupRef, JSContextRef};
    use crate::value_bits::is_cell;

    /// Longer texts are not made here: the engine keeps the last one until the next, and a copy of them costs
    /// little beside the rest.
    const LONGEST: usize = 64 * 1024;

    /// `Ref<StringImpl> WTF::StringImpl::create(std::span<const LChar>)`
    type Create = unsafe extern "C" fn(result: *mut *mut c_void, bytes: *const u8, length: usize);
    /// `static void WTF::StringImpl::destroy(StringImpl*)`
    type Destroy = unsafe extern "C" fn(text: *mut c_void);
    /// `JSString* jsStringWithCacheSlowCase(VM&, StringImpl&)`
    type MakeValue = unsafe extern "C" fn(vm: JSContextGroupRef, text: *mut c_void) -> JSValueRef;

    struct Functions {
        create: Create,
        destroy: Destroy,
        make_value: MakeValue,
    }

    static FUNCTIONS: OnceLock<Functions> = OnceLock::new();
    static LAYOUT: OnceLock<Option<Layout>> = OnceLock::new();

    /// What the probes found.
    struct Layout {
        /// The kind byte of string cells.
        kind: u8,
    }

    /// Looks for the three; without them the public API makes and reads strings.
    pub(crate) fn find(library: &libloading::Library) {
        let symbol = |name| crate::library::symbol(library, name).ok();
        let (Some(create), Some(destroy), Some(make_value)) = (
            symbol("_ZN3WTF10StringImpl6createESt4spanIKhLm18446744073709551615EE\0"),
            symbol("_ZN3WTF10StringImpl7destroyEPS0_\0"),
            symbol("_ZN3JSC25jsStringWithCacheSlowCaseERNS_2VMERN3WTF10StringImplE\0"),
        ) else {
            return;
        };
        // SAFETY: the names say the parameters; the results are those of the engine's source.
        let functions = unsafe {
            Functions {
                create: std::mem::transmute::<*mut c_void, Create>(create),
                destroy: std::mem::transmute::<*mut c_void, Destroy>(destroy),
                make_value: std::mem::transmute::<*mut c_void, MakeValue>(make_value),
            }
        };
        let _ = FUNCTIONS.set(functions);
    }

    /// One reference to a text of the engine: a `WTF::StringImpl`. It needs no scope.
    pub(crate) struct OwnedText(NonNull<c_void>);

    /// By how much a count goes up for a reference; the lowest bit marks texts that are never freed.
    const REFERENCE: u32 = 2;

    impl OwnedText {
        /// Copies bytes that each are one code unit; none where the engine cannot be asked, and for none.
        pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
            if !string_layout::is_known() || !Self::counts_are_known() {
                return None;
            }
            Self::made(bytes)
        }

        fn made(bytes: &[u8]) -> Option<Self> {
            let functions = FUNCTIONS.get().filter(|_| !bytes.is_empty())?;
            let mut text = ptr::null_mut();
            // SAFETY: `create` copies the bytes and gives one reference.
            unsafe { (functions.create)(&raw mut text, bytes.as_ptr(), bytes.len()) };
            NonNull::new(text).map(Self)
        }

        /// Whether a new text has one reference where `drop` looks. One that looks otherwise is not dropped.
        fn counts_are_known() -> bool {
            static ARE_KNOWN: OnceLock<bool> = OnceLock::new();
            *ARE_KNOWN.get_or_init(|| {
                let Some(text) = Self::made(b"probe").map(ManuallyDrop::new) else {
                    return false;
                };
                let is_right = text.count().load(Ordering::Relaxed) == REFERENCE;
                if is_right {
                    drop(ManuallyDrop::into_inner(text));
                }
                is_right
            })
        }

        /// A `const WTF::String&`: the place of the one pointer that such a string is.
        pub(crate) fn as_string(&self) -> *const *const c_void {
            (&raw const self.0).cast()
        }

        fn count(&self) -> &AtomicU32 {
            // SAFETY: the text is alive, and begins with four bytes of its own.
            unsafe { &*self.0.as_ptr().cast::<AtomicU32>() }
        }
    }

    impl Drop for OwnedText {
        #[inline]
        fn drop(&mut self) {
            // As `WTF::StringImpl::deref()` does.
            if self.count().fetch_sub(REFERENCE, Ordering::Relaxed) == REFERENCE
                && let Some(functions) = FUNCTIONS.get()
            {
                // SAFETY: this was the last reference.
                unsafe { (functions.destroy)(self.0.as_ptr()) };
            }
        }
    }

    /// The text for a string value; none where the public API has to make it. It needs no scope.
    pub(crate) fn text_for_value(bytes: &[u8]) -> Option<OwnedText> {
        // Shorter ones are shared by all: the public API knows them.
        if !(2..=LONGEST).contains(&bytes.len()) || LAYOUT.get()?.is_none() {
            return None;
        }
        OwnedText::new(bytes)
    }

    /// A string value of bytes that each are one code unit; none where the public API has to make it.
    ///
    /// # Safety
    /// The VM is alive, this is its thread, and the lock is held.
    pub(crate) unsafe fn make(vm: JSContextGroupRef, bytes: &[u8]) -> Option<JSValueRef> {
        let text = text_for_value(bytes)?;
        // SAFETY: the caller's promise.
        unsafe { value_of(vm, &text) }
    }

    /// The value of a text made for it.
    ///
    /// # Safety
    /// The VM is alive, this is its thread, and the lock is held. The text has two units or more.
    pub(crate) unsafe fn value_of(vm: JSContextGroupRef, text: &OwnedText) -> Option<JSValueRef> {
        let functions = FUNCTIONS.get()?;
        // SAFETY: the caller's promise; the value takes a reference of its own. A context group is a VM.
        let value = unsafe { (functions.make_value)(vm, text.0.as_ptr()) };
        (!value.is_null()).then_some(value)
    }

    /// A cell that is a string; what follows the header is its text, or for one that is not put together yet
    /// a pointer with some of its low bits set.
    #[repr(C)]
    struct StringCell {
        structure: u32,
        indexing: u8,
        kind: u8,
        flags: u8,
        state: u8,
        text: *mut c_void,
    }

    /// Bits that the address of a text never has.
    const NOT_A_TEXT: usize = 7;

    /// The units of a string value where they are; none for other values, for strings that are not put together
    /// yet, and where the layout is not the known one.
    ///
    /// # Safety
    /// `value` is a live value. While the units are used it stays alive, and nothing of the engine runs: it
    /// may give the value another text.
    pub(crate) unsafe fn units_of<'a>(value: JSValueRef) -> Option<StringUnits<'a>> {
        let layout = LAYOUT.get()?.as_ref()?;
        // SAFETY: the caller's promise.
        unsafe { look(value, layout.kind) }
    }

    /// # Safety
    /// As `units_of`, with the layout above.
    unsafe fn look<'a>(value: JSValueRef, kind: u8) -> Option<StringUnits<'a>> {
        if !is_cell(value) {
            return None;
        }
        let cell = value.cast::<StringCell>();
        // SAFETY: a value with these bits is the address of a cell, which is alive and has a header of eight
        // bytes; a string has its text behind that, which lives as long as the string keeps it.
        unsafe {
            if (*cell).kind != kind {
                return None;
            }
            let text = (*cell).text;
            if text.is_null() || text.addr() & NOT_A_TEXT != 0 {
                return None;
            }
            string_layout::units_of_text(text)
        }
    }

    /// Tries everything once per process, in the first realm: its context was just made on this thread, and no
    /// script has run in it.
    pub(crate) fn probe(context: JSContextRef) {
        LAYOUT.get_or_init(|| {
            // SAFETY: the context is alive on this thread. The lock is held for all calls; what they give is on
            // the stack and used before the lock is released.
            unsafe {
                private_api::JSLock(context);
                let layout = made_probe(context)
                    .filter(|layout| cells_probe(context, layout) && rope_probe(context, layout));
                private_api::JSUnlock(context);
                layout
            }
        });
    }

    /// What is made of a text is a string of these units, which holds the text.
    ///
    /// # Safety
    /// The lock is held, and the context alive on this thread.
    unsafe fn made_probe(context: JSContextRef) -> Option<Layout> {
        let bytes = b"caf\xe9 probe";
        let text = OwnedText::new(bytes)?;
        // SAFETY: the caller's promise. The value is a cell, for the public API says that it is a string.
        unsafe {
            let value = value_of(sys::JSContextGetGroup(context), &text)?;
            if !is_cell(value) || !sys::JSValueIsString(context, value) {
                return None;
            }
            let cell = value.cast::<StringCell>();
            let is_right = (*cell).text == text.0.as_ptr()
                && text.count().load(Ordering::Relaxed) == 2 * REFERENCE
                && look(value, (*cell).kind) == Some(StringUnits::Narrow(bytes))
                && public_units(context, value) == bytes.map(u16::from);
            is_right.then_some(Layout { kind: (*cell).kind })
        }
    }

    /// The units as the public API gives them.
    ///
    /// # Safety
    /// The lock is held, the context alive and `value` a live value.
    unsafe fn public_units(context: JSContextRef, value: JSValueRef) -> Vec<u16> {
        // SAFETY: the caller's promise; a string is converted without running anything.
        let string = unsafe { sys::JSValueToStringCopy(context, value, ptr::null_mut()) };
        RawString::from_owned(string).map_or_else(Vec::new, |string| string.units().to_vec())
    }

    /// Strings of the public API are read, wide ones too; other values are told from them.
    ///
    /// # Safety
    /// The lock is held, and the context alive on this thread.
    unsafe fn cells_probe(context: JSContextRef, layout: &Layout) -> bool {
        let (narrow, wide) = (RawString::from_str("narrow"), RawString::from_str("Ωώ"));
        // SAFETY: the caller's promise; the strings outlive the calls, and the values are on the stack.
        unsafe {
            let others = [
                sys::JSValueMakeUndefined(context),
                sys::JSValueMakeNull(context),
                sys::JSValueMakeBoolean(context, true),
                sys::JSValueMakeBoolean(context, false),
                sys::JSValueMakeNumber(context, 0.0),
                sys::JSValueMakeNumber(context, -7.0),
                sys::JSValueMakeNumber(context, 1.5),
                sys::JSValueMakeNumber(context, f64::NAN),
                sys::JSValueMakeNumber(context, -1e300),
            ];
            let objects = [
                sys::JSObjectMake(context, ptr::null_mut(), ptr::null_mut()).cast_const(),
                sys::JSValueMakeSymbol(context, narrow.raw()),
                sys::JSContextGetGlobalObject(context).cast_const(),
            ];
            let narrow = sys::JSValueMakeString(context, narrow.raw());
            let wide = sys::JSValueMakeString(context, wide.raw());
            !others.iter().any(|value| is_cell(*value))
                && objects
                    .iter()
                    .all(|value| is_cell(*value) && look(*value, layout.kind).is_none())
                && look(narrow, layout.kind) == Some(StringUnits::Narrow(b"narrow"))
                && look(wide, layout.kind) == Some(StringUnits::Wide(&[0x3a9, 0x3ce]))
        }
    }

    /// A string that is not put together yet has no text; once it is, it is read.
    ///
    /// # Safety
    /// The lock is held, the context alive on this thread and new.
    unsafe fn rope_probe(context: JSContextRef, layout: &Layout) -> bool {
        let source = RawString::from_str("((a, b) => a + b)('the one half, ', 'and the other')");
        // SAFETY: the caller's promise; the source outlives the call, and runs nothing that could be replaced.
        unsafe {
            let rope = sys::JSEvaluateScript(
                context,
                source.raw(),
                ptr::null_mut(),
                ptr::null_mut(),
                1,
                ptr::null_mut(),
            );
            if rope.is_null()
                || !sys::JSValueIsString(context, rope)
                || look(rope, layout.kind).is_some()
            {
                return false;
            }
            let expected = "the one half, and the other";
            public_units(context, rope) == expected.encode_utf16().collect::<Vec<_>>()
                && look(rope, layout.kind) == Some(StringUnits::Narrow(expected.as_bytes()))
        }
    }
}

#[cfg(not(all(target_arch = "x86_64", not(target_os = "macos"))))]
mod engine {
    use super::{JSValueRef, StringUnits};
    use crate::sys::{JSContextGroupRef, JSContextRef};

    pub(crate) fn find(_library: &libloading::Library) {}

    pub(crate) fn probe(_context: JSContextRef) {}

    /// Cannot be made here.
    pub(crate) enum OwnedText {}

    pub(crate) fn text_for_value(_bytes: &[u8]) -> Option<OwnedText> {
        None
    }

    /// # Safety
    /// None is needed: there is no such text.
    pub(crate) unsafe fn value_of(_vm: JSContextGroupRef, text: &OwnedText) -> Option<JSValueRef> {
        match *text {}
    }

    /// # Safety
    /// None is needed.
    pub(crate) unsafe fn make(_vm: JSContextGroupRef, _bytes: &[u8]) -> Option<JSValueRef> {
        None
    }

    /// # Safety
    /// None is needed.
    pub(crate) unsafe fn units_of<'a>(_value: JSValueRef) -> Option<StringUnits<'a>> {
        None
    }
}

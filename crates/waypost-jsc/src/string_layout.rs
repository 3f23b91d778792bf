//! Strings of the engine where they are: read without a copy, made with one byte per unit.
//!
//! Inside, most strings have one byte per unit (ISO 8859-1). The public API knows only UTF-16: to read such
//! a string it makes a second one of twice the size and keeps both, and what it makes stays twice as large.
//! For large texts that is most of what crossing costs.
//!
//! Where the units are and how wide they are is read from the object itself, whose layout is that of all
//! releases since 2013. It is tried on strings of known content before the first VM; where anything looks
//! otherwise, the public API is used, and nothing but time is lost.

use std::sync::OnceLock;

use crate::sys::{self, JSStringRef};

/// The code units of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringUnits<'a> {
    /// One byte each: ISO 8859-1.
    Narrow(&'a [u8]),
    /// UTF-16.
    Wide(&'a [u16]),
}

/// What a `JSStringRef` points to: a count, then the text.
#[repr(C)]
struct Outer {
    count: u64,
    text: *const Text,
}

/// `WTF::StringImpl`.
#[repr(C)]
pub(crate) struct Text {
    count: u32,
    pub(crate) length: u32,
    pub(crate) units: *const u8,
    pub(crate) flags: u32,
}

/// In `flags`: the units are bytes.
pub(crate) const NARROW: u32 = 1 << 2;

static IS_KNOWN: OnceLock<bool> = OnceLock::new();

/// Tries the layout; called before the first VM.
pub(crate) fn probe() {
    IS_KNOWN.get_or_init(|| narrow_probes() && wide_probe() && maker_probe());
}

/// Whether the layout is the known one.
#[inline]
pub(crate) fn is_known() -> bool {
    IS_KNOWN.get() == Some(&true)
}

/// The units of a string where they are; none where the layout is not the known one.
pub(crate) fn units_of<'a>(string: JSStringRef) -> Option<StringUnits<'a>> {
    if !is_known() {
        return None;
    }
    // SAFETY: the probes have shown the layout. A string never changes; the caller keeps a reference
    // for as long as it uses the units.
    unsafe { look(string) }
}

/// # Safety
/// `string` is a live string of the layout above; it stays alive while the units are used.
unsafe fn look<'a>(string: JSStringRef) -> Option<StringUnits<'a>> {
    let outer = string.cast::<Outer>();
    // SAFETY: the caller's promise.
    unsafe {
        let text = (*outer).text;
        if text.is_null() {
            return None;
        }
        Some(look_at_text(text))
    }
}

/// The units of a text where they are; none where the layout is not the known one.
///
/// # Safety
/// `text` is a live `WTF::StringImpl`; it stays alive while the units are used.
#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
pub(crate) unsafe fn units_of_text<'a>(text: *const std::ffi::c_void) -> Option<StringUnits<'a>> {
    // SAFETY: the caller's promise.
    is_known().then(|| unsafe { look_at_text(text.cast()) })
}

/// # Safety
/// `text` is a live text of the layout above; it stays alive while the units are used.
unsafe fn look_at_text<'a>(text: *const Text) -> StringUnits<'a> {
    // SAFETY: the caller's promise.
    unsafe {
        let length = (*text).length as usize;
        let units = (*text).units;
        if length == 0 || units.is_null() {
            return StringUnits::Narrow(&[]);
        }
        if (*text).flags & NARROW != 0 {
            StringUnits::Narrow(std::slice::from_raw_parts(units, length))
        } else {
            StringUnits::Wide(std::slice::from_raw_parts(units.cast(), length))
        }
    }
}

/// Whether a word can be the address of an object.
pub(crate) fn is_address(word: usize) -> bool {
    word > 0xffff && word.is_multiple_of(8)
}

/// Whether the words of a string of `length` units could be what `look` takes them for: a count of one, an
/// address, the length, an address just behind the header. Only then are the units read.
///
/// # Safety
/// `string` is a live string.
unsafe fn looks_right(string: JSStringRef, length: usize) -> bool {
    let outer = string.cast::<Outer>();
    // SAFETY: the object of a string has three words; what is followed is an aligned address in its
    // second one, where every release has the text.
    unsafe {
        let text = (*outer).text;
        if (*outer).count as u32 != 1
            || !is_address(text.addr())
            || (*text).length as usize != length
        {
            return false;
        }
        let distance = (*text).units.addr().wrapping_sub(text.addr());
        (size_of::<Text>() - 4..=64).contains(&distance)
    }
}

fn narrow_probes() -> bool {
    [
        c"w",
        c"waypost",
        c"a text of more than thirty-two units, all of them ASCII",
    ]
    .into_iter()
    .all(|text| {
        // SAFETY: the C string outlives the call, which copies it; the string is live until it is
        // released, and what is found in it is not used afterwards.
        unsafe {
            let string = sys::JSStringCreateWithUTF8CString(text.as_ptr());
            let is_right = looks_right(string, text.count_bytes())
                && look(string) == Some(StringUnits::Narrow(text.to_bytes()));
            sys::JSStringRelease(string);
            is_right
        }
    })
}

fn wide_probe() -> bool {
    let units: Vec<u16> = "Ωώ — wide".encode_utf16().collect();
    // SAFETY: as above.
    unsafe {
        let string = sys::JSStringCreateWithCharacters(units.as_ptr(), units.len());
        let is_right =
            looks_right(string, units.len()) && look(string) == Some(StringUnits::Wide(&units));
        sys::JSStringRelease(string);
        is_right
    }
}

/// What is made of bytes has one byte per unit, where it can be made at all.
fn maker_probe() -> bool {
    let bytes = b"caf\xe9";
    maker::make(bytes).is_none_or(|string| {
        // SAFETY: as above; the string was just made.
        unsafe {
            let is_right = looks_right(string, bytes.len())
                && look(string) == Some(StringUnits::Narrow(bytes));
            sys::JSStringRelease(string);
            is_right
        }
    })
}

/// A string with one byte per unit; none where the engine cannot be asked for one.
pub(crate) fn make_narrow(bytes: &[u8]) -> Option<JSStringRef> {
    is_known().then(|| maker::make(bytes)).flatten()
}

pub(crate) use maker::find;

/// The two functions of C++ that make such a string. They return classes, which C++ hands back through a
/// hidden first parameter; on this processor that is an ordinary one.
#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
mod maker {
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::OnceLock;

    use crate::sys::JSStringRef;

    /// `Ref<StringImpl> WTF::StringImpl::create(std::span<const LChar>)`
    type Create = unsafe extern "C" fn(result: *mut *mut c_void, bytes: *const u8, length: usize);
    /// `RefPtr<OpaqueJSString> OpaqueJSString::tryCreate(String&&)`; a `String` is one pointer.
    type Wrap = unsafe extern "C" fn(result: *mut JSStringRef, string: *mut *mut c_void);

    static FUNCTIONS: OnceLock<(Create, Wrap)> = OnceLock::new();

    /// Looks for both; without them strings are made with 16 bits per unit.
    pub(crate) fn find(library: &libloading::Library) {
        let symbol = |name| crate::library::symbol(library, name).ok();
        let (Some(create), Some(wrap)) = (
            symbol("_ZN3WTF10StringImpl6createESt4spanIKhLm18446744073709551615EE\0"),
            symbol("_ZN14OpaqueJSString9tryCreateEON3WTF6StringE\0"),
        ) else {
            return;
        };
        // SAFETY: the names say the parameters; the results are those of the engine's source.
        let functions = unsafe {
            (
                std::mem::transmute::<*mut c_void, Create>(create),
                std::mem::transmute::<*mut c_void, Wrap>(wrap),
            )
        };
        let _ = FUNCTIONS.set(functions);
    }

    pub(super) fn make(bytes: &[u8]) -> Option<JSStringRef> {
        let (create, wrap) = FUNCTIONS.get()?;
        if bytes.is_empty() {
            return None;
        }
        let mut text = ptr::null_mut();
        let mut string: JSStringRef = ptr::null_mut();
        // SAFETY: `create` copies the bytes and gives one reference, which `wrap` takes over; what it
        // gives is one reference of the caller's.
        unsafe {
            create(&raw mut text, bytes.as_ptr(), bytes.len());
            wrap(&raw mut string, &raw mut text);
        }
        (!string.is_null()).then_some(string)
    }
}

#[cfg(not(all(target_arch = "x86_64", not(target_os = "macos"))))]
mod maker {
    use crate::sys::JSStringRef;

    pub(crate) fn find(_library: &libloading::Library) {}

    pub(super) fn make(_bytes: &[u8]) -> Option<JSStringRef> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Vm, VmOptions};

    #[test]
    fn the_layout_is_known_here() {
        let vm = Vm::new(VmOptions::default()).expect("a VM");
        assert_eq!(IS_KNOWN.get(), Some(&true));
        vm.new_realm().enter(|scope| {
            for (source, expected) in [
                ("'plain'", StringUnits::Narrow(b"plain")),
                ("'caf\\xe9'", StringUnits::Narrow(b"caf\xe9")),
                ("''", StringUnits::Narrow(b"")),
                ("'abc'.repeat(3) + 'x'", StringUnits::Narrow(b"abcabcabcx")),
                (
                    "'a long text, a part'.slice(7, 15)",
                    StringUnits::Narrow(b"text, a "),
                ),
                ("'\\u03a9'", StringUnits::Wide(&[0x3a9])),
                ("'x'", StringUnits::Narrow(b"x")),
            ] {
                let value = scope
                    .evaluate(source, &Origin::new("test"))
                    .expect("it runs");
                let seen = value.with_units(scope, |units| assert_eq!(units, expected, "{source}"));
                assert!(seen.is_ok());
            }
            let narrow = scope.string_latin1(b"caf\xe9");
            #[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
            assert!(
                narrow
                    .with_units(scope, |units| assert_eq!(
                        units,
                        StringUnits::Narrow(b"caf\xe9")
                    ))
                    .is_ok()
            );
            assert_eq!(narrow.to_rust_string(scope).ok().as_deref(), Some("café"));
        });
    }
}

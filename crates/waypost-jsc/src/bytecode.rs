//! Bytecode that is kept: what the engine made of a script, written once and read at every start.
//!
//! Scanning and compiling its text is most of what the start of a large handler costs. The engine writes and
//! reads bytecode for Apple's browsers; its C API does not offer it. This module asks for both:
//!
//! - **written** by `JSC::generateProgramBytecode`, which compiles a script with all its functions;
//! - **read** through `cachedBytecode`, a virtual function of a script's source that the engine asks before it
//!   compiles. A script is made of a text of one unit; then its text is exchanged, and with it that function and the
//!   one that hashes the text.
//!
//! The engine refuses bytecode of another release or for another text, and compiles as ever. What its objects look
//! like is probed before the first VM's first script; where anything looks otherwise there is no bytecode, and
//! nothing but time is lost. It is read without a check of each byte: what is handed in must be what was written.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::OnceLock;

use crate::private_api::{self, JSScriptRef};
use crate::string_layout::{self, StringUnits, Text};
use crate::sys::{JSContextGroupRef, JSStringRef};

/// `JSC::SourceCode`: a part of a source, and where it begins, from 0.
#[repr(C)]
struct SourceCode {
    source: *mut Source,
    start: c_int,
    end: c_int,
    first_line: c_int,
    first_column: c_int,
}

/// What a `JSScriptRef` points to, a `SourceProvider` with two fields more.
#[repr(C)]
struct Source {
    functions: *const VirtualFunction,
    /// Of `SourceProvider`: the count of references, the origin, names and positions.
    middle: [usize; 15],
    group: JSContextGroupRef,
    text: *mut Text,
}

/// An address of the library, as a number: it is compared and copied, and never called from here.
type VirtualFunction = usize;

/// Of a table of virtual functions: what stands in front of it, and its length.
const TABLE_HEAD: usize = 2;
const TABLE_LENGTH: usize = 11;
/// Where in it `hash` is, and `cachedBytecode`.
const HASH: usize = 2;
const CACHED_BYTECODE: usize = 4;
/// Where functions are whose addresses the library tells; they show that the table is the known one.
const KNOWN_PLACES: [usize; 3] = [8, 9, 10];

/// A table of virtual functions with what stands in front of it.
type Table = [VirtualFunction; TABLE_HEAD + TABLE_LENGTH];

/// `JSC::CachedBytecode`: the bytes, and two tables that are empty at first.
#[repr(C)]
struct CachedBytecode {
    count: u32,
    size: usize,
    payload: Payload,
    tables: [usize; 8],
}

/// `JSC::CachePayload`: memory that the allocator gave, or a mapped file.
#[repr(C)]
struct Payload {
    address: *const u8,
    length: usize,
    kind: usize,
}
const MAPPED: usize = 1;

/// `RefPtr<CachedBytecode> JSC::generateProgramBytecode(VM&, const SourceCode&, FileHandle&, BytecodeCacheError&)`
type Generate = unsafe extern "C" fn(
    result: *mut *mut CachedBytecode,
    vm: JSContextGroupRef,
    source: *const SourceCode,
    file: *mut c_int,
    error: *mut c_void,
);
/// `std::span<const uint8_t> JSC::CachePayload::span() const`
type Span = unsafe extern "C" fn(payload: *const Payload) -> SpanOfBytes;
/// `uint32_t JSC::computeJSCBytecodeCacheVersion()`
type Version = unsafe extern "C" fn() -> u32;

#[repr(C)]
struct SpanOfBytes {
    address: *const u8,
    length: usize,
}

struct Functions {
    generate: Generate,
    span: Span,
    version: Version,
    known: [VirtualFunction; 3],
}

static FUNCTIONS: OnceLock<Functions> = OnceLock::new();

/// The table of scripts that bring their bytecode. Empty where the engine is not the known one.
static TABLE: OnceLock<Option<Table>> = OnceLock::new();

thread_local! {
    /// What the script that is being evaluated brings. The engine asks while it evaluates, on its thread.
    static OFFERED: Cell<*mut CachedBytecode> = const { Cell::new(ptr::null_mut()) };
}

/// Classes come back through a hidden first parameter, which on this processor is an ordinary one.
#[cfg(all(target_arch = "x86_64", not(target_os = "macos")))]
pub(crate) fn find(library: &libloading::Library) {
    let symbol = |name| crate::library::symbol(library, name).ok();
    let found = (|| {
        let known = [
            symbol(
                "_ZN3JSC14SourceProvider25codeBlockHashConcurrentlyEiiNS_22CodeSpecializationKindE\0",
            )?,
            symbol("_ZN3JSC14SourceProvider24lockUnderlyingBufferImplEv\0")?,
            symbol("_ZN3JSC14SourceProvider26unlockUnderlyingBufferImplEv\0")?,
        ];
        let generate = symbol(
            "_ZN3JSC23generateProgramBytecodeERNS_2VMERKNS_10SourceCodeERN3WTF14FileSystemImpl10FileHandleERNS_18BytecodeCacheErrorE\0",
        )?;
        let span = symbol("_ZNK3JSC12CachePayload4spanEv\0")?;
        let version = symbol("_ZN3JSC30computeJSCBytecodeCacheVersionEv\0")?;
        // SAFETY: the names say the parameters; the results are those of the engine's source.
        Some(unsafe {
            Functions {
                generate: std::mem::transmute::<*mut c_void, Generate>(generate),
                span: std::mem::transmute::<*mut c_void, Span>(span),
                version: std::mem::transmute::<*mut c_void, Version>(version),
                known: known.map(<*mut c_void>::addr),
            }
        })
    })();
    if let Some(functions) = found {
        let _ = FUNCTIONS.set(functions);
    }
}

#[cfg(not(all(target_arch = "x86_64", not(target_os = "macos"))))]
pub(crate) fn find(_library: &libloading::Library) {}

/// Which bytecode the engine reads, by the build of its library. None where it reads none, and before the first VM.
pub fn bytecode_version() -> Option<u32> {
    let functions = FUNCTIONS.get()?;
    // SAFETY: it reads the library's build id.
    Some(unsafe { (functions.version)() })
}

/// A script whose text is the caller's, kept for as long as the process. None where the engine is not the known one.
///
/// Nothing is parsed before the script is evaluated. Evaluating it is to be wrapped in [`Offer`] for its bytecode.
pub(crate) fn make_script(
    group: JSContextGroupRef,
    url: JSStringRef,
    first_line: c_int,
    text: StringUnits<'static>,
) -> Option<JSScriptRef> {
    let table = TABLE.get_or_init(|| probe(group)).as_ref()?;
    let (length, units, is_narrow) = match text {
        StringUnits::Narrow(units) => (units.len(), units.as_ptr(), true),
        StringUnits::Wide(units) => (units.len(), units.as_ptr().cast(), false),
    };
    let length = u32::try_from(length)
        .ok()
        .filter(|length| *length < u32::MAX / 2)?;
    let script = placeholder(group, url, first_line)?;
    // SAFETY: the probe has shown the layout, the script was just made and nobody has seen it. The text lives
    // for ever; the table is a copy of the script's own but for two entries.
    unsafe {
        let source = script.cast::<Source>();
        let own = (*source).text;
        (*own).length = length;
        (*own).units = units;
        if !is_narrow {
            (*own).flags &= !string_layout::NARROW;
        }
        (*source).functions = table.as_ptr().add(TABLE_HEAD);
    }
    Some(script)
}

const PLACEHOLDER: &[u8] = b"0";

fn placeholder(
    group: JSContextGroupRef,
    url: JSStringRef,
    first_line: c_int,
) -> Option<JSScriptRef> {
    let (message, line) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the caller's VM keeps the group alive; the text is ASCII and lives for ever; nobody asks for the
    // places of an error.
    let script = unsafe {
        private_api::JSScriptCreateReferencingImmortalASCIIText(
            group,
            url,
            first_line,
            PLACEHOLDER.as_ptr().cast(),
            PLACEHOLDER.len(),
            message,
            line,
        )
    };
    (!script.is_null()).then_some(script)
}

/// The table of virtual functions for scripts with bytecode, if all is as it is known.
fn probe(group: JSContextGroupRef) -> Option<Table> {
    let functions = FUNCTIONS.get()?;
    if !string_layout::is_known() || !payload_probe(functions) {
        return None;
    }
    let script = placeholder(group, ptr::null_mut(), 1)?;
    let source = script.cast::<Source>();
    // SAFETY: a script has at least the words of `Source` in every release with these functions; the text is
    // looked at only where the words before it are right, and the table only where it is an address.
    let table = unsafe { table_of(source, group, functions) };
    // SAFETY: this gives back the reference of `placeholder`.
    unsafe { private_api::JSScriptRelease(script) };
    table
}

/// # Safety
/// `source` is a live script.
unsafe fn table_of(
    source: *const Source,
    group: JSContextGroupRef,
    functions: &Functions,
) -> Option<Table> {
    // SAFETY: the caller's promise, and that of `probe`.
    unsafe {
        if (*source).group != group || !string_layout::is_address((*source).text.addr()) {
            return None;
        }
        let text = &*(*source).text;
        let is_placeholder = text.length as usize == PLACEHOLDER.len()
            && text.units == PLACEHOLDER.as_ptr()
            && text.flags & string_layout::NARROW != 0;
        if !is_placeholder || !string_layout::is_address((*source).functions.addr()) {
            return None;
        }
        let mut table: Table = ptr::read((*source).functions.sub(TABLE_HEAD).cast());
        let is_known = KNOWN_PLACES
            .iter()
            .zip(functions.known)
            .all(|(place, known)| table[TABLE_HEAD + place] == known);
        table[TABLE_HEAD + HASH] = hash as *const () as VirtualFunction;
        table[TABLE_HEAD + CACHED_BYTECODE] = cached_bytecode as *const () as VirtualFunction;
        is_known.then_some(table)
    }
}

/// The engine finds in a payload what was put there.
fn payload_probe(functions: &Functions) -> bool {
    let bytes = [0u8; 16];
    let payload = Payload {
        address: bytes.as_ptr(),
        length: bytes.len(),
        kind: MAPPED,
    };
    // SAFETY: the function reads the payload only.
    let span = unsafe { (functions.span)(&raw const payload) };
    span.address == bytes.as_ptr() && span.length == bytes.len()
}

/// `unsigned SourceProvider::hash() const`: by what the engine finds a text before it compares it. Its own reads all of it.
unsafe extern "C" fn hash(source: *const Source) -> u32 {
    const GOLDEN: u32 = 0x9e37_79b1;
    // SAFETY: only scripts whose layout is known have this function.
    let text = unsafe { &*(*source).text };
    text.length.wrapping_mul(GOLDEN)
}

/// `RefPtr<CachedBytecode> SourceProvider::cachedBytecode() const`
unsafe extern "C" fn cached_bytecode(
    result: *mut *mut CachedBytecode,
    _source: *const Source,
) -> *mut *mut CachedBytecode {
    let offered = OFFERED.get();
    // SAFETY: the engine gives a place for the result. What is offered stays for ever; the engine gets a
    // reference of its own, and counts without atomics because it stays on this thread.
    unsafe {
        if !offered.is_null() {
            (*offered).count += 1;
        }
        *result = offered;
    }
    result
}

/// Bytecode that the engine is offered for the one script it evaluates next, until this is dropped.
pub(crate) struct Offer(*mut CachedBytecode);

impl Offer {
    /// The engine may keep what it reads from for as long as the script's functions, so it is kept for ever.
    pub(crate) fn new(bytes: &'static [u8]) -> Self {
        let offered = Box::leak(Box::new(CachedBytecode {
            count: 1,
            size: bytes.len(),
            payload: Payload {
                address: bytes.as_ptr(),
                length: bytes.len(),
                kind: MAPPED,
            },
            tables: [0; 8],
        }));
        Self(OFFERED.replace(offered))
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        OFFERED.set(self.0);
    }
}

/// Compiles a script with all its functions. None where the engine cannot, or where it finds an error.
pub(crate) fn compile(
    group: JSContextGroupRef,
    script: JSScriptRef,
    length: usize,
) -> Option<Vec<u8>> {
    let functions = FUNCTIONS.get()?;
    TABLE.get()?.as_ref()?;
    let source = SourceCode {
        source: script.cast(),
        start: 0,
        end: c_int::try_from(length).ok()?,
        first_line: 0,
        first_column: 0,
    };
    // `WTF::FileHandle` without a file, so that the bytes stay in memory.
    let mut no_file: [c_int; 4] = [-1; 4];
    // `JSC::BytecodeCacheError`: all zero is none. It is much smaller; what an error holds is leaked.
    let mut error = ManuallyDrop::new([0u64; 64]);
    let mut made: *mut CachedBytecode = ptr::null_mut();
    // SAFETY: the script is alive, its layout is known, and the text has this length; the places are valid for
    // writes and large enough. What was made is the caller's: it is read, and leaked, since the function that
    // would free it is not exported.
    unsafe {
        (functions.generate)(
            &raw mut made,
            group,
            &raw const source,
            no_file.as_mut_ptr(),
            error.as_mut_ptr().cast(),
        );
        if made.is_null() {
            return None;
        }
        let span = (functions.span)(&raw const (*made).payload);
        let is_whole = !span.address.is_null() && span.length == (*made).size;
        is_whole.then(|| std::slice::from_raw_parts(span.address, span.length).to_vec())
    }
}

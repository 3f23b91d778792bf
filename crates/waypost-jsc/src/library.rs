//! The engine's library, opened when the first VM is made and never closed.
//!
//! It is not linked: its twenty libraries cost a process several milliseconds and megabytes, and
//! most processes of waypost (the supervisor, `routes`, `--version`) make no VM. A call goes through
//! a table in static memory, as one to a linked library does. One build runs with each release
//! of the library, and a system without it is told which package to install.

use std::ffi::c_void;
use std::fmt;
use std::sync::OnceLock;

use libloading::Library;

use crate::bytecode;
use crate::entry_scope;
use crate::host_function;
use crate::private_api;
use crate::string_layout;
use crate::string_value;
use crate::sys;

/// The names to try, best first: GTK 4, GTK 3 with libsoup 3, GTK 3 with libsoup 2.
#[cfg(not(target_os = "macos"))]
const NAMES: [&str; 3] = [
    "libjavascriptcoregtk-6.0.so.1",
    "libjavascriptcoregtk-4.1.so.0",
    "libjavascriptcoregtk-4.0.so.18",
];
#[cfg(target_os = "macos")]
const NAMES: [&str; 1] = ["/System/Library/Frameworks/JavaScriptCore.framework/JavaScriptCore"];

/// The first release with all functions that are called.
const OLDEST: &str = "2.46";

/// Why the engine's library cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryError {
    /// None of its names can be opened; what the system said of each.
    NotFound(Vec<String>),
    /// It lacks this function: another release is installed.
    MissingFunction(&'static str),
}

impl std::error::Error for LibraryError {}

impl fmt::Display for LibraryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(failures) => write!(
                formatter,
                "JavaScriptCore is not installed:\n  {}\n\
                 install the package of the system:\n  \
                 Debian, Ubuntu   apt install libjavascriptcoregtk-6.0-1   (or libjavascriptcoregtk-4.1-0)\n  \
                 Fedora           dnf install javascriptcoregtk6.0         (or javascriptcoregtk4.1)\n  \
                 Arch             pacman -S webkitgtk-6.0                  (or webkit2gtk-4.1)\n  \
                 Alpine           apk add webkit2gtk-6.0                   (or webkit2gtk-4.1)",
                failures.join("\n  ")
            ),
            Self::MissingFunction(name) => write!(
                formatter,
                "the installed JavaScriptCore has no function '{name}'; release {OLDEST} or newer is needed"
            ),
        }
    }
}

/// Opens the library, if no VM of this process has yet.
pub(crate) fn load() -> Result<(), LibraryError> {
    static LOADED: OnceLock<Result<(), LibraryError>> = OnceLock::new();
    LOADED.get_or_init(open_and_find).clone()
}

fn open_and_find() -> Result<(), LibraryError> {
    let library = open()?;
    sys::find(&library)?;
    private_api::find(&library)?;
    #[cfg(not(target_os = "macos"))]
    {
        private_api::glib::find(&library)?;
        private_api::promises::find(&library)?;
    }
    if cfg!(not(target_os = "macos")) {
        // Where one is absent, it is done without.
        let _ = entry_scope::find(&library);
    }
    string_layout::find(&library);
    string_value::find(&library);
    host_function::find(&library);
    bytecode::find(&library);
    // The tables point into it, for as long as the process lives.
    std::mem::forget(library);
    Ok(())
}

fn open() -> Result<Library, LibraryError> {
    let mut failures = Vec::new();
    for name in NAMES {
        // SAFETY: opening runs the initialisers of WebKit's library and of those it needs, which
        // are made to run at any time before its first use.
        match unsafe { Library::new(name) } {
            Ok(library) => return Ok(library),
            Err(error) => failures.push(error.to_string()),
        }
    }
    Err(LibraryError::NotFound(failures))
}

/// The address of a symbol of the library, or of one that it brought along.
pub(crate) fn symbol(library: &Library, name: &'static str) -> Result<*mut c_void, LibraryError> {
    // SAFETY: an address is read and not called; who gives it a type answers for it, and the
    // library stays.
    let found = unsafe {
        library
            .get::<*mut c_void>(name.as_bytes())
            .map(|symbol| *symbol)
    };
    found
        .ok()
        .filter(|address| !address.is_null())
        .ok_or_else(|| LibraryError::MissingFunction(name.trim_end_matches('\0')))
}

/// Declares functions of the library, as an `extern` block would, with a table behind them that
/// `find` fills. `#[symbol = "…"]` gives the name in the library where it is another.
macro_rules! engine_functions {
    ($($(#[symbol = $symbol:literal])? fn $name:ident($($argument:ident: $kind:ty),* $(,)?) $(-> $result:ty)?;)+) => {
        #[allow(non_snake_case, reason = "the names of the library")]
        struct Functions {
            $($name: unsafe extern "C" fn($($kind),*) $(-> $result)?,)+
        }

        static FUNCTIONS: std::sync::OnceLock<Functions> = std::sync::OnceLock::new();

        /// Fills the table.
        pub(crate) fn find(
            library: &libloading::Library,
        ) -> Result<(), crate::library::LibraryError> {
            let functions = Functions {
                // SAFETY: the declaration has the signature of the library's header, or for
                // private functions of its source.
                $($name: unsafe {
                    std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn($($kind),*) $(-> $result)?>(
                        crate::library::symbol(
                            library,
                            crate::library::symbol_name!($name $($symbol)?),
                        )?,
                    )
                },)+
            };
            // A second table would be the same.
            let _ = FUNCTIONS.set(functions);
            Ok(())
        }

        /// # Safety
        /// `find` has succeeded.
        #[inline(always)]
        unsafe fn functions() -> &'static Functions {
            debug_assert!(FUNCTIONS.get().is_some(), "the library is loaded before the first VM");
            // SAFETY: the caller's promise.
            unsafe { FUNCTIONS.get().unwrap_unchecked() }
        }

        $(
            /// # Safety
            /// The rules of the module, and those of the function of this name.
            #[allow(non_snake_case, reason = "the name of the library")]
            #[inline(always)]
            pub(crate) unsafe fn $name($($argument: $kind),*) $(-> $result)? {
                // SAFETY: the caller's promise.
                unsafe { (functions().$name)($($argument),*) }
            }
        )+
    };
}

macro_rules! symbol_name {
    ($name:ident) => {
        concat!(stringify!($name), "\0")
    };
    ($name:ident $symbol:literal) => {
        concat!($symbol, "\0")
    };
}

pub(crate) use engine_functions;
pub(crate) use symbol_name;

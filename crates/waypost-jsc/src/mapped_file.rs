//! A file in memory for as long as the process: its pages are read when they are touched, and shared by all
//! processes that map it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::ptr;

#[cfg(target_os = "linux")]
use rustix::mm::{Advice, madvise};
use rustix::mm::{MapFlags, ProtFlags, mmap};

/// The bytes of a file, mapped and never unmapped.
///
/// The file is one that nobody writes to: it is replaced by renaming another over it, which leaves the bytes here as
/// they were. One that is cut short while it is mapped ends the process when a lost page is read.
#[derive(Debug, Clone, Copy)]
pub struct MappedFile(&'static [u8]);

impl MappedFile {
    /// Maps the whole of a regular file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        if length == 0 {
            return Ok(Self(&[]));
        }
        // SAFETY: the place is the kernel's choice, and the mapping stays for ever; nobody writes to the file (see
        // the type).
        let bytes = unsafe {
            let flags = MapFlags::PRIVATE;
            let start = mmap(ptr::null_mut(), length, ProtFlags::READ, flags, &file, 0)?;
            std::slice::from_raw_parts(start.cast::<u8>().cast_const(), length)
        };
        Ok(Self(bytes))
    }

    /// All of it.
    pub fn bytes(self) -> &'static [u8] {
        self.0
    }

    /// Gives back the memory of what was read so far. It is read again when it is touched, from the system's cache.
    #[cfg(target_os = "linux")]
    pub fn release(self) {
        if self.0.is_empty() {
            return;
        }
        let start = self.0.as_ptr().cast_mut().cast();
        // SAFETY: the mapping is of a file, private and never written to: what is dropped comes back the same. Where the
        // system refuses, the memory stays.
        let _ = unsafe { madvise(start, self.0.len(), Advice::LinuxDontNeed) };
    }

    /// Other systems take such memory themselves when they need it.
    #[cfg(not(target_os = "linux"))]
    pub fn release(self) {}

    /// A part of it.
    pub fn part(self, range: Range<usize>) -> Option<&'static [u8]> {
        self.0.get(range)
    }

    /// A part of it as UTF-16 in this processor's order; none where the part does not begin and end between units.
    pub fn utf16_part(self, range: Range<usize>) -> Option<&'static [u16]> {
        // SAFETY: any two bytes are a unit.
        let (before, units, after) = unsafe { self.part(range)?.align_to::<u16>() };
        (before.is_empty() && after.is_empty()).then_some(units)
    }
}

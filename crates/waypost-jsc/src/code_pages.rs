//! The memory of code that only a start needs.
//!
//! A VM's start runs through most of the engine: its parser, its linker, the making of a global object. The pages of that
//! code stay in the process, at twenty megabytes the most of what a small worker has. They are the file's, so they can
//! be given back: what is needed again comes from the system's cache, at the price of a fault for each sixteen pages.

/// Gives back the pages of all code of this process, the engine's and ours.
#[cfg(target_os = "linux")]
pub fn release_code_pages() {
    // Without the list nothing is given back, which costs memory only.
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for (start, length) in maps.lines().filter_map(code_of) {
        // SAFETY: a private mapping of a file that is executable and not writable: none of its pages was changed, since
        // the libraries have no relocations in their code, so each comes back as it was. Nothing else is said of the
        // memory. A debugger's breakpoints in code that is released are lost.
        let _ = unsafe {
            rustix::mm::madvise(
                std::ptr::with_exposed_provenance_mut(start),
                length,
                rustix::mm::Advice::LinuxDontNeed,
            )
        };
    }
}

/// Elsewhere the system takes such pages itself.
#[cfg(not(target_os = "linux"))]
pub fn release_code_pages() {}

/// Begin and length of a mapping, if it is code of a file: `7f00-7f10 r-xp 00001000 fe:01 42   /usr/lib/a.so`.
#[cfg(target_os = "linux")]
fn code_of(line: &str) -> Option<(usize, usize)> {
    let mut fields = line.split_ascii_whitespace();
    let (range, access) = (fields.next()?, fields.next()?);
    let path = fields.nth(3)?;
    if access != "r-xp" || !path.starts_with('/') {
        return None;
    }
    let (start, end) = range.split_once('-')?;
    let start = usize::from_str_radix(start, 16).ok()?;
    let end = usize::from_str_radix(end, 16).ok()?;
    Some((start, end.checked_sub(start)?))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_code_of_files_is_taken() {
        let code = "7f00a000-7f00c000 r-xp 00001000 fe:01 42      /usr/lib/a b.so";
        assert_eq!(code_of(code), Some((0x7f00_a000, 0x2000)));
        for other in [
            "7f00a000-7f00c000 r--p 00001000 fe:01 42   /usr/lib/a.so",
            "7f00a000-7f00c000 rwxp 00000000 00:00 0",
            "7f00a000-7f00c000 r-xp 00000000 00:00 0    [vdso]",
            "7f00a000-7f00c000 r-xs 00000000 fe:01 42   /usr/lib/a.so",
            "",
        ] {
            assert_eq!(code_of(other), None);
        }
    }

    #[test]
    fn code_runs_after_its_pages_were_released() {
        release_code_pages();
        let text = std::fs::read_to_string("/proc/self/maps").expect("there is a list");
        assert!(text.lines().any(|line| code_of(line).is_some()));
    }
}

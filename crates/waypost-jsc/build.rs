//! Says what the linker must do with a program that makes VMs. The engine itself is not linked
//! (`src/library.rs`), so that building needs no development package of it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    match std::env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("macos") => println!("cargo:rustc-link-lib=framework=CoreFoundation"),
        Ok("linux") => println!("cargo:rustc-link-arg=-Wl,--export-dynamic-symbol={LIMIT_CLOCK}"),
        _ => {}
    }
}

/// The symbol that `private_api::limit_clock` defines in place of the engine's.
const LIMIT_CLOCK: &str = "_ZN3WTF7CPUTime16forCurrentThreadEv";

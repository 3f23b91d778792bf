//! Lets the engine find the clock of its time limit in the programs of this crate
//! (`private_api::limit_clock` of waypost-jsc).

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!(
            "cargo:rustc-link-arg-bins=-Wl,--export-dynamic-symbol=_ZN3WTF7CPUTime16forCurrentThreadEv"
        );
    }
}

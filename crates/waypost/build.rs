//! Lets the engine find the clock of its time limit in the programs of this crate
//! (`private_api::limit_clock` of waypost-jsc), and gives the program the identity of what it was made from: app images
//! and compiled modules of another build of the same version are not taken for its own.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates beside this one that are no part of the product.
const NO_PRODUCT: [&str; 1] = ["waypost-testing"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!(
            "cargo:rustc-link-arg-bins=-Wl,--export-dynamic-symbol=_ZN3WTF7CPUTime16forCurrentThreadEv"
        );
    }
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let version = env::var("CARGO_PKG_VERSION").expect("cargo sets it");
    let identity = identity(&here);
    println!("cargo:rustc-env=WAYPOST_BUILD={version}+{identity:016x}");
}

/// FNV-1a over names and contents of the sources of all crates, and the versions of their dependencies. It tells builds
/// apart, and guards against nobody.
fn identity(here: &Path) -> u64 {
    let crates = here.parent().expect("the crate lies in a folder");
    let mut files = Vec::new();
    for folder in children(crates) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if !NO_PRODUCT.contains(&name.as_ref()) && folder.is_dir() {
            let source = folder.join("src");
            println!("cargo:rerun-if-changed={}", source.display());
            collect(&source, &mut files);
        }
    }
    let lock = crates.with_file_name("Cargo.lock");
    println!("cargo:rerun-if-changed={}", lock.display());
    files.push(lock);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let name = file.strip_prefix(crates).unwrap_or(&file);
        let content = fs::read(&file).unwrap_or_default();
        for byte in name.to_string_lossy().bytes().chain(content) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// Every file below, in an order that is the same on every machine.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in children(folder) {
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    paths
}

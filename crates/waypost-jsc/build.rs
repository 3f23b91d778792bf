//! Links the system's JavaScriptCore and says which package to install when it is missing.

use std::env;
use std::process;

/// The library names to try, best first: GTK 4, GTK 3 with libsoup 3, GTK 3 with libsoup 2.
const LIBRARIES: [&str; 3] = [
    "javascriptcoregtk-6.0",
    "javascriptcoregtk-4.1",
    "javascriptcoregtk-4.0",
];

/// The first release whose C API makes and reads BigInts.
const OLDEST: &str = "2.46";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("macos") {
        println!("cargo:rustc-link-lib=framework=JavaScriptCore");
        println!("cargo:rustc-link-lib=framework=CoreFoundation");
        return;
    }
    let failures: Vec<String> = LIBRARIES
        .iter()
        .map_while(|name| link(name).err())
        .collect();
    if failures.len() == LIBRARIES.len() {
        eprintln!("{}", advice(&failures));
        process::exit(1);
    }
}

/// Asks pkg-config for `name`; success prints the link flags for cargo.
fn link(name: &str) -> Result<(), String> {
    pkg_config::Config::new()
        .atleast_version(OLDEST)
        .probe(name)
        .map(drop)
        .map_err(|error| format!("{name}: {}", first_line(&error.to_string())))
}

fn first_line(text: &str) -> &str {
    text.lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("not found")
        .trim()
}

fn advice(failures: &[String]) -> String {
    format!(
        "JavaScriptCore {OLDEST} or newer was not found by pkg-config:\n  {}\n\
         install the development package of the system:\n  \
         Debian, Ubuntu   apt install pkg-config libjavascriptcoregtk-6.0-dev   (or libjavascriptcoregtk-4.1-dev)\n  \
         Fedora           dnf install pkgconf javascriptcoregtk6.0-devel        (or webkitgtk6.0-devel)\n  \
         Arch             pacman -S pkgconf webkitgtk-6.0                       (or webkit2gtk-4.1)\n  \
         Alpine           apk add pkgconf webkit2gtk-6.0-dev                    (or webkit2gtk-4.1-dev)\n\
         when it is installed elsewhere, point PKG_CONFIG_PATH at the folder of its .pc file",
        failures.join("\n  ")
    )
}

//! The npm packages of a group of `tests/packages`, installed once per lock file below
//! `target/tmp`. No install script runs: what waypost serves must not need one.

use super::project::Project;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Which part of the lock file is wanted.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// What the routes import.
    Dependencies,
    /// Next.js too, which records the answers.
    WithNext,
}

/// Whether npm can be run at all.
pub(crate) fn has_npm() -> bool {
    let npm = Command::new("npm")
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    npm.is_ok_and(|status| status.success())
}

/// The folder with the group's `node_modules`; a project in a folder below finds them.
///
/// # Panics
///
/// When npm fails: without the packages there is nothing to test.
pub(crate) fn install(group: &Project, part: Part) -> PathBuf {
    let (kind, flags): (&str, &[&str]) = match part {
        Part::Dependencies => ("packages", &["--omit=dev"]),
        Part::WithNext => ("packages-with-next", &[]),
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(kind)
        .join(&group.name);
    fs::create_dir_all(&folder).expect("the target directory is writable");
    let read = |file: &str| {
        fs::read(group.folder.join(file))
            .unwrap_or_else(|error| panic!("{}/{file}: {error}", group.name))
    };
    let lock = read("package-lock.json");
    let stamp = folder.join("installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return folder;
    }
    // A stamp that was there is about other packages, and the installation may be cut short.
    let _ = fs::remove_file(&stamp);
    fs::write(folder.join("package.json"), read("package.json")).expect("the copy is written");
    fs::write(folder.join("package-lock.json"), &lock).expect("the copy is written");
    let output = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .args(flags)
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .expect("npm runs");
    assert!(
        output.status.success(),
        "{}: npm ci ended with {}\n{}",
        group.name,
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    generate_prisma_client(&group.folder.join("schema.prisma"), &folder);
    fs::write(stamp, lock).expect("the stamp is written");
    folder
}

/// `prisma generate`, for a group with a schema. It loads no engine when it believes to have one.
fn generate_prisma_client(schema: &Path, installed: &Path) {
    if !schema.exists() {
        return;
    }
    fs::copy(schema, installed.join("schema.prisma")).expect("the copy is written");
    let output = Command::new(installed.join("node_modules/.bin/prisma"))
        .args(["generate", "--schema", "schema.prisma"])
        .env("PRISMA_SCHEMA_ENGINE_BINARY", "/bin/true")
        .env("CHECKPOINT_DISABLE", "1")
        .current_dir(installed)
        .stdin(Stdio::null())
        .output()
        .expect("prisma runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "prisma generate\n{said}");
}

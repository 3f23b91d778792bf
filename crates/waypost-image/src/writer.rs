//! Writing an app image so that no reader ever sees half of one.
//!
//! Files go to a directory of their own, which gets its final name when it is complete; then the
//! `current` file is replaced by a rename. The image before stays on disk until the build after
//! next, because workers that serve it still read chunks at first use.

use crate::image::{CURRENT_FILE, MANIFEST_FILE};
use crate::{Image, ImageError};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const IMAGE_PREFIX: &str = "image-";
/// Of files beside the manifest that are no part of an image, and can be made again.
const BYTECODE_EXTENSION: &str = "bytecode";
const UNFINISHED_SUFFIX: &str = ".unfinished";
/// An unfinished directory this old belongs to a build that died.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Writes `image` to `directory` (made when absent) and makes it the current one.
pub fn write_image(image: &Image, directory: &Path) -> Result<(), ImageError> {
    create_directory(directory)?;
    write_file(&directory.join(".gitignore"), "*\n")?;
    let previous = current_name(directory);
    let name = format!("{IMAGE_PREFIX}{}", image.manifest().build_id);
    let unfinished = directory.join(format!("{name}.{}{UNFINISHED_SUFFIX}", std::process::id()));
    let placed = fill(image, &unfinished).and_then(|()| place(&unfinished, &directory.join(&name)));
    if placed.is_err() {
        // The error that matters is the first one; what is left behind is swept later.
        let _ = fs::remove_dir_all(&unfinished);
    }
    placed?;
    point_to(directory, &name)?;
    sweep(directory, &name, previous.as_deref());
    Ok(())
}

fn fill(image: &Image, home: &Path) -> Result<(), ImageError> {
    create_directory(home)?;
    for name in image.manifest().files.keys() {
        let path = home.join(name);
        if let Some(parent) = path.parent() {
            create_directory(parent)?;
        }
        write_file(&path, &image.file(name)?)?;
    }
    let path = home.join(MANIFEST_FILE);
    let text = serde_json::to_string(image.manifest())
        .map_err(|err| ImageError::io("encode", &path, io::Error::other(err)))?;
    write_file(&path, &text)
}

fn place(unfinished: &Path, home: &Path) -> Result<(), ImageError> {
    // Only a second write of the same build finds its own name taken.
    if home.exists() {
        fs::remove_dir_all(home).map_err(|err| ImageError::io("replace", home, err))?;
    }
    fs::rename(unfinished, home).map_err(|err| ImageError::io("rename", unfinished, err))
}

fn point_to(directory: &Path, name: &str) -> Result<(), ImageError> {
    let next = directory.join(format!("{CURRENT_FILE}.{}", std::process::id()));
    write_file(&next, name)?;
    let current = directory.join(CURRENT_FILE);
    fs::rename(&next, &current).map_err(|err| ImageError::io("replace", &current, err))
}

fn current_name(directory: &Path) -> Option<String> {
    fs::read_to_string(directory.join(CURRENT_FILE))
        .ok()
        .map(|name| name.trim().to_owned())
}

/// Removes older images. A failure costs disk space only, so it is not reported.
fn sweep(directory: &Path, current: &str, previous: Option<&str>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let is_kept = name == current || Some(name.as_str()) == previous;
        let is_busy = name.ends_with(UNFINISHED_SUFFIX) && !is_abandoned(&entry.path());
        if name.starts_with(IMAGE_PREFIX) && !is_kept && !is_busy {
            let _ = fs::remove_dir_all(entry.path());
        } else if name != current && Some(name.as_str()) == previous {
            remove_bytecode(&entry.path());
        }
    }
}

/// It is several times larger than the chunks. Workers that serve the image have it in memory.
fn remove_bytecode(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|it| it == BYTECODE_EXTENSION) {
            let _ = fs::remove_file(path);
        }
    }
}

fn is_abandoned(path: &PathBuf) -> bool {
    let age = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .map(|time| time.elapsed());
    matches!(age, Ok(Ok(age)) if age > ABANDONED)
}

fn create_directory(path: &Path) -> Result<(), ImageError> {
    fs::create_dir_all(path).map_err(|err| ImageError::io("create", path, err))
}

fn write_file(path: &Path, text: &str) -> Result<(), ImageError> {
    fs::write(path, text).map_err(|err| ImageError::io("write", path, err))
}

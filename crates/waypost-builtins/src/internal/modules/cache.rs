//! Compiled modules on disk, beside the app image: one file per module, replaced when its source changes.
//!
//! The key holds the digest of the source, so what is found is right whatever clocks say. A folder that
//! cannot be written to costs the cache and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use waypost_transform::Decorators;

use super::compile::{Compiled, Kind};

/// Separates specifiers; no specifier that resolves to a file holds it.
const SEPARATOR: char = '\u{1f}';

/// The folder of compiled modules; the host puts it into the state.
#[derive(Debug)]
pub struct ModuleCache {
    folder: PathBuf,
    build: &'static str,
}

impl ModuleCache {
    /// A cache in this folder, which is made when something is stored. `build` identifies who compiled: another
    /// transform makes another script of the same source.
    pub fn new(folder: PathBuf, build: &'static str) -> Self {
        Self { folder, build }
    }

    fn file(&self, path: &Path) -> PathBuf {
        let name = digest(&SHA256, path.to_string_lossy().as_bytes());
        self.folder
            .join(format!("{}.js", &hex(name.as_ref())[..32]))
    }

    /// What a compiled module depends on besides its path.
    pub(super) fn key(
        &self,
        source: &str,
        kind: Kind,
        async_dependencies: bool,
        decorators: Decorators,
    ) -> String {
        format!(
            "{} {} {kind:?} {async_dependencies} {} {}",
            self.build,
            hex(digest(&SHA256, source.as_bytes()).as_ref()),
            decorators.legacy,
            decorators.metadata,
        )
    }

    pub(super) fn get(&self, path: &Path, key: &str) -> Option<Compiled> {
        let text = fs::read_to_string(self.file(path)).ok()?;
        let mut parts = text.splitn(4, '\n');
        if parts.next()? != key {
            return None;
        }
        let kind = match parts.next()? {
            "module" => (Kind::Module, false),
            "awaits" => (Kind::Module, true),
            _ => (Kind::CommonJs, false),
        };
        let imports = parts.next()?;
        let imports = imports.split(SEPARATOR).filter(|text| !text.is_empty());
        Some(Compiled {
            kind: kind.0,
            awaits: kind.1,
            imports: imports.map(str::to_owned).collect(),
            code: parts.next()?.to_owned(),
        })
    }

    pub(super) fn put(&self, path: &Path, key: &str, compiled: &Compiled) {
        if compiled
            .imports
            .iter()
            .any(|text| text.contains(['\n', SEPARATOR]))
        {
            return;
        }
        let kind = match compiled.kind {
            Kind::Module if compiled.awaits => "awaits",
            Kind::Module => "module",
            Kind::CommonJs => "commonjs",
        };
        let imports = compiled.imports.join(&SEPARATOR.to_string());
        let text = format!("{key}\n{kind}\n{imports}\n{}", compiled.code);
        let file = self.file(path);
        // Workers write at the same time: whole files change places.
        let unfinished = file.with_extension(format!("{}.unfinished", std::process::id()));
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&unfinished, text))
            .and_then(|()| fs::rename(&unfinished, &file));
        if written.is_err() {
            // Nothing is lost but time.
            let _ = fs::remove_file(&unfinished);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_found_under_its_key_only() {
        let folder = std::env::temp_dir().join(format!("waypost-modules-{}", std::process::id()));
        let cache = ModuleCache::new(folder.clone(), "1");
        let compiled = Compiled {
            kind: Kind::Module,
            awaits: true,
            imports: vec!["./a.js".into(), "b".into()],
            code: "(function(){\n\n})".into(),
        };
        let key_of = |source| cache.key(source, Kind::Module, false, Decorators::default());
        let path = Path::new("/p/x.mjs");
        assert_eq!(cache.get(path, &key_of("a")), None);
        cache.put(path, &key_of("a"), &compiled);
        assert_eq!(cache.get(path, &key_of("a")), Some(compiled));
        assert_eq!(cache.get(path, &key_of("b")), None);
        assert_eq!(cache.get(Path::new("/p/y.mjs"), &key_of("a")), None);
        let rebuilt = ModuleCache::new(folder.clone(), "2");
        let key = rebuilt.key("a", Kind::Module, false, Decorators::default());
        assert_eq!(rebuilt.get(path, &key), None, "another build's");
        fs::remove_dir_all(folder).expect("the folder was made");
    }
}

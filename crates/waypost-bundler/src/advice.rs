//! What to do about an import that leads nowhere.

use serde_json::Value;
use std::fs;
use std::path::{Component, Path};

/// Says where to look, or what to run, for what `specifier` in the file `importer` was meant to be.
pub(crate) fn to_find(specifier: &str, importer: &Path) -> String {
    if is_generated_by_prisma(specifier, importer) {
        return "run `npx prisma generate`: the client is generated from the schema".to_owned();
    }
    if specifier.starts_with(['.', '/']) {
        return "check the path and the extension; names are case-sensitive".to_owned();
    }
    if specifier.contains("://") {
        return "install the package and import it by name".to_owned();
    }
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let package: Vec<&str> = specifier.split('/').take(parts).collect();
    let package = package.join("/");
    if package.starts_with(['#', '~']) || package.starts_with("@/") || package == "@" {
        return "check `paths` in tsconfig.json and `imports` in package.json".to_owned();
    }
    let is_installed = |folder: &Path| folder.join("node_modules").join(&package).is_dir();
    if importer.ancestors().any(is_installed) {
        return format!(
            "{package:?} is installed, but has no such file: build it if it is a package of the workspace, or check \
             `exports` and `main` in its package.json"
        );
    }
    let manager = PackageManager::of(importer);
    if is_declared(&package, importer) {
        let install = manager.install;
        return format!("{package:?} is in package.json, but not installed: run `{install}`");
    }
    let add = manager.add;
    format!("run `{add} {package}`, or check `paths` in tsconfig.json")
}

/// The commands of the package manager whose lock file is there.
struct PackageManager {
    install: &'static str,
    add: &'static str,
}

impl PackageManager {
    const fn new(install: &'static str, add: &'static str) -> Self {
        Self { install, add }
    }

    fn of(importer: &Path) -> Self {
        const BY_LOCK_FILE: [(&str, PackageManager); 4] = [
            (
                "pnpm-lock.yaml",
                PackageManager::new("pnpm install", "pnpm add"),
            ),
            ("yarn.lock", PackageManager::new("yarn install", "yarn add")),
            ("bun.lock", PackageManager::new("bun install", "bun add")),
            ("bun.lockb", PackageManager::new("bun install", "bun add")),
        ];
        for folder in importer.ancestors() {
            for (file, manager) in BY_LOCK_FILE {
                if folder.join(file).is_file() {
                    return manager;
                }
            }
            if folder.join("package-lock.json").is_file() {
                break;
            }
        }
        Self::new("npm install", "npm install")
    }
}

/// Whether the nearest package.json asks for the package.
fn is_declared(package: &str, importer: &Path) -> bool {
    let text = importer
        .ancestors()
        .find_map(|folder| fs::read_to_string(folder.join("package.json")).ok());
    let manifest: Value = text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let mut fields = [
        "dependencies",
        "devDependencies",
        "optionalDependencies",
        "peerDependencies",
    ]
    .into_iter();
    fields.any(|field| manifest[field].get(package).is_some())
}

/// Whether a Prisma schema above the importer has its client written where the specifier points.
fn is_generated_by_prisma(specifier: &str, importer: &Path) -> bool {
    let schema = importer.ancestors().find_map(|folder| {
        let of = |file| fs::read_to_string(folder.join(file)).ok();
        of("prisma/schema.prisma").or_else(|| of("schema.prisma"))
    });
    let Some(schema) = schema else {
        return false;
    };
    schema
        .lines()
        .filter_map(output_of_generator)
        .any(|output| {
            let names: Vec<_> = Path::new(output)
                .components()
                .filter(|part| matches!(part, Component::Normal(_)))
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            let end = names[names.len().saturating_sub(2)..].join("/");
            let found = specifier.find(&end).filter(|_| !end.is_empty());
            // A name that only begins with it is another file's.
            found.is_some_and(|at| {
                matches!(specifier.as_bytes().get(at + end.len()), None | Some(b'/'))
            })
        })
}

/// The folder in a line like `output = "../src/generated/prisma"`.
fn output_of_generator(line: &str) -> Option<&str> {
    let value = line.trim_start().strip_prefix("output")?.trim_start();
    value.strip_prefix('=')?.trim().split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::output_of_generator;

    #[test]
    fn the_folder_of_a_generated_client() {
        let found = output_of_generator("  output   = \"../generated/prisma\" // client");
        assert_eq!(found, Some("../generated/prisma"));
        assert_eq!(output_of_generator("output_format = \"x\""), None);
        assert_eq!(output_of_generator("  provider = \"output\""), None);
        assert_eq!(output_of_generator("output ="), None);
    }
}

//! What a user can do about a package whose native addon waypost does not load.

use std::path::Path;

use crate::package_of;

/// What to use in place of the addons that are met most.
const IN_PLACE: [(&str, &str); 6] = [
    ("canvas", "draw in another service"),
    ("libsql", "use `@libsql/client/web`"),
    ("prisma", PRISMA),
    (
        "sharp",
        "resize images in the front end or in another service",
    ),
    ("snappy", "use `snappyjs`"),
    ("sqlite3", "use `better-sqlite3` or `node:sqlite`"),
];

const ANY: &str = "use a package written in JavaScript or WebAssembly";

/// Its engine lies in the folder of the generated client, which has any name.
const PRISMA: &str = "set `engineType = \"client\"` in the generator of schema.prisma and give PrismaClient a driver adapter, as @prisma/adapter-pg; Prisma 7 needs no addon";

/// Whether this folder holds a client that Prisma generated, with the addon that is its engine.
pub fn has_prisma_engine(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| is_prisma_engine(&entry.file_name().to_string_lossy()))
}

fn is_prisma_engine(name: &str) -> bool {
    name.contains("query_engine-") && name.ends_with(".node")
}

/// What to use in place of a package with an addon, which may be one of a package's builds for a platform.
pub fn instead_of_addon(package: &str) -> &'static str {
    let plain = package.rsplit('/').next().unwrap_or(package);
    let is_of = |name: &str| {
        let rest = plain.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            || package
                .strip_prefix('@')
                .and_then(|scoped| scoped.strip_prefix(name))
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let known = IN_PLACE.iter().find(|(name, _)| is_of(name));
    known.map_or(ANY, |(_, help)| help)
}

/// The same for the file of an addon.
pub fn instead_of_addon_file(file: &Path) -> &'static str {
    let path = file.to_string_lossy();
    if is_prisma_engine(&path) {
        return PRISMA;
    }
    instead_of_addon(package_of(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_for_platforms_are_of_their_package() {
        for package in ["sharp", "@img/sharp-linux-x64"] {
            assert!(instead_of_addon(package).starts_with("resize"), "{package}");
        }
        assert!(instead_of_addon("@libsql/linux-x64-gnu").contains("client/web"));
        assert_eq!(instead_of_addon("sharpen"), ANY);
        assert_eq!(instead_of_addon(""), ANY);
    }

    #[test]
    fn files_are_of_the_innermost_package() {
        let of = |path: &str| instead_of_addon_file(Path::new(path));
        let sqlite = "/p/node_modules/a/node_modules/sqlite3/build/Release/b.node";
        assert_eq!(of(sqlite), "use `better-sqlite3` or `node:sqlite`");
        assert!(of("/p/node_modules/@img/sharp-linux-x64/lib/s.node").starts_with("resize"));
        assert_eq!(of("/p/build/own.node"), ANY);
        assert_eq!(of("/p/gen/libquery_engine-debian.so.node"), PRISMA);
    }
}

//! The packages that stay outside of a bundle: Next.js's own list, and what a project says of its own.

use std::collections::BTreeSet;

/// Which packages are loaded from `node_modules` when the code runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalPackages {
    /// `serverExternalPackages`.
    named: BTreeSet<String>,
    /// `transpilePackages`, which takes a package out of the list.
    bundled: BTreeSet<String>,
}

impl ExternalPackages {
    #[must_use]
    pub fn new(
        named: impl IntoIterator<Item = String>,
        bundled: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            named: named.into_iter().collect(),
            bundled: bundled.into_iter().collect(),
        }
    }

    /// Whether an import of `specifier` stays one.
    #[must_use]
    pub fn contain(&self, specifier: &str) -> bool {
        let Some(package) = package_name(specifier) else {
            return false;
        };
        if self.bundled.contains(package) {
            return false;
        }
        self.named.contains(package) || NEXT_LIST.binary_search(&package).is_ok()
    }
}

/// The package that a bare specifier names: `@scope/name` or `name`.
fn package_name(specifier: &str) -> Option<&str> {
    if specifier.starts_with(['.', '/', '#']) || specifier.contains(':') {
        return None;
    }
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier
        .match_indices('/')
        .nth(parts - 1)
        .map_or(specifier.len(), |(at, _)| at);
    Some(&specifier[..end])
}

/// Next.js's `server-external-packages` of version 16, sorted.
const NEXT_LIST: &[&str] = &[
    "@alinea/generated",
    "@appsignal/nodejs",
    "@aws-sdk/client-s3",
    "@aws-sdk/s3-presigned-post",
    "@blockfrost/blockfrost-js",
    "@highlight-run/node",
    "@huggingface/transformers",
    "@jpg-store/lucid-cardano",
    "@libsql/client",
    "@mikro-orm/core",
    "@mikro-orm/knex",
    "@node-rs/argon2",
    "@node-rs/bcrypt",
    "@prisma/client",
    "@react-pdf/renderer",
    "@sentry/profiling-node",
    "@sparticuz/chromium",
    "@sparticuz/chromium-min",
    "@statsig/statsig-node-core",
    "@swc/core",
    "@xenova/transformers",
    "@zenstackhq/runtime",
    "argon2",
    "autoprefixer",
    "aws-crt",
    "bcrypt",
    "better-sqlite3",
    "canvas",
    "chromadb-default-embed",
    "config",
    "cpu-features",
    "cypress",
    "dd-trace",
    "eslint",
    "express",
    "firebase-admin",
    "htmlrewriter",
    "import-in-the-middle",
    "isolated-vm",
    "jest",
    "jsdom",
    "keyv",
    "libsql",
    "mdx-bundler",
    "mongodb",
    "mongoose",
    "newrelic",
    "next-mdx-remote",
    "next-seo",
    "node-cron",
    "node-pty",
    "node-web-audio-api",
    "onnxruntime-node",
    "oslo",
    "pg",
    "pino",
    "pino-pretty",
    "pino-roll",
    "playwright",
    "playwright-core",
    "postcss",
    "prettier",
    "prisma",
    "puppeteer",
    "puppeteer-core",
    "ravendb",
    "require-in-the-middle",
    "rimraf",
    "sharp",
    "shiki",
    "sqlite3",
    "thread-stream",
    "ts-morph",
    "ts-node",
    "typescript",
    "vscode-oniguruma",
    "webpack",
    "websocket",
    "zeromq",
];

#[cfg(test)]
mod tests {
    use super::{ExternalPackages, NEXT_LIST};

    #[test]
    fn the_list_is_sorted() {
        assert!(NEXT_LIST.is_sorted());
    }

    #[test]
    fn a_project_adds_to_the_list_and_takes_away() {
        let packages =
            ExternalPackages::new(["mine".to_owned(), "@a/b".to_owned()], ["sharp".to_owned()]);
        let check = |specifier, expected| {
            assert_eq!(packages.contain(specifier), expected, "{specifier}");
        };
        check("pg", true);
        check("pg/lib/client", true);
        check("pg-pool", false);
        check("mine", true);
        check("@a/b/c", true);
        check("@a/c", false);
        check("sharp", false);
        check("./pg", false);
        check("node:pg", false);
    }
}

//! Files that shape a whole project: `next.config`, `middleware`, `proxy`, `instrumentation`.

use crate::files::Files;
use crate::roots::Roots;
use std::path::PathBuf;
use waypost_diagnostics::Diagnostic;
use waypost_image::NextVersion;

/// Project-wide files that are there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpecialFiles {
    pub next_config: Option<PathBuf>,
    pub middleware: Option<PathBuf>,
    /// `middleware` under its name since 16.
    pub proxy: Option<PathBuf>,
    pub instrumentation: Option<PathBuf>,
}

/// In Next.js's order. Node.js runs the last only where it strips types.
const CONFIG_EXTENSIONS: [&str; 4] = ["js", "mjs", "ts", "mts"];
/// Names that one might try, and that Next.js refuses when there is none of the others.
const REFUSED_CONFIG_EXTENSIONS: [&str; 5] = ["cjs", "cts", "json", "jsx", "tsx"];

/// The configuration file. It says what the extensions of all others are.
pub(crate) fn find_next_config(files: &mut Files) -> Option<PathBuf> {
    let root = files.root().to_owned();
    let paths = CONFIG_EXTENSIONS.map(|extension| root.join(format!("next.config.{extension}")));
    let found = paths.into_iter().find(|path| files.has_file(path));
    if found.is_none() {
        report_refused_config(files);
    }
    found
}

/// The other files, whose extension is one of `extensions` (`pageExtensions`).
pub(crate) fn find_special_files(
    files: &mut Files,
    roots: &Roots,
    next_config: Option<PathBuf>,
    extensions: &[String],
    version: NextVersion,
) -> SpecialFiles {
    let mut first = |directory: &PathBuf, name: &str| {
        let paths = extensions
            .iter()
            .map(|extension| directory.join(format!("{name}.{extension}")));
        paths.into_iter().find(|path| files.has_file(path))
    };
    let is_proxy_known = version >= NextVersion::V16;
    let found = SpecialFiles {
        next_config,
        middleware: first(&roots.base, "middleware"),
        proxy: if is_proxy_known {
            first(&roots.base, "proxy")
        } else {
            None
        },
        instrumentation: first(&roots.base, "instrumentation"),
    };
    report(files, &found);
    found
}

fn report(files: &mut Files, found: &SpecialFiles) {
    if let (Some(middleware), Some(proxy)) = (&found.middleware, &found.proxy) {
        let (middleware, proxy) = (files.relative(middleware), files.relative(proxy));
        let message = format!(
            "Both middleware file \"./{middleware}\" and proxy file \"./{proxy}\" are detected. Please use \
             \"./{proxy}\" only. Learn more: https://nextjs.org/docs/messages/middleware-to-proxy"
        );
        files.report(
            Diagnostic::error(message)
                .with_code("middleware-and-proxy")
                .in_file(middleware),
        );
    }
}

fn report_refused_config(files: &mut Files) {
    let root = files.root().to_owned();
    for extension in REFUSED_CONFIG_EXTENSIONS {
        let name = format!("next.config.{extension}");
        if files.has_file(&root.join(&name)) {
            let message = format!(
                "Configuring Next.js via '{name}' is not supported. Please replace the file with 'next.config.js', \
                 'next.config.mjs', or 'next.config.ts'."
            );
            files.report(
                Diagnostic::error(message)
                    .with_code("next-config")
                    .in_file(name),
            );
            return;
        }
    }
}

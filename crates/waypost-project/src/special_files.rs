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

const CONFIG_EXTENSIONS: [&str; 4] = ["js", "mjs", "ts", "mts"];
const CODE_EXTENSIONS: [&str; 4] = ["tsx", "ts", "jsx", "js"];

pub(crate) fn find_special_files(
    files: &mut Files,
    roots: &Roots,
    version: NextVersion,
) -> SpecialFiles {
    let root = files.root().to_owned();
    let mut first = |directory: &PathBuf, name: &str, extensions: &[&str]| {
        let paths = extensions
            .iter()
            .map(|extension| directory.join(format!("{name}.{extension}")));
        paths.into_iter().find(|path| files.has_file(path))
    };
    let is_proxy_known = version >= NextVersion::V16;
    let found = SpecialFiles {
        next_config: first(&root, "next.config", &CONFIG_EXTENSIONS),
        middleware: first(&roots.base, "middleware", &CODE_EXTENSIONS),
        proxy: if is_proxy_known {
            first(&roots.base, "proxy", &CODE_EXTENSIONS)
        } else {
            None
        },
        instrumentation: first(&roots.base, "instrumentation", &CODE_EXTENSIONS),
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
    let unused = [(
        &found.next_config,
        "this version does not evaluate the Next.js configuration: its redirects, rewrites, headers, basePath \
             and all other options have no effect",
    )];
    for (path, message) in unused {
        if let Some(path) = path {
            let file = files.relative(path);
            files.report(
                Diagnostic::warning(message)
                    .with_code("not-evaluated")
                    .in_file(file),
            );
        }
    }
}

//! Which import specifiers belong to waypost instead of to files.

use crate::BuiltinSurface;

/// What a specifier that never reaches the file system stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reserved {
    /// An offered builtin, by its canonical specifier.
    Builtin(String),
    /// A module of Node.js or Next.js that waypost does not offer yet.
    NotOffered(String),
    /// `server-only` and `client-only`: markers for a compiler that splits client from server.
    Marker,
}

impl Reserved {
    /// `None` when the specifier is to be resolved to a file.
    pub(crate) fn of(specifier: &str, surface: &BuiltinSurface) -> Option<Self> {
        if matches!(specifier, "server-only" | "client-only") {
            return Some(Self::Marker);
        }
        let canonical = canonical(specifier, surface)?;
        Some(if surface.offers(&canonical) {
            Self::Builtin(canonical)
        } else {
            Self::NotOffered(canonical)
        })
    }
}

fn canonical(specifier: &str, surface: &BuiltinSurface) -> Option<String> {
    if specifier.starts_with("node:") {
        return Some(specifier.to_owned());
    }
    if is_bare_node_builtin(specifier) {
        return Some(format!("node:{specifier}"));
    }
    let plain = specifier.strip_suffix(".js").unwrap_or(specifier);
    let is_next = plain == "next" || plain.starts_with("next/");
    if is_next || surface.offers(plain) {
        return Some(plain.to_owned());
    }
    surface.offers(specifier).then(|| specifier.to_owned())
}

/// Node.js resolves these before it looks for a package of the same name. A trailing slash
/// (`punycode/`) asks for the package. `sqlite`, `test`, `sea` exist with `node:` only.
fn is_bare_node_builtin(specifier: &str) -> bool {
    NODE_BUILTINS.binary_search(&specifier).is_ok()
}

/// Sorted.
const NODE_BUILTINS: &[&str] = &[
    "_http_agent",
    "_http_client",
    "_http_common",
    "_http_incoming",
    "_http_outgoing",
    "_http_server",
    "_stream_duplex",
    "_stream_passthrough",
    "_stream_readable",
    "_stream_transform",
    "_stream_wrap",
    "_stream_writable",
    "_tls_common",
    "_tls_wrap",
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "inspector/promises",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn surface() -> BuiltinSurface {
        ["node:fs", "node:punycode", "next/server", "@next/env"]
            .into_iter()
            .collect()
    }

    fn check(specifier: &str, expected: Option<Reserved>) {
        assert_eq!(Reserved::of(specifier, &surface()), expected, "{specifier}");
    }

    #[test]
    fn the_builtin_names_are_sorted() {
        assert!(NODE_BUILTINS.is_sorted());
    }

    #[test]
    fn builtins_win_over_packages_of_their_name() {
        check("fs", Some(Reserved::Builtin("node:fs".into())));
        check("punycode", Some(Reserved::Builtin("node:punycode".into())));
        check("punycode/", None);
        check("sqlite", None);
    }

    #[test]
    fn next_modules_have_two_spellings() {
        check("next/server", Some(Reserved::Builtin("next/server".into())));
        check(
            "next/server.js",
            Some(Reserved::Builtin("next/server".into())),
        );
        check("@next/env", Some(Reserved::Builtin("@next/env".into())));
        check("next-auth", None);
    }

    #[test]
    fn what_is_not_offered_is_still_known() {
        check(
            "node:cluster",
            Some(Reserved::NotOffered("node:cluster".into())),
        );
        check("cluster", Some(Reserved::NotOffered("node:cluster".into())));
        check("next/link", Some(Reserved::NotOffered("next/link".into())));
    }

    #[test]
    fn markers_are_empty() {
        check("server-only", Some(Reserved::Marker));
        check("client-only", Some(Reserved::Marker));
    }
}

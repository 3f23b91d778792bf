//! Which file is about which module, by its name, and which files cannot be run here.

/// The modules that are counted, each with how names of its files go on after `test-`, in the table's order.
pub(crate) const MODULES: [(&str, &[&str]); 17] = [
    ("assert", &["assert"]),
    ("AsyncLocalStorage", &["async-local-storage", "als"]),
    ("buffer", &["buffer", "btoa-atob"]),
    ("crypto", &["crypto"]),
    ("events", &["event", "events", "eventtarget"]),
    ("fs", &["fs", "filehandle"]),
    (
        "http client",
        &[
            "http-agent",
            "http-client",
            "http-outgoing",
            "http-request",
            "http-response",
        ],
    ),
    ("http server", &["http"]),
    ("net", &["net"]),
    ("path", &["path"]),
    ("querystring", &["querystring"]),
    ("stream", &["stream", "stream2", "stream3", "readable"]),
    ("string_decoder", &["string-decoder"]),
    ("timers", &["timers"]),
    ("url", &["url", "whatwg-url"]),
    ("util", &["util"]),
    ("zlib", &["zlib"]),
];

/// The module of a file below `test/`; none when it is of no module that is counted.
pub(crate) fn of_file(path: &str) -> Option<&'static str> {
    let name = path
        .strip_prefix("parallel/test-")?
        .strip_suffix(".js")
        .or_else(|| path.strip_prefix("parallel/test-")?.strip_suffix(".mjs"))?;
    MODULES
        .iter()
        .find(|(_, prefixes)| prefixes.iter().any(|prefix| begins(name, prefix)))
        .map(|(module, _)| *module)
}

/// Whether a name is a prefix, or goes on with a dash after it.
fn begins(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

const INTERNALS: &str = "needs --expose-internals";
const CHILD: &str = "starts a child of the same executable";
const ADDON: &str = "needs a native addon";

/// Why a file is left out, by its text; none when it can be run.
pub(crate) fn left_out(source: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| source.contains(word));
    if has(&[
        "--expose-internals",
        "--expose_internals",
        "require('internal/",
    ]) {
        return Some(INTERNALS);
    }
    if has(&["common.buildType", "/build/Release", "process.dlopen("]) {
        return Some(ADDON);
    }
    let child = [
        "process.execPath",
        "process.argv[0]",
        "fork(",
        "spawnSyncAndExit",
        "spawnSyncAndAssert",
        "common/benchmark",
        "childShouldThrowAndAbort",
    ];
    has(&child).then_some(CHILD)
}

#[cfg(test)]
mod tests {
    use super::{left_out, of_file};

    #[test]
    fn names_tell_the_module() {
        let check = |path: &str, module: Option<&str>| assert_eq!(of_file(path), module, "{path}");
        check("parallel/test-fs-access.js", Some("fs"));
        check("parallel/test-http-client-abort.js", Some("http client"));
        check(
            "parallel/test-http-abort-before-end.js",
            Some("http server"),
        );
        check("parallel/test-http2-client-destroy.js", None);
        check("parallel/test-stream2-basic.js", Some("stream"));
        check("parallel/test-util.js", Some("util"));
        check("parallel/test-urlpattern.js", None);
        check("parallel/test-whatwg-url-properties.js", Some("url"));
        check(
            "parallel/test-fs-promises-statfs-validate-path.mjs",
            Some("fs"),
        );
        check("sequential/test-fs-watch.js", None);
    }

    #[test]
    fn texts_tell_what_cannot_run() {
        assert!(left_out("// Flags: --expose-internals\n").is_some());
        assert!(left_out("spawn(process.execPath, [])").is_some());
        assert!(left_out("require('../common')").is_none());
    }
}

//! How a builtin is declared: one constant in its folder, one line in the list of `lib.rs`.

use waypost_ops::Op;

/// A builtin folder: its scripts, what they are called from outside, and its native parts.
#[derive(Clone, Copy)]
pub struct Builtin {
    /// The folder below `src`, which is also the name of its native object: `web/url`.
    pub folder: &'static str,
    /// Its scripts, named by path below `src` without extension: `web/url/search_params`.
    pub scripts: &'static [&'static str],
    /// Specifiers that users import, each with the script that serves it.
    pub public: &'static [(&'static str, &'static str)],
    /// Names on the global object, and the script that exports each.
    pub globals: &'static [(&'static str, &'static str)],
    /// Its native parts.
    pub ops: &'static [Op],
}

impl Builtin {
    /// A builtin in this folder.
    pub const fn new(folder: &'static str) -> Self {
        Self {
            folder,
            scripts: &[],
            public: &[],
            globals: &[],
            ops: &[],
        }
    }

    /// Names its scripts: `&[script!("web/url/url.ts")]`.
    pub const fn scripts(mut self, scripts: &'static [&'static str]) -> Self {
        self.scripts = scripts;
        self
    }

    /// Names the specifiers that users import, each with the script that serves it:
    /// `&[("node:url", "node/url/url")]`. `node:` modules are also reachable without the prefix
    /// and `next/` modules with a trailing `.js`.
    pub const fn public(mut self, public: &'static [(&'static str, &'static str)]) -> Self {
        self.public = public;
        self
    }

    /// Names its global names, each with the script that exports it.
    pub const fn globals(mut self, globals: &'static [(&'static str, &'static str)]) -> Self {
        self.globals = globals;
        self
    }

    /// Names its ops.
    pub const fn ops(mut self, ops: &'static [Op]) -> Self {
        self.ops = ops;
        self
    }
}

/// The name of a script: its path below `src` without `.ts`. That the file exists and is
/// declared by its folder is checked when the realm is set up in the tests.
macro_rules! script {
    ($path:literal) => {
        $crate::declare::stem($path)
    };
}

pub(crate) use script;

/// The path without its `.ts`.
pub(crate) const fn stem(path: &'static str) -> &'static str {
    let (stem, extension) = path.split_at(path.len() - 3);
    assert!(
        matches!(extension.as_bytes(), b".ts"),
        "a builtin script is a .ts file"
    );
    stem
}

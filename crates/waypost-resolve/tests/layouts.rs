//! Resolution in the layouts that package managers make.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use waypost_resolve::{Form, Format, NodeResolver, format_of};

struct Tree(PathBuf);

impl Tree {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root =
            std::env::temp_dir().join(format!("waypost-resolve-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        Self(root.canonicalize().expect("the folder is there"))
    }

    #[track_caller]
    fn check(&self, from: &str, specifier: &str, form: Form, expected: &str) {
        let tsconfig = self.0.join("tsconfig.json");
        let resolver = NodeResolver::new(tsconfig.exists().then_some(tsconfig.as_path()));
        let found = match resolver.resolve(specifier, &self.0.join(from), form) {
            Ok(path) => path
                .strip_prefix(&self.0)
                .unwrap_or(&path)
                .display()
                .to_string(),
            Err(failure) => failure.code.to_owned(),
        };
        assert_eq!(found, expected, "{specifier} from {from}");
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn conditions_follow_the_form() {
    let tree = Tree::new(
        "conditions",
        &[
            (
                "node_modules/dual/package.json",
                r##"{ "exports": { ".": { "import": "./a.mjs", "require": "./a.cjs" }, "./only": { "browser": "./b.js" } },
                     "imports": { "#own": { "node": "./a.cjs" } } }"##,
            ),
            ("node_modules/dual/a.mjs", ""),
            ("node_modules/dual/a.cjs", ""),
            (
                "node_modules/old/package.json",
                r#"{ "main": "lib", "module": "esm.js" }"#,
            ),
            ("node_modules/old/lib/index.js", ""),
        ],
    );
    tree.check("a.js", "dual", Form::Import, "node_modules/dual/a.mjs");
    tree.check("a.js", "dual", Form::Require, "node_modules/dual/a.cjs");
    tree.check(
        "a.js",
        "dual/only",
        Form::Require,
        "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
    tree.check(
        "a.js",
        "dual/a.cjs",
        Form::Require,
        "ERR_PACKAGE_PATH_NOT_EXPORTED",
    );
    tree.check(
        "node_modules/dual/a.cjs",
        "#own",
        Form::Require,
        "node_modules/dual/a.cjs",
    );
    tree.check(
        "node_modules/dual/a.cjs",
        "#other",
        Form::Import,
        "ERR_PACKAGE_IMPORT_NOT_DEFINED",
    );
    tree.check("a.js", "old", Form::Import, "node_modules/old/lib/index.js");
    tree.check("a.js", "none", Form::Import, "ERR_MODULE_NOT_FOUND");
    tree.check("a.js", "none", Form::Require, "MODULE_NOT_FOUND");
}

#[test]
fn linked_packages_resolve_from_where_they_are() {
    let tree = Tree::new(
        "pnpm",
        &[
            ("app/package.json", "{}"),
            ("store/a@1/node_modules/a/index.js", ""),
            ("store/a@1/node_modules/b/index.js", ""),
            ("packages/own/src/index.ts", ""),
            ("packages/own/package.json", r#"{ "main": "src/index.ts" }"#),
            ("app/node_modules/.keep", ""),
        ],
    );
    let link = |to: &str, at: &str| symlink(tree.0.join(to), tree.0.join(at)).expect("a link");
    link("store/a@1/node_modules/a", "app/node_modules/a");
    link("packages/own", "app/node_modules/own");
    tree.check(
        "app/x.js",
        "a",
        Form::Require,
        "store/a@1/node_modules/a/index.js",
    );
    tree.check("app/x.js", "b", Form::Require, "MODULE_NOT_FOUND");
    tree.check(
        "store/a@1/node_modules/a/index.js",
        "b",
        Form::Require,
        "store/a@1/node_modules/b/index.js",
    );
    tree.check("app/x.js", "own", Form::Import, "packages/own/src/index.ts");
}

#[test]
fn paths_hold_in_the_project_only() {
    let tree = Tree::new(
        "paths",
        &[
            (
                "tsconfig.json",
                r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "pkg": ["./src/own.ts"] } } }"#,
            ),
            ("src/a.ts", ""),
            ("src/own.ts", ""),
            ("node_modules/pkg/index.js", ""),
            ("node_modules/user/index.js", ""),
        ],
    );
    tree.check("src/b.ts", "@/a", Form::Import, "src/a.ts");
    tree.check("src/b.ts", "./a.js", Form::Import, "src/a.ts");
    tree.check("src/b.ts", "pkg", Form::Import, "src/own.ts");
    tree.check(
        "node_modules/user/index.js",
        "pkg",
        Form::Require,
        "node_modules/pkg/index.js",
    );
}

#[test]
fn the_package_says_what_its_files_are() {
    let tree = Tree::new(
        "formats",
        &[
            ("package.json", r#"{ "type": "module" }"#),
            ("node_modules/plain/package.json", "{}"),
        ],
    );
    let check =
        |path: &str, expected| assert_eq!(format_of(&tree.0.join(path)), expected, "{path}");
    check("a.js", Format::Module);
    check("a.cjs", Format::CommonJs);
    check("a.json", Format::Json);
    check("a.node", Format::Native);
    check("node_modules/plain/a.js", Format::Either);
    check("node_modules/bare/a.js", Format::Either);
    assert_eq!(format_of(Path::new("/nowhere/a.mjs")), Format::Module);
}

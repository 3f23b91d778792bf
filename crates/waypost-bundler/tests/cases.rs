//! Every folder of `cases/` is a small project; `expected.snap` beside its files says which chunks
//! come of it, who imports whom, and what is reported. `UPDATE_EXPECT=1` writes it anew.
//!
//! `app/**/route.*`, `pages/api/**` and `edge/**/route.*` are the entries of the three graphs.
//! Packages are in `modules/`, because `node_modules` is not committed; the runner copies the
//! project to a temporary directory under that name.

use expect_test::expect_file;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use waypost_bundler::{BuiltinSurface, BundleOutput, Bundler, Entry, Inputs, Mode, UseCache};
use waypost_image::{Chunk, Graph, Import};

#[test]
fn cases() {
    let bundler = Bundler::new().unwrap();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    for folder in folders {
        let project = Copy::of(&folder);
        let inputs = inputs(&project.0);
        let snapshot = match bundler.bundle(&inputs) {
            Ok(output) => describe(&inputs, &output),
            Err(diagnostics) => format!("no bundle\n\n{diagnostics}\n"),
        };
        expect_file![folder.join("expected.snap")].assert_eq(&snapshot);
    }
}

/// The second bundle of a process is the bundle of the files as they are then.
#[test]
fn a_bundler_is_used_again() {
    let bundler = Bundler::new().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/live_bindings");
    let project = Copy::of(&folder);
    let inputs = inputs(&project.0);
    let first = bundler.bundle(&inputs).unwrap();
    let again = bundler.bundle(&inputs).unwrap();
    assert_eq!(first.files, again.files);
    assert!(
        first
            .watched_files
            .contains(&project.0.join("lib/counter.ts"))
    );
    fs::write(
        project.0.join("lib/counter.ts"),
        "export let counter = 7; export const bump = 1;",
    )
    .unwrap();
    let changed = bundler.bundle(&inputs).unwrap();
    assert!(
        changed
            .files
            .values()
            .any(|text| text.contains("counter = 7"))
    );
    fs::write(project.0.join("lib/counter.ts"), "export let counter = ;").unwrap();
    let broken = bundler.bundle(&inputs).unwrap();
    assert!(broken.entries.iter().all(|entry| !entry.is_whole()));
}

/// What must stand in the code of a case, and what must not be left of the source.
#[test]
fn code() {
    check_code(
        "typescript",
        &[
            "it's \\\"public\\\"",
            "productionnodejs",
            "undefined",
            "#__accessor_",
            "__decorate",
        ],
        &[
            "accessor size",
            "@logged",
            "using service",
            "typeof window",
            "process.env",
            "require(",
        ],
    );
    check_code(
        "original_location",
        &[
            r#"__waypost_meta("app/api/a/route.ts").dirname"#,
            r#"__waypost_meta("app/api/a/route.ts").url"#,
            r#"__waypost_meta("lib/location.js").filename"#,
            r#"require: __waypost_require("lib/location.js")"#,
            r#"__waypost_require("lib/location.js").main"#,
            "(__dirname) => ({ __dirname })",
        ],
        &["import.meta"],
    );
    check_code(
        "run_time_loads",
        &[
            r#"__waypost_import("app/api/a/route.ts", `../plugins/${name}`)"#,
            r#"__waypost_require("app/api/a/route.ts")(name)"#,
            r#"__waypost_require("node_modules/loads/index.js")("./" + name)"#,
        ],
        &[],
    );
    check_code(
        "builtins",
        &[
            r#"__waypost_builtin("node:crypto")"#,
            r#"__waypost_missing("node:cluster", "cluster-user")"#,
            r#"__waypost_missing("node:path", "app/api/a/route.ts")"#,
            r#"__waypost_missing("next/link", "app/api/a/route.ts")"#,
        ],
        &[],
    );
    check_code(
        "missing_imports",
        &[
            r#"code: "MODULE_NOT_FOUND""#,
            "Cannot find module 'optional-peer'",
        ],
        &[],
    );
    // A module that threw throws again, as in Node.js.
    check_code("missing_imports", &["mod = void 0"], &["mod || (cb("]);
}

fn check_code(case: &str, present: &[&str], absent: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(case);
    let project = Copy::of(&folder);
    let output = Bundler::new().unwrap().bundle(&inputs(&project.0)).unwrap();
    let scripts = output
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".js"));
    let code: Vec<&str> = scripts.map(|(_, text)| text.as_str()).collect();
    let code = code.join("\n");
    for text in present {
        assert!(code.contains(text), "{case}: {text} is missing in\n{code}");
    }
    for text in absent {
        assert!(!code.contains(text), "{case}: {text} is left in\n{code}");
    }
}

/// A position in a script leads to the file of the project.
#[test]
fn source_maps_lead_to_the_project() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/live_bindings");
    let project = Copy::of(&folder);
    let output = Bundler::new().unwrap().bundle(&inputs(&project.0)).unwrap();
    let chunk = &output.chunks[output.entries[0].chunk];
    let script = &output.files[&chunk.file];
    let map =
        oxc_sourcemap::SourceMap::from_json_string(&output.files[chunk.map.as_ref().unwrap()])
            .unwrap();
    let line = script
        .lines()
        .position(|line| line.contains("return"))
        .unwrap();
    let column = script.lines().nth(line).unwrap().find("return").unwrap();
    let token = map
        .lookup_token(&map.generate_lookup_table(), line as u32, column as u32)
        .unwrap();
    let source = fs::read_to_string(project.0.join("app/api/a/route.ts")).unwrap();
    assert_eq!(
        map.get_source(token.get_source_id().unwrap()),
        Some("app/api/a/route.ts")
    );
    let origin = source.lines().nth(token.get_src_line() as usize).unwrap();
    assert_eq!(origin.trim(), "return counter;");
}

/// A copy of a case, removed at the end.
struct Copy(PathBuf);

impl Copy {
    fn of(folder: &Path) -> Self {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let unique = format!(
            "waypost-bundler-{}-{:?}-{name}",
            std::process::id(),
            std::thread::current().id()
        );
        let root = std::env::temp_dir().join(unique.replace(['(', ')'], ""));
        copy(folder, &root);
        Self(root.canonicalize().unwrap())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let target = to.join(if name == "modules" {
            "node_modules"
        } else {
            name
        });
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn inputs(root: &Path) -> Inputs {
    let mut files = Vec::new();
    list(root, root, &mut files);
    files.sort();
    let entries = files.iter().filter_map(|file| {
        let is_route = file.contains("/route.");
        let graph = match file.split('/').next()? {
            "app" if is_route => Graph::App,
            "edge" if is_route => Graph::Edge,
            "pages" => Graph::Pages,
            _ => return None,
        };
        Some(Entry {
            source: file.into(),
            graph,
            is_data: false,
        })
    });
    let tsconfig = ["tsconfig.json", "jsconfig.json"];
    let tsconfig = tsconfig
        .iter()
        .map(|name| root.join(name))
        .find(|path| path.exists());
    Inputs {
        root: root.to_owned(),
        tsconfig,
        entries: entries.collect(),
        mode: Mode::Production,
        env: BTreeMap::from([("NEXT_PUBLIC_NAME".to_owned(), "it's \"public\"".to_owned())]),
        define: BTreeMap::new(),
        alias: BTreeMap::new(),
        images: None,
        builtins: builtins(),
        external: None,
        use_cache: UseCache::Unknown,
    }
}

fn builtins() -> BuiltinSurface {
    let mut builtins: BuiltinSurface = [
        "node:fs",
        "node:crypto",
        "node:events",
        "next/server",
        "next/headers",
    ]
    .into_iter()
    .collect();
    let path = ["basename", "dirname", "join"].map(str::to_owned);
    builtins
        .modules
        .insert("node:path".to_owned(), Some(path.into()));
    builtins
}

fn list(root: &Path, directory: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            let name = path.strip_prefix(root).unwrap();
            files.push(name.to_str().unwrap().to_owned());
        } else if !path.ends_with("node_modules") {
            list(root, &path, files);
        }
    }
}

fn describe(inputs: &Inputs, output: &BundleOutput) -> String {
    let mut text = String::from("entries\n");
    for (entry, made) in inputs.entries.iter().zip(&output.entries) {
        let state = if made.is_whole() { "" } else { ", disabled" };
        let file = name(&output.chunks[made.chunk]);
        writeln!(text, "  {} -> {file}{state}", entry.source.display()).unwrap();
    }
    for chunk in sorted(&output.chunks) {
        describe_chunk(&mut text, chunk, output);
    }
    if !output.diagnostics.is_empty() {
        writeln!(text, "\n{}", output.diagnostics).unwrap();
    }
    text
}

fn describe_chunk(text: &mut String, chunk: &Chunk, output: &BundleOutput) {
    let waits = if chunk.is_async { ", async" } else { "" };
    writeln!(text, "\n{}{waits}", name(chunk)).unwrap();
    for import in &chunk.imports {
        writeln!(text, "  import {}", target(import, output)).unwrap();
    }
    for import in chunk.dynamic.values() {
        writeln!(text, "  import() {}", target(import, output)).unwrap();
    }
    let Some(map) = &chunk.map else { return };
    let map: serde_json::Value = serde_json::from_str(&output.files[map]).unwrap();
    for source in map["sources"].as_array().unwrap() {
        writeln!(text, "  of {}", source.as_str().unwrap().escape_debug()).unwrap();
    }
}

fn sorted(chunks: &[Chunk]) -> Vec<&Chunk> {
    let mut list: Vec<&Chunk> = chunks.iter().collect();
    list.sort_by_key(|chunk| &chunk.file);
    list
}

fn target(import: &Import, output: &BundleOutput) -> String {
    match import {
        Import::Chunk(at) => name(&output.chunks[*at]),
        Import::Builtin(specifier) => specifier.clone(),
        Import::External(file) => format!("external {file}"),
    }
}

/// Shared chunks carry a hash of their content.
fn name(chunk: &Chunk) -> String {
    const HASH: usize = "-MMHAJ9hB.js".len();
    if !chunk.file.contains("/shared/") {
        return chunk.file.clone();
    }
    format!("{}-*.js", &chunk.file[..chunk.file.len() - HASH])
}

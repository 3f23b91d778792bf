//! Compiles the TypeScript of every builtin folder into a script that is embedded in the binary.
//!
//! Types are stripped, imports become lazy reads, awaits carry the async context
//! (`waypost-transform`), the result is minified and must be ASCII so that the engine can use it
//! in place. A mistake here is a build error that names the file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::mangler::{MangleOptions, MangleOptionsKeepNames};
use oxc::minifier::{CompressOptions, Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;
use waypost_transform::{Mode, Options, strip_types, transform};

const AREAS: [&str; 4] = ["internal", "next", "node", "web"];

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("src");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut table = String::from("pub(crate) static SCRIPTS: &[Script] = &[\n");
    for area in AREAS {
        println!("cargo:rerun-if-changed={}", root.join(area).display());
        let mut files = Vec::new();
        collect(&root.join(area), &mut files);
        let mut files: Vec<_> = files
            .into_iter()
            .map(|file| (script_name(&root, &file), file))
            .collect();
        files.sort();
        for (name, file) in files {
            let script = compile(&name, &file).unwrap_or_else(|message| {
                println!("cargo:warning={}: {message}", file.display());
                panic!("{}: {message}", file.display());
            });
            let target = out.join(format!("{}.js", name.replace('/', ".")));
            fs::write(&target, script.code).expect("OUT_DIR is writable");
            writeln!(
                table,
                "Script {{ name: {name:?}, folder: {:?}, source: include_str!({target:?}), imports: &{:?}, exports: &{:?}, stars: &{:?} }},",
                name.rsplit_once('/').expect("a script lies in a folder").0,
                script.imports,
                script.exports,
                script.stars,
            )
            .expect("writing to a string");
        }
    }
    table.push_str("];\n");
    fs::write(out.join("scripts.rs"), table).expect("OUT_DIR is writable");
}

/// The path below `src` without extension, by which the table is searched.
fn script_name(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .expect("found below the root")
        .with_extension("")
        .to_str()
        .expect("builtin paths are UTF-8")
        .replace('\\', "/")
}

/// Every `.ts` that is a part of the product: not declarations of ops.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    // A folder without a declaration is not a builtin yet.
    let declared = folder.join("mod.rs").exists();
    for entry in entries {
        let path = entry.expect("readable source folder").path();
        if path.is_dir() {
            collect(&path, files);
            continue;
        }
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        if declared
            && name.ends_with(".ts")
            && !name.ends_with(".d.ts")
            && !name.ends_with("_test.ts")
        {
            println!("cargo:rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}

struct Compiled {
    code: String,
    imports: Vec<String>,
    exports: Vec<String>,
    stars: Vec<usize>,
}

fn compile(name: &str, file: &Path) -> Result<Compiled, String> {
    let source = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let plain = strip_types(&source, name)?;
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let options = Options::new(
        Mode::Builtin {
            folder: folder.to_owned(),
        },
        name,
    );
    let output = transform(&plain, &options).map_err(|error| error.to_string())?;
    for specifier in &output.imports {
        check_import(specifier)?;
    }
    let code = minify(&output.code, file)?;
    if !code.is_ascii() {
        return Err("the compiled script is not ASCII; write the characters as escapes".into());
    }
    let imports = output
        .imports
        .iter()
        .map(|specifier| {
            specifier
                .strip_prefix("waypost-internal:")
                .unwrap_or(specifier)
                .to_owned()
        })
        .collect();
    Ok(Compiled {
        code,
        imports,
        exports: output.exports,
        stars: output.star_exports,
    })
}

/// Specifiers have tiers: builtins import builtins by their internal name. (Native parts are
/// checked by the transform: only a folder's own.)
fn check_import(specifier: &str) -> Result<(), String> {
    if specifier.starts_with("waypost-internal:") {
        return Ok(());
    }
    Err(format!(
        "builtins import \"waypost-internal:\u{2026}\" and their own ops only, not {specifier:?}"
    ))
}

/// Minifies a factory expression. It is assigned to a global while the minifier sees it, which
/// would otherwise drop an expression that nobody uses.
fn minify(source: &str, file: &Path) -> Result<String, String> {
    const ASSIGNED: &str = "factory=";
    let allocator = Allocator::default();
    let source = format!("{ASSIGNED}{source}");
    let parsed = Parser::new(&allocator, &source, SourceType::script()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(format!(
            "after the transform: {error} in {}",
            file.display()
        ));
    }
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions {
        mangle: Some(MangleOptions {
            keep_names: MangleOptionsKeepNames::all_true(),
            ..MangleOptions::default()
        }),
        compress: Some(CompressOptions::safest()),
        ..MinifierOptions::default()
    })
    .minify(&allocator, &mut program);
    let code = Codegen::new()
        .with_options(CodegenOptions {
            minify: true,
            comments: CommentOptions::disabled(),
            ..CodegenOptions::default()
        })
        .with_scoping(minified.scoping)
        .build(&program)
        .code;
    let factory = code
        .strip_prefix(ASSIGNED)
        .ok_or_else(|| format!("the minifier left no factory of {}", file.display()))?;
    Ok(format!(
        "({})",
        escape_non_ascii(factory.trim_end_matches([';', '\n']))
    ))
}

/// Writes what is not ASCII as escapes. Outside of strings, templates and regular expressions
/// the builtins have none, and there `\u` escapes mean the same character.
fn escape_non_ascii(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut units = [0u16; 2];
    for character in code.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}").expect("writing to a string");
        }
    }
    out
}

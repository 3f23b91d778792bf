//! How rolldown is set up for each module graph.

use crate::{Inputs, Mode};
use rolldown::{
    BundlerOptions, BundlerTransformOptions, ChecksOptions, ChunkFilenamesOutputOption,
    CommentsOptions, Either, InnerOptions, InputItem, JsxOptions, ModuleSideEffects, OutputFormat,
    Platform, PreserveEntrySignatures, ResolveOptions, SanitizeFilename, SourceMapType,
    TreeshakeOptions, TsConfig, TypeScriptOptions,
};
use std::path::{Path, PathBuf};
use waypost_image::Graph;

/// What newer syntax is lowered to: decorators and `using` go, everything JavaScriptCore parses stays.
const TARGET: &str = "es2025";

/// Whether a name that a module does not export is an error or reads as `undefined`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingExports {
    Report,
    ReadAsUndefined,
}

pub(crate) fn for_graph(
    inputs: &Inputs,
    graph: Graph,
    entries: &[PathBuf],
    missing_exports: MissingExports,
) -> BundlerOptions {
    let prefix = graph_name(graph);
    let file_names = |pattern: &str| {
        let names = ChunkFilenamesOutputOption::String(format!("{prefix}/{pattern}"));
        Some(names)
    };
    BundlerOptions {
        input: Some(
            entries
                .iter()
                .map(|path| input(&inputs.root, path))
                .collect(),
        ),
        cwd: Some(inputs.root.clone()),
        // Nothing is written; chunks are named, and source maps relative to, the project directory.
        dir: Some(inputs.root.display().to_string()),
        // `Node` would add conditions and helpers that assume Node.js runs the output.
        platform: Some(Platform::Neutral),
        format: Some(OutputFormat::Esm),
        entry_filenames: file_names("[name].js"),
        chunk_filenames: file_names("shared/[name]-[hash].js"),
        sanitize_filename: Some(SanitizeFilename::Boolean(true)),
        preserve_entry_signatures: Some(PreserveEntrySignatures::Strict),
        sourcemap: Some(SourceMapType::Hidden),
        resolve: Some(resolve(inputs, graph)),
        tsconfig: Some(match &inputs.tsconfig {
            Some(path) => TsConfig::Manual(path.clone()),
            None => TsConfig::Auto(false),
        }),
        treeshake: TreeshakeOptions::Option(InnerOptions {
            module_side_effects: ModuleSideEffects::Boolean(true),
            // The exports of a CommonJS module cannot be told from what it does.
            commonjs: Some(false),
            ..InnerOptions::default()
        }),
        transform: Some(transform(inputs.mode)),
        define: Some(define(inputs, graph).into_iter().collect()),
        keep_names: Some(true),
        strict_execution_order: Some(true),
        polyfill_require: Some(false),
        shim_missing_exports: Some(missing_exports == MissingExports::ReadAsUndefined),
        comments: Some(CommentsOptions {
            legal: false,
            annotation: false,
            jsdoc: false,
        }),
        checks: Some(quiet_checks()),
        ..BundlerOptions::default()
    }
}

pub(crate) fn graph_name(graph: Graph) -> &'static str {
    match graph {
        Graph::App => "app",
        Graph::Pages => "pages",
        Graph::Edge => "edge",
    }
}

/// An entry's chunk is named after its file.
fn input(root: &Path, path: &Path) -> InputItem {
    let name = path.strip_prefix(root).unwrap_or(path).with_extension("");
    InputItem {
        name: Some(name.to_string_lossy().replace('\\', "/")),
        import: path.display().to_string(),
    }
}

/// Those that an import may leave out.
const EXTENSIONS: &[&str] = &[
    ".js", ".mjs", ".tsx", ".ts", ".jsx", ".json", ".cjs", ".mts", ".cts",
];

/// The conditions besides `import`, `require` and `default`, which rolldown adds by the form of each import.
fn resolve(inputs: &Inputs, graph: Graph) -> ResolveOptions {
    let strings = |list: &[&str]| Some(list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>());
    let (conditions, main_fields): (&[&str], &[&str]) = match graph {
        Graph::App => (&["react-server", "node"], &["main", "module"]),
        Graph::Pages => (&["node"], &["main", "module"]),
        Graph::Edge => (
            &["edge-light", "worker", "browser"],
            &["edge-light", "worker", "browser", "module", "main"],
        ),
    };
    ResolveOptions {
        alias: (!inputs.alias.is_empty()).then(|| alias(inputs)),
        condition_names: strings(conditions),
        main_fields: strings(main_fields),
        alias_fields: (graph == Graph::Edge).then(|| vec![vec!["browser".to_owned()]]),
        extensions: strings(EXTENSIONS),
        ..ResolveOptions::default()
    }
}

fn alias(inputs: &Inputs) -> Vec<(String, Vec<Option<String>>)> {
    let target = |target: &String| match target.strip_prefix("./") {
        Some(path) => inputs.root.join(path).display().to_string(),
        None => target.clone(),
    };
    let aliases = inputs.alias.iter().map(|(name, targets)| {
        // Without a star, a name stands for itself and not for what is below it.
        let name = if name.contains('*') {
            name.clone()
        } else {
            format!("{name}$")
        };
        let targets = targets
            .iter()
            .filter(|target| can_be_there(&inputs.root, target));
        (name, targets.map(|t| Some(target(t))).collect::<Vec<_>>())
    });
    aliases.filter(|(_, targets)| !targets.is_empty()).collect()
}

/// A name whose alias leads nowhere is looked up as any other, as Turbopack does.
fn can_be_there(root: &Path, target: &str) -> bool {
    let Some(path) = target.strip_prefix("./") else {
        return true;
    };
    let with = |extension: &&str| root.join(format!("{path}{extension}")).exists();
    path.contains('*') || root.join(path).exists() || EXTENSIONS.iter().any(with)
}

/// `experimentalDecorators` of the project's tsconfig, through what it extends.
pub(crate) fn has_legacy_decorators(inputs: &Inputs) -> bool {
    let Some(path) = &inputs.tsconfig else {
        return false;
    };
    let resolver = oxc_resolver::Resolver::default();
    let tsconfig = resolver.resolve_tsconfig(path);
    tsconfig.is_ok_and(|t| t.compiler_options.experimental_decorators == Some(true))
}

fn transform(mode: Mode) -> BundlerTransformOptions {
    BundlerTransformOptions {
        target: Some(Either::Left(TARGET.to_owned())),
        // Next.js compiles JSX itself and makes tsconfig say `preserve`; the rest follows tsconfig.
        jsx: Some(Either::Right(JsxOptions {
            runtime: Some("automatic".to_owned()),
            development: Some(mode == Mode::Development),
            ..JsxOptions::default()
        })),
        // Next.js drops each import that is used as a type only, whatever `verbatimModuleSyntax` says.
        typescript: Some(TypeScriptOptions {
            only_remove_type_imports: Some(false),
            ..TypeScriptOptions::default()
        }),
        ..BundlerTransformOptions::default()
    }
}

fn define(inputs: &Inputs, graph: Graph) -> Vec<(String, String)> {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let runtime = match graph {
        Graph::App | Graph::Pages => "nodejs",
        Graph::Edge => "edge",
    };
    let mut defines = vec![
        (
            "process.env.NODE_ENV".to_owned(),
            text(inputs.mode.as_str()),
        ),
        ("process.env.NEXT_RUNTIME".to_owned(), text(runtime)),
        ("typeof window".to_owned(), text("undefined")),
    ];
    if graph == Graph::Edge {
        // How code tells that it runs at the edge: `typeof EdgeRuntime === "string"`.
        defines.push(("EdgeRuntime".to_owned(), text("edge-runtime")));
    }
    for (name, value) in &inputs.env {
        if is_identifier(name) {
            defines.push((format!("process.env.{name}"), text(value)));
        }
    }
    let own = inputs.define.iter();
    defines.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    defines
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

/// Only what keeps a module from working is worth a message; the rest is rolldown's advice on bundling.
fn quiet_checks() -> ChecksOptions {
    let off = Some(false);
    ChecksOptions {
        circular_dependency: off,
        eval: off,
        missing_global_name: off,
        missing_name_option_for_iife_export: off,
        invalid_annotation: off,
        mixed_exports: off,
        unresolved_entry: off,
        unresolved_import: off,
        filename_conflict: off,
        common_js_variable_in_esm: off,
        import_is_undefined: off,
        empty_import_meta: off,
        tolerated_transform: off,
        cannot_call_namespace: off,
        configuration_field_conflict: off,
        prefer_builtin_feature: off,
        could_not_clean_directory: off,
        plugin_timings: off,
        duplicate_shebang: off,
        unsupported_tsconfig_option: off,
        ineffective_dynamic_import: off,
        large_barrel_modules: off,
        sourcemap_broken: off,
        namespace_conflict: off,
    }
}

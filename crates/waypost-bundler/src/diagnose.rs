//! Faults of the project, as diagnostics with a place and a way out.

use crate::Inputs;
use crate::advice;
use crate::attribution::ModuleGraph;
use crate::plugins::{Findings, RunTimeLoad, Unresolved, UnresolvedReason, relative};
use crate::type_exports::is_type;
use crate::unresolved::find_import;
use rolldown_error::{BuildDiagnostic, DiagnosticOptions, EventKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use waypost_diagnostics::Diagnostic;
use waypost_resolve::{instead_of_addon, package_of};

/// A diagnostic and the module it is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    /// Id of the module, for attribution. Empty when it is nobody's in particular.
    pub(crate) module: String,
    pub(crate) diagnostic: Diagnostic,
}

/// What rolldown reports. `None` for what is tolerated: a package that imports a name another
/// package does not export reads `undefined`, as it does under webpack, and a type is no export.
pub(crate) fn from_rolldown(
    inputs: &Inputs,
    modules: &ModuleGraph<'_>,
    reported: &BuildDiagnostic,
) -> Option<Fault> {
    let options = DiagnosticOptions {
        cwd: inputs.root.clone(),
    };
    let rendered = reported.to_diagnostic_with(&options);
    let place = rendered.get_primary_location();
    let module = reported
        .id()
        .or_else(|| {
            place
                .as_ref()
                .map(|(file, ..)| absolute(&inputs.root, file))
        })
        .unwrap_or_default();
    let is_package = !package_of(&module).is_empty();
    let is_missing_export = matches!(reported.kind(), EventKind::MissingExportError);
    if is_missing_export && (is_package || is_type_export(modules, reported, &options)) {
        return None;
    }
    let (message, help) = explain(reported, &options);
    let mut diagnostic = if is_package {
        Diagnostic::warning(message)
    } else {
        Diagnostic::error(message)
    };
    diagnostic = diagnostic.with_code(code_of(reported.kind()));
    if let Some(help) = help {
        diagnostic = diagnostic.with_help(help);
    }
    diagnostic = match (place, std::fs::read_to_string(&module)) {
        (Some((_, line, column, _)), Ok(source)) => {
            diagnostic.at_position(display(inputs, &module), &source, line, column + 1)
        }
        _ if module.is_empty() => diagnostic,
        _ => diagnostic.in_file(display(inputs, &module)),
    };
    Some(Fault { module, diagnostic })
}

/// The message begins with the name in quotes; there is no other way to it.
fn is_type_export(
    modules: &ModuleGraph<'_>,
    reported: &BuildDiagnostic,
    options: &DiagnosticOptions,
) -> bool {
    let message = reported.to_message_with(options);
    let name = message.split('"').nth(1);
    match (name, reported.exporter()) {
        (Some(name), Some(exporter)) => is_type(modules, &exporter, name),
        _ => false,
    }
}

fn explain(reported: &BuildDiagnostic, options: &DiagnosticOptions) -> (String, Option<String>) {
    let message = uncapitalised(&reported.to_message_with(options));
    match reported.kind() {
        EventKind::ParseError => (format!("cannot parse this file: {message}"), None),
        EventKind::JsonParseError => (format!("cannot parse this JSON file: {message}"), None),
        EventKind::RequireTlaError => (
            message,
            Some("load the module with `await import()` instead of `require()`".to_owned()),
        ),
        EventKind::MissingExportError => (
            message,
            Some("correct the name, or import it with `import type` if it is a type".to_owned()),
        ),
        _ => (message, None),
    }
}

fn code_of(kind: EventKind) -> &'static str {
    match kind {
        EventKind::ParseError | EventKind::JsonParseError => "syntax-error",
        EventKind::MissingExportError => "missing-export",
        EventKind::RequireTlaError => "require-async-module",
        EventKind::TsConfigError => "tsconfig",
        _ => "bundle",
    }
}

fn uncapitalised(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), &message[first.len_utf8()..])
        }
        _ => message.to_owned(),
    }
}

/// What the plugin noticed in a run that succeeded.
pub(crate) fn from_findings(inputs: &Inputs, findings: &Findings) -> Vec<Fault> {
    let mut unresolved = findings.unresolved.clone();
    unresolved.sort();
    unresolved.dedup();
    let mut faults: Vec<Fault> = unresolved
        .iter()
        .filter_map(|import| from_unresolved(inputs, import))
        .collect();
    faults.extend(not_offered(&findings.not_offered));
    faults.extend(native_addons(&findings.native_addons));
    faults.extend(run_time_loads(inputs, &findings.run_time_loads));
    faults
}

/// Syntax that was parsed and cannot be lowered.
pub(crate) fn from_refused(inputs: &Inputs, findings: &Findings) -> Vec<Fault> {
    let refused = findings.refused.iter().map(|refused| {
        let diagnostic = Diagnostic::error(refused.message.clone())
            .with_code("unsupported-syntax")
            .with_help(refused.help);
        place(
            inputs,
            diagnostic,
            &refused.module,
            Some(refused.span.clone()),
        )
    });
    refused.collect()
}

/// A package may import what is not installed: it throws where Node.js would. The same goes for a
/// project file that is prepared for it.
fn from_unresolved(inputs: &Inputs, import: &Unresolved) -> Option<Fault> {
    if !package_of(&import.importer).is_empty() {
        return None;
    }
    let source = std::fs::read_to_string(&import.importer).unwrap_or_default();
    let site = find_import(&import.importer, &source, &import.specifier);
    if site.as_ref().is_some_and(|site| site.guarded) {
        return None;
    }
    let specifier = &import.specifier;
    let (code, message, help) = match &import.reason {
        UnresolvedReason::NotFound => (
            "unresolved-import",
            format!("cannot resolve {specifier:?}"),
            advice::to_find(specifier, Path::new(&import.importer)),
        ),
        UnresolvedReason::NotCode { extension } => (
            "unsupported-file",
            format!("cannot import {specifier:?}: a \".{extension}\" file is not code"),
            "read it with `fs.readFile(new URL(path, import.meta.url))`".to_owned(),
        ),
        UnresolvedReason::Other(reason) => (
            "unresolved-import",
            format!("cannot resolve {specifier:?}: {}", uncapitalised(reason)),
            advice::to_find(specifier, Path::new(&import.importer)),
        ),
    };
    let diagnostic = Diagnostic::error(message).with_code(code).with_help(help);
    Some(place(
        inputs,
        diagnostic,
        &import.importer,
        site.map(|site| site.span),
    ))
}

fn not_offered(by_package: &BTreeMap<String, BTreeSet<String>>) -> Vec<Fault> {
    let warning = |(package, names): (&String, &BTreeSet<String>)| {
        let who = match package.as_str() {
            "" => "the project".to_owned(),
            package => format!("package {package:?}"),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = format!(
            "{who} imports what waypost does not offer yet: {}",
            names.join(", ")
        );
        Fault {
            module: String::new(),
            diagnostic: Diagnostic::warning(message)
                .with_code("not-offered")
                .with_help("it loads, and throws an error naming the member when it is used"),
        }
    };
    by_package.iter().map(warning).collect()
}

fn native_addons(packages: &BTreeSet<String>) -> Vec<Fault> {
    let warning = |package: &String| {
        let message = match package.as_str() {
            "" => "the project imports a native addon, which waypost does not load".to_owned(),
            package => {
                format!("package {package:?} needs a native addon, which waypost does not load")
            }
        };
        Fault {
            module: String::new(),
            diagnostic: Diagnostic::warning(message)
                .with_code("native-addon")
                .with_help(format!(
                    "it throws when it is used; {}",
                    instead_of_addon(package)
                )),
        }
    };
    packages.iter().map(warning).collect()
}

/// Each place in the project. What packages load by expressions is found as on Node.js.
fn run_time_loads(inputs: &Inputs, loads: &[RunTimeLoad]) -> Vec<Fault> {
    const HELP: &str =
        "it is looked up when it runs, in the files beside the project; a constant path is bundled";
    let own = loads
        .iter()
        .filter(|load| package_of(&load.module).is_empty());
    let faults = own.map(|load| {
        let message = format!("`{}()` of an expression is not bundled", load.form);
        let diagnostic = Diagnostic::warning(message)
            .with_code("run-time-load")
            .with_help(HELP);
        place(inputs, diagnostic, &load.module, Some(load.span.clone()))
    });
    faults.collect()
}

fn place(
    inputs: &Inputs,
    diagnostic: Diagnostic,
    module: &str,
    span: Option<Range<usize>>,
) -> Fault {
    let file = display(inputs, module);
    let diagnostic = match (span, std::fs::read_to_string(module)) {
        (Some(span), Ok(source)) => diagnostic.at_span(file, &source, span),
        _ => diagnostic.in_file(file),
    };
    Fault {
        module: module.to_owned(),
        diagnostic,
    }
}

fn display(inputs: &Inputs, module: &str) -> String {
    relative(&inputs.root, Path::new(module))
}

fn absolute(root: &Path, file: &str) -> String {
    let path = root.join(file);
    let path = path.canonicalize().unwrap_or(path);
    path.display().to_string()
}

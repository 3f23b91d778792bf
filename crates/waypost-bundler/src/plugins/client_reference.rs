//! Modules with `"use client"`, as handlers of the app directory see them.
//!
//! Next.js gives server code none of such a module but references to its exports: functions that throw when they are
//! called. So what the module imports is not in the bundle, and needs none of what only the whole of React has. A module
//! that a client module exports all of (`export *`) is taken as one too. CommonJS stays as it is: what it exports is
//! known only when it runs.

use oxc::allocator::Allocator;
use oxc::parser::Parser;
use oxc::span::SourceType;
use oxc::syntax::module_record::{ExportEntry, ExportExportName, ModuleRecord};
use rolldown_common::ModuleType;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const DIRECTIVE: &str = "use client";
/// The end of the id of a module that a client module exports all of.
pub(super) const MARK: &str = "?client-reference";

/// The module of references that stands in place of `code`. `name` is the module's in messages.
pub(super) fn of(id: &str, name: &str, code: &str, module_type: &ModuleType) -> Option<String> {
    let is_marked = id.ends_with(MARK);
    if !is_marked && !code.contains(DIRECTIVE) {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, source_type(module_type)?).parse();
    let directives = &parsed.program.directives;
    let has_directive = || directives.iter().any(|d| d.expression.value == DIRECTIVE);
    // What cannot be parsed is reported when the bundler parses it.
    let is_concerned = (is_marked || has_directive())
        && parsed.diagnostics.is_empty()
        && parsed.module_record.has_module_syntax;
    is_concerned.then(|| references(name, &parsed.module_record))
}

fn source_type(module_type: &ModuleType) -> Option<SourceType> {
    match module_type {
        // Many packages have JSX in their `.js`.
        ModuleType::Js | ModuleType::Jsx => Some(SourceType::jsx()),
        ModuleType::Ts => Some(SourceType::ts()),
        ModuleType::Tsx => Some(SourceType::tsx()),
        _ => None,
    }
}

fn references(module: &str, record: &ModuleRecord<'_>) -> String {
    let module = format!("[project]/{module}");
    let mut code = "const reference = (value, name) => Object.defineProperties(value, { \
                    $$typeof: { value: Symbol.for(\"react.client.reference\") }, \
                    $$id: { value: name }, $$async: { value: false } });\n"
        .to_owned();
    for (number, name) in names(record).iter().enumerate() {
        let who = match *name {
            "default" => {
                format!("the default export of {module} from the server, but it's on the client")
            }
            name => format!("{name}() from the server but {name} is on the client"),
        };
        let message = format!(
            "Attempted to call {who}. It's not possible to invoke a client function from the server, it can only be \
             rendered as a Component or passed to props of a Client Component."
        );
        let (message, id) = (json!(message), json!(format!("{module}#{name}")));
        let exported = json!(name);
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            code,
            "const r{number} = /* @__PURE__ */ reference(function () {{ throw Error({message}); }}, {id});\n\
             export {{ r{number} as {exported} }};"
        );
    }
    for entry in &record.star_export_entries {
        if let (Some(from), false) = (&entry.module_request, entry.is_type) {
            let from = json!(format!("{}{MARK}", from.name));
            let _ = writeln!(code, "export * from {from};");
        }
    }
    code
}

fn names<'r>(record: &'r ModuleRecord<'_>) -> BTreeSet<&'r str> {
    let local = record.local_export_entries.iter();
    let entries = local.chain(&record.indirect_export_entries);
    entries.filter_map(name_of).collect()
}

fn name_of<'r>(entry: &'r ExportEntry<'_>) -> Option<&'r str> {
    match &entry.export_name {
        _ if entry.is_type => None,
        ExportExportName::Name(name) => Some(name.name.as_str()),
        ExportExportName::Default(_) => Some("default"),
        ExportExportName::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, of};
    use rolldown_common::ModuleType;

    /// The names that are exported as references, and what is exported whole.
    fn check(id: &str, code: &str, expected: Option<&[&str]>) {
        let found = of(id, "lib/a.tsx", code, &ModuleType::Tsx);
        let lines = found.as_deref().map(|code| {
            let exports = code.lines().filter_map(|line| line.strip_prefix("export "));
            exports
                .map(|line| line.trim_matches(['{', '}', ';', ' ']))
                .map(|line| line.split_once(" as ").map_or(line, |(_, name)| name))
                .collect::<Vec<_>>()
        });
        assert_eq!(lines.as_deref(), expected, "{code}");
    }

    #[test]
    fn every_form_of_export_becomes_a_reference() {
        check(
            "a.tsx",
            "'use client'; export default function () { return <a/>; } export const { a, b: [c] } = d; \
             export class E {} export { a as f, type G } from './x'; export * as h from './y'; export type T = 1; \
             export interface I {} export enum J { A }",
            Some(&[
                "\"E\"",
                "\"J\"",
                "\"a\"",
                "\"c\"",
                "\"default\"",
                "\"f\"",
                "\"h\"",
            ]),
        );
    }

    #[test]
    fn what_a_client_module_exports_all_of_is_one_too() {
        let all = format!("* from \"./x{MARK}\"");
        check(
            "a.tsx",
            "'use client'; export * from './x'; export type * from './y';",
            Some(&[&all]),
        );
        check(
            &format!("x.tsx{MARK}"),
            "export const a = 1;",
            Some(&["\"a\""]),
        );
    }

    #[test]
    fn other_modules_stay_as_they_are() {
        check("a.tsx", "export const a = 'use client';", None);
        check(
            "a.tsx",
            "import 'x'; 'use client'; export const a = 1;",
            None,
        );
        check("a.tsx", "'use client'; exports.a = 1;", None);
        check("a.tsx", "'use client'; export const a = ;", None);
    }
}

//! What a module imports and exports, gathered before its code is rewritten.

use std::collections::HashMap;

use oxc::ast::ast::*;
use oxc::semantic::{Scoping, SymbolId};

use crate::names::Names;
use crate::quote;
use crate::{Fault, Mode};

/// How a builtin names its own natives: `waypost-native:` and its folder.
const NATIVE_SCHEME: &str = "waypost-native:";

#[derive(Debug, Default)]
pub(crate) struct Modules {
    /// Specifiers in order of their number.
    pub(crate) imports: Vec<String>,
    /// Imports whose namespace is read somewhere.
    pub(crate) used: Vec<bool>,
    /// Imports passed on by `export *`.
    pub(crate) stars: Vec<usize>,
    pub(crate) exports: Vec<Export>,
    pub(crate) bindings: HashMap<SymbolId, Binding>,
    pub(crate) natives: Vec<String>,
    /// `export default function () {}`: hoisted, so it is named at the top.
    pub(crate) names_default: bool,
}

/// What an imported name stands for.
#[derive(Debug)]
pub(crate) enum Binding {
    Member { import: usize, name: String },
    Namespace { import: usize },
    Native { name: String },
}

#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) name: String,
    /// The expression that reads it.
    pub(crate) read: String,
    pub(crate) publish: Publish,
}

/// How the exports object of a builtin gets it. (A chunk always gets getters.)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Publish {
    /// A property set before anything runs: hoisted functions.
    First,
    /// A property set at this offset of the source, when the binding has its value for good.
    At(u32),
    /// A getter: bindings that change, and what comes from another module.
    Getter,
}

pub(crate) fn collect(
    program: &Program<'_>,
    scoping: &Scoping,
    names: &Names,
    mode: &Mode,
) -> Result<Modules, Fault> {
    let folder = match mode {
        Mode::Chunk { .. } => None,
        Mode::Builtin { folder } => Some(folder.as_str()),
        Mode::CommonJs | Mode::Script => return Ok(Modules::default()),
    };
    let mut collector = Collector {
        modules: Modules::default(),
        scoping,
        names,
        folder,
    };
    // Imports first: an export may name an import that stands below it.
    for statement in &program.body {
        if let Statement::ImportDeclaration(import) = statement {
            collector.import(import)?;
        }
    }
    for statement in &program.body {
        collector.export(statement)?;
    }
    Ok(collector.modules)
}

struct Collector<'a> {
    modules: Modules,
    scoping: &'a Scoping,
    names: &'a Names,
    /// Of a builtin.
    folder: Option<&'a str>,
}

impl Collector<'_> {
    fn import(&mut self, import: &ImportDeclaration<'_>) -> Result<(), Fault> {
        let source = import.source.value.as_str();
        let specifiers = import
            .specifiers
            .as_ref()
            .map_or(&[][..], |specifiers| specifiers.as_slice());
        if source.starts_with(NATIVE_SCHEME) && self.folder.is_some() {
            return self.native_import(source, import.span.start, specifiers);
        }
        let index = self.index(source);
        for specifier in specifiers {
            let (local, binding) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    let name = named.imported.name().to_string();
                    (
                        &named.local,
                        Binding::Member {
                            import: index,
                            name,
                        },
                    )
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    let name = "default".to_owned();
                    (
                        &default.local,
                        Binding::Member {
                            import: index,
                            name,
                        },
                    )
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => {
                    (&all.local, Binding::Namespace { import: index })
                }
            };
            self.bind(local, binding);
        }
        Ok(())
    }

    fn native_import(
        &mut self,
        source: &str,
        offset: u32,
        specifiers: &[ImportDeclarationSpecifier<'_>],
    ) -> Result<(), Fault> {
        if source.strip_prefix(NATIVE_SCHEME) != self.folder {
            let message =
                format!("\"{source}\" belongs to another folder; import its script instead");
            return Err(Fault { offset, message });
        }
        for specifier in specifiers {
            let ImportDeclarationSpecifier::ImportSpecifier(named) = specifier else {
                let message = format!("ops of \"{source}\" are imported by name");
                return Err(Fault { offset, message });
            };
            let name = named.imported.name().to_string();
            self.modules.natives.push(name.clone());
            self.bind(&named.local, Binding::Native { name });
        }
        Ok(())
    }

    fn bind(&mut self, local: &BindingIdentifier<'_>, binding: Binding) {
        if let Some(symbol) = local.symbol_id.get() {
            self.modules.bindings.insert(symbol, binding);
        }
    }

    fn index(&mut self, source: &str) -> usize {
        let modules = &mut self.modules;
        modules
            .imports
            .iter()
            .position(|known| known == source)
            .unwrap_or_else(|| {
                modules.imports.push(source.to_owned());
                modules.used.push(false);
                modules.imports.len() - 1
            })
    }

    fn export(&mut self, statement: &Statement<'_>) -> Result<(), Fault> {
        match statement {
            Statement::ExportDeclaration(export) => self.declaration(export),
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    self.local(specifier, export.span.end);
                }
            }
            Statement::ExportFromDeclaration(export) => {
                let import = self.index(export.source.value.as_str());
                for specifier in &export.specifiers {
                    let name = specifier.local.name().to_string();
                    let read = self.read(&Binding::Member { import, name });
                    self.add(specifier.exported.name().as_str(), read, Publish::Getter);
                }
            }
            Statement::ExportAllDeclaration(export) => self.all(export)?,
            Statement::ExportDefaultDeclaration(export) => self.default(export),
            _ => {}
        }
        Ok(())
    }

    fn declaration(&mut self, export: &ExportDeclaration<'_>) {
        let at = export.span.end;
        match &export.declaration {
            Declaration::VariableDeclaration(variables) => {
                for declarator in &variables.declarations {
                    for id in declarator.id.get_binding_identifiers() {
                        self.binding(id.name.as_str(), id, Publish::At(at));
                    }
                }
            }
            Declaration::FunctionDeclaration(function) => {
                if let Some(id) = &function.id {
                    self.binding(id.name.as_str(), id, Publish::First);
                }
            }
            Declaration::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    self.binding(id.name.as_str(), id, Publish::At(at));
                }
            }
            _ => {}
        }
    }

    /// `export { local as exported }`
    fn local(&mut self, specifier: &ExportSpecifier<'_>, at: u32) {
        let exported = specifier.exported.name();
        let ModuleExportName::IdentifierReference(local) = &specifier.local else {
            return;
        };
        let symbol = local
            .reference_id
            .get()
            .and_then(|reference| self.scoping.get_reference(reference).symbol_id());
        let Some(symbol) = symbol else {
            return self.add(exported.as_str(), local.name.to_string(), Publish::Getter);
        };
        if let Some(binding) = self.modules.bindings.get(&symbol) {
            let read = read(self.names, self.folder.is_some(), binding);
            mark_used(&mut self.modules.used, binding);
            return self.add(exported.as_str(), read, Publish::Getter);
        }
        let publish = if self.scoping.symbol_flags(symbol).is_function() {
            Publish::First
        } else if self.scoping.symbol_span(symbol).start < at {
            Publish::At(at)
        } else {
            Publish::Getter
        };
        let publish = self.settled(symbol, publish);
        self.add(exported.as_str(), local.name.to_string(), publish);
    }

    fn binding(&mut self, exported: &str, id: &BindingIdentifier<'_>, publish: Publish) {
        let publish = id
            .symbol_id
            .get()
            .map_or(publish, |symbol| self.settled(symbol, publish));
        self.add(exported, id.name.to_string(), publish);
    }

    /// A binding that is assigned to later is only right when read each time.
    fn settled(&self, symbol: SymbolId, publish: Publish) -> Publish {
        if self.scoping.symbol_is_mutated(symbol) {
            Publish::Getter
        } else {
            publish
        }
    }

    fn all(&mut self, export: &ExportAllDeclaration<'_>) -> Result<(), Fault> {
        let import = self.index(export.source.value.as_str());
        match &export.exported {
            Some(name) => {
                let read = self.read(&Binding::Namespace { import });
                self.add(name.name().as_str(), read, Publish::Getter);
            }
            None if self.folder.is_some() => {
                let message = "a builtin names what it exports; \"export *\" hides it".to_owned();
                return Err(Fault {
                    offset: export.span.start,
                    message,
                });
            }
            None => self.modules.stars.push(import),
        }
        Ok(())
    }

    fn default(&mut self, export: &ExportDefaultDeclaration<'_>) {
        let at = export.span.end;
        let (id, publish) = match &export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                self.modules.names_default = function.id.is_none();
                (function.id.as_ref(), Publish::First)
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                (class.id.as_ref(), Publish::At(at))
            }
            _ => (None, Publish::At(at)),
        };
        match id {
            Some(id) => self.binding("default", id, publish),
            None => self.add("default", self.names.default.clone(), publish),
        }
    }

    fn read(&mut self, binding: &Binding) -> String {
        mark_used(&mut self.modules.used, binding);
        read(self.names, self.folder.is_some(), binding)
    }

    fn add(&mut self, name: &str, read: String, publish: Publish) {
        self.modules.exports.push(Export {
            name: name.to_owned(),
            read,
            publish,
        });
    }
}

/// The expression that reads an imported binding. A chunk holds its namespaces; a builtin asks for
/// one at its first use.
pub(crate) fn read(names: &Names, is_builtin: bool, binding: &Binding) -> String {
    let namespace = |import: usize| {
        let prefix = &names.namespace;
        match is_builtin {
            true => format!("({prefix}{import}??={}({import}))", names.import),
            false => format!("{prefix}{import}"),
        }
    };
    match binding {
        Binding::Member { import, name } => namespace(*import) + &quote::member(name),
        Binding::Namespace { import } => namespace(*import),
        Binding::Native { name } => names.natives.clone() + &quote::member(name),
    }
}

pub(crate) fn mark_used(used: &mut [bool], binding: &Binding) {
    if let Binding::Member { import, .. } | Binding::Namespace { import } = binding {
        used[*import] = true;
    }
}

//! Sets up a realm: the native objects, the lazy script loader and the lazy globals.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use waypost_jsc::{Exception, Function, Global, KeptText, Local, Object, Origin, Scope, Value};
use waypost_ops::{ErrorFactory, OpState, native_object};

use crate::BUILTINS;

/// One compiled builtin script.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// Path below `src` without extension: `web/url/url`.
    pub name: &'static str,
    /// The folder whose native object it gets.
    pub folder: &'static str,
    /// The factory's source, ASCII.
    pub source: &'static str,
    /// What it imports, in the order of its import indices.
    pub imports: &'static [&'static str],
    /// The names it exports itself.
    pub exports: &'static [&'static str],
    /// The imports whose names it passes on.
    pub stars: &'static [usize],
}

include!(concat!(env!("OUT_DIR"), "/scripts.rs"));

/// A realm that could not be set up: a defect of ours, never of a project.
#[derive(Debug, thiserror::Error)]
#[error("builtins could not be installed: {0}")]
pub struct InstallError(String);

/// A builtin script that a realm has evaluated.
#[derive(Debug, Clone, Copy)]
pub struct EvaluatedScript {
    /// As in [`Script`].
    pub name: &'static str,
    /// Of its source.
    pub bytes: usize,
    /// It was not compiled for it; see [`BytecodeSlot`].
    pub had_bytecode: bool,
}

#[derive(Default)]
struct Evaluated(RefCell<Vec<EvaluatedScript>>);

/// The builtin scripts evaluated in the realm of this state so far, in order.
pub fn evaluated_scripts(state: &OpState) -> Vec<EvaluatedScript> {
    let evaluated = state.try_borrow::<Evaluated>();
    evaluated.map_or_else(Vec::new, |evaluated| evaluated.0.borrow().clone())
}

/// Where the bytecode of builtin scripts is found, by their names.
pub struct BytecodeSlot(pub Box<FindBytecode>);

/// The bytecode of the script with a name.
pub type FindBytecode = dyn Fn(&str) -> Option<&'static [u8]>;

/// Compiles a builtin script, for a [`BytecodeSlot`]: its source and its bytecode.
pub fn compile_script(scope: &Scope<'_>, name: &str) -> Option<(&'static str, Vec<u8>)> {
    let script = find(name)?;
    let bytecode = scope.compile(KeptText::of_static(script.source), &origin(script))?;
    Some((script.source, bytecode))
}

/// Every specifier that users can import, with the names it exports: what a build warns by.
pub fn public_surface() -> impl Iterator<Item = (&'static str, BTreeSet<&'static str>)> {
    BUILTINS
        .iter()
        .flat_map(|builtin| builtin.public)
        .map(|(specifier, script)| (*specifier, all_exports(script)))
}

/// The script behind a specifier that users can import, and the names it exports.
pub fn public_module(specifier: &str) -> Option<(&'static str, BTreeSet<&'static str>)> {
    let public = BUILTINS.iter().flat_map(|builtin| builtin.public);
    let (_, script) = public.into_iter().find(|(known, _)| *known == specifier)?;
    Some((script, all_exports(script)))
}

/// The names of the globals that builtins give, with the scripts that export them.
pub fn global_scripts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let globals = BUILTINS.iter().flat_map(|builtin| builtin.globals);
    globals.copied()
}

fn all_exports(script: &str) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    collect_exports(script, &mut names);
    names
}

fn collect_exports(script: &str, names: &mut BTreeSet<&'static str>) {
    let Some(script) = find(script) else { return };
    names.extend(script.exports);
    for import in script.stars {
        collect_exports(script.imports[*import], names);
    }
}

/// The builtins of one realm: how Rust reaches a builtin's exports.
pub struct Builtins {
    load: Global<Function>,
}

impl Builtins {
    /// Installs the loader and the globals. Runs once per realm, before anything else.
    pub fn install(scope: &Scope<'_>, state: &Rc<OpState>) -> Result<Self, InstallError> {
        crate::web::performance::start_clock();
        state.put(Evaluated::default());
        let describe = |error: Exception<'_>| InstallError(error.describe(scope).to_string());
        let tables = tables(scope, state).map_err(describe)?;
        let bootstrap = evaluate(
            scope,
            state,
            find("internal/loader/bootstrap")
                .ok_or_else(|| InstallError("the bootstrap script is missing".into()))?,
        )
        .map_err(describe)?;
        let exports = scope.object();
        let undefined = scope.undefined();
        bootstrap
            .call(
                scope,
                None,
                &[exports.into(), undefined, undefined, undefined],
            )
            .map_err(describe)?;
        let install = exports
            .get(scope, "install")
            .map_err(describe)?
            .as_function(scope)
            .ok_or_else(|| InstallError("the bootstrap script exports no `install`".into()))?;
        let result = install
            .call(scope, None, &[tables.into()])
            .map_err(describe)?
            .as_object(scope)
            .ok_or_else(|| InstallError("`install` returned nothing".into()))?;
        let function = |name: &str| {
            result
                .get(scope, name)
                .map_err(describe)?
                .as_function(scope)
                .ok_or_else(|| InstallError(format!("`install` returned no {name:?}")))
        };
        state.put(ErrorFactory {
            dom_exception: Global::new(scope, function("domException")?),
        });
        Ok(Self {
            load: Global::new(scope, function("load")?),
        })
    }

    /// The loader itself: `load(script)` gives a script's exports.
    pub fn loader(&self, scope: &Scope<'_>) -> Global<Function> {
        self.load.duplicate(scope)
    }

    /// The exports of a builtin script, evaluated if this is its first use.
    pub fn exports<'s>(
        &self,
        scope: &Scope<'s>,
        script: &str,
    ) -> Result<Local<'s, Object>, Exception<'s>> {
        let exports = self
            .load
            .local(scope)
            .call(scope, None, &[scope.string(script)])?;
        exports
            .as_object(scope)
            .ok_or_else(|| scope.error("a builtin's exports are an object"))
    }

    /// An exported function of a builtin script.
    pub fn function<'s>(
        &self,
        scope: &Scope<'s>,
        script: &str,
        name: &str,
    ) -> Result<Local<'s, Function>, Exception<'s>> {
        let value = self.exports(scope, script)?.get(scope, name)?;
        value
            .as_function(scope)
            .ok_or_else(|| scope.error(&format!("{script} exports no function {name:?}")))
    }
}

fn find(name: &str) -> Option<&'static Script> {
    SCRIPTS
        .binary_search_by(|script| script.name.cmp(name))
        .ok()
        .map(|index| &SCRIPTS[index])
}

fn origin(script: &Script) -> Origin {
    Origin::new(format!("waypost-internal:{}", script.name))
}

fn evaluate<'s>(
    scope: &Scope<'s>,
    state: &OpState,
    script: &'static Script,
) -> Result<Local<'s, Function>, Exception<'s>> {
    let bytecode = state
        .try_borrow::<BytecodeSlot>()
        .and_then(|slot| slot.0(script.name));
    if let Some(evaluated) = state.try_borrow::<Evaluated>() {
        evaluated.0.borrow_mut().push(EvaluatedScript {
            name: script.name,
            bytes: script.source.len(),
            had_bytecode: bytecode.is_some(),
        });
    }
    let source = KeptText::of_static(script.source);
    let factory = scope.evaluate_kept(source, bytecode, &origin(script))?;
    factory
        .as_function(scope)
        .ok_or_else(|| scope.error("a builtin script is a factory function"))
}

/// What the bootstrap script works on: the functions that need Rust, and the declared names.
fn tables<'s>(scope: &Scope<'s>, state: &Rc<OpState>) -> Result<Local<'s, Object>, Exception<'s>> {
    let tables = scope.object();
    let public = scope.object();
    let globals = scope.object();
    for builtin in BUILTINS {
        for (specifier, script) in builtin.public {
            public.set(scope, specifier, scope.string(script))?;
        }
        for (name, script) in builtin.globals {
            globals.set(scope, name, scope.string(script))?;
        }
    }
    tables.set(scope, "public", public)?;
    tables.set(scope, "globals", globals)?;
    tables.set(scope, "evaluate", evaluate_function(scope, state))?;
    tables.set(scope, "imports", imports_function(scope))?;
    tables.set(scope, "native", native_function(scope, state))?;
    Ok(tables)
}

/// `evaluate(name)`: the factory of a script, or `undefined` when there is none of that name.
fn evaluate_function<'s>(scope: &Scope<'s>, state: &Rc<OpState>) -> Local<'s, Value> {
    let state = Rc::clone(state);
    let evaluate = scope.function(
        "evaluate",
        Box::new(move |scope, args| {
            let name = args.get(0).to_rust_string(scope)?;
            let Some(script) = find(&name) else {
                return Ok(scope.undefined());
            };
            Ok(evaluate(scope, &state, script)?.into())
        }),
    );
    evaluate.into()
}

/// `imports(name)`: what a script imports, in order.
fn imports_function<'s>(scope: &Scope<'s>) -> Local<'s, Value> {
    let imports = scope.function(
        "imports",
        Box::new(|scope, args| {
            let name = args.get(0).to_rust_string(scope)?;
            let list = scope.array(&[]);
            for (index, import) in find(&name)
                .map_or(&[][..], |s| s.imports)
                .iter()
                .enumerate()
            {
                list.set_index(scope, index as u32, scope.string(import))?;
            }
            Ok(list.into())
        }),
    );
    imports.into()
}

/// `native(name)`: the native object of a script's folder, made at first use.
fn native_function<'s>(scope: &Scope<'s>, state: &Rc<OpState>) -> Local<'s, Value> {
    let state = Rc::clone(state);
    let made = std::cell::RefCell::new(HashMap::<&'static str, Global<Object>>::new());
    let native = scope.function(
        "native",
        Box::new(move |scope, args| {
            let name = args.get(0).to_rust_string(scope)?;
            let Some(folder) = find(&name).map(|script| script.folder) else {
                return Ok(scope.undefined());
            };
            if let Some(object) = made.borrow().get(folder) {
                return Ok(object.local(scope).into());
            }
            let ops = BUILTINS
                .iter()
                .find(|builtin| builtin.folder == folder)
                .map_or(&[][..], |builtin| builtin.ops);
            let object = native_object(scope, &state, ops);
            made.borrow_mut().insert(folder, Global::new(scope, object));
            Ok(object.into())
        }),
    );
    native.into()
}

//! The run-time loader: modules that no bundle holds. `require(expr)`, `import(expr)`, `createRequire`, and
//! the packages that stay outside of bundles.
//!
//! Files are found by waypost-resolve, as Node finds them, and go through the same transform as the bundle.
//! What comes out is kept beside the app image, so that the next worker need not do it again.

mod cache;
mod compile;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use waypost_jsc::{Exception, KeptText, Local, Origin, Scope, Value};
use waypost_ops::{Args, ErrorClass, JsError, Op, OpResult, OpState, OpValue};
use waypost_resolve::{
    Form, Format, NodeResolver, decorator_options, format_of, instead_of_addon_file,
};
use waypost_transform::Decorators;

use self::compile::{Compiled, Kind, compile};
use crate::declare::{Builtin, script};
use crate::node::process::working_directory;

pub use self::cache::ModuleCache;

pub(crate) const MODULES: Builtin = Builtin::new("internal/modules")
    .scripts(&[
        script!("internal/modules/addons.ts"),
        script!("internal/modules/common_js.ts"),
        script!("internal/modules/decorator_helpers.ts"),
        script!("internal/modules/es_module.ts"),
        script!("internal/modules/interop.ts"),
        script!("internal/modules/require.ts"),
        script!("internal/modules/resolve.ts"),
        script!("internal/modules/using_helper.ts"),
    ])
    .ops(&[
        Op::sync("op_modules_resolve", op_modules_resolve),
        Op::sync("op_modules_open", op_modules_open),
        Op::sync("op_modules_factory", op_modules_factory),
        Op::sync("op_modules_compile", op_modules_compile),
        Op::sync("op_modules_instead_of_addon", op_modules_instead_of_addon),
        Op::sync("op_modules_reset", op_modules_reset),
    ]);

/// What the loader keeps between calls.
#[derive(Default)]
struct Loader {
    /// Made at the first question.
    project: RefCell<Option<Rc<ProjectRules>>>,
    /// Compiled and not evaluated yet.
    open: RefCell<HashMap<u32, Opened>>,
    last: std::cell::Cell<u32>,
    /// Files whose text the engine refers to. One that is loaded again is copied: it may have changed.
    kept: RefCell<HashSet<PathBuf>>,
}

/// What the project's files say of all modules.
struct ProjectRules {
    resolver: NodeResolver,
    decorators: Decorators,
}

struct Opened {
    path: PathBuf,
    source: String,
    compiled: Compiled,
}

fn rules(state: &OpState) -> Rc<ProjectRules> {
    let root = PathBuf::from(working_directory(state));
    let loader = state.borrow_mut::<Loader>();
    let mut slot = loader.project.borrow_mut();
    let rules = slot.get_or_insert_with(|| {
        let tsconfig = ["tsconfig.json", "jsconfig.json"]
            .iter()
            .map(|name| root.join(name))
            .find(|path| root.is_absolute() && path.exists());
        let (legacy, metadata) = tsconfig
            .as_deref()
            .map_or((false, false), decorator_options);
        Rc::new(ProjectRules {
            resolver: NodeResolver::new(tsconfig.as_deref()),
            decorators: Decorators { legacy, metadata },
        })
    });
    Rc::clone(rules)
}

/// `op_modules_resolve(specifier, from, isImport)`: the path of a file.
fn op_modules_resolve<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (specifier, from) = (args.string(0)?, args.string(1)?);
    let form = if args.boolean(2) {
        Form::Import
    } else {
        Form::Require
    };
    let found = rules(state)
        .resolver
        .resolve(&specifier, Path::new(&from), form)
        .map_err(|failure| JsError::with_code(failure.code, failure.message))?;
    Ok(scope.string(&found.to_string_lossy()))
}

/// `op_modules_open(path)`: what the file is, and what must be known before it is evaluated.
fn op_modules_open<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let path = PathBuf::from(args.string(0)?);
    let format = format_of(&path);
    if format == Format::Native {
        return OpValue::Object(vec![("kind", "native".into())]).into_js(scope);
    }
    let source = std::fs::read_to_string(&path).map_err(|error| {
        let text = format!("Cannot find module '{}': {error}", path.display());
        JsError::with_code("MODULE_NOT_FOUND", text)
    })?;
    if format == Format::Json {
        let text = source.trim_start_matches('\u{feff}').to_owned();
        return OpValue::Object(vec![("kind", "json".into()), ("text", text.into())])
            .into_js(scope);
    }
    let compiled = cached(
        state,
        &path,
        &source,
        Kind::of(format, &source, &path),
        false,
    )?;
    let kind = match compiled.kind {
        Kind::Module => "module",
        Kind::CommonJs => "commonjs",
    };
    let list =
        |items: &[String]| OpValue::Array(items.iter().map(|item| item.as_str().into()).collect());
    let found = OpValue::Object(vec![
        ("kind", kind.into()),
        ("imports", list(&compiled.imports)),
        ("awaits", compiled.awaits.into()),
    ])
    .into_js(scope)?;
    let loader = state.borrow_mut::<Loader>();
    let id = loader.last.get().wrapping_add(1);
    loader.last.set(id);
    let opened = Opened {
        path,
        source,
        compiled,
    };
    loader.open.borrow_mut().insert(id, opened);
    if let Some(object) = found.as_object(scope) {
        object
            .set(scope, "id", scope.number(f64::from(id)))
            .map_err(|_| JsError::new("out of memory while loading a module"))?;
    }
    Ok(found)
}

fn cached(
    state: &OpState,
    path: &Path,
    source: &str,
    kind: Kind,
    async_dependencies: bool,
) -> OpResult<Compiled> {
    let decorators = rules(state).decorators;
    let cache = state.try_borrow::<ModuleCache>();
    let cache = cache.map(|cache| {
        let key = cache.key(source, kind, async_dependencies, decorators);
        (cache, key)
    });
    if let Some(compiled) = cache.as_ref().and_then(|(cache, key)| cache.get(path, key)) {
        return Ok(compiled);
    }
    let compiled = compile(path, source, kind, async_dependencies, decorators)
        .map_err(|error| JsError::of(ErrorClass::SyntaxError, None, error.to_string()))?;
    if let Some((cache, key)) = cache {
        cache.put(path, &key, &compiled);
    }
    Ok(compiled)
}

/// `op_modules_factory(id, hasAsyncDependencies)`: the factory of an opened module. Once.
fn op_modules_factory<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let id = args.u32(0)?;
    let opened = state.borrow_mut::<Loader>().open.borrow_mut().remove(&id);
    let opened = opened.ok_or_else(|| JsError::new("the module was evaluated before"))?;
    let Opened {
        path,
        source,
        compiled,
    } = opened;
    let compiled = if args.boolean(1) {
        cached(state, &path, &source, compiled.kind, true)?
    } else {
        compiled
    };
    let is_first = state
        .borrow_mut::<Loader>()
        .kept
        .borrow_mut()
        .insert(path.clone());
    if !is_first {
        return evaluate(scope, &compiled.code, &path);
    }
    // Modules stay for as long as the process; the engine refers to the text instead of copying it.
    let code = KeptText::keep(compiled.code);
    let result = scope.evaluate_kept(code, None, &Origin::new(path.to_string_lossy()));
    result.map_err(|error| syntax_error(scope, &error))
}

/// `op_modules_compile(source, path)`: the factory of a text as a CommonJS module, for `module._compile`.
fn op_modules_compile<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let (source, path) = (args.string(0)?, PathBuf::from(args.string(1)?));
    let decorators = rules(state).decorators;
    let compiled = compile(&path, &source, Kind::CommonJs, false, decorators)
        .map_err(|error| JsError::of(ErrorClass::SyntaxError, None, error.to_string()))?;
    evaluate(scope, &compiled.code, &path)
}

fn evaluate<'s>(scope: &Scope<'s>, code: &str, path: &Path) -> OpResult<Local<'s, Value>> {
    scope
        .evaluate(code, &Origin::new(path.to_string_lossy()))
        .map_err(|error| syntax_error(scope, &error))
}

fn syntax_error(scope: &Scope<'_>, error: &Exception<'_>) -> JsError {
    let text = error.describe(scope).to_string();
    JsError::of(ErrorClass::SyntaxError, None, text)
}

/// `op_modules_instead_of_addon(path)`: what to use in place of the addon in a file.
fn op_modules_instead_of_addon<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let path = args.string(0)?;
    Ok(scope.string(instead_of_addon_file(Path::new(&path))))
}

/// `op_modules_reset()`: forgets what was seen of the file system, which `dev` watches change.
fn op_modules_reset<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let loader = state.borrow_mut::<Loader>();
    loader.project.borrow_mut().take();
    loader.open.borrow_mut().clear();
    Ok(scope.undefined())
}

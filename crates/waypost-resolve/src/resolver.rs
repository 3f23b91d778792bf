//! Node's resolution, with what TypeScript projects are used to added: extensions may be left out, and `paths`
//! of the project's tsconfig hold.

use std::path::{Path, PathBuf};

use oxc_resolver::{
    ResolveOptions, Resolver, TsconfigDiscovery, TsconfigOptions, TsconfigReferences,
};

use crate::failure::ResolveFailure;

/// How a module is asked for, which decides the conditions of `exports` and `imports`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `import` and `import()`.
    Import,
    /// `require()`.
    Require,
}

/// Resolves as Node.js does. Remembers what it saw of the file system until it is made anew.
#[derive(Debug)]
pub struct NodeResolver {
    /// For modules of packages.
    package: Pair,
    /// For modules of the project: its `paths` are no business of packages.
    project: Pair,
}

/// One resolver for each form; both share what they know of the file system.
#[derive(Debug)]
struct Pair {
    import: Resolver,
    require: Resolver,
}

impl Pair {
    fn of(first: &Resolver, tsconfig: Option<&Path>) -> Self {
        Self {
            import: first.clone_with_options(options(Form::Import, tsconfig)),
            require: first.clone_with_options(options(Form::Require, tsconfig)),
        }
    }
}

impl NodeResolver {
    /// `tsconfig` is the project's, if it has one.
    #[must_use]
    pub fn new(tsconfig: Option<&Path>) -> Self {
        let first = Resolver::new(options(Form::Import, None));
        Self {
            package: Pair::of(&first, None),
            project: Pair::of(&first, tsconfig),
        }
    }

    /// The file that `specifier` means in the module `from`, without symbolic links.
    pub fn resolve(
        &self,
        specifier: &str,
        from: &Path,
        form: Form,
    ) -> Result<PathBuf, ResolveFailure> {
        let is_package = from
            .components()
            .any(|part| part.as_os_str() == "node_modules");
        let pair = if is_package {
            &self.package
        } else {
            &self.project
        };
        let resolver = match form {
            Form::Import => &pair.import,
            Form::Require => &pair.require,
        };
        let directory = from.parent().unwrap_or(Path::new("/"));
        match resolver.resolve(directory, specifier) {
            Ok(resolution) => Ok(resolution.path().to_owned()),
            Err(error) => Err(ResolveFailure::new(&error, specifier, from, form)),
        }
    }
}

fn options(form: Form, tsconfig: Option<&Path>) -> ResolveOptions {
    let strings = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let alias = |from: &str, to: &[&str]| (from.to_owned(), strings(to));
    ResolveOptions {
        condition_names: strings(match form {
            Form::Import => &["node", "import", "module-sync", "node-addons"],
            Form::Require => &["node", "require", "module-sync", "node-addons"],
        }),
        main_fields: strings(&["main"]),
        extensions: strings(&[
            ".js", ".json", ".node", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts", ".cts",
        ]),
        // A TypeScript module names the file that its compiler would write.
        extension_alias: vec![
            alias(".js", &[".js", ".ts", ".tsx", ".jsx"]),
            alias(".mjs", &[".mjs", ".mts"]),
            alias(".cjs", &[".cjs", ".cts"]),
        ],
        tsconfig: tsconfig.map(|path| {
            TsconfigDiscovery::Manual(TsconfigOptions {
                config_file: path.to_owned(),
                references: TsconfigReferences::Auto,
            })
        }),
        ..ResolveOptions::default()
    }
}

/// `experimentalDecorators` and `emitDecoratorMetadata` of a tsconfig, through what it extends.
#[must_use]
pub fn decorator_options(tsconfig: &Path) -> (bool, bool) {
    let found = Resolver::default().resolve_tsconfig(tsconfig);
    found.map_or((false, false), |tsconfig| {
        let options = &tsconfig.compiler_options;
        (
            options.experimental_decorators == Some(true),
            options.emit_decorator_metadata == Some(true),
        )
    })
}

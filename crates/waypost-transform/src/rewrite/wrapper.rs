//! What surrounds the code: the factory, its record calls, and the end of the walk.

use oxc::ast::ast::Program;

use super::{Rewriter, Rewritten};
use crate::emit::Kind;
use crate::modules::Publish;
use crate::quote;
use crate::{Fault, Mode};

impl Rewriter<'_> {
    pub(super) fn finish(mut self, program: &Program<'_>) -> Result<Rewritten, Fault> {
        if let Some(hashbang) = &program.hashbang {
            self.edits.remove(hashbang.span);
        }
        let has_top_level_await = self.top_level_await.is_some();
        if let (Some(offset), true) = (self.top_level_await, self.is_builtin()) {
            let message = "a builtin cannot await at its top level".to_owned();
            return Err(Fault { offset, message });
        }
        let (prefix, suffix) = match self.mode {
            Mode::Chunk { async_dependencies } => {
                self.chunk(has_top_level_await || *async_dependencies)
            }
            Mode::Builtin { .. } => (self.builtin(), "\n})".to_owned()),
            Mode::CommonJs => (self.common_js(), "\n})".to_owned()),
            Mode::Script => (String::new(), String::new()),
        };
        self.edits.sort();
        Ok(Rewritten {
            edits: self.edits,
            prefix,
            suffix,
            modules: self.modules,
            dynamic_imports: self.dynamic_imports,
            has_top_level_await,
            uses_import_meta: self.uses_import_meta,
        })
    }

    fn chunk(&self, is_async: bool) -> (String, String) {
        let (r, w) = (&self.names.record, &self.names.context);
        let keyword = if is_async { "async " } else { "" };
        let mut prefix = format!("({keyword}function({r},{w}){{\"use strict\";");
        let mut suffix = "\n})".to_owned();
        if is_async {
            prefix += &self.emit.prelude(Kind::Module);
            suffix = format!("\n{}}})", self.emit.epilogue(Kind::Module));
        }
        if !self.modules.exports.is_empty() {
            prefix += &format!("{r}.x({{{}}});", self.getters());
        }
        if !self.modules.imports.is_empty() {
            let dependencies = format!("{r}.d()");
            prefix += &match is_async {
                true => self.emit.awaited(Kind::Module, &dependencies),
                false => dependencies,
            };
            prefix.push(';');
        }
        // Their names are known once they ran.
        for import in &self.modules.stars {
            prefix += &format!("{r}.e({import});");
        }
        prefix += &self.namespaces(|import| format!("={r}.i({import})"), "const");
        prefix += &self.default_name();
        (prefix, suffix)
    }

    fn builtin(&self) -> String {
        let names = self.names;
        let (x, i, n, w) = (
            &names.exports,
            &names.import,
            &names.natives,
            &names.context,
        );
        let mut prefix = format!("(function({x},{i},{n},{w}){{\"use strict\";");
        for export in &self.modules.exports {
            let (name, read) = (&export.name, &export.read);
            match export.publish {
                Publish::First => prefix += &format!("{x}{}={read};", quote::member(name)),
                Publish::Getter => {
                    let name = quote::string(name);
                    prefix += &format!(
                        "Object.defineProperty({x},{name},{{get:()=>{read},enumerable:true}});"
                    );
                }
                Publish::At(_) => {}
            }
        }
        prefix + &self.namespaces(|_| String::new(), "let") + &self.default_name()
    }

    fn common_js(&self) -> String {
        let (r, w) = (&self.names.record, &self.names.context);
        format!("(function(exports,require,module,__filename,__dirname,{r},{w}){{")
    }

    fn getters(&self) -> String {
        let getter = |export: &crate::modules::Export| {
            format!("{}:()=>{}", quote::key(&export.name), export.read)
        };
        self.modules
            .exports
            .iter()
            .map(getter)
            .collect::<Vec<_>>()
            .join(",")
    }

    /// The declaration of the namespaces that are read.
    fn namespaces(&self, value: impl Fn(usize) -> String, keyword: &str) -> String {
        let prefix = &self.names.namespace;
        let used = self
            .modules
            .used
            .iter()
            .enumerate()
            .filter(|(_, used)| **used);
        let declared: Vec<_> = used
            .map(|(import, _)| format!("{prefix}{import}{}", value(import)))
            .collect();
        match declared.is_empty() {
            true => String::new(),
            false => format!("{keyword} {};", declared.join(",")),
        }
    }

    fn default_name(&self) -> String {
        match self.modules.names_default {
            true => format!(
                "Object.defineProperty({},\"name\",{{value:\"default\",configurable:true}});",
                self.names.default
            ),
            false => String::new(),
        }
    }
}

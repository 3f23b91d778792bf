//! The rolldown plugin of a module graph.

use super::assets::Assets;
use super::client_reference;
use super::external::{self, EXTERNAL, External};
use super::findings::{Findings, Refused, Unresolved, UnresolvedReason};
use super::process_import;
use super::rewrite::{Rewrite, RewriteFindings};
use super::server_react::ServerReact;
use super::stand_in::{StandIn, exporting, throwing};
use super::static_image::StaticImages;
use super::use_cache::{self, UseCache};
use super::whole_react::WholeReact;
use crate::BuiltinSurface;
use crate::specifier::Reserved;
use oxc_resolver::ResolveError;
use rolldown_common::side_effects::HookSideEffects;
use rolldown_common::{ImportKind, ModuleType, ResolvedExternal, ResolvedId};
use rolldown_plugin::{
    HookLoadArgs, HookLoadOutput, HookLoadReturn, HookResolveIdArgs, HookResolveIdOutput,
    HookResolveIdReturn, HookTransformArgs, HookTransformAstArgs, HookTransformAstReturn,
    HookTransformOutput, HookTransformReturn, HookUsage, Plugin, PluginContext,
    PluginContextResolveOptions, SharedLoadPluginContext, SharedTransformPluginContext,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use waypost_resolve::package_of;

/// rolldown's own module of helper functions.
const ROLLDOWN_RUNTIME: &str = "\0rolldown/runtime.js";
/// rolldown keeps a CommonJS module whose body threw, empty, and hands it out from then on.
/// Node.js forgets it, so that the next `require` throws again.
const COMMON_JS_HELPER: &str = "export var __commonJSMin = (cb, mod) => () => (\n  mod || (cb((mod = { exports: {} }).exports, mod), cb = null), mod.exports\n);";
const COMMON_JS_AS_NODE: &str = "export var __commonJSMin = (cb, mod) => () => {\n  if (!mod) { mod = { exports: {} }; try { cb(mod.exports, mod); } catch (e) { mod = void 0; throw e; } cb = null; }\n  return mod.exports; };";
const CODE: &[&str] = &["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "json"];
const STYLES: &[&str] = &["css", "scss", "sass", "less", "styl"];

#[derive(Debug)]
pub(crate) struct ProjectPlugin {
    root: PathBuf,
    surface: Arc<BuiltinSurface>,
    legacy_decorators: bool,
    external: Option<External>,
    /// Where `react-server` is a condition. Modules with `"use client"` are references there.
    whole_react: Option<WholeReact>,
    /// Where handlers have the React of Server Components.
    server_react: Option<ServerReact>,
    /// Files beside modules are fetched by URLs of their own, and WebAssembly is imported compiled.
    is_edge: bool,
    assets: Assets,
    use_cache: UseCache,
    images: Option<StaticImages>,
    /// Modules that are no code, and export their bytes.
    data: BTreeSet<String>,
    /// Modules that cannot be bundled, and what to throw in their place.
    broken: BTreeMap<String, String>,
    findings: Mutex<Findings>,
}

impl ProjectPlugin {
    pub(crate) fn new(
        root: PathBuf,
        surface: Arc<BuiltinSurface>,
        legacy_decorators: bool,
        external: Option<External>,
        use_cache: UseCache,
        data: BTreeSet<String>,
        broken: BTreeMap<String, String>,
    ) -> Self {
        Self {
            assets: Assets::new(root.clone(), None),
            root,
            surface,
            legacy_decorators,
            external,
            whole_react: None,
            server_react: None,
            is_edge: false,
            use_cache,
            images: None,
            data,
            broken,
            findings: Mutex::default(),
        }
    }

    /// For a graph that has the condition `react-server`.
    pub(crate) fn with_whole_react(mut self) -> Self {
        self.whole_react = Some(WholeReact::new());
        self
    }

    /// For the graphs of the `app` folder.
    pub(crate) fn with_server_react(mut self) -> Self {
        self.server_react = Some(ServerReact::new());
        self
    }

    /// For the graph of edge handlers.
    pub(crate) fn for_edge(mut self) -> Self {
        self.is_edge = true;
        self
    }

    /// `paths` of this tsconfig name files too.
    pub(crate) fn with_tsconfig(mut self, tsconfig: Option<&Path>) -> Self {
        self.assets = Assets::new(self.root.clone(), tsconfig);
        self
    }

    /// Image files can be imported.
    pub(crate) fn with_images(mut self, images: Option<StaticImages>) -> Self {
        self.images = images;
        self
    }

    pub(crate) fn take_findings(&self) -> Findings {
        std::mem::take(&mut *self.findings())
    }

    fn findings(&self) -> MutexGuard<'_, Findings> {
        self.findings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a module is named in messages and to `import.meta`: relative to the project.
    fn display(&self, id: &str) -> String {
        relative(&self.root, Path::new(path_of(id)))
    }

    fn importer_name(&self, importer: &str) -> String {
        match package_of(importer) {
            "" => self.display(importer),
            package => package.to_owned(),
        }
    }

    fn reserved(
        &self,
        reserved: Reserved,
        importer: &str,
        kind: ImportKind,
    ) -> HookResolveIdOutput {
        match reserved {
            Reserved::Marker => stand_in(&StandIn::Empty),
            Reserved::Builtin(module) if kind == ImportKind::Require => {
                stand_in(&StandIn::Builtin { module })
            }
            Reserved::Builtin(module) => HookResolveIdOutput {
                external: Some(ResolvedExternal::Bool(true)),
                side_effects: Some(HookSideEffects::False),
                ..HookResolveIdOutput::from_id(module)
            },
            Reserved::NotOffered(module) => {
                let importer_name = self.importer_name(importer);
                self.note_not_offered(importer, module.clone());
                stand_in(&StandIn::NotOffered {
                    module,
                    importer: importer_name,
                })
            }
        }
    }

    /// The file of React that Next.js takes, where the conditions lead to another.
    fn react(&self, specifier: &str, importer: &str) -> Option<PathBuf> {
        let whole = self.whole_react.as_ref();
        let whole = whole.and_then(|react| react.resolve(specifier, importer));
        let server = || {
            let server = self.server_react.as_ref()?;
            server.resolve(specifier, importer, &self.root)
        };
        whole.or_else(server)
    }

    /// A package that stays outside of the bundle. One that is not installed takes the usual way.
    fn external(
        &self,
        specifier: &str,
        importer: &str,
        kind: ImportKind,
    ) -> Option<HookResolveIdOutput> {
        let path = self
            .external
            .as_ref()?
            .resolve(specifier, Path::new(path_of(importer)))?;
        let id = path.display().to_string();
        if external::is_native_package(&path) || external::is_prisma_with_engine(&path) {
            self.findings().note_native_addon(&id);
        }
        self.findings()
            .external_files
            .extend(external::inputs_of(&path));
        let file = relative(&self.root, &path);
        if kind == ImportKind::Require {
            return Some(stand_in(&StandIn::External { file }));
        }
        Some(HookResolveIdOutput {
            external: Some(ResolvedExternal::Bool(true)),
            side_effects: Some(HookSideEffects::True),
            ..HookResolveIdOutput::from_id(format!("{EXTERNAL}{file}"))
        })
    }

    /// The module that stands in place of one with `"use client"`.
    fn references_to(&self, args: &HookTransformArgs<'_>) -> Option<HookTransformOutput> {
        self.whole_react.as_ref()?;
        let name = self.display(args.id);
        let code = client_reference::of(args.id, &name, args.code, args.module_type)?;
        Some(HookTransformOutput {
            code: Some(code),
            side_effects: Some(HookSideEffects::False),
            module_type: Some(ModuleType::Js),
            ..HookTransformOutput::default()
        })
    }

    /// What a module of references exports all of. What is not found or no code leads there as any import does.
    async fn client_reference(
        &self,
        ctx: &PluginContext,
        specifier: &str,
        importer: &str,
    ) -> HookResolveIdReturn {
        let options = PluginContextResolveOptions::default();
        let outcome = ctx
            .resolve(specifier, Some(importer), Some(options))
            .await?;
        Ok(outcome.ok().map(|resolved| {
            let is_code =
                CODE.contains(&extension_of(&resolved.id)) && !StandIn::is_id(&resolved.id);
            let mark = if is_code { client_reference::MARK } else { "" };
            HookResolveIdOutput::from_id(format!("{}{mark}", resolved.id))
        }))
    }

    fn note_not_offered(&self, importer: &str, what: String) {
        let package = package_of(importer).to_owned();
        let mut findings = self.findings();
        findings
            .not_offered
            .entry(package)
            .or_default()
            .insert(what);
    }

    /// At the edge `./file.wasm?module` is the compiled file; elsewhere Next.js leaves it to loaders of the project.
    fn without_wasm_query<'s>(&self, specifier: &'s str) -> &'s str {
        let file = specifier.strip_suffix("?module");
        let file = file.filter(|file| self.is_edge && file.ends_with(".wasm"));
        file.unwrap_or(specifier)
    }

    fn resolved(
        &self,
        resolved: ResolvedId,
        importer: &str,
        specifier: &str,
    ) -> Option<HookResolveIdOutput> {
        if resolved.id.is_empty_module() || specifier.starts_with("data:") {
            return None;
        }
        let id = resolved.id.as_str();
        if resolved.external.is_external() {
            let reason = UnresolvedReason::Other("code is not loaded over the network".to_owned());
            return Some(self.unresolved(importer, specifier, reason));
        }
        let extension = extension_of(id);
        if self.without_wasm_query(specifier) != specifier {
            let file = relative(&self.root, Path::new(id));
            return Some(stand_in(&StandIn::WebAssembly { file }));
        }
        if extension == "node" {
            self.findings().note_native_addon(id);
            let file = relative(&self.root, Path::new(id));
            return Some(stand_in(&StandIn::External { file }));
        }
        if external::is_prisma_runtime_with_engine(id) {
            let package = external::PRISMA.to_owned();
            self.findings().native_addons.insert(package);
        }
        if STYLES.contains(&extension) {
            return Some(stand_in(&StandIn::Style));
        }
        let is_image = self.images.is_some() && StaticImages::is_image(extension);
        if !extension.is_empty() && !CODE.contains(&extension) && !is_image {
            let reason = UnresolvedReason::NotCode {
                extension: extension.to_owned(),
            };
            return Some(self.unresolved(importer, specifier, reason));
        }
        self.findings()
            .edges
            .insert((importer.to_owned(), id.to_owned()));
        Some(HookResolveIdOutput::from_resolved_id(resolved))
    }

    fn unresolved(
        &self,
        importer: &str,
        specifier: &str,
        reason: UnresolvedReason,
    ) -> HookResolveIdOutput {
        let specifier = specifier.to_owned();
        let importer_path = self.display(importer);
        let output = stand_in(&match reason {
            UnresolvedReason::NotCode { .. } => StandIn::NotCode {
                specifier: specifier.clone(),
                importer: importer_path,
            },
            _ => StandIn::NotFound {
                specifier: specifier.clone(),
                importer: importer_path,
            },
        });
        self.findings().unresolved.push(Unresolved {
            importer: importer.to_owned(),
            specifier,
            reason,
        });
        output
    }

    /// The module of an image file, if that is one. It throws where the file is none that can be read.
    fn image(&self, id: &str) -> std::io::Result<Option<HookLoadOutput>> {
        let Some(images) = &self.images else {
            return Ok(None);
        };
        if !StaticImages::is_image(extension_of(id)) {
            return Ok(None);
        }
        let path = Path::new(path_of(id));
        let module = images.module(path, &std::fs::read(path)?);
        let module = module.unwrap_or_else(|| {
            let message = format!("Cannot read the size of the image '{}'", self.display(id));
            HookLoadOutput {
                code: throwing(&message, "ERR_WAYPOST_BUILD").into(),
                module_type: Some(ModuleType::Js),
                ..HookLoadOutput::default()
            }
        });
        Ok(Some(module))
    }

    fn note_rewrite(&self, id: &str, found: RewriteFindings) {
        for member in found.not_offered {
            self.note_not_offered(id, member);
        }
        let mut findings = self.findings();
        findings.run_time_loads.extend(found.run_time_loads);
        findings.refused.extend(
            found
                .refused
                .into_iter()
                .map(|(span, message, help)| Refused {
                    module: id.to_owned(),
                    span,
                    message,
                    help,
                }),
        );
    }
}

impl Plugin for ProjectPlugin {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("waypost")
    }

    fn register_hook_usage(&self) -> HookUsage {
        HookUsage::ResolveId | HookUsage::Load | HookUsage::Transform | HookUsage::TransformAst
    }

    async fn resolve_id(
        &self,
        ctx: &PluginContext,
        args: &HookResolveIdArgs<'_>,
    ) -> HookResolveIdReturn {
        let Some(importer) = args.importer else {
            return Ok(None);
        };
        if let Some(specifier) = args.specifier.strip_suffix(client_reference::MARK) {
            return self.client_reference(ctx, specifier, importer).await;
        }
        if StandIn::is_id(args.specifier) {
            return Ok(Some(HookResolveIdOutput::from_id(args.specifier)));
        }
        let react = self.react(args.specifier, importer);
        let react = react.as_ref().and_then(|path| path.to_str());
        if react.is_none()
            && let Some(reserved) = Reserved::of(args.specifier, &self.surface)
        {
            return Ok(Some(self.reserved(reserved, importer, args.kind)));
        }
        if let Some(output) = self.external(args.specifier, importer, args.kind) {
            return Ok(Some(output));
        }
        let options = PluginContextResolveOptions {
            import_kind: args.kind,
            custom: Arc::clone(&args.custom),
            ..PluginContextResolveOptions::default()
        };
        let specifier = react.unwrap_or(args.specifier);
        let specifier = self.without_wasm_query(specifier);
        let outcome = ctx
            .resolve(specifier, Some(importer), Some(options))
            .await?;
        let reason = match outcome {
            Ok(resolved) => return Ok(self.resolved(resolved, importer, args.specifier)),
            Err(ResolveError::NotFound(_)) => UnresolvedReason::NotFound,
            Err(error) => UnresolvedReason::Other(error.to_string()),
        };
        Ok(Some(self.unresolved(importer, args.specifier, reason)))
    }

    async fn load(&self, _ctx: SharedLoadPluginContext, args: &HookLoadArgs<'_>) -> HookLoadReturn {
        if let Some(stand_in) = StandIn::parse(args.id) {
            return Ok(Some(stand_in.load()));
        }
        if let Some(file) = args.id.strip_suffix(client_reference::MARK) {
            return Ok(Some(HookLoadOutput {
                code: std::fs::read_to_string(file)?.into(),
                module_type: module_type_of(file),
                ..HookLoadOutput::default()
            }));
        }
        if self.data.contains(args.id) {
            return Ok(Some(exporting(&std::fs::read(args.id)?)));
        }
        if let Some(module) = self.image(args.id)? {
            return Ok(Some(module));
        }
        Ok(self.broken.get(args.id).map(|message| HookLoadOutput {
            code: throwing(message, "ERR_WAYPOST_BUILD").into(),
            module_type: Some(ModuleType::Js),
            ..HookLoadOutput::default()
        }))
    }

    async fn transform(
        &self,
        _ctx: SharedTransformPluginContext,
        args: &HookTransformArgs<'_>,
    ) -> HookTransformReturn {
        if args.id != ROLLDOWN_RUNTIME {
            return Ok(self.references_to(args));
        }
        Ok(Some(HookTransformOutput {
            code: Some(args.code.replace(COMMON_JS_HELPER, COMMON_JS_AS_NODE)),
            ..HookTransformOutput::default()
        }))
    }

    async fn transform_ast(
        &self,
        _ctx: &PluginContext,
        args: HookTransformAstArgs<'_>,
    ) -> HookTransformAstReturn {
        let mut ast = args.ast;
        if args.id.starts_with('\0') || *args.module_type == ModuleType::Json {
            return Ok(ast);
        }
        let found = ast.program.with_mut(|fields| {
            let path = self.display(args.id);
            if let Some(images) = &self.images {
                process_import::take_out(fields.program, fields.source, images.next);
            }
            let refused = use_cache::run(
                fields.program,
                fields.allocator,
                fields.source,
                &path,
                &self.use_cache,
            );
            let mut found = Rewrite {
                module: args.id,
                path,
                importer: self.importer_name(args.id),
                surface: &self.surface,
                assets: &self.assets,
                is_edge: self.is_edge,
                refuse_decorators: !self.legacy_decorators && package_of(args.id).is_empty(),
            }
            .run(fields.program, fields.allocator, fields.source);
            found.refused.extend(refused);
            found
        });
        if !found.is_empty() {
            self.note_rewrite(args.id, found);
        }
        Ok(ast)
    }
}

fn stand_in(stand_in: &StandIn) -> HookResolveIdOutput {
    HookResolveIdOutput::from_id(stand_in.id())
}

/// An id without the query some importers add (`./add.wasm?module`).
pub(super) fn path_of(id: &str) -> &str {
    id.split_once('?').map_or(id, |(path, _)| path)
}

fn module_type_of(file: &str) -> Option<ModuleType> {
    Some(match extension_of(file) {
        "ts" | "mts" | "cts" => ModuleType::Ts,
        "tsx" => ModuleType::Tsx,
        "jsx" => ModuleType::Jsx,
        "json" => ModuleType::Json,
        _ => ModuleType::Js,
    })
}

fn extension_of(id: &str) -> &str {
    let path = Path::new(path_of(id));
    path.extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
}

/// `path` as seen from `root`, with `/` between its parts; both are absolute and normal.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let shared = root
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = root.components().skip(shared).map(|_| "..");
    let down = path
        .components()
        .skip(shared)
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
    let parts: Vec<&str> = up.chain(down).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn a_path_beside_the_project_goes_up() {
        let check = |path: &str| relative(Path::new("/w/app"), Path::new(path));
        assert_eq!(check("/w/app/src/a.ts"), "src/a.ts");
        assert_eq!(check("/w/lib/b.ts"), "../lib/b.ts");
    }
}

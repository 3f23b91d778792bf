//! Modules that exist only in a bundle: they stand where a file would be and cannot.

use rolldown_common::ModuleType;
use rolldown_common::side_effects::HookSideEffects;
use rolldown_plugin::HookLoadOutput;
use serde_json::json;

const PREFIX: &str = "\0waypost:";

/// Every stand-in is CommonJS but the empty ones, so that any name can be imported from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StandIn {
    Empty,
    /// A style sheet: class names belong to the front end.
    Style,
    /// `require` of a builtin in a place the rewrite does not see.
    Builtin {
        module: String,
    },
    /// Loads, and throws when something of it is used.
    NotOffered {
        module: String,
        importer: String,
    },
    /// Throws as Node.js does when a module cannot be found.
    NotFound {
        specifier: String,
        importer: String,
    },
    /// `require` of a file that stays outside of the bundle, relative to the project; native addons are among them.
    External {
        file: String,
    },
    /// `import "./file.wasm?module"` at the edge, the file relative to the project.
    WebAssembly {
        file: String,
    },
    /// Throws, because the file is data.
    NotCode {
        specifier: String,
        importer: String,
    },
}

impl StandIn {
    pub(crate) fn id(&self) -> String {
        let parts: [&str; 3] = match self {
            Self::Empty => ["empty", "", ""],
            Self::Style => ["style", "", ""],
            Self::Builtin { module } => ["builtin", module, ""],
            Self::NotOffered { module, importer } => ["not-offered", module, importer],
            Self::NotFound {
                specifier,
                importer,
            } => ["not-found", specifier, importer],
            Self::External { file } => ["external", file, ""],
            Self::WebAssembly { file } => ["wasm", file, ""],
            Self::NotCode {
                specifier,
                importer,
            } => ["not-code", specifier, importer],
        };
        format!("{PREFIX}{}", parts.join("|"))
    }

    pub(crate) fn parse(id: &str) -> Option<Self> {
        let mut parts = id.strip_prefix(PREFIX)?.splitn(3, '|');
        let kind = parts.next()?;
        let mut part = || parts.next().unwrap_or_default().to_owned();
        Some(match kind {
            "empty" => Self::Empty,
            "style" => Self::Style,
            "builtin" => Self::Builtin { module: part() },
            "not-offered" => Self::NotOffered {
                module: part(),
                importer: part(),
            },
            "not-found" => Self::NotFound {
                specifier: part(),
                importer: part(),
            },
            "external" => Self::External { file: part() },
            "wasm" => Self::WebAssembly { file: part() },
            "not-code" => Self::NotCode {
                specifier: part(),
                importer: part(),
            },
            _ => return None,
        })
    }

    pub(crate) fn is_id(id: &str) -> bool {
        id.starts_with(PREFIX)
    }

    pub(crate) fn load(&self) -> HookLoadOutput {
        let pure = matches!(
            self,
            Self::Empty | Self::Style | Self::Builtin { .. } | Self::NotOffered { .. }
        );
        HookLoadOutput {
            code: self.code().into(),
            side_effects: pure.then_some(HookSideEffects::False),
            module_type: Some(ModuleType::Js),
            ..HookLoadOutput::default()
        }
    }

    fn code(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Style => "module.exports = {};".to_owned(),
            Self::Builtin { module } => {
                format!("module.exports = __waypost_builtin({});", json!(module))
            }
            Self::External { file } => {
                format!("module.exports = __waypost_external({});", json!(file))
            }
            Self::WebAssembly { file } => format!(
                "module.exports = new WebAssembly.Module(\
                 __waypost_builtin(\"node:fs\").readFileSync(__waypost_meta({}).filename));",
                json!(file)
            ),
            // Interop copies the prototype of what CommonJS exports, not members it cannot list.
            Self::NotOffered { module, importer } => format!(
                "module.exports = Object.create(__waypost_missing({}, {}));",
                json!(module),
                json!(importer)
            ),
            Self::NotFound {
                specifier,
                importer,
            } => throwing(
                &format!("Cannot find module '{specifier}'\nRequire stack:\n- {importer}"),
                "MODULE_NOT_FOUND",
            ),
            Self::NotCode {
                specifier,
                importer,
            } => throwing(
                &format!("Cannot load '{specifier}' as code, imported by {importer}"),
                "ERR_UNKNOWN_FILE_EXTENSION",
            ),
        }
    }
}

/// The module of a file that is data. Characters below 256 are what strings of the engine hold in one byte each.
pub(crate) fn exporting(bytes: &[u8]) -> HookLoadOutput {
    let text: String = bytes.iter().copied().map(char::from).collect();
    HookLoadOutput {
        code: format!("export default {};", json!(text)).into(),
        module_type: Some(ModuleType::Js),
        ..HookLoadOutput::default()
    }
}

/// The body of a module that throws each time it is required.
pub(crate) fn throwing(message: &str, code: &str) -> String {
    format!(
        "module.exports = undefined; throw Object.assign(new Error({}), {{ code: {} }});",
        json!(message),
        json!(code)
    )
}

#[cfg(test)]
mod tests {
    use super::StandIn;

    #[test]
    fn an_id_can_be_read_back() {
        for stand_in in [
            StandIn::Empty,
            StandIn::Style,
            StandIn::Builtin {
                module: "node:fs/promises".into(),
            },
            StandIn::NotFound {
                specifier: "@a/b".into(),
                importer: "src/a|b.ts".into(),
            },
        ] {
            assert_eq!(StandIn::parse(&stand_in.id()), Some(stand_in));
        }
        assert_eq!(StandIn::parse("/p/a.ts"), None);
    }
}

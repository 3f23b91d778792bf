//! Why a specifier leads nowhere, in Node's words and with Node's codes.

use std::path::Path;

use oxc_resolver::ResolveError;

use crate::resolver::Form;

/// A specifier that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveFailure {
    /// Node's code, which packages compare with.
    pub code: &'static str,
    pub message: String,
}

impl std::fmt::Display for ResolveFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ResolveFailure {}

impl ResolveFailure {
    pub(crate) fn new(error: &ResolveError, specifier: &str, from: &Path, form: Form) -> Self {
        let from = from.display();
        let (code, message) = match error {
            ResolveError::PackagePathNotExported {
                subpath,
                package_json_path,
                ..
            } => {
                let package = package_json_path.display();
                let message = if matches!(subpath.as_str(), "." | "./") {
                    format!("No \"exports\" main defined in {package}")
                } else {
                    format!(
                        "Package subpath './{}' is not defined by \"exports\" in {package}",
                        subpath.trim_start_matches("./")
                    )
                };
                ("ERR_PACKAGE_PATH_NOT_EXPORTED", message)
            }
            ResolveError::PackageImportNotDefined(name, package) => (
                "ERR_PACKAGE_IMPORT_NOT_DEFINED",
                format!(
                    "Package import specifier \"{name}\" is not defined in package {}",
                    package.display()
                ),
            ),
            ResolveError::InvalidModuleSpecifier(..) => {
                ("ERR_INVALID_MODULE_SPECIFIER", error.to_string())
            }
            ResolveError::InvalidPackageTarget(..) => {
                ("ERR_INVALID_PACKAGE_TARGET", error.to_string())
            }
            ResolveError::Json(_) | ResolveError::InvalidPackageConfig(_) => {
                ("ERR_INVALID_PACKAGE_CONFIG", error.to_string())
            }
            _ if form == Form::Require => (
                "MODULE_NOT_FOUND",
                format!("Cannot find module '{specifier}'\nRequire stack:\n- {from}"),
            ),
            _ if specifier.starts_with(['.', '/']) => (
                "ERR_MODULE_NOT_FOUND",
                format!("Cannot find module '{specifier}' imported from {from}"),
            ),
            _ => (
                "ERR_MODULE_NOT_FOUND",
                format!("Cannot find package '{specifier}' imported from {from}"),
            ),
        };
        Self { code, message }
    }
}

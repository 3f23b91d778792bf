//! Which file a specifier means on Node.js, and which kind of module the file is.
//!
//! The bundler asks for packages that stay outside of a bundle, the run-time loader for everything that
//! is only known when it runs; both must come to the same file. Nothing here reads code or runs it.

mod addons;
mod external;
mod failure;
mod format;
mod package;
mod resolver;

pub use addons::{has_prisma_engine, instead_of_addon, instead_of_addon_file};
pub use external::ExternalPackages;
pub use failure::ResolveFailure;
pub use format::{Format, format_of};
pub use package::package_of;
pub use resolver::{Form, NodeResolver, decorator_options};

//! From the files of a Next.js project to a [`Project`]: routes with their segment config, the version
//! of Next.js they are written for, settings and environment files.
//!
//! Everything is read statically; no code of the project runs here. `next.config` is code: who loads a
//! project brings the VM that evaluates it ([`EvaluateConfig`]). What is read is recorded as
//! inputs of the app image, what is wrong is reported as diagnostics, and every read is bounded.

mod edit_distance;
mod env;
mod files;
mod json;
mod middleware;
mod next_config;
mod next_version;
mod project;
mod public_files;
mod roots;
mod scan;
mod settings;
mod size;
mod source;
mod special_files;
mod tsconfig;

pub use env::{EnvFiles, EnvVar, Mode};
pub use middleware::ProjectMiddleware;
pub use next_config::{ConfigFile, EvaluateConfig, Evaluated, NextConfig};
pub use next_version::{DetectedNext, NextSource};
pub use project::{Project, ProjectRoute};
pub use public_files::{PublicFile, list_public_files};
pub use roots::Roots;
pub use settings::{Limits, RouteLimits, Settings, settings_reference};
pub use special_files::SpecialFiles;

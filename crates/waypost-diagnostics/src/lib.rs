//! Messages about the user's project, with the place they are about.
//!
//! A diagnostic is data until someone prints it: [`Diagnostic::render`] for a terminal,
//! [`Diagnostic::to_json`] for the error page of `dev`. Faults of waypost itself, of the operating
//! system or of a request are not diagnostics; they have error types in their own crates.

mod diagnostic;
mod list;
mod position;
mod render;

pub use diagnostic::{Diagnostic, Severity};
pub use list::Diagnostics;
pub use position::{Frame, FrameLine, Location};
pub use render::Colour;

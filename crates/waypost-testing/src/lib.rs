//! Test tools: a VM that runs the `_test.ts` files of the builtins, and Web Platform Tests.
//!
//! A development dependency only; nothing of the product needs it.

mod module_output;
mod script_tests;
pub mod wpt;

pub use module_output::module_output;
pub use script_tests::{Outcome, ScriptError, run_test_file, run_test_file_beside};

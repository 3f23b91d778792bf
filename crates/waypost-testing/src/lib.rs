//! Test tools: a VM that runs the `_test.ts` files of the builtins.
//!
//! A development dependency only; nothing of the product needs it.

mod module_output;
mod script_tests;

pub use module_output::module_output;
pub use script_tests::{Outcome, ScriptError, run_test_file};

//! Test tools: a VM that runs the `_test.ts` files of the builtins, Web Platform Tests, and Node.js's own tests.
//!
//! A development dependency only; nothing of the product needs it.

mod module_output;
pub mod node_tests;
mod process;
mod runner;
mod script_tests;
mod table;
pub mod wpt;

pub use module_output::module_output;
pub use runner::{Options, Suite};
pub use script_tests::{Outcome, ScriptError, run_test_file, run_test_file_beside};

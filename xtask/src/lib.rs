//! Tasks of the people who work on waypost; no part of the product.
//!
//! `cargo xtask tidy` looks for what the compiler does not check, `cargo xtask test` runs everything
//! that a change has to pass. Both only need a Rust toolchain.

pub mod bench;
pub mod record;
pub mod runner;
pub mod suite;
pub mod tidy;
mod tree;

pub use tree::{File, Tree};

//! The engine layer from outside, in one program.
//!
//! Each test makes a VM of its own on its own thread. [`collection`] runs them all once more in
//! processes whose collector is at work all the time.

mod buffers;
mod bytecode;
mod collection;
mod exceptions;
mod functions;
mod lifetimes;
mod promises;
mod support;
mod values;
mod watchdog;

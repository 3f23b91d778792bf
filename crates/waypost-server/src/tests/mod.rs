//! Behaviour on the wire: bytes in, bytes out, over a scripted stream.

mod bad_input;
mod connections;
mod harness;
mod kept;
mod proxying;
mod public_files;
mod requests;

//! Modules of Next.js.

pub(crate) mod version;

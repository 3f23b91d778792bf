//! `node:string_decoder`.

use crate::declare::{Builtin, script};

pub(crate) const STRING_DECODER: Builtin = Builtin::new("node/string_decoder")
    .scripts(&[script!("node/string_decoder/string_decoder.ts")])
    .public(&[("node:string_decoder", "node/string_decoder/string_decoder")]);

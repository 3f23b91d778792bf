//! `atob` and `btoa`, over the engine's own base64 of `Uint8Array`.

use crate::declare::{Builtin, script};

pub(crate) const BASE64: Builtin = Builtin::new("web/base64")
    .scripts(&[script!("web/base64/base64.ts")])
    .globals(&[("atob", "web/base64/base64"), ("btoa", "web/base64/base64")]);

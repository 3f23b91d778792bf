//! `node:querystring`.

use crate::declare::{Builtin, script};

pub(crate) const QUERYSTRING: Builtin = Builtin::new("node/querystring")
    .scripts(&[script!("node/querystring/querystring.ts")])
    .public(&[("node:querystring", "node/querystring/querystring")]);

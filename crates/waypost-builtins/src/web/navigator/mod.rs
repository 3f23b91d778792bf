//! `navigator`, as far as a server has one: <https://html.spec.whatwg.org/#the-navigator-object>
//!
//! What it says of the machine comes from `node:os`; it names the Node.js whose behaviour we
//! follow, because that is what packages choose their code by.

use crate::declare::{Builtin, script};

pub(crate) const NAVIGATOR: Builtin = Builtin::new("web/navigator")
    .scripts(&[script!("web/navigator/navigator.ts")])
    .globals(&[
        ("Navigator", "web/navigator/navigator"),
        ("navigator", "web/navigator/navigator"),
    ]);

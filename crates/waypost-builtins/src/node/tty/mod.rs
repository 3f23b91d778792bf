//! `node:tty`: whether an output is a terminal. Streams of other terminals are not opened.

use crate::declare::{Builtin, script};

pub(crate) const TTY: Builtin = Builtin::new("node/tty")
    .scripts(&[script!("node/tty/tty.ts")])
    .public(&[("node:tty", "node/tty/tty")]);

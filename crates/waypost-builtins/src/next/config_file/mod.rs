//! Evaluating a project's `next.config` at build: the forms it may take, its rules, its faults.

use crate::declare::{Builtin, script};

pub(crate) const CONFIG_FILE: Builtin = Builtin::new("next/config_file").scripts(&[
    script!("next/config_file/check_rules.ts"),
    script!("next/config_file/config_file.ts"),
    script!("next/config_file/path_pattern.ts"),
    script!("next/config_file/plain.ts"),
]);

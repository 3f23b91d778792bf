//! URLPattern: <https://urlpattern.spec.whatwg.org/>
//!
//! Pure TypeScript over the URL parser: components become regular expressions of the engine, as
//! the standard has it. A file per step: `tokenizer.ts`, `pattern_parser.ts` (tokens to parts),
//! `part_list.ts` (parts to expressions and back), `constructor_string.ts` (a whole URL's pattern to
//! components), `canonicalize.ts`, `urlpattern.ts`.

use crate::declare::{Builtin, script};

pub(crate) const URLPATTERN: Builtin = Builtin::new("web/urlpattern")
    .scripts(&[
        script!("web/urlpattern/canonicalize.ts"),
        script!("web/urlpattern/component.ts"),
        script!("web/urlpattern/constructor_string.ts"),
        script!("web/urlpattern/init.ts"),
        script!("web/urlpattern/part_list.ts"),
        script!("web/urlpattern/pattern_parser.ts"),
        script!("web/urlpattern/tokenizer.ts"),
        script!("web/urlpattern/urlpattern.ts"),
    ])
    .globals(&[("URLPattern", "web/urlpattern/urlpattern")]);

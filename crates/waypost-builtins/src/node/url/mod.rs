//! `node:url`: the legacy parser and file paths; `URL` itself is in `web/url`.

use std::rc::Rc;

use url::quirks;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const URL: Builtin = Builtin::new("node/url")
    .scripts(&[script!("node/url/legacy.ts"), script!("node/url/url.ts")])
    .public(&[("node:url", "node/url/url")])
    .ops(&[
        Op::sync("op_url_legacy_to_ascii", op_url_legacy_to_ascii),
        Op::sync("op_url_legacy_to_unicode", op_url_legacy_to_unicode),
    ]);

fn op_url_legacy_to_ascii<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.string(&quirks::domain_to_ascii(&args.string(0)?)))
}

fn op_url_legacy_to_unicode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.string(&quirks::domain_to_unicode(&args.string(0)?)))
}

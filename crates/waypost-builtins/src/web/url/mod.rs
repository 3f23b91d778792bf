//! URL, URLSearchParams and the form encoding.
//!
//! The parser is TypeScript (`basic_parser.ts`): text crosses into Rust only for host names that
//! need IDNA and for addresses, which the `url` crate does.

#[cfg(test)]
mod tests;

use std::rc::Rc;

use url::{Host, quirks};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const URL: Builtin = Builtin::new("web/url")
    .scripts(&[
        script!("web/url/basic_parser.ts"),
        script!("web/url/form_urlencoded.ts"),
        script!("web/url/host.ts"),
        script!("web/url/object_urls.ts"),
        script!("web/url/parser.ts"),
        script!("web/url/percent_encode.ts"),
        script!("web/url/search_params.ts"),
        script!("web/url/setters.ts"),
        script!("web/url/tidy.ts"),
        script!("web/url/url.ts"),
    ])
    .globals(&[
        ("URL", "web/url/url"),
        ("URLSearchParams", "web/url/search_params"),
    ])
    .ops(&[
        Op::sync("op_url_host", op_url_host),
        Op::sync("op_url_domain_to_ascii", op_url_domain_to_ascii),
        Op::sync("op_url_domain_to_unicode", op_url_domain_to_unicode),
    ]);

/// The serialised host of a special URL, or nothing when it is not valid.
/// <https://url.spec.whatwg.org/#concept-host-parser>
fn parse_host(input: &str) -> Option<String> {
    Host::parse(input).ok().map(|host| host.to_string())
}

fn op_url_host<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let host = parse_host(&args.string(0)?);
    Ok(host.map_or_else(|| scope.undefined(), |host| scope.string(&host)))
}

fn op_url_domain_to_ascii<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.string(&quirks::domain_to_ascii(&args.string(0)?)))
}

fn op_url_domain_to_unicode<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.string(&quirks::domain_to_unicode(&args.string(0)?)))
}

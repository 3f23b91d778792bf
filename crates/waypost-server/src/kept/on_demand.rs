//! `res.revalidate`: the project asks its own server to make an answer anew, with a secret of the build.

use http::{HeaderMap, HeaderValue};

const REVALIDATE: &str = "x-prerender-revalidate";
const ONLY_GENERATED: &str = "x-prerender-revalidate-if-generated";

/// Whether a request comes from the project itself.
pub(crate) fn is_own_revalidation(request: &HeaderMap, secret: &str) -> bool {
    let Some(given) = request.get(REVALIDATE).map(HeaderValue::as_bytes) else {
        return false;
    };
    let secret = secret.as_bytes();
    let differences = given
        .iter()
        .zip(secret)
        .fold(0, |all, (a, b)| all | (a ^ b));
    !secret.is_empty() && given.len() == secret.len() && differences == 0
}

/// Only an answer that was made before is to be made anew.
pub(super) fn is_for_generated(request: &HeaderMap) -> bool {
    request.contains_key(ONLY_GENERATED)
}

//! Routing as pure functions: from a request path to one route and its params, and from an untidy
//! path to the tidy one it is redirected to.
//!
//! A [`Matcher`] is built once from the manifest and never changes, so a match takes no lock; nothing
//! here does I/O. Lives as long as the app image it was built from.

mod locale;
mod matcher;
mod normalize;
mod params;
mod rules;
mod segments;
mod trie;

pub use locale::{Locales, Localised, Visitor};
pub use matcher::{BadEscape, Match, Matcher};
pub use normalize::{
    TrailingSlash, is_plain, redirect_target, repeated_slash_redirect, resolve_dot_segments,
    trailing_slash_redirect,
};
pub use params::{ParamValue, Params};
pub use rules::{
    At, FillError, HeaderText, Matchers, PatternError, Query, Redirect, RewriteTarget, Rewritten,
    RuleError, RuleFault, Rules, Stage, Subject, TooManySteps,
};

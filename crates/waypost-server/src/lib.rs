//! Sockets and HTTP: from accepting a connection to the last byte of an answer. Knows no JavaScript.
//!
//! A [`Server`] lives on one thread, inside a tokio `LocalSet`. Matched requests go to a
//! [`Dispatch`], which is the only way out of this crate; it is called statically, so that a request
//! costs no allocation here. What lives how long: the server's [`Limits`] and observer per process, a
//! [`Site`] per build, a connection's state per connection, a slot per request.
//!
//! Invariant: nothing a client sends makes this crate panic, and no answer is cut short without its
//! connection being closed.

mod answer;
mod body;
mod compress;
mod connection;
mod control;
mod dispatch;
mod head;
mod kept;
mod limits;
mod listener;
mod pages;
mod pipeline;
mod proxy;
mod public;
mod request_body;
mod roster;
mod routing;
mod service;
mod site;
mod slot;
mod socket;
mod state;
mod wire;

#[cfg(test)]
mod tests;

pub use control::Control;
pub use dispatch::{Dispatch, Matched, Peer};
pub use kept::{KeptAnswers, ReadContent};
pub use limits::Limits;
pub use listener::Server;
pub use proxy::{Outward, Target, TargetError};
pub use public::PublicFiles;
pub use request_body::RequestBody;
pub use routing::Routing;
pub use site::{Failure, Mode, Site, plain_routes};
pub use slot::{Answered, Observer};

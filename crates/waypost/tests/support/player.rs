//! Plays the requests of a recorded project one after the other, and keeps the time where they lean on it.
//!
//! A pause is only the least that passes: on a busy machine the server may not have got round to what it
//! does in the background, so it is waited for. What must not take long is looked at when it is over:
//! an answer that came too late says nothing, and the project is to be played again.

use super::exchange::{Answer, Captured, Exchange};
use super::server::Server;
use std::collections::BTreeMap;
use std::thread;
use std::time::Instant;

/// An answer came after the time in which it says something.
#[derive(Debug)]
pub(crate) struct TooLate;

pub(crate) struct Player<'s> {
    port: u16,
    /// Whose background work is waited for.
    server: Option<&'s Server>,
    captured: Captured,
    /// When each request was sent, by its name.
    sent: BTreeMap<String, Instant>,
}

impl<'s> Player<'s> {
    /// Plays against whatever listens there.
    pub(crate) fn at(port: u16) -> Self {
        Self {
            port,
            server: None,
            captured: Captured::new(),
            sent: BTreeMap::new(),
        }
    }

    pub(crate) fn of(server: &'s Server) -> Self {
        Self {
            server: Some(server),
            ..Self::at(server.port)
        }
    }

    pub(crate) fn play(&mut self, exchange: &Exchange) -> Result<Answer, TooLate> {
        if !exchange.pause.is_zero() {
            thread::sleep(exchange.pause);
            if let Some(server) = self.server {
                server.wait_for_rest();
            }
        }
        self.sent.insert(exchange.name.clone(), Instant::now());
        let answer = exchange.play(self.port, &mut self.captured);
        let Some((time, since)) = &exchange.within else {
            return Ok(answer);
        };
        // A version may lack the request that the time counts from.
        let since = self.sent.get(since);
        if since.is_some_and(|since| since.elapsed() > *time) {
            return Err(TooLate);
        }
        Ok(answer)
    }
}

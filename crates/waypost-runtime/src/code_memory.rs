//! When the memory of code that has run is given back.
//!
//! What runs once maps its pages for good: a start the engine's parser and linker, the first seconds of work its compilers,
//! at twenty megabytes the most of what a small worker has. So the pages are given back a moment after the start, and
//! again while there is work, at distances that double: what is still needed is mapped again from the system's cache.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;
use waypost_jsc::release_code_pages;

/// How long what a start needs is kept: the first answers evaluate handlers, which takes the same code.
const START: Duration = Duration::from_millis(300);
/// From the beginning of work to the first time.
const FIRST: Duration = Duration::from_millis(100);
/// The longest distance. Each time costs a fraction of a millisecond.
const LAST: Duration = Duration::from_secs(60);

/// Tells when there is work, at the price of one look per turn.
#[derive(Debug, Default)]
pub(crate) struct Work {
    is_awaited: Cell<bool>,
    began: Notify,
}

impl Work {
    /// To be called with each turn of the event loop.
    pub(crate) fn goes_on(&self) {
        if self.is_awaited.replace(false) {
            self.began.notify_one();
        }
    }

    async fn next(&self) {
        self.is_awaited.set(true);
        self.began.notified().await;
    }
}

/// Gives back pages of code as long as it is polled. An idle process is not woken.
pub(crate) async fn keep_small(work: Rc<Work>) {
    tokio::time::sleep(START).await;
    release_code_pages();
    let mut distance = FIRST;
    loop {
        work.next().await;
        tokio::time::sleep(distance).await;
        release_code_pages();
        distance = (distance * 2).min(LAST);
    }
}

#[cfg(test)]
mod tests {
    use super::Work;
    use std::pin::pin;
    use std::task::{Context, Waker};

    #[test]
    fn work_is_told_once_each_time_it_is_awaited() {
        let work = Work::default();
        let mut context = Context::from_waker(Waker::noop());
        // Nobody waits: nothing is kept for later.
        work.goes_on();
        for _ in 0..2 {
            let mut next = pin!(work.next());
            assert!(next.as_mut().poll(&mut context).is_pending());
            work.goes_on();
            work.goes_on();
            assert!(next.as_mut().poll(&mut context).is_ready());
        }
    }
}

//! A port of the loopback interface that is served, a thread for each connection, until the value is dropped.

use std::io::Result;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub(crate) struct Listening {
    pub(crate) port: u16,
    is_ending: Arc<AtomicBool>,
}

impl Listening {
    /// What `serve` fails with is the end of its connection and of nothing else.
    pub(crate) fn start(serve: impl Fn(TcpStream) -> Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let is_ending = Arc::new(AtomicBool::new(false));
        let (ends, serve) = (Arc::clone(&is_ending), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(stream));
            }
        });
        Self { port, is_ending }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.is_ending.store(true, Ordering::Relaxed);
        // Lets the thread look; a port that is gone has none.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

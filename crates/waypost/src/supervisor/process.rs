//! One worker process, as the supervisor holds it.

use crate::channel::{self, Order, Report, passing};
use crate::engine_options::engine_options;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::{env, io};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(super) type WorkerId = u64;

/// What happened to a worker.
#[derive(Debug)]
pub(super) enum Event {
    Report(WorkerId, Report),
    /// It is gone; nothing further comes from it.
    Exited(WorkerId, ExitStatus),
}

/// Where a worker runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'p> {
    pub(super) directory: &'p Path,
    /// Added to the environment.
    pub(super) environment: &'p [(String, String)],
}

/// A running worker. Dropping it closes the control socket, which tells it to end.
#[derive(Debug)]
pub(super) struct WorkerProcess {
    pub(super) pid: u32,
    orders: UnboundedSender<Order>,
    kills: UnboundedSender<()>,
}

impl WorkerProcess {
    pub(super) fn spawn(
        id: WorkerId,
        listener: &TcpListener,
        surroundings: Surroundings<'_>,
        events: UnboundedSender<Event>,
    ) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        passing::send_listener(&ours, listener)?;
        let child = command(theirs, surroundings)?.spawn()?;
        ours.set_nonblocking(true)?;
        let control = tokio::net::UnixStream::from_std(ours)?;
        let pid = child.id().unwrap_or_default();
        let (orders, outgoing) = unbounded_channel();
        let (kills, killing) = unbounded_channel();
        let (reader, writer) = control.into_split();
        tokio::spawn(forward_orders(writer, outgoing));
        tokio::spawn(watch(id, child, reader, killing, events));
        Ok(Self { pid, orders, kills })
    }

    /// Orders to a worker that is gone are nobody's.
    pub(super) fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }

    pub(super) fn kill(&self) {
        let _ = self.kills.send(());
    }
}

/// This same program, even when its file was replaced by a newer one meanwhile.
fn command(control: UnixStream, surroundings: Surroundings<'_>) -> io::Result<Command> {
    let program = if cfg!(target_os = "linux") {
        "/proc/self/exe".into()
    } else {
        env::current_exe()?
    };
    let mut command = Command::new(program);
    command
        .arg0("waypost")
        .arg("worker")
        .stdin(Stdio::from(OwnedFd::from(control)))
        .envs(engine_options())
        .envs(
            surroundings
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        )
        // Relative paths in user code mean the project, wherever waypost was called.
        .current_dir(surroundings.directory)
        // Ctrl-C goes to the supervisor alone, which then drains its workers.
        .process_group(0)
        .kill_on_drop(true);
    Ok(command)
}

async fn forward_orders(
    mut writer: tokio::net::unix::OwnedWriteHalf,
    mut orders: UnboundedReceiver<Order>,
) {
    while let Some(order) = orders.recv().await {
        if channel::send(&mut writer, &order).await.is_err() {
            // The worker has closed its end: its exit is about to be reported.
            return;
        }
    }
}

async fn watch(
    id: WorkerId,
    mut child: Child,
    mut reader: tokio::net::unix::OwnedReadHalf,
    mut kills: UnboundedReceiver<()>,
    events: UnboundedSender<Event>,
) {
    let mut is_open = true;
    let status = loop {
        tokio::select! {
            // Reports before the exit that follows them.
            biased;
            report = channel::receive(&mut reader), if is_open => match report {
                Ok(Some(report)) => {
                    let _ = events.send(Event::Report(id, report));
                }
                Ok(None) | Err(_) => is_open = false,
            },
            Some(()) = kills.recv() => {
                // It fails only when the process is gone already.
                let _ = child.start_kill();
            }
            status = child.wait(), if !is_open => break status,
        }
    };
    if let Ok(status) = status {
        let _ = events.send(Event::Exited(id, status));
    }
}

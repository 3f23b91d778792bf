//! One worker: a process with one thread for its sockets and its JavaScript.
//!
//! Standard input is the control socket. It brings the listening socket, then orders; when it closes,
//! the supervisor is gone and the worker ends too.

mod dispatch;
mod forward;
mod params;
mod request_log;
mod sites;

use crate::channel::{self, Conditions, Order, Report, passing};
use crate::engine_options::is_engine_option;
use crate::terminal;
use anyhow::{Context, Result, bail};
use dispatch::Dispatcher;
use request_log::RequestLog;
use sites::Sites;
use std::collections::BTreeMap;
use std::env;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};
use waypost_image::IMAGE_DIRECTORY;
use waypost_project::Settings;
use waypost_runtime::{Limits as RuntimeLimits, ProcessSettings, Worker, WorkerOptions};
use waypost_server::{Control, Limits as ServerLimits, Outward, Server};

const HEARTBEAT: Duration = Duration::from_secs(1);
/// Time for requests in flight when the supervisor died.
const ORPHANED: Duration = Duration::from_secs(5);

pub(crate) fn run() -> Result<ExitCode> {
    let control = passing::take_standard_input()
        .context("a worker is started by `waypost start`, not by hand")?;
    let listener = passing::receive_listener(&control)
        .context("a worker is started by `waypost start`, not by hand")?;
    raise_descriptor_limit();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, work(control, listener))
}

/// Every connection is a descriptor; the soft limit is often 1,024.
fn raise_descriptor_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // With the limit as it is the worker serves too, only fewer at a time.
    let _ = setrlimit(Resource::Nofile, limit);
}

async fn work(control: UnixStream, listener: TcpListener) -> Result<ExitCode> {
    control.set_nonblocking(true)?;
    let (mut orders, writer) = tokio::net::UnixStream::from_std(control)?.into_split();
    let (reports, outgoing) = unbounded_channel();
    let reporting = spawn_local(send_reports(writer, outgoing));
    let result = serve(&mut orders, &reports, listener).await;
    if let Err(err) = &result {
        let message = format!("{err:#}");
        let _ = reports.send(Report::Fatal { message });
    }
    drop(reports);
    // The last report is still to be written.
    let _ = reporting.await;
    // Already reported: the supervisor prints it.
    Ok(result.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS))
}

async fn send_reports(mut writer: OwnedWriteHalf, mut reports: UnboundedReceiver<Report>) {
    while let Some(report) = reports.recv().await {
        if channel::send(&mut writer, &report).await.is_err() {
            return;
        }
    }
}

async fn serve(
    orders: &mut OwnedReadHalf,
    reports: &UnboundedSender<Report>,
    listener: TcpListener,
) -> Result<()> {
    let Some(conditions) = prepare(orders).await? else {
        return Ok(());
    };
    let (settings, _) = Settings::load(&conditions.root);
    let worker = Worker::start(worker_options(&conditions, &settings))?;
    let mut sites = Sites::new(&conditions, settings.clone(), worker)?;
    // Orders that end the worker before it served anything end it here.
    let Some(site) = sites.first(orders).await? else {
        return Ok(());
    };
    let limits = server_limits(&settings);
    let dispatcher = Dispatcher::new(sites.worker().handle());
    let server = if conditions.development {
        Server::observed(site, limits, dispatcher, Rc::new(RequestLog))
    } else {
        Server::new(site, limits, dispatcher)
    };
    let server = server.reaching_out(Outward {
        tls: waypost_builtins::tls_client_config,
        log: terminal::report,
    });
    let control = server.control();
    let address = listener.local_addr()?;
    leave_when_poisoned(&sites, reports, &control, settings.limits.drain, address);
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let _ = reports.send(Report::Ready);
    sites.worker().keep_small();
    tokio::select! {
        () = server.serve(listener) => Ok(()),
        () = beat(reports) => unreachable!("a heart beats until its worker ends"),
        result = follow(orders, &mut sites, &control) => result,
    }
}

async fn prepare(orders: &mut OwnedReadHalf) -> Result<Option<Conditions>> {
    match channel::receive(orders).await? {
        Some(Order::Prepare(conditions)) => Ok(Some(conditions)),
        Some(Order::Drain { .. }) | None => Ok(None),
        Some(_) => bail!("the supervisor did not say under what conditions to serve"),
    }
}

fn worker_options(conditions: &Conditions, settings: &Settings) -> WorkerOptions {
    WorkerOptions {
        origin: conditions.origin.clone(),
        root: conditions.root.display().to_string(),
        dev: conditions.development,
        limits: RuntimeLimits {
            pause: settings.limits.script_time,
        },
        process: process_settings(conditions),
        // Where the image most likely is. That is not known yet, and the engine takes no bytecode of other builtins.
        bytecode: Some(conditions.root.join(IMAGE_DIRECTORY)),
    }
}

/// `process` as user code sees it: the environment without what only concerns the engine.
fn process_settings(conditions: &Conditions) -> ProcessSettings {
    let program = env::current_exe().unwrap_or_else(|_| "waypost".into());
    let mut variables: BTreeMap<String, String> = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| !is_engine_option(name, value))
        .collect();
    variables.insert("NEXT_RUNTIME".to_owned(), "nodejs".to_owned());
    // The port that `-p` gave, as `next start` tells it to handlers.
    if let Some((_, port)) = conditions.origin.rsplit_once(':') {
        variables.insert("PORT".to_owned(), port.to_owned());
    }
    ProcessSettings {
        env: variables.into_iter().collect(),
        argv: vec![program.display().to_string()],
        cwd: conditions.root.display().to_string(),
    }
}

fn server_limits(settings: &Settings) -> ServerLimits {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    ServerLimits {
        head_bytes: count(settings.limits.request_head),
        header_lines: count(settings.limits.header_lines),
        head_time: settings.limits.head_timeout,
        idle_time: settings.limits.keep_alive,
        stall_time: settings.limits.stall_timeout,
        proxy_time: settings.limits.proxy_timeout,
        ..ServerLimits::default()
    }
}

fn leave_when_poisoned(
    sites: &Sites,
    reports: &UnboundedSender<Report>,
    control: &Control,
    drain: Duration,
    address: SocketAddr,
) {
    let (reports, control) = (reports.clone(), control.clone());
    sites.worker().on_poisoned(move |reason, not_started| {
        let _ = reports.send(Report::Poisoned { reason });
        control.stop(drain);
        // From here on this worker accepts nothing: the connection reaches another one.
        for request in not_started {
            if control.changes_requests() {
                request.refuse();
            } else {
                spawn_local(forward::forward(address, request));
            }
        }
    });
}

async fn beat(reports: &UnboundedSender<Report>) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        let _ = reports.send(Report::Heartbeat);
    }
}

/// Follows orders. Never returns without an error: the end comes from the server, when it has
/// stopped.
async fn follow(orders: &mut OwnedReadHalf, sites: &mut Sites, control: &Control) -> Result<()> {
    loop {
        match channel::receive(orders).await? {
            Some(Order::Drain { milliseconds }) => {
                control.stop(Duration::from_millis(milliseconds));
            }
            Some(Order::Prepare(_)) => bail!("the supervisor changed the conditions"),
            Some(order) => match sites.site(order) {
                Ok(site) => control.replace_site(site),
                // What was served before goes on being served.
                Err(err) => terminal::fail(&format!("{err:#}")),
            },
            None => {
                control.stop(ORPHANED);
                return std::future::pending().await;
            }
        }
    }
}

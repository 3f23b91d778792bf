//! Starts, watches, replaces and drains the workers.
//!
//! The supervisor never touches a request: it holds the listening socket and hands it out. What ends
//! a worker, and what then happens:
//!
//! | event | consequence |
//! | --- | --- |
//! | it exits by itself | it is started again, later and later when it does so at once |
//! | its VM is poisoned | a replacement is started, then it drains |
//! | it is past its memory limit | the same; killed when it grows on |
//! | it is silent: stuck in one turn | killed and started again |
//! | it cannot start at all | so could no other: the supervisor ends with the cause |

pub(crate) mod bind;
mod memory;
mod policy;
mod process;

use crate::channel::{Conditions, Order, Report};
use crate::terminal::{Style, fail, paint, report, say, warn};
use policy::{Phase, Verdict, Vitals, describe_exit};
use process::{Event, Surroundings, WorkerId, WorkerProcess};
use std::io;
use std::net::TcpListener;
use std::process::{ExitCode, ExitStatus};
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use waypost_runtime::process_waited;

pub(crate) use policy::WorkerLimits;

/// How often the workers' vitals are looked at.
const LOOK: Duration = Duration::from_millis(250);
/// The exit code of a process that SIGINT ended, by convention.
const INTERRUPTED: u8 = 130;

/// What to run, and on what conditions.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Given up when stopping: with the workers' copies gone too, clients are refused at once.
    pub(crate) listener: Option<TcpListener>,
    pub(crate) workers: usize,
    pub(crate) conditions: Conditions,
    /// Added to the workers' environment.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) limits: WorkerLimits,
    /// When the process began.
    pub(crate) begun: Instant,
}

/// News from whoever builds.
#[derive(Debug)]
pub(crate) enum Change {
    /// Workers are to do this from now on.
    Order(Order),
    /// The same, in processes with this environment.
    Renew {
        environment: Vec<(String, String)>,
        order: Order,
    },
    /// There is nothing to serve, and it has been said why.
    GiveUp,
}

/// Runs workers until the process is told to stop. They start at once; what they serve comes by
/// `changes`.
pub(crate) async fn supervise(
    plan: Plan,
    mut changes: UnboundedReceiver<Change>,
) -> io::Result<ExitCode> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (mut supervisor, mut events) = Supervisor::new(plan);
    supervisor.start_missing();
    let mut look = tokio::time::interval(LOOK);
    let mut has_changes = true;
    loop {
        if let Some(code) = supervisor.exit {
            return Ok(code);
        }
        tokio::select! {
            Some(event) = events.recv() => supervisor.on_event(event),
            change = changes.recv(), if has_changes => match change {
                Some(change) => supervisor.on_change(change),
                None => has_changes = false,
            },
            _ = look.tick() => supervisor.look(),
            () = received(&mut terminate) => supervisor.stop(),
            () = received(&mut interrupt) => supervisor.interrupt(),
        }
    }
}

async fn received(signal: &mut Signal) {
    if signal.recv().await.is_none() {
        std::future::pending().await
    }
}

struct Supervisor {
    plan: Plan,
    /// What workers are to do, once it is known.
    order: Option<Order>,
    members: Vec<Member>,
    next_id: WorkerId,
    /// Workers to start, and when.
    due: Vec<Instant>,
    /// Workers in a row that ended at once.
    failures: u32,
    /// Some worker has accepted connections.
    was_ready: bool,
    is_stopping: bool,
    exit: Option<ExitCode>,
    events: UnboundedSender<Event>,
}

struct Member {
    id: WorkerId,
    process: WorkerProcess,
    phase: Phase,
    begun: Instant,
    heard: Instant,
    /// How long it had waited for the processor when its silence was noticed.
    waited: Option<Duration>,
}

impl Supervisor {
    fn new(plan: Plan) -> (Self, UnboundedReceiver<Event>) {
        let (events, incoming) = unbounded_channel();
        let now = Instant::now();
        let supervisor = Self {
            due: vec![now; plan.workers],
            plan,
            order: None,
            members: Vec::new(),
            next_id: 1,
            failures: 0,
            was_ready: false,
            is_stopping: false,
            exit: None,
            events,
        };
        (supervisor, incoming)
    }

    /// Starts the workers whose time has come.
    fn start_missing(&mut self) {
        let now = Instant::now();
        let ready = self.due.iter().filter(|at| **at <= now).count();
        self.due.retain(|at| *at > now);
        for _ in 0..ready {
            self.start();
        }
    }

    fn start(&mut self) {
        let plan = &self.plan;
        let Some(listener) = &plan.listener else {
            return;
        };
        let id = self.next_id;
        self.next_id += 1;
        let surroundings = Surroundings {
            directory: &plan.conditions.root,
            environment: &plan.environment,
        };
        match WorkerProcess::spawn(id, listener, surroundings, self.events.clone()) {
            Ok(process) => {
                process.order(Order::Prepare(plan.conditions.clone()));
                if let Some(order) = &self.order {
                    process.order(order.clone());
                }
                let now = Instant::now();
                self.members.push(Member {
                    id,
                    process,
                    phase: Phase::Starting,
                    begun: now,
                    heard: now,
                    waited: None,
                });
            }
            Err(err) => self.failed(&format!("it cannot be started: {err}")),
        }
    }

    fn on_change(&mut self, change: Change) {
        match change {
            Change::Order(order) => self.give(order),
            Change::Renew { environment, order } => {
                self.plan.environment = environment;
                self.order = Some(order);
                self.renew();
            }
            Change::GiveUp => self.end_now(ExitCode::FAILURE),
        }
    }

    /// Gives all workers, present and future, a new order.
    fn give(&mut self, order: Order) {
        let now = Instant::now();
        for member in &mut self.members {
            member.process.order(order.clone());
            // Until the first order a worker has nothing to be slow at.
            (member.begun, member.heard, member.waited) = (now, now, None);
        }
        self.order = Some(order);
    }

    /// Starts as many workers anew and lets the present ones finish.
    fn renew(&mut self) {
        // Those that leave already have their successors.
        let present = self.members.iter().filter(|member| !member.is_leaving());
        let present: Vec<WorkerId> = present.map(|member| member.id).collect();
        for id in present {
            self.start();
            self.drain(id);
        }
    }

    fn on_event(&mut self, event: Event) {
        match event {
            Event::Report(id, report) => self.on_report(id, report),
            Event::Exited(id, status) => self.on_exit(id, status),
        }
    }

    fn on_report(&mut self, id: WorkerId, report: Report) {
        let Some(member) = self.members.iter_mut().find(|member| member.id == id) else {
            return;
        };
        (member.heard, member.waited) = (Instant::now(), None);
        match report {
            Report::Heartbeat => {}
            Report::Ready => {
                if member.phase == Phase::Starting {
                    member.phase = Phase::Serving;
                }
                self.announce();
            }
            Report::Poisoned { reason } => {
                self.replace(
                    id,
                    &format!("its JavaScript engine can no longer be trusted: {reason}"),
                );
            }
            Report::Fatal { message } if self.was_ready => warn(&message),
            Report::Fatal { message } => self.give_up(&message),
        }
    }

    /// Tells the user, once, that connections are accepted.
    fn announce(&mut self) {
        if std::mem::replace(&mut self.was_ready, true) {
            return;
        }
        let name = concat!("waypost ", env!("CARGO_PKG_VERSION"));
        let origin = paint(Style::Bold, &self.plan.conditions.origin);
        let time = self.plan.begun.elapsed().as_millis();
        say(&format!("{name} ready on {origin} in {time} ms"));
        if !memory::is_measurable() && self.plan.limits.memory.is_some() {
            report(
                "this system does not tell how much memory a process uses, so the limit on it is not kept",
            );
        }
    }

    fn on_exit(&mut self, id: WorkerId, status: ExitStatus) {
        let Some(index) = self.members.iter().position(|member| member.id == id) else {
            return;
        };
        let member = self.members.swap_remove(index);
        let is_expected = self.is_stopping || member.is_leaving();
        if is_expected {
            if self.is_stopping && self.members.is_empty() {
                self.exit = self.exit.or(Some(ExitCode::SUCCESS));
            }
            return;
        }
        if member.begun.elapsed() >= policy::AT_ONCE {
            self.failures = 0;
        }
        self.failed(&describe_exit(status));
    }

    /// The successor of a worker that was killed: at once after a long life, else after a pause
    /// that grows, for the next one would fare no better.
    fn start_later(&mut self, lived: Duration) {
        if lived >= policy::AT_ONCE {
            self.failures = 0;
        }
        self.failures += 1;
        self.due
            .push(Instant::now() + policy::pause_after(self.failures));
    }

    /// A worker is missing, for `cause`. Another one is started after a pause that grows.
    fn failed(&mut self, cause: &str) {
        self.failures += 1;
        if !self.was_ready && self.failures >= policy::ATTEMPTS {
            self.give_up(&format!(
                "no worker could be started; the last one: {cause}"
            ));
            return;
        }
        warn(&format!("a worker ended: {cause}; another one is started"));
        self.due
            .push(Instant::now() + policy::pause_after(self.failures));
    }

    fn give_up(&mut self, cause: &str) {
        fail(cause);
        self.end_now(ExitCode::FAILURE);
    }

    fn end_now(&mut self, code: ExitCode) {
        for member in &self.members {
            member.process.kill();
        }
        self.exit = Some(code);
    }

    /// Starts another worker for this one, then lets this one finish what it has.
    fn replace(&mut self, id: WorkerId, cause: &str) {
        let is_present = |member: &Member| member.id == id && !member.is_leaving();
        if self.is_stopping || !self.members.iter().any(is_present) {
            return;
        }
        warn(&format!("a worker is replaced: {cause}"));
        self.start();
        self.drain(id);
    }

    fn drain(&mut self, id: WorkerId) {
        let time = self.plan.limits.drain;
        if let Some(member) = self.members.iter_mut().find(|member| member.id == id) {
            member.leave(time);
        }
    }

    /// Looks after workers that are silent, too big, or should be gone.
    fn look(&mut self) {
        for (id, verdict) in self.verdicts() {
            let Some(member) = self.members.iter_mut().find(|member| member.id == id) else {
                continue;
            };
            match verdict {
                Verdict::Replace(cause) => self.replace(id, &cause),
                Verdict::Kill(cause) => {
                    warn(&format!("a worker is killed: {cause}"));
                    member.process.kill();
                    // Its exit must not be reported as one more mishap.
                    let was_leaving = member.is_leaving();
                    member.phase = Phase::Leaving { until: None };
                    let lived = member.begun.elapsed();
                    if !was_leaving && !self.is_stopping {
                        self.start_later(lived);
                    }
                }
            }
        }
        self.start_missing();
    }

    fn verdicts(&mut self) -> Vec<(WorkerId, Verdict)> {
        if self.order.is_none() {
            return Vec::new();
        }
        let now = Instant::now();
        let limits = &self.plan.limits;
        let verdict = |member: &mut Member| {
            let vitals = Vitals {
                phase: member.phase,
                age: now - member.begun,
                silent: member.silent(now),
                memory: memory::resident_bytes(member.process.pid),
                now,
            };
            Some((member.id, limits.judge(&vitals)?))
        };
        self.members.iter_mut().filter_map(verdict).collect()
    }

    fn stop(&mut self) {
        if std::mem::replace(&mut self.is_stopping, true) {
            return;
        }
        self.due.clear();
        self.plan.listener = None;
        for member in &mut self.members {
            member.leave(self.plan.limits.drain);
        }
        if self.members.is_empty() {
            self.exit = Some(ExitCode::SUCCESS);
        }
    }

    /// The first time it asks to stop, the second time it means it.
    fn interrupt(&mut self) {
        if self.is_stopping {
            self.end_now(ExitCode::from(INTERRUPTED));
        } else {
            self.stop();
        }
    }
}

impl Member {
    /// How long nothing was heard of it, without the time in which it was ready to run and the
    /// system gave the processor to others.
    fn silent(&mut self, now: Instant) -> Duration {
        let silent = now - self.heard;
        if silent < policy::NOTICED {
            return silent;
        }
        let waited = process_waited(self.process.pid);
        let before = *self.waited.get_or_insert(waited);
        silent.saturating_sub(waited.saturating_sub(before))
    }

    fn is_leaving(&self) -> bool {
        matches!(self.phase, Phase::Leaving { .. })
    }

    fn leave(&mut self, time: Duration) {
        if self.is_leaving() {
            return;
        }
        let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.process.order(Order::Drain { milliseconds });
        self.phase = Phase::Leaving {
            until: Some(Instant::now() + time + policy::GRACE),
        };
    }
}

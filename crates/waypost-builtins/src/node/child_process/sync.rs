//! `spawnSync` and its kin: the worker stands still until the program has ended.

use std::io::{Read, Write};
use std::process::Child;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, OpResult, OpState, OpValue};

use super::command::Plan;
use super::{ending, failure};

/// What went over a bound, in Node's codes.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    Time,
    Buffer,
}

/// `op_child_run(plan)`: `{ pid, ending, stdout, stderr, over }`.
pub(super) fn op_child_run<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let plan = Plan::read(scope, args.object(0)?)?;
    let mut child = plan
        .command(state)?
        .spawn()
        .map_err(|error| failure(&error, "spawnSync"))?;
    let pid = child.id();
    let feeding = feed(&mut child, plan.input.clone());
    let (events, pieces) = mpsc::channel();
    let mut open = 0;
    if let Some(pipe) = child.stdout.take() {
        open += 1;
        drain(pipe, false, events.clone());
    }
    if let Some(pipe) = child.stderr.take() {
        open += 1;
        drain(pipe, true, events.clone());
    }
    drop(events);
    let mut outputs = [Vec::new(), Vec::new()];
    let has_output = [plan.is_piped(1), plan.is_piped(2)];
    let over = gather(&plan, pid, open, &pieces, &mut outputs);
    let over = over.or_else(|| wait_in_time(&plan, &mut child));
    let status = child.wait().map_err(|error| failure(&error, "wait"))?;
    if let Some(feeding) = feeding {
        // A program that ended without reading all of its input leaves a broken pipe, which is no error.
        drop(feeding.join());
    }
    let [out, errors] = outputs;
    let bytes = |has: bool, bytes: Vec<u8>| {
        if has {
            OpValue::Bytes(bytes)
        } else {
            OpValue::Null
        }
    };
    OpValue::Object(vec![
        ("pid", OpValue::Number(f64::from(pid))),
        ("ending", ending(status)),
        ("stdout", bytes(has_output[0], out)),
        ("stderr", bytes(has_output[1], errors)),
        (
            "over",
            match over {
                Some(Over::Time) => "ETIMEDOUT".into(),
                Some(Over::Buffer) => "ENOBUFS".into(),
                None => OpValue::Null,
            },
        ),
    ])
    .into_js(scope)
}

fn feed(child: &mut Child, input: Vec<u8>) -> Option<std::thread::JoinHandle<()>> {
    let mut pipe = child.stdin.take()?;
    Some(std::thread::spawn(move || {
        // The other end may be closed: the program decides what it reads.
        let _ = pipe.write_all(&input);
    }))
}

type Piece = (bool, Vec<u8>);

fn drain(mut pipe: impl Read + Send + 'static, is_errors: bool, pieces: mpsc::Sender<Piece>) {
    std::thread::spawn(move || {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let count = pipe.read(&mut bytes).unwrap_or(0);
            let piece = (is_errors, bytes[..count].to_vec());
            if pieces.send(piece).is_err() || count == 0 {
                return;
            }
        }
    });
}

fn stop(plan: &Plan, pid: u32) {
    let signal = Signal::from_named_raw(plan.kill_signal).unwrap_or(Signal::TERM);
    if let Some(pid) = Pid::from_raw(pid as i32) {
        // It may have ended meanwhile; it was not waited for, so the number is still its own.
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// Collects what the program writes until its pipes are closed or a bound is met.
fn gather(
    plan: &Plan,
    pid: u32,
    mut open: usize,
    pieces: &mpsc::Receiver<Piece>,
    outputs: &mut [Vec<u8>; 2],
) -> Option<Over> {
    let deadline = plan
        .timeout
        .map(|timeout| Instant::now() + Duration::from_millis(timeout as u64));
    while open > 0 {
        let piece = match deadline {
            None => pieces.recv().ok(),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now());
                match pieces.recv_timeout(left) {
                    Ok(piece) => Some(piece),
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        stop(plan, pid);
                        return Some(Over::Time);
                    }
                    Err(mpsc::RecvTimeoutError::Disconnected) => None,
                }
            }
        };
        let (is_errors, bytes) = piece?;
        if bytes.is_empty() {
            open -= 1;
            continue;
        }
        let output = &mut outputs[usize::from(is_errors)];
        let room = (plan.max_buffer - output.len() as f64).max(0.0);
        if bytes.len() as f64 > room {
            output.extend_from_slice(&bytes[..room as usize]);
            stop(plan, pid);
            return Some(Over::Buffer);
        }
        output.extend_from_slice(&bytes);
    }
    None
}

/// A program without pipes is asked now and then whether it has ended.
fn wait_in_time(plan: &Plan, child: &mut Child) -> Option<Over> {
    const PAUSE: Duration = Duration::from_millis(2);
    let timeout = plan.timeout?;
    let deadline = Instant::now() + Duration::from_millis(timeout as u64);
    while matches!(child.try_wait(), Ok(None)) {
        if Instant::now() >= deadline {
            stop(plan, child.id());
            return Some(Over::Time);
        }
        std::thread::sleep(PAUSE);
    }
    None
}

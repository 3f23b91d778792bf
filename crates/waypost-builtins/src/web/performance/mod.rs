//! `performance`: the monotonic clock, marks and measures.

use std::rc::Rc;
use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const PERFORMANCE: Builtin = Builtin::new("web/performance")
    .scripts(&[
        script!("web/performance/entries.ts"),
        script!("web/performance/observer.ts"),
        script!("web/performance/performance.ts"),
        script!("web/performance/timeline.ts"),
    ])
    .globals(&[
        ("Performance", "web/performance/performance"),
        ("PerformanceEntry", "web/performance/entries"),
        ("PerformanceMark", "web/performance/entries"),
        ("PerformanceMeasure", "web/performance/entries"),
        ("PerformanceObserver", "web/performance/observer"),
        ("PerformanceObserverEntryList", "web/performance/observer"),
        ("performance", "web/performance/performance"),
    ])
    .ops(&[
        Op::sync("op_performance_now", op_performance_now),
        Op::sync("op_performance_time_origin", op_performance_time_origin),
    ]);

/// The moment both clocks were read at once.
static ORIGIN: LazyLock<(Instant, SystemTime)> =
    LazyLock::new(|| (Instant::now(), SystemTime::now()));

/// Starts the clock of `performance.now()`, once per process: called when a realm is set up.
pub(crate) fn start_clock() {
    LazyLock::force(&ORIGIN);
}

fn op_performance_now<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    Ok(scope.number(ORIGIN.0.elapsed().as_secs_f64() * 1e3))
}

fn op_performance_time_origin<'s>(
    scope: &Scope<'s>,
    _state: &Rc<OpState>,
    _args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let since = ORIGIN.1.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(scope.number(since.as_secs_f64() * 1e3))
}

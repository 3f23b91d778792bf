//! The code a suspension becomes.
//!
//! `$w` is the async context: `$w.c` the current frame, `$w.W(v)` and `$w.R(v)` keep the frame of a
//! user's thenable, `$w.E(e)` words a caught error of the engine. A rewritten function has three
//! locals: `$v` the value in flight, `$t` the frame saved over the suspension (`$w` itself when there
//! is none in flight) and `$s`, set once it was suspended. From then on nothing above it on the stack is waiting for the frame it leaves, so it
//! clears the current one at each further suspension and at its end: code the rewrite does not know
//! of reads no context then, never another request's.
//!
//! An async generator has `$g`, its record, instead of `$s`: it always runs inside a `next`,
//! `return` or `throw` that puts the caller's frame back, so it can always clear.

use crate::names::Names;

/// How the function around a suspension runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not async, or a place where no suspension can stand.
    Sync,
    Async,
    AsyncGenerator,
    /// The top level of a module; suspends like an async function.
    Module,
}

/// The pieces, made once per source.
pub(crate) struct Emit<'n> {
    pub(crate) names: &'n Names,
}

impl Emit<'_> {
    pub(crate) fn await_open(&self) -> String {
        let Names {
            context: w,
            value: v,
            ..
        } = self.names;
        format!("({v}={w}.W(")
    }

    pub(crate) fn await_close(&self, kind: Kind) -> String {
        let Names {
            context: w,
            value: v,
            saved: t,
            ..
        } = self.names;
        let clear = self.clear(kind);
        format!("),{t}={w}.c,{clear},{v}=await {v},{w}.c={t},{t}={w},{v})")
    }

    pub(crate) fn awaited(&self, kind: Kind, expression: &str) -> String {
        format!(
            "{}{expression}{}",
            self.await_open(),
            self.await_close(kind)
        )
    }

    /// The frame is given up for the time of a suspension.
    fn clear(&self, kind: Kind) -> String {
        let Names {
            context: w,
            suspended: s,
            ..
        } = self.names;
        match kind {
            Kind::AsyncGenerator => format!("{w}.c=void 0"),
            _ => format!("{s}?{w}.c=void 0:{s}=1"),
        }
    }

    pub(crate) fn yield_open(&self) -> String {
        let Names {
            value: v,
            generator: g,
            ..
        } = self.names;
        format!("({v}={g}.y(")
    }

    pub(crate) fn yield_close(&self) -> String {
        let Names {
            context: w,
            value: v,
            saved: t,
            generator: g,
            ..
        } = self.names;
        format!("),{t}={g},{w}.c=void 0,{v}=yield {v},{w}.c={g}.k(),{t}={w},{v})")
    }

    pub(crate) fn delegate_open(&self) -> String {
        let Names {
            value: v,
            generator: g,
            ..
        } = self.names;
        format!("({v}={g}.d(")
    }

    pub(crate) fn delegate_close(&self) -> String {
        let Names {
            context: w,
            value: v,
            saved: t,
            generator: g,
            ..
        } = self.names;
        format!("),{t}={g},{w}.c=void 0,{v}=yield* {v},{w}.c={g}.f,{t}={w},{v})")
    }

    /// `return e` of an async generator awaits `e`; what catches or cleans up after it restores.
    pub(crate) fn generator_return_close(&self) -> String {
        let Names {
            context: w,
            value: v,
            saved: t,
            ..
        } = self.names;
        format!("),{t}={w}.c,{w}.c=void 0,{v})")
    }

    pub(crate) fn return_open(&self) -> String {
        format!("{}.R(", self.names.context)
    }

    /// The head of a `catch` or `finally`: a suspension that ended in a throw left its frame.
    /// A synchronous throw did not, and keeps the frame of the place it was thrown from.
    pub(crate) fn head(&self, kind: Kind) -> String {
        let Names {
            context: w,
            saved: t,
            generator: g,
            ..
        } = self.names;
        match kind {
            Kind::AsyncGenerator => format!("if({t}!=={w}){{{w}.c={t}==={g}?{g}.h():{t};{t}={w}}}"),
            _ => format!("if({t}!=={w}){{{w}.c={t};{t}={w}}}"),
        }
    }

    /// Begins a `catch`: an error that the engine made gets the words that are known from V8.
    pub(crate) fn reworded(&self, error: &str) -> String {
        format!("{}.E({error});", self.names.context)
    }

    pub(crate) fn prelude(&self, kind: Kind) -> String {
        let Names {
            context: w,
            value: v,
            saved: t,
            suspended: s,
            generator: g,
            ..
        } = self.names;
        match kind {
            Kind::AsyncGenerator => format!("let {v},{t}={w},{g}={w}.g();try{{"),
            _ => format!("let {v},{t}={w},{s}=0;try{{"),
        }
    }

    pub(crate) fn epilogue(&self, kind: Kind) -> String {
        let Names {
            context: w,
            suspended: s,
            generator: g,
            ..
        } = self.names;
        match kind {
            Kind::AsyncGenerator => format!("}}finally{{{g}.z()}}"),
            _ => format!("}}finally{{if({s}){w}.c=void 0}}"),
        }
    }

    /// After the iterated expression of a `for await`, up to the label or the loop.
    pub(crate) fn loop_open(&self) -> (String, String) {
        let Names {
            context: w,
            iteration: l,
            ..
        } = self.names;
        (format!("{{const {l}={w}.A("), ");try{".to_owned())
    }

    /// The head of the loop: ask for the next result, await it, look at it.
    pub(crate) fn loop_head(&self, kind: Kind) -> String {
        let l = &self.names.iteration;
        format!(
            "for(;{l}.s({});){{",
            self.awaited(kind, &format!("{l}.n()"))
        )
    }

    /// After the body: a throw, a `break`, a `return` or an outer `continue` closes the iterator.
    /// What closing throws gives way to an error of the body.
    pub(crate) fn loop_close(&self, kind: Kind) -> String {
        let Names {
            iteration: l,
            error: e,
            ..
        } = self.names;
        let head = self.head(kind);
        let awaited = self.awaited(kind, &format!("{l}.p"));
        format!(
            "}}}}catch({e}){{{head}if({l}.x())try{{{awaited}}}catch{{{head}}}throw {e}}}\
             finally{{{head}if({l}.q())\
             {l}.z({awaited})}}}}"
        )
    }
}

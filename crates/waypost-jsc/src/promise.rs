//! Promises: made by Rust and settled later, observed from Rust, and rejected unheard.

use std::ptr;

use crate::exception::JsResult;
use crate::global::Global;
use crate::local::{Function, Local, Object, Promise, Value};
use crate::private_api;
use crate::scope::Scope;
use crate::sys::{self, JSGlobalContextRef};

/// The two ends of a promise that Rust will settle. It may live in a struct.
#[derive(Debug)]
pub struct Deferred {
    /// Fulfils the promise.
    pub resolve: Global<Function>,
    /// Rejects it.
    pub reject: Global<Function>,
}

impl Deferred {
    /// Resolves the promise with `value`; a thenable is followed. A second settling does nothing.
    pub fn resolve<'s>(
        &self,
        scope: &Scope<'s>,
        value: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        self.resolve
            .local(scope)
            .call(scope, None, &[value.into()])
            .map(drop)
    }

    /// Rejects the promise with `reason`. A second settling does nothing.
    pub fn reject<'s>(
        &self,
        scope: &Scope<'s>,
        reason: impl Into<Local<'s, Value>>,
    ) -> JsResult<'s, ()> {
        self.reject
            .local(scope)
            .call(scope, None, &[reason.into()])
            .map(drop)
    }
}

impl<'s> Scope<'s> {
    /// Makes a pending promise and what settles it.
    pub fn deferred_promise(&self) -> (Local<'s, Promise>, Deferred) {
        let mut resolve = ptr::null_mut();
        let mut reject = ptr::null_mut();
        let promise = self.made(|context, exception| {
            // SAFETY: the scope keeps the context alive; all three places are valid for writes.
            unsafe {
                sys::JSObjectMakeDeferredPromise(context, &mut resolve, &mut reject, exception)
            }
        });
        let deferred = Deferred {
            resolve: Global::new(self, Local::from_infallible(resolve)),
            reject: Global::new(self, Local::from_infallible(reject)),
        };
        (promise.cast(), deferred)
    }
}

impl<'s> Local<'s, Promise> {
    /// Calls one of two functions once the promise is settled, through the engine's own `then`,
    /// whatever JavaScript has put in its place.
    pub fn then(
        self,
        scope: &Scope<'s>,
        fulfilled: Local<'s, Function>,
        rejected: Local<'s, Function>,
    ) -> JsResult<'s, Local<'s, Promise>> {
        let then: Local<'s, Function> = Local::from_infallible(scope.intrinsics().promise_then);
        let next = then.call(
            scope,
            Some(self.object()),
            &[fulfilled.value(), rejected.value()],
        )?;
        Ok(next.cast())
    }
}

/// Asks the engine to report rejections of this realm to its VM's handler.
pub(crate) fn install_rejection_callback(scope: &Scope<'_>) {
    report_rejections_of(scope, scope.realm_inner().context());
}

/// The same for rejections of `context`, which is of this VM and alive: they are reported as those
/// of the realm of `scope`.
pub(crate) fn report_rejections_of(scope: &Scope<'_>, context: JSGlobalContextRef) {
    let callback = scope.function(
        "onUnhandledRejection",
        Box::new(|scope, arguments| {
            let promise: Local<'_, Promise> = arguments.get(0).cast();
            scope
                .vm_inner()
                .report_rejection(scope, promise, arguments.get(1));
            Ok(scope.undefined())
        }),
    );
    let installed: JsResult<'_, ()> = scope.attempt(|_, exception| {
        // SAFETY: the caller keeps the context alive; the callback is a live function, which the
        // engine keeps from here.
        unsafe {
            private_api::JSGlobalContextSetUnhandledRejectionCallback(
                context,
                callback.raw_object(),
                exception,
            )
        }
    });
    debug_assert!(installed.is_ok(), "the callback is a function");
    let _: Local<'_, Object> = callback.object();
}

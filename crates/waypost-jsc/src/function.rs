//! Calling functions and constructors.

use std::ptr;

use crate::exception::JsResult;
use crate::local::{Function, Local, Object, Value};
use crate::scope::Scope;
use crate::sys;

impl<'s> Local<'s, Function> {
    /// Calls the function; `this` is undefined (or the global object, in sloppy code) when none.
    ///
    /// The arguments must lie on the stack: an array, or a [`LocalVec`](crate::LocalVec).
    pub fn call(
        self,
        scope: &Scope<'s>,
        this: Option<Local<'s, Object>>,
        arguments: &[Local<'s, Value>],
    ) -> JsResult<'s, Local<'s, Value>> {
        scope.vm_inner().refuse_after_termination(scope)?;
        let this = this.map_or(ptr::null_mut(), Local::raw_object);
        scope.attempt_value(|context, exception| {
            // SAFETY: `scope` keeps the context alive; function and `this` are live or null.
            // `Local` is transparent over a value pointer, so the slice is an array of live values.
            unsafe {
                let values = arguments.as_ptr().cast();
                sys::JSObjectCallAsFunction(
                    context,
                    self.raw_object(),
                    this,
                    arguments.len(),
                    values,
                    exception,
                )
            }
        })
    }

    /// Calls the function with `new`; a `TypeError` when it is not a constructor.
    pub fn construct(
        self,
        scope: &Scope<'s>,
        arguments: &[Local<'s, Value>],
    ) -> JsResult<'s, Local<'s, Object>> {
        scope.vm_inner().refuse_after_termination(scope)?;
        if self.object().as_constructor(scope).is_none() {
            return Err(scope.type_error("the function is not a constructor"));
        }
        scope.attempt_object(|context, exception| {
            // SAFETY: as in `call`.
            unsafe {
                let values = arguments.as_ptr().cast();
                sys::JSObjectCallAsConstructor(
                    context,
                    self.raw_object(),
                    arguments.len(),
                    values,
                    exception,
                )
            }
        })
    }
}

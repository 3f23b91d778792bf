//! From a place in a chunk to the place in the user's file.
//!
//! The maps belong to the app image, which builtins do not know: the runtime puts a
//! [`SourceMapHost`] into the state. Nothing here runs before the first stack is shown.

use std::rc::Rc;

use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, Op, OpResult, OpState};

use crate::declare::{Builtin, script};

pub(crate) const SOURCE_MAP: Builtin = Builtin::new("internal/source_map")
    .scripts(&[script!("internal/source_map/source_map.ts")])
    .ops(&[Op::sync("op_source_map_lookup", op_source_map_lookup)]);

/// A place in a file of the project; line and column count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// Relative to the project.
    pub file: String,
    /// Its line.
    pub line: u32,
    /// Its column, in UTF-16 units.
    pub column: u32,
}

/// What knows the source maps of the chunks.
pub trait SourceMapHost {
    /// The user's place for one in a script, or `None` when the script has no map there. Lines
    /// and columns count from 1.
    fn lookup(&self, url: &str, line: u32, column: u32) -> Option<SourcePlace>;
}

/// The runtime's maps, as they are put into the state.
pub struct SourceMapSlot(pub Rc<dyn SourceMapHost>);

fn op_source_map_lookup<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let host = state
        .try_borrow::<SourceMapSlot>()
        .map(|slot| Rc::clone(&slot.0));
    let (url, line, column) = (args.string(0)?, args.u32(1)?, args.u32(2)?);
    let Some(place) = host.and_then(|host| host.lookup(&url, line, column)) else {
        return Ok(scope.undefined());
    };
    let parts = [
        scope.string(&place.file),
        scope.number(f64::from(place.line)),
        scope.number(f64::from(place.column)),
    ];
    Ok(scope.array(&parts).into())
}

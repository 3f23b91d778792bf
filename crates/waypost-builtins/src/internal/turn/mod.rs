//! Requests into the VM and answers out of it.
//!
//! The TypeScript half packs and unpacks; the Rust half here only names the ops, whose work is
//! done by the [`AnswerHost`] that the runtime puts into the state.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use waypost_jsc::{Local, Scope, Value};
use waypost_ops::{Args, JsError, Op, OpFuture, OpResult, OpState, OpValue};

use crate::declare::{Builtin, script};
use crate::pieces::{Next, PieceSource};
use crate::web::fetch::fetched_pieces;
use crate::web::formdata::spool_pieces;

pub(crate) const TURN: Builtin = Builtin::new("internal/turn")
    .scripts(&[
        script!("internal/turn/answer_writer.ts"),
        script!("internal/turn/invocation.ts"),
        script!("internal/turn/layout.ts"),
        script!("internal/turn/outbox.ts"),
        script!("internal/turn/pump.ts"),
        script!("internal/turn/request_body.ts"),
        script!("internal/turn/server_origin.ts"),
        script!("internal/turn/turn.ts"),
    ])
    .ops(&[
        Op::future("op_request_body_read", op_request_body_read),
        Op::future("op_request_body_read_all", op_request_body_read_all),
        Op::future("op_request_body_spool", op_request_body_spool),
        Op::sync("op_request_body_close", op_request_body_close),
        Op::sync("op_answer_write", op_answer_write),
        Op::future("op_answer_ready", op_answer_ready),
        Op::future("op_answer_move", op_answer_move),
        Op::sync("op_answer_end", op_answer_end),
    ]);

/// Names one request of a worker: a slot and how often that slot was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId {
    /// Index among the requests under way.
    pub slot: u32,
    /// Tells a slot's users apart.
    pub generation: u32,
}

/// A piece of a request body, or its end.
pub type BodyPiece = Pin<Box<dyn Future<Output = OpResult<Option<Bytes>>>>>;

/// A request body.
pub type WholeBody = Pin<Box<dyn Future<Output = OpResult<Vec<u8>>>>>;

/// What the runtime does for the ops of this folder.
pub trait AnswerHost {
    /// The next piece of the body with this id; `bounded` by the limit for bodies read whole.
    fn read_body(&self, id: u32, bounded: bool) -> BodyPiece;
    /// The whole body, within the limit for bodies read whole.
    fn read_whole_body(&self, id: u32) -> WholeBody;
    /// Nobody wants the rest of the body.
    fn close_body(&self, id: u32);
    /// Queues a piece of an answer; false when the reader should catch up first.
    fn write_answer(&self, request: RequestId, piece: Bytes) -> bool;
    /// Resolves true when the reader caught up, false when it is gone.
    fn answer_ready(&self, request: RequestId) -> Pin<Box<dyn Future<Output = bool>>>;
    /// Ends the body of an answer.
    fn end_answer(&self, request: RequestId, failed: bool);
}

/// The runtime's host, as it is put into the state.
pub struct AnswerHostSlot(pub Rc<dyn AnswerHost>);

fn host(state: &OpState) -> OpResult<Rc<dyn AnswerHost>> {
    state
        .try_borrow::<AnswerHostSlot>()
        .map(|slot| Rc::clone(&slot.0))
        .ok_or_else(|| JsError::new("this realm serves no requests"))
}

fn request(args: &Args<'_, '_>) -> OpResult<RequestId> {
    Ok(RequestId {
        slot: args.u32(0)?,
        generation: args.u32(1)?,
    })
}

fn op_request_body_read<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let piece = host(state)?.read_body(args.u32(0)?, args.boolean(1));
    Ok(Box::pin(async move {
        let piece = piece.await?.map(Vec::from);
        Ok(piece.map_or(OpValue::Undefined, OpValue::Bytes))
    }))
}

fn op_request_body_read_all<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let whole = host(state)?.read_whole_body(args.u32(0)?);
    Ok(Box::pin(async move { Ok(OpValue::Bytes(whole.await?)) }))
}

/// The pieces of a request body that is still arriving.
struct RequestPieces {
    host: Rc<dyn AnswerHost>,
    id: u32,
    bounded: bool,
}

impl PieceSource for RequestPieces {
    fn next(&mut self) -> Next<'_> {
        let piece = self.host.read_body(self.id, self.bounded);
        Box::pin(async move { Ok(piece.await?.ok_or(OpValue::Null)) })
    }
}

/// The pieces of the request body with this id, unbounded, for who moves them on.
pub(crate) fn request_pieces(state: &OpState, id: u32) -> OpResult<Box<dyn PieceSource>> {
    Ok(Box::new(RequestPieces {
        host: host(state)?,
        id,
        bounded: false,
    }))
}

/// `op_request_body_spool(id, form)`: feeds the rest of the body to a form, within the limit for bodies read whole.
fn op_request_body_spool<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let pieces = RequestPieces {
        host: host(state)?,
        id: args.u32(0)?,
        bounded: true,
    };
    spool_pieces(state, args.u32(1)?, pieces)
}

fn op_request_body_close<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    host(state)?.close_body(args.u32(0)?);
    Ok(scope.undefined())
}

fn op_answer_write<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    let piece = if args.get(2).is_string(scope) {
        args.string(2)?.into_bytes()
    } else {
        args.bytes(2)?
    };
    state.pieces.given_away(scope, piece.len());
    let keeps_up = host(state)?.write_answer(request(args)?, piece.into());
    Ok(scope.boolean(keeps_up))
}

fn op_answer_ready<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let ready = host(state)?.answer_ready(request(args)?);
    Ok(Box::pin(async move { Ok(OpValue::Bool(ready.await)) }))
}

/// `op_answer_move(slot, generation, fetched, id)`: sends what an exchange of `fetch`, or else a request body, still has
/// to give. False when the reader is gone, otherwise what the source ended with.
fn op_answer_move<'s>(
    _scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<OpFuture> {
    let (host, request, id) = (host(state)?, request(args)?, args.u32(3)?);
    let mut source = if args.boolean(2) {
        fetched_pieces(state, id)?
    } else {
        request_pieces(state, id)?
    };
    Ok(Box::pin(async move {
        loop {
            match source.next().await? {
                Ok(piece) => {
                    if !host.write_answer(request, piece) && !host.answer_ready(request).await {
                        return Ok(OpValue::Bool(false));
                    }
                }
                Err(end) => return Ok(end),
            }
        }
    }))
}

fn op_answer_end<'s>(
    scope: &Scope<'s>,
    state: &Rc<OpState>,
    args: &Args<'_, 's>,
) -> OpResult<Local<'s, Value>> {
    host(state)?.end_answer(request(args)?, args.boolean(2));
    Ok(scope.undefined())
}

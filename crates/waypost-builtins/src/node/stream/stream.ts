// node:stream. The module itself is the legacy `Stream`, with everything else on it.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { addAbortSignal } from "waypost-internal:node/stream/add_abort_signal";
import { compose } from "waypost-internal:node/stream/compose";
import { destroyer } from "waypost-internal:node/stream/destroy";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { duplexPair } from "waypost-internal:node/stream/duplex_pair";
import { eos, finishedPromise } from "waypost-internal:node/stream/end_of_stream";
import { getDefaultHighWaterMark, setDefaultHighWaterMark } from "waypost-internal:node/stream/high_water_mark";
import { Stream } from "waypost-internal:node/stream/legacy";
import { pipeline, pipelinePromise } from "waypost-internal:node/stream/pipeline";
import { Readable } from "waypost-internal:node/stream/readable";
import { PassThrough, Transform } from "waypost-internal:node/stream/transform";
import { isDestroyed, isDisturbed, isErrored, isReadable, isWritable } from "waypost-internal:node/stream/types";
import { Writable } from "waypost-internal:node/stream/writable";

export const promises: object = lazyMembers({}, { finished: () => finishedPromise, pipeline: () => pipelinePromise });

export function _isArrayBufferView(value: unknown): boolean {
  return ArrayBuffer.isView(value);
}
export function _isUint8Array(value: unknown): boolean {
  return value instanceof Uint8Array;
}
export function _uint8ArrayToBuffer(bytes: Uint8Array): unknown {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

Object.assign(Stream, { promises, _isArrayBufferView, _isUint8Array, _uint8ArrayToBuffer });
lazyMembers(Stream, {
  Stream: () => Stream,
  Readable: () => Readable,
  Writable: () => Writable,
  Duplex: () => Duplex,
  Transform: () => Transform,
  PassThrough: () => PassThrough,
  pipeline: () => pipeline,
  finished: () => eos,
  addAbortSignal: () => addAbortSignal,
  compose: () => compose,
  destroy: () => destroyer,
  duplexPair: () => duplexPair,
  getDefaultHighWaterMark: () => getDefaultHighWaterMark,
  setDefaultHighWaterMark: () => setDefaultHighWaterMark,
  isDestroyed: () => isDestroyed,
  isDisturbed: () => isDisturbed,
  isErrored: () => isErrored,
  isReadable: () => isReadable,
  isWritable: () => isWritable,
});

export {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, addAbortSignal, compose, duplexPair,
  getDefaultHighWaterMark, setDefaultHighWaterMark, isDestroyed, isDisturbed, isErrored, isReadable, isWritable,
  eos as finished, destroyer as destroy,
};
export default Stream;

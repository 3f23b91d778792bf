// node:stream. The module itself is the legacy `Stream`, with everything else on it.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";
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

export const finished: typeof eos = eos;
export const destroy: typeof destroyer = destroyer;
export const promises: object = { finished: finishedPromise, pipeline: pipelinePromise };

export function _isArrayBufferView(value: unknown): boolean {
  return ArrayBuffer.isView(value);
}
export function _isUint8Array(value: unknown): boolean {
  return value instanceof Uint8Array;
}
export function _uint8ArrayToBuffer(bytes: Uint8Array): unknown {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

Object.assign(Stream, {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, addAbortSignal, compose, destroy, duplexPair,
  getDefaultHighWaterMark, setDefaultHighWaterMark, isDestroyed, isDisturbed, isErrored, isReadable, isWritable,
  promises, _isArrayBufferView, _isUint8Array, _uint8ArrayToBuffer,
});
defineCustomPromisified(pipeline, "pipeline", pipelinePromise);
defineCustomPromisified(finished, "finished", finishedPromise);

export {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, addAbortSignal, compose, duplexPair,
  getDefaultHighWaterMark, setDefaultHighWaterMark, isDestroyed, isDisturbed, isErrored, isReadable, isWritable,
};
export default Stream;

// The streams standard under one name, and what the rest of the product builds on it.

export {
  acquireChunkReader,
  acquireDefaultReader,
  createReadableStream,
  isReadableStream,
  isReadableStreamDisturbed,
  isReadableStreamErrored,
  isReadableStreamLocked,
  readAllBytes,
  readableStreamCancel,
  readableStreamClose,
  readableStreamEnqueue,
  readableStreamError,
  readableStreamFromHost,
  readableStreamTee,
  takePieces,
} from "waypost-internal:web/streams/host";
export { ReadableStream } from "waypost-internal:web/streams/readable";
export {
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
} from "waypost-internal:web/streams/readable_bytes_classes";
export { ReadableStreamDefaultController } from "waypost-internal:web/streams/readable_default";
export { ReadableStreamBYOBReader, ReadableStreamDefaultReader } from "waypost-internal:web/streams/readers";
export { ByteLengthQueuingStrategy, CountQueuingStrategy } from "waypost-internal:web/streams/strategies";
export {
  createTransform,
  TransformStream,
  TransformStreamDefaultController,
} from "waypost-internal:web/streams/transform";
export { WritableStream, WritableStreamDefaultWriter } from "waypost-internal:web/streams/writable";
export { WritableStreamDefaultController } from "waypost-internal:web/streams/writable_control";
export type { ChunkReader, HostCancel, HostPieces, HostPull, PushedStream, TakenPieces } from "waypost-internal:web/streams/host";
export type { UnderlyingSource } from "waypost-internal:web/streams/readable";
export type { QueuingStrategy } from "waypost-internal:web/streams/strategies";
export type { Transformer, TransformState } from "waypost-internal:web/streams/transform";
export type { UnderlyingSink } from "waypost-internal:web/streams/writable";

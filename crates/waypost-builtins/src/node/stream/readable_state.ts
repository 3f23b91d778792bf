// node:stream: the state of a readable half and its buffer.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { defaultEncodingOf, highWaterMarkOf } from "waypost-internal:node/stream/high_water_mark";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";
import type { AnyStream, BaseState } from "waypost-internal:node/stream/types";

type Chunk = { length: number };

export class ReadableState implements BaseState {
  objectMode: boolean;
  highWaterMark: number;
  /** Chunks in order; those before `first` are taken already. */
  buffer: unknown[] = [];
  bufferIndex = 0;
  length = 0;
  pipes: AnyStream[] = [];
  flowing: boolean | null = null;
  ended = false;
  endEmitted = false;
  reading = false;
  constructed = true;
  sync = true;
  needReadable = false;
  emittedReadable = false;
  readableListening = false;
  resumeScheduled = false;
  errorEmitted = false;
  emitClose: boolean;
  autoDestroy: boolean;
  destroyed = false;
  errored: Error | null = null;
  closed = false;
  closeEmitted = false;
  defaultEncoding: string;
  awaitDrainWriters: AnyStream | Set<AnyStream> | null = null;
  multiAwaitDrain = false;
  readingMore = false;
  dataEmitted = false;
  paused: boolean | null = null;
  decoder: StringDecoder | null = null;
  encoding: string | null = null;
  readable?: boolean;

  constructor(options: Record<string, unknown> | undefined, isDuplex: boolean) {
    this.objectMode = !!(options?.objectMode || (isDuplex && options?.readableObjectMode));
    this.highWaterMark = highWaterMarkOf(this.objectMode, options, "readableHighWaterMark", isDuplex);
    this.emitClose = options?.emitClose !== false;
    this.autoDestroy = options?.autoDestroy !== false;
    this.defaultEncoding = defaultEncodingOf(options);
    if (options?.encoding) {
      this.decoder = new StringDecoder(options.encoding as string);
      this.encoding = options.encoding as string;
    }
  }

  get pipesCount(): number {
    return this.pipes.length;
  }
}

/** Takes `n` units off the buffer: bytes, characters, or one object. */
export function takeFromBuffer(n: number, state: ReadableState): unknown {
  if (state.length === 0) return null;
  const { buffer } = state;
  let index = state.bufferIndex;
  let result: unknown;
  if (state.objectMode) {
    result = buffer[index];
    buffer[index++] = null;
  } else if (!n || n >= state.length) {
    result = all(state);
    index = buffer.length;
  } else {
    [result, index] = some(n, state);
  }
  if (index === buffer.length) {
    buffer.length = 0;
    state.bufferIndex = 0;
  } else if (index > 1024) {
    buffer.splice(0, index);
    state.bufferIndex = 0;
  } else state.bufferIndex = index;
  return result;
}

function all(state: ReadableState): unknown {
  const rest = state.bufferIndex === 0 ? state.buffer.slice() : state.buffer.slice(state.bufferIndex);
  if (state.decoder) return rest.join("");
  if (rest.length === 0) return Buffer.alloc(0);
  return rest.length === 1 ? rest[0] : Buffer.concat(rest as Uint8Array[], state.length);
}

/** A part of the buffer; the chunk it ends in is cut. */
function some(n: number, state: ReadableState): [unknown, number] {
  const { buffer } = state;
  let index = state.bufferIndex;
  const first = buffer[index] as Chunk & { slice(start: number, end?: number): Chunk };
  if (n < first.length) {
    buffer[index] = first.slice(n);
    return [first.slice(0, n), index];
  }
  const parts: unknown[] = [];
  let left = n;
  while (left > 0) {
    const chunk = buffer[index] as Chunk & { slice(start: number, end?: number): Chunk };
    if (left < chunk.length) {
      parts.push(chunk.slice(0, left));
      buffer[index] = chunk.slice(left);
      break;
    }
    parts.push(chunk);
    left -= chunk.length;
    buffer[index++] = null;
  }
  if (parts.length === 1) return [parts[0], index];
  return [state.decoder ? parts.join("") : Buffer.concat(parts as Uint8Array[], n), index];
}

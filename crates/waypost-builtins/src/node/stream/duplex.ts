// node:stream: Duplex: a readable whose prototype has the writable's methods as well.

import { addAbortSignal } from "waypost-internal:node/stream/add_abort_signal";
import { duplexFrom } from "waypost-internal:node/stream/duplexify";
import { Stream, defineAccessors, inheritFrom } from "waypost-internal:node/stream/legacy";
import { Readable, applyReadableOptions } from "waypost-internal:node/stream/readable";
import { ReadableState } from "waypost-internal:node/stream/readable_state";
import { construct } from "waypost-internal:node/stream/destroy";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { newDuplexFromWeb, newWebFromDuplex } from "waypost-internal:node/stream/web";
import { Writable, WritableState, applyWritableOptions, startWritable, writableAccessors } from "waypost-internal:node/stream/writable";

type Options = Record<string, unknown>;
type DuplexConstructor = (new (options?: Options | object) => AnyStream) & { prototype: AnyStream; [name: string]: unknown };

export const Duplex: DuplexConstructor = function Duplex(this: AnyStream, options?: Options): unknown {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this._readableState = new ReadableState(options, true) as never;
  this._writableState = new WritableState(options as never, this, true) as never;
  if (options) {
    this.allowHalfOpen = options.allowHalfOpen !== false;
    closeHalves(this, options);
    applyReadableOptions(this, options);
    applyWritableOptions(this, options as never);
  } else this.allowHalfOpen = true;
  Stream.call(this, options);
  if (options?.signal) addAbortSignal(options.signal, this);
  startDuplex(this);
  return undefined;
} as unknown as DuplexConstructor;

/** `readable: false` and `writable: false`: that half is over from the start. */
function closeHalves(stream: AnyStream, options: Options): void {
  if (options.readable === false) Object.assign(stream._readableState!, { readable: false, ended: true, endEmitted: true });
  if (options.writable === false) {
    Object.assign(stream._writableState!, { writable: false, ending: true, ended: true, finished: true });
  }
}

function startDuplex(stream: AnyStream): void {
  if (typeof stream._construct !== "function") return;
  construct(stream, () => {
    if ((stream._readableState as unknown as { needReadable: boolean }).needReadable) stream.read(0);
  });
  startWritable(stream);
}

inheritFrom(Duplex, Readable, "Duplex");
Object.defineProperty(Duplex.prototype, "constructor", { value: Duplex, writable: true, configurable: true, enumerable: false });

for (const name of Object.getOwnPropertyNames(Writable.prototype)) {
  if (name === "constructor" || name === "pipe" || Object.hasOwn(Duplex.prototype, name) || name in writableAccessors) continue;
  const ofReadable = name === "destroy" || name === "_destroy" || name === "_undestroy";
  if (ofReadable && name !== "destroy") continue;
  Object.defineProperty(Duplex.prototype, name, {
    value: (Writable.prototype as Record<string, unknown>)[name],
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

const { closed: _closed, destroyed: _destroyed, errored: _errored, ...halves } = writableAccessors;
defineAccessors(Duplex.prototype, halves);
defineAccessors(Duplex.prototype, {
  destroyed: {
    get(this: AnyStream): boolean {
      if (this._readableState === undefined || this._writableState === undefined) return false;
      return this._readableState.destroyed && this._writableState.destroyed;
    },
    set(this: AnyStream, value: boolean): void {
      if (this._readableState && this._writableState) {
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    },
  },
});

Duplex.fromWeb = (pair: unknown, options?: object): unknown => newDuplexFromWeb(pair, options);
Duplex.toWeb = (stream: AnyStream): unknown => newWebFromDuplex(stream);
Duplex.from = (source: unknown): unknown => duplexFrom(source, "body");
export default Duplex;

// node:stream: Transform and PassThrough.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Duplex } from "waypost-internal:node/stream/duplex";
import { getDefaultHighWaterMark } from "waypost-internal:node/stream/high_water_mark";
import { inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream, Callback } from "waypost-internal:node/stream/types";

type Options = Record<string, unknown>;
type TransformObject = AnyStream & {
  push(chunk: unknown): boolean;
  _transform(chunk: unknown, encoding: string, callback: Callback): void;
  _flush?(callback: Callback): void;
};
type TransformConstructor = (new (options?: Options | object) => TransformObject) & { prototype: TransformObject; [name: string]: unknown };

const kCallback: unique symbol = Symbol("kCallback");
type Waiting = { [kCallback]: (() => void) | null };

export const Transform: TransformConstructor = function Transform(this: TransformObject & Waiting, options?: Options): unknown {
  if (!(this instanceof Transform)) return new Transform(options);
  // A mark of zero for the readable half means: hold nothing back, count in the writable half.
  const mark = options ? readableMark(options) : null;
  const settled =
    mark === 0
      ? { ...options, highWaterMark: null, readableHighWaterMark: mark, writableHighWaterMark: options?.writableHighWaterMark || 0 }
      : options;
  Duplex.call(this as never, settled);
  (this._readableState as unknown as { sync: boolean }).sync = false;
  this[kCallback] = null;
  if (options) {
    if (typeof options.transform === "function") this._transform = options.transform as never;
    if (typeof options.flush === "function") this._flush = options.flush as never;
  }
  this.on("prefinish", prefinish as never);
  return undefined;
} as unknown as TransformConstructor;
inheritFrom(Transform, Duplex, "Transform");
Object.defineProperty(Transform.prototype, "constructor", { value: Transform, writable: true, configurable: true, enumerable: false });

function readableMark(options: Options): number {
  const given = options.highWaterMark ?? options.readableHighWaterMark;
  if (given === null || given === undefined) return getDefaultHighWaterMark(!!options.readableObjectMode);
  return given as number;
}

function final(this: TransformObject, callback?: Callback): void {
  if (typeof this._flush === "function" && !this.destroyed) {
    this._flush((error, data) => {
      if (error) {
        if (callback) callback(error);
        else this.destroy(error);
        return;
      }
      if (data != null) this.push(data);
      this.push(null);
      callback?.();
    });
  } else {
    this.push(null);
    callback?.();
  }
}

function prefinish(this: TransformObject): void {
  // A subclass with a `_final` of its own ends the readable half here.
  if ((this as { _final?: unknown })._final !== final) final.call(this);
}

Transform.prototype._final = final;

Transform.prototype._transform = function _transform(): never {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("_transform()");
};

Transform.prototype._write = function _write(this: TransformObject & Waiting, chunk: unknown, encoding: string, callback: Callback): void {
  const readable = this._readableState!;
  const writable = this._writableState!;
  const before = readable.length;
  this._transform(chunk, encoding, (error, value) => {
    if (error) {
      callback(error);
      return;
    }
    if (value != null) this.push(value);
    if (readable.ended) nextTick(callback as never);
    else if (writable.ended || before === readable.length || readable.length < readable.highWaterMark) callback();
    else this[kCallback] = callback;
  });
};

Transform.prototype._read = function _read(this: Waiting): void {
  const callback = this[kCallback];
  if (!callback) return;
  this[kCallback] = null;
  callback();
};

export const PassThrough: TransformConstructor = function PassThrough(this: TransformObject, options?: Options): unknown {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this as never, options);
  return undefined;
} as unknown as TransformConstructor;
inheritFrom(PassThrough, Transform, "PassThrough");
Object.defineProperty(PassThrough.prototype, "constructor", { value: PassThrough, writable: true, configurable: true, enumerable: false });

PassThrough.prototype._transform = function _transform(chunk: unknown, _encoding: string, callback: Callback): void {
  callback(null, chunk);
};

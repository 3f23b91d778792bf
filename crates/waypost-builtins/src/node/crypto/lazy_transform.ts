// A Transform stream whose stream part is made when first used.
//
// Hash and Hmac are streams, and hardly anyone uses them as such: the stream builtins are evaluated
// at the first use of a stream's member, and each object's stream state then, too.

import { Transform } from "waypost-internal:node/stream/stream";

/** The members by which a stream is used; the first use of one connects the class to Transform. */
const MEMBERS: readonly PropertyKey[] = [
  "write", "end", "pipe", "unpipe", "read", "push", "on", "once", "off", "addListener", "removeListener",
  "removeAllListeners", "prependListener", "prependOnceListener", "listeners", "listenerCount", "eventNames", "emit",
  "setMaxListeners", "getMaxListeners", "rawListeners", "setEncoding", "setDefaultEncoding", "pause", "resume", "isPaused",
  "cork", "uncork", "destroy", "destroyed", "readable", "writable", "readableEnded", "writableEnded", "readableFlowing",
  "readableLength", "writableLength", "readableHighWaterMark", "writableHighWaterMark", "readableObjectMode",
  "writableObjectMode", "readableEncoding", "writableFinished", "closed", "errored", "compose", "iterator", "map", "filter",
  "forEach", "toArray", "some", "find", "every", "flatMap", "drop", "take", "reduce", "wrap", "unshift", Symbol.asyncIterator,
];

/** Where the streams keep their state: touching one that an object lacks makes it. */
const STATES: readonly string[] = ["_readableState", "_writableState", "_events"];

interface CallableTransform {
  call(self: object, options: unknown): void;
  prototype: object;
}

let isConnected = false;

export class LazyTransform {
  /** Stream options, kept for when they are needed; an own property of every instance. */
  declare _options: unknown;
}

const { prototype } = LazyTransform;

function connect(): void {
  if (isConnected) return;
  isConnected = true;
  for (const member of MEMBERS) Reflect.deleteProperty(prototype, member);
  Object.setPrototypeOf(prototype, Transform.prototype as object);
}

function makeState(self: LazyTransform): void {
  for (const state of STATES) {
    Object.defineProperty(self, state, { value: undefined, writable: true, configurable: true, enumerable: true });
  }
  const options = self._options as object | undefined;
  (Transform as unknown as CallableTransform).call(self, { ...options, transform: undefined, flush: undefined });
}

for (const member of MEMBERS) {
  Object.defineProperty(prototype, member, {
    configurable: true,
    get(this: LazyTransform): unknown {
      connect();
      return Reflect.get(Transform.prototype as object, member, this);
    },
  });
}

for (const state of STATES) {
  Object.defineProperty(prototype, state, {
    configurable: true,
    get(this: LazyTransform & Record<string, unknown>): unknown {
      // A prototype that is asked has no state of its own: its objects would share it.
      if (!isConnected || !Object.hasOwn(this, "_options")) return undefined;
      makeState(this);
      return this[state];
    },
    set(this: LazyTransform, value: unknown) {
      Object.defineProperty(this, state, { value, writable: true, configurable: true, enumerable: true });
    },
  });
}

// `SharedArrayBuffer`: the constructor of the memory that WebAssembly shares, which is the engine's own.
// https://tc39.es/ecma262/#sec-sharedarraybuffer-objects

import { engineWebAssembly } from "waypost-internal:internal/loader/bootstrap";

interface Namespace {
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => { buffer: SharedArrayBuffer };
}

const { Memory } = engineWebAssembly as Namespace;

export const SharedArrayBuffer = new Memory({ initial: 0, maximum: 0, shared: true }).buffer
  .constructor as SharedArrayBufferConstructor;

const byteLength = Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, "byteLength")!.get!;

/** Whether the object is one, whatever its prototype says. */
export function isShared(value: object): boolean {
  try {
    byteLength.call(value);
    return true;
  } catch {
    return false;
  }
}

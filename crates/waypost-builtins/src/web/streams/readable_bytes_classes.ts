// The public faces of byte streams' controllers: brand checks over `ByteControl`.
// https://streams.spec.whatwg.org/#rbs-controller-class

import { byteLengthOf, isDetached, partsOf } from "waypost-internal:web/streams/byte_queue";
import type { ByteControl } from "waypost-internal:web/streams/readable_bytes";
import { closedError } from "waypost-internal:web/streams/readable_default";
import {
  codedTypeError,
  illegalConstructor,
  invalidThis,
  requireArguments,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";

/** A request for bytes in a reader's buffer, valid until it is answered or overtaken. */
export class ByobRequestState {
  control: ByteControl | undefined;
  view: Uint8Array | null;
  #public: ReadableStreamBYOBRequest | undefined = undefined;

  constructor(control: ByteControl, view: Uint8Array) {
    this.control = control;
    this.view = view;
  }

  invalidate(): void {
    this.control = undefined;
    this.view = null;
  }

  get public(): ReadableStreamBYOBRequest {
    if (this.#public === undefined) {
      nextRequest = this;
      this.#public = new ReadableStreamBYOBRequest();
    }
    return this.#public;
  }
}

let nextRequest: ByobRequestState | undefined;
let nextControl: ByteControl | undefined;

export function makeByteController(control: ByteControl): ReadableByteStreamController {
  nextControl = control;
  return new ReadableByteStreamController();
}

export class ReadableStreamBYOBRequest {
  #request: ByobRequestState;

  constructor() {
    const request = nextRequest;
    nextRequest = undefined;
    if (request === undefined) throw illegalConstructor();
    this.#request = request;
  }

  get view(): Uint8Array | null {
    if (!(#request in this)) throw invalidThis("ReadableStreamBYOBRequest");
    return this.#request.view;
  }

  // https://streams.spec.whatwg.org/#rs-byob-request-respond
  respond(bytesWritten: number): void {
    if (!(#request in this)) throw invalidThis("ReadableStreamBYOBRequest");
    requireArguments(arguments.length, 1, "ReadableStreamBYOBRequest.respond");
    const count = toEnforcedCount(bytesWritten, "bytesWritten");
    const control = this.#liveControl();
    control.respond(count);
  }

  // https://streams.spec.whatwg.org/#rs-byob-request-respond-with-new-view
  respondWithNewView(view: ArrayBufferView): void {
    if (!(#request in this)) throw invalidThis("ReadableStreamBYOBRequest");
    requireArguments(arguments.length, 1, "ReadableStreamBYOBRequest.respondWithNewView");
    if (!ArrayBuffer.isView(view)) throw notAView("view");
    const control = this.#request.control;
    if (control === undefined) throw invalidated();
    if (isDetached(partsOf(view).buffer)) throw new TypeError("The view's buffer is detached");
    control.respondWithNewView(view);
  }

  #liveControl(): ByteControl {
    const { control, view } = this.#request;
    if (control === undefined || view === null) throw invalidated();
    if (isDetached(partsOf(view).buffer)) throw new TypeError("The request's buffer is detached");
    return control;
  }
}

export class ReadableByteStreamController {
  #control: ByteControl;

  constructor() {
    const control = nextControl;
    nextControl = undefined;
    if (control === undefined) throw illegalConstructor();
    this.#control = control;
  }

  get byobRequest(): ReadableStreamBYOBRequest | null {
    if (!(#control in this)) throw invalidThis("ReadableByteStreamController");
    return this.#control.byobRequest?.public ?? null;
  }

  get desiredSize(): number | null {
    if (!(#control in this)) throw invalidThis("ReadableByteStreamController");
    return this.#control.desiredSize;
  }

  // https://streams.spec.whatwg.org/#rbs-controller-close
  close(): void {
    if (!(#control in this)) throw invalidThis("ReadableByteStreamController");
    if (!this.#control.canEnqueue) throw closedError();
    this.#control.close();
  }

  // https://streams.spec.whatwg.org/#rbs-controller-enqueue
  enqueue(chunk: ArrayBufferView): void {
    if (!(#control in this)) throw invalidThis("ReadableByteStreamController");
    requireArguments(arguments.length, 1, "ReadableByteStreamController.enqueue");
    if (!ArrayBuffer.isView(chunk)) throw notAView("chunk");
    const { buffer, byteLength } = partsOf(chunk);
    if (byteLength === 0) throw new TypeError("The chunk must not be empty");
    if (byteLengthOf(buffer) === 0) throw new TypeError("The chunk's buffer must not be empty");
    if (!this.#control.canEnqueue) throw closedError();
    this.#control.enqueue(chunk);
  }

  error(reason: unknown = undefined): void {
    if (!(#control in this)) throw invalidThis("ReadableByteStreamController");
    this.#control.error(reason);
  }
}

shapeInterface(ReadableStreamBYOBRequest, "ReadableStreamBYOBRequest");
shapeInterface(ReadableByteStreamController, "ReadableByteStreamController");

function invalidated(): TypeError {
  return codedTypeError("ERR_INVALID_STATE", "Invalid state: This BYOB request has been invalidated");
}

export function notAView(argument: string): TypeError {
  return codedTypeError(
    "ERR_INVALID_ARG_TYPE",
    `The "${argument}" argument must be an instance of Buffer, TypedArray, or DataView`,
  );
}

// https://webidl.spec.whatwg.org/#EnforceRange, for unsigned long long
export function toEnforcedCount(value: unknown, what: string): number {
  const number = Math.trunc(Number(value));
  if (number >= 0 && number <= Number.MAX_SAFE_INTEGER) return number;
  throw codedTypeError("ERR_OUT_OF_RANGE", `${what} is outside the range of an unsigned integer`);
}

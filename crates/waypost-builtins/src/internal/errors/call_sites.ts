// `Error.prepareStackTrace` of V8, as far as packages use it: to ask who called. `Error.captureStackTrace` hands it the
// call sites; an error that is thrown keeps the engine's stack.

import { formatFrames } from "waypost-internal:internal/errors/stack";

const FRAME = /^ {4}at (?:(.*?) \()?(.*?):(\d+):(\d+)\)?$/;

/** A user's `Error.prepareStackTrace`. */
export type Prepare = (target: object, sites: CallSite[]) => unknown;

/** One frame, with V8's methods. https://v8.dev/docs/stack-trace-api */
class CallSite {
  readonly #frame: string;
  readonly #name: string | null;
  readonly #file: string | null;
  readonly #line: number | null;
  readonly #column: number | null;

  constructor(frame: string) {
    const [, name, file, line, column] = FRAME.exec(frame) ?? [];
    this.#frame = frame.trim().slice("at ".length);
    this.#name = name ?? null;
    this.#file = file ?? null;
    this.#line = line === undefined ? null : Number(line);
    this.#column = column === undefined ? null : Number(column);
  }

  getThis(): undefined {
    return undefined;
  }
  getTypeName(): string | null {
    return null;
  }
  getFunction(): undefined {
    return undefined;
  }
  getFunctionName(): string | null {
    return this.#name;
  }
  getMethodName(): string | null {
    return null;
  }
  getFileName(): string | null {
    return this.#file;
  }
  getScriptNameOrSourceURL(): string | null {
    return this.#file;
  }
  getLineNumber(): number | null {
    return this.#line;
  }
  getColumnNumber(): number | null {
    return this.#column;
  }
  getEvalOrigin(): undefined {
    return undefined;
  }
  isToplevel(): boolean {
    return true;
  }
  isEval(): boolean {
    return false;
  }
  isNative(): boolean {
    return false;
  }
  isConstructor(): boolean {
    return false;
  }
  isAsync(): boolean {
    return false;
  }
  isPromiseAll(): boolean {
    return false;
  }
  getPromiseIndex(): null {
    return null;
  }
  toString(): string {
    return this.#frame;
  }
}

/** Gives `target.stack` what the user's `prepareStackTrace` makes of its frames. */
export function prepareStack(target: object, prepare: Prepare): void {
  const sites = formatFrames(String((target as Error).stack)).map((frame) => new CallSite(frame));
  const value = prepare(target, sites);
  Object.defineProperty(target, "stack", { value, writable: true, enumerable: false, configurable: true });
}

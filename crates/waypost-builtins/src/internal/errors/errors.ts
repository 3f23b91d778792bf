// Errors as Node makes them: a class of ECMAScript, a `code`, and Node's message for that code.
//
// `codes.ERR_X(...)` makes the error of that code; `new` may be written or left out. Everything that
// answers in Node's name takes its errors from here, so that a code has one message in the whole binary.

import { inspect } from "waypost-internal:node/util/inspect";
import { messages } from "waypost-internal:internal/errors/messages";
import { errnoOf, systemMessage } from "waypost-internal:internal/errors/system";

/** An error with Node's `code`. */
export interface NodeError extends Error {
  code: string;
}

/** Makes the errors of one code. */
export interface NodeErrorMaker {
  (...args: unknown[]): NodeError;
  new (...args: unknown[]): NodeError;
}

type ErrorBase = new (message?: string, options?: { cause?: unknown }) => Error;

/** Prototypes of the errors made here; being one of them is what makes an error print `[code]`. */
const nodePrototypes: Set<object> = new Set();
const nodeClasses: Map<ErrorBase, ErrorBase> = new Map();

function nodeClassOf(base: ErrorBase): ErrorBase {
  const known = nodeClasses.get(base);
  if (known !== undefined) return known;
  const made = class NodeError extends base {
    override toString(): string {
      const code = (this as unknown as NodeError).code;
      return `${this.name} [${code}]: ${this.message}`;
    }
  };
  Object.defineProperty(made.prototype, "constructor", { value: base, writable: true, configurable: true });
  nodePrototypes.add(made.prototype);
  nodeClasses.set(base, made);
  return made;
}

/** Makes an error of `base` with `code` and a ready message. */
export function nodeError(base: ErrorBase, code: string, message: string): NodeError {
  const error = new (nodeClassOf(base))(message) as NodeError;
  error.code = code;
  return error;
}

/** Whether `value` was made by `codes` or `nodeError`. */
export function isNodeError(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype !== null && nodePrototypes.has(prototype);
}

function makerOf(code: string): NodeErrorMaker {
  const [base, message] = messages[code]!;
  const maker = function (...args: unknown[]): NodeError {
    const text = typeof message === "string" ? message : (message as (...a: unknown[]) => string)(...args);
    return nodeError(base, code, text);
  };
  Object.defineProperty(maker, "name", { value: "NodeError" });
  return maker as unknown as NodeErrorMaker;
}

/** One maker for each code; a maker is built when it is first asked for. */
export const codes: Record<string, NodeErrorMaker> = {};
for (const code of Object.keys(messages)) {
  Object.defineProperty(codes, code, {
    configurable: true,
    enumerable: true,
    get(): NodeErrorMaker {
      const maker = makerOf(code);
      Object.defineProperty(codes, code, { value: maker, enumerable: true });
      return maker;
    },
  });
}

/** The error of an operation ended by an `AbortSignal`. */
export class AbortError extends Error {
  code: string;
  constructor(message: string = "The operation was aborted", options?: { cause?: unknown }) {
    super(message, options);
    this.code = "ABORT_ERR";
    this.name = "AbortError";
  }
}

/** Joins an error with one that happened while the first was being handled. */
export function aggregateTwoErrors(inner: unknown, outer: unknown): unknown {
  if (!inner || !outer || inner === outer) return inner || outer;
  const held = (outer as { errors?: unknown[] }).errors;
  if (Array.isArray(held)) {
    held.push(inner);
    return outer;
  }
  const joined = new AggregateError([outer, inner], (outer as Error).message) as AggregateError & { code?: unknown };
  joined.code = (outer as NodeError).code;
  return joined;
}

/** One error for several: the error itself when there is one, an `AggregateError` else. */
export function aggregate(errors: unknown[], message: string = ""): unknown {
  if (errors.length === 1) return errors[0];
  return new AggregateError(errors, message);
}

/** What a failed call of the operating system tells. */
export interface SystemContext {
  code: string;
  message?: string;
  errno?: number;
  syscall: string;
  path?: string;
  dest?: string;
  address?: string;
  port?: number;
}

/** The shape of `fs` errors: `ENOENT: no such file or directory, open 'x'`. */
export function uvException(context: SystemContext): NodeError & SystemContext {
  let message = `${context.code}: ${context.message ?? systemMessage(context.code)}, ${context.syscall}`;
  if (context.path !== undefined) message += ` '${context.path}'`;
  if (context.dest !== undefined) message += ` -> '${context.dest}'`;
  const error = new Error(message) as NodeError & SystemContext;
  error.errno = context.errno ?? errnoOf(context.code);
  error.code = context.code;
  error.syscall = context.syscall;
  if (context.path !== undefined) error.path = context.path;
  if (context.dest !== undefined) error.dest = context.dest;
  return error;
}

/** The shape of socket errors: `connect ECONNREFUSED 127.0.0.1:80`. */
export function connectionException(context: SystemContext): NodeError & SystemContext {
  let details = "";
  if (context.port !== undefined && context.port > 0) details = ` ${context.address}:${context.port}`;
  else if (context.address !== undefined) details = ` ${context.address}`;
  const error = new Error(`${context.syscall} ${context.code}${details}`) as NodeError & SystemContext;
  error.errno = context.errno ?? errnoOf(context.code);
  error.code = context.code;
  error.syscall = context.syscall;
  if (context.address !== undefined) error.address = context.address;
  if (context.port !== undefined) error.port = context.port;
  return error;
}

/** `A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)`. */
export class SystemError extends Error {
  code: string;
  info: SystemContext;
  errno: number;
  syscall: string;
  constructor(context: SystemContext) {
    let text = `A system error occurred: ${context.syscall} returned ${context.code}`;
    text += ` (${context.message ?? systemMessage(context.code)})`;
    if (context.path !== undefined) text += ` ${context.path}`;
    if (context.dest !== undefined) text += ` => ${context.dest}`;
    super(text);
    this.name = "SystemError";
    this.code = "ERR_SYSTEM_ERROR";
    this.info = context;
    this.errno = context.errno ?? errnoOf(context.code);
    this.syscall = context.syscall;
  }
}

/** How Node's messages describe a value of the wrong type. */
export function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "function") return value.name ? `function ${value.name}` : "function ";
  if (typeof value === "object") {
    const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
    if (name) return `an instance of ${String(name)}`;
    return inspect(value, { depth: -1 });
  }
  let text = inspect(value, { colors: false });
  if (text.length > 28) text = `${text.slice(0, 25)}...`;
  return `type ${typeof value} (${text})`;
}

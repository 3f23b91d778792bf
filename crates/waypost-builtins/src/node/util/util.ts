// node:util.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { codes } from "waypost-internal:internal/errors/errors";
import { systemErrorMap, systemErrorName, systemMessage } from "waypost-internal:internal/errors/system";
import { formatFrames } from "waypost-internal:internal/errors/stack";
import {
  validateAbortSignal,
  validateInteger,
  validateNumber,
  validateObject,
  validateOneOf,
  validateString,
} from "waypost-internal:internal/validators/validators";
import { TextDecoder, TextEncoder } from "waypost-internal:web/encoding/encoding";
import { debuglog } from "waypost-internal:node/util/debuglog";
import { isDeepStrictEqual } from "waypost-internal:node/util/deep_equal";
import { deprecate } from "waypost-internal:node/util/deprecate";
import { format, formatWithOptions } from "waypost-internal:node/util/format";
import { inspect } from "waypost-internal:node/util/inspect";
import { removeEscapes } from "waypost-internal:node/util/inspect_layout";
import { MIMEParams, MIMEType } from "waypost-internal:node/util/mime";
import { parseArgs } from "waypost-internal:node/util/parse_args";
import { callbackify, promisify } from "waypost-internal:node/util/promisify";
import { isDate, isNativeError, isRegExp, types } from "waypost-internal:node/util/types";
import { parseEnv } from "waypost-internal:node/util/parse_env";
import { process } from "waypost-internal:node/process/process";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { SIGNALS } from "waypost-internal:node/constants/signals";

type Constructor = { prototype: object; super_?: unknown };

export function inherits(constructor: Constructor, parent: Constructor): void {
  if (constructor === undefined || constructor === null) {
    throw new codes.ERR_INVALID_ARG_TYPE!("ctor", "Function", constructor);
  }
  if (parent === undefined || parent === null) throw new codes.ERR_INVALID_ARG_TYPE!("superCtor", "Function", parent);
  if (parent.prototype === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("superCtor.prototype", "Object", parent.prototype);
  Object.defineProperty(constructor, "super_", { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

/** Copies own enumerable properties; kept for old packages. */
export function _extend(target: object, source: unknown): object {
  if (source === null || typeof source !== "object") return target;
  // From the last to the first, as Node.js does: `http-proxy` sends headers in the order that this leaves.
  for (const key of Object.keys(source).reverse()) (target as Record<string, unknown>)[key] = (source as Record<string, unknown>)[key];
  return target;
}

type Style = keyof typeof inspect.colors | (keyof typeof inspect.colors)[];

interface StyleOptions {
  validateStream?: boolean;
  stream?: { isTTY?: boolean };
}

/** Text in escape sequences. Colours are written as asked for, except to a stream that shows none. */
export function styleText(style: Style, text: string, options: StyleOptions = {}): string {
  validateString(text, "text");
  validateObject(options, "options");
  const { validateStream = true, stream = process.stdout } = options;
  if (typeof validateStream !== "boolean") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.validateStream", "boolean", validateStream);
  }
  let isPlain = false;
  if (validateStream) {
    if (typeof (stream as { write?: unknown } | null)?.write !== "function" && typeof (stream as { getReader?: unknown } | null)?.getReader !== "function") {
      throw new codes.ERR_INVALID_ARG_TYPE!("stream", ["ReadableStream", "WritableStream", "Stream"], stream);
    }
    isPlain = !shouldColour(stream as { isTTY?: boolean });
  }
  const pairs: [string, string][] = [];
  for (const name of Array.isArray(style) ? style : [style]) {
    if (name === "none") continue;
    const color = inspect.colors[name as string];
    if (color === undefined) validateOneOf(name, "style", Object.keys(inspect.colors));
    else {
      const open = `\u001b[${color[0]}m`;
      const close = `\u001b[${color[1]}m`;
      pairs.push([open, close]);
    }
  }
  if (isPlain) return text;
  let styled = text;
  for (const [open, close] of pairs.reverse()) {
    // Where an inner style ends, the outer one goes on. Bold and dim end alike, so both are closed first.
    const again = close === "\u001b[22m" ? `${close}${open}` : open;
    const inner = styled.endsWith(close) ? `${styled.slice(0, -close.length).replaceAll(close, again)}${close}` : styled.replaceAll(close, again);
    styled = `${open}${inner}${close}`;
  }
  return styled;
}

function shouldColour(stream: { isTTY?: boolean }): boolean {
  const { env } = process;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  if (env.NO_COLOR || env.NODE_DISABLE_COLORS) return false;
  return stream?.isTTY === true && env.TERM !== "dumb";
}

export function stripVTControlCharacters(text: string): string {
  validateString(text, "str");
  return removeEscapes(text);
}

export function toUSVString(value: unknown): string {
  return String(value).toWellFormed();
}

interface Signal {
  aborted: boolean;
  addEventListener(type: string, listener: () => void, options?: object): void;
}

/** A promise kept when `signal` aborts; it holds on to nothing when `resource` is collected. */
export async function aborted(signal: Signal, resource: object): Promise<void> {
  if (signal === undefined) throw new codes.ERR_INVALID_ARG_TYPE!("signal", "AbortSignal", signal);
  validateAbortSignal(signal, "signal");
  if (resource === null || (typeof resource !== "object" && typeof resource !== "function")) {
    throw new codes.ERR_INVALID_ARG_TYPE!("resource", "Object", resource);
  }
  if (signal.aborted) return;
  const held = new WeakRef(resource);
  await new Promise<void>((resolve) => {
    addAbortListener(signal as never, (() => {
      if (held.deref() !== undefined) resolve();
    }) as never);
  });
}

export function getSystemErrorName(errno: number): string {
  validateNumber(errno, "err");
  if (errno >= 0 || !Number.isSafeInteger(errno)) throw new codes.ERR_OUT_OF_RANGE!("err", "a negative integer", errno);
  return systemErrorName(errno) ?? `Unknown system error ${errno}`;
}

export function getSystemErrorMap(): Map<number, [string, string]> {
  return systemErrorMap();
}

export function getSystemErrorMessage(errno: number): string {
  validateNumber(errno, "err");
  if (errno >= 0 || !Number.isSafeInteger(errno)) throw new codes.ERR_OUT_OF_RANGE!("err", "a negative integer", errno);
  const name = systemErrorName(errno);
  return name === undefined ? `Unknown system error ${errno}` : systemMessage(name);
}

/** The frames of the caller, newest first. */
export function getCallSites(frameCount?: number | object): object[] {
  const count = typeof frameCount === "number" ? frameCount : 8;
  validateInteger(count, "frameCount", 1, 200);
  const frames = formatFrames(new Error().stack ?? "").slice(0, count);
  return frames.map((frame) => {
    const [, name = "", scriptName = "", line = "0", column = "0"] = /^ {4}at (?:(.*?) \()?(.*?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    return { functionName: name, scriptId: "", scriptName, lineNumber: Number(line), columnNumber: Number(column), column: Number(column) };
  });
}

// Old questions about types; packages still ask them.
export const isArray: (value: unknown) => boolean = Array.isArray;
export function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}
export function isBuffer(value: unknown): boolean {
  return Buffer.isBuffer(value);
}
export function isNull(value: unknown): boolean {
  return value === null;
}
export function isNullOrUndefined(value: unknown): boolean {
  return value === null || value === undefined;
}
export function isNumber(value: unknown): boolean {
  return typeof value === "number";
}
export function isString(value: unknown): boolean {
  return typeof value === "string";
}
export function isSymbol(value: unknown): boolean {
  return typeof value === "symbol";
}
export function isUndefined(value: unknown): boolean {
  return value === undefined;
}
export function isObject(value: unknown): boolean {
  return value !== null && typeof value === "object";
}
export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}
export function isError(value: unknown): boolean {
  return isNativeError(value) || value instanceof Error;
}

/** Prints with the time in front; kept for old packages. */
export function log(...args: unknown[]): void {
  const now = new Date();
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][now.getMonth()];
  process.stdout.write(`${now.getDate()} ${month} ${time} - ${format(...args)}\n`);
}

/** What a shell calls the end of a program by a signal. */
export function convertProcessSignalToExitCode(signal: unknown): number {
  const number = typeof signal === "string" && Object.hasOwn(SIGNALS, signal) ? (SIGNALS as Record<string, number>)[signal] : undefined;
  if (number === undefined) throw new codes.ERR_INVALID_ARG_VALUE!("signalCode", signal, `must be one of: ${Object.keys(SIGNALS).join(", ")}`);
  return 128 + number;
}

export const debug: typeof debuglog = debuglog;

export {
  callbackify, debuglog, deprecate, format, formatWithOptions, inspect, isDate, isDeepStrictEqual, isRegExp,
  MIMEParams, MIMEType, parseArgs, parseEnv, promisify, TextDecoder, TextEncoder, types,
};

const exported: Record<string, () => unknown> = {
  _extend: () => _extend,
  callbackify: () => callbackify,
  debug: () => debuglog,
  convertProcessSignalToExitCode: () => convertProcessSignalToExitCode,
  debuglog: () => debuglog,
  deprecate: () => deprecate,
  format: () => format,
  formatWithOptions: () => formatWithOptions,
  getCallSites: () => getCallSites,
  getSystemErrorMap: () => getSystemErrorMap,
  getSystemErrorName: () => getSystemErrorName,
  getSystemErrorMessage: () => getSystemErrorMessage,
  inherits: () => inherits,
  inspect: () => inspect,
  isArray: () => isArray,
  isBoolean: () => isBoolean,
  isBuffer: () => isBuffer,
  isDeepStrictEqual: () => isDeepStrictEqual,
  isNull: () => isNull,
  isNullOrUndefined: () => isNullOrUndefined,
  isNumber: () => isNumber,
  isString: () => isString,
  isSymbol: () => isSymbol,
  isUndefined: () => isUndefined,
  isRegExp: () => isRegExp,
  isObject: () => isObject,
  isDate: () => isDate,
  isError: () => isError,
  isFunction: () => isFunction,
  isPrimitive: () => isPrimitive,
  log: () => log,
  MIMEType: () => MIMEType,
  MIMEParams: () => MIMEParams,
  parseArgs: () => parseArgs,
  parseEnv: () => parseEnv,
  promisify: () => promisify,
  stripVTControlCharacters: () => stripVTControlCharacters,
  styleText: () => styleText,
  toUSVString: () => toUSVString,
  TextDecoder: () => TextDecoder,
  TextEncoder: () => TextEncoder,
  aborted: () => aborted,
  types: () => types,
};

/** The CommonJS face; a name is looked up when it is first read, so that `require("util")` stays cheap. */
const util: Record<string, unknown> = lazyMembers({}, exported);
export default util;

// The table of error codes: for each, the class it extends and its message.

import { inspect } from "waypost-internal:node/util/inspect";
import { describeReceived } from "waypost-internal:internal/errors/errors";

type Message = string | ((...args: never[]) => string);
type ErrorBase = new (message?: string, options?: { cause?: unknown }) => Error;

/** `a`, `a or b`, `a, b, or c`. */
export function listOf(items: string[], word: string): string {
  if (items.length < 3) return items.join(` ${word} `);
  return `${items.slice(0, -1).join(", ")}, ${word} ${items[items.length - 1]}`;
}

const PRIMITIVES: Set<string> = new Set([
  "string",
  "function",
  "number",
  "object",
  "Function",
  "Object",
  "boolean",
  "bigint",
  "symbol",
]);

/** The sorted-out halves of "must be of type x or an instance of Y". */
function expectation(expected: string | string[]): string {
  const types: string[] = [];
  const classes: string[] = [];
  const others: string[] = [];
  for (const name of Array.isArray(expected) ? expected : [expected]) {
    if (PRIMITIVES.has(name)) types.push(name.toLowerCase());
    else if (/^([A-Z][a-z0-9]*)+$/.test(name)) classes.push(name);
    else others.push(name);
  }
  const object = types.indexOf("object");
  if (classes.length > 0 && object >= 0) {
    types.splice(object, 1);
    classes.push("Object");
  }
  const parts: string[] = [];
  if (types.length > 0) parts.push(`${types.length > 1 ? "one of type" : "of type"} ${listOf(types, "or")}`);
  if (classes.length > 0) parts.push(`an instance of ${listOf(classes, "or")}`);
  if (others.length > 1) parts.push(`one of ${listOf(others, "or")}`);
  else if (others.length === 1) {
    const only = others[0]!;
    parts.push(only.toLowerCase() === only ? only : `an ${only}`);
  }
  return parts.join(" or ");
}

function invalidArgType(name: string, expected: string | string[], actual: unknown): string {
  const subject = name.endsWith(" argument")
    ? name
    : `"${name}" ${name.includes(".") ? "property" : "argument"}`;
  return `The ${subject} must be ${expectation(expected)}. Received ${describeReceived(actual)}`;
}

function invalidArgValue(name: string, value: unknown, reason: string = "is invalid"): string {
  let text = inspect(value);
  if (text.length > 128) text = `${text.slice(0, 128)}...`;
  return `The ${name.includes(".") ? "property" : "argument"} '${name}' ${reason}. Received ${text}`;
}

/** `1234567` becomes `1_234_567`. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "_");
}

function outOfRange(name: string, range: string, input: unknown, replaceDefault: boolean = false): string {
  let received: string;
  if (Number.isInteger(input) && Math.abs(input as number) > 2 ** 32) {
    const text = String(input);
    received = /^-?\d+$/.test(text) ? grouped(text) : text;
  } else if (typeof input === "bigint") {
    const text = String(input);
    received = input > 2n ** 32n || input < -(2n ** 32n) ? `${grouped(text)}n` : `${text}n`;
  } else {
    received = inspect(input);
  }
  const start = replaceDefault ? name : `The value of "${name}" is out of range.`;
  return `${start} It must be ${range}. Received ${received}`;
}

function missingArgs(...names: (string | string[])[]): string {
  const quoted = names.map((name) =>
    Array.isArray(name) ? name.map((one) => `"${one}"`).join(" or ") : `"${name}"`,
  );
  return `The ${listOf(quoted, "and")} argument${names.length > 1 ? "s" : ""} must be specified`;
}

function invalidReturnValue(input: string, name: string, value: unknown): string {
  return `Expected ${input} to be returned from the "${name}" function but got ${describeReceived(value)}.`;
}

const E: ErrorBase = Error;
const T: ErrorBase = TypeError;
const R: ErrorBase = RangeError;
const S: ErrorBase = SyntaxError;

export const messages: Record<string, [ErrorBase, Message]> = {
  ERR_AMBIGUOUS_ARGUMENT: [T, (name: string, reason: string) => `The "${name}" argument is ambiguous. ${reason}`],
  ERR_ARG_NOT_ITERABLE: [T, (what: string) => `${what} must be iterable`],
  ERR_ASYNC_CALLBACK: [T, (name: string) => `${name} must be a function`],
  ERR_ASYNC_TYPE: [T, (type: string) => `Invalid name for async "type": ${type}`],
  ERR_BROTLI_INVALID_PARAM: [R, (name: string) => `${name} is not a valid Brotli parameter`],
  ERR_BUFFER_OUT_OF_BOUNDS: [
    R,
    (name?: string) =>
      name ? `"${name}" is outside of buffer bounds` : "Attempt to access memory outside buffer bounds",
  ],
  ERR_BUFFER_TOO_LARGE: [R, (max: number) => `Cannot create a Buffer larger than ${max} bytes`],
  ERR_CHILD_PROCESS_IPC_REQUIRED: [E, "Forked processes must have an IPC channel"],
  ERR_CHILD_PROCESS_STDIO_MAXBUFFER: [R, (name: string) => `${name} maxBuffer length exceeded`],
  ERR_CONSOLE_WRITABLE_STREAM: [T, (name: string) => `Console expects a writable stream instance for ${name}`],
  ERR_CONTEXT_NOT_INITIALIZED: [E, "context used is not initialized"],
  ERR_CRYPTO_INVALID_DIGEST: [T, (name: string) => `Invalid digest: ${name}`],
  ERR_CONSTRUCT_CALL_REQUIRED: [T, (name: string) => `Class constructor ${name} cannot be invoked without \`new\``],
  ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH: [R, "Input buffers must have the same byte length"],
  ERR_DIR_CLOSED: [E, "Directory handle was closed"],
  ERR_ENCODING_INVALID_ENCODED_DATA: [T, (encoding: string) => `The encoded data was not valid for encoding ${encoding}`],
  ERR_ENCODING_NOT_SUPPORTED: [R, (encoding: string) => `The "${encoding}" encoding is not supported`],
  ERR_EVENT_RECURSION: [E, (name: string) => `The event "${name}" is already being dispatched`],
  ERR_FALSY_VALUE_REJECTION: [E, "Promise was rejected with falsy value"],
  ERR_FEATURE_UNAVAILABLE_ON_PLATFORM: [
    T,
    (name: string) => `The feature ${name} is unavailable on the current platform, which is being used to run Node.js`,
  ],
  ERR_FS_FILE_TOO_LARGE: [R, (size: string) => `File size (${size}) is greater than 2 GiB`],
  ERR_HTTP_BODY_NOT_ALLOWED: [E, "Adding content for this request method or response status is not allowed."],
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: [
    E,
    (body: number, header: number) =>
      `Response body's content-length of ${body} byte(s) does not match the content-length of ${header} byte(s) set in header`,
  ],
  ERR_HTTP_HEADERS_SENT: [E, (verb: string) => `Cannot ${verb} headers after they are sent to the client`],
  ERR_HTTP_INVALID_HEADER_VALUE: [T, (value: unknown, name: string) => `Invalid value "${String(value)}" for header "${name}"`],
  ERR_HTTP_INVALID_STATUS_CODE: [R, (code: unknown) => `Invalid status code: ${String(code)}`],
  ERR_HTTP_SOCKET_ASSIGNED: [E, "ServerResponse has an already assigned socket"],
  ERR_HTTP_TRAILER_INVALID: [E, "Trailers are invalid with this transfer encoding"],
  ERR_ILLEGAL_CONSTRUCTOR: [T, "Illegal constructor"],
  ERR_INCOMPATIBLE_OPTION_PAIR: [T, (one: string, other: string) => `Option "${one}" cannot be used in combination with option "${other}"`],
  ERR_INVALID_ADDRESS: [T, "Invalid address"],
  ERR_INVALID_ARG_TYPE: [T, invalidArgType],
  ERR_INVALID_ARG_VALUE: [T, invalidArgValue],
  ERR_INVALID_ARG_VALUE_RANGE: [R, invalidArgValue],
  ERR_INVALID_ASYNC_ID: [R, (type: string, value: unknown) => `Invalid ${type} value: ${String(value)}`],
  ERR_INVALID_BUFFER_SIZE: [R, (size: string) => `Buffer size must be a multiple of ${size}`],
  ERR_INVALID_CHAR: [
    T,
    (name: string, field?: string) => `Invalid character in ${name}${field === undefined ? "" : ` ["${field}"]`}`,
  ],
  ERR_INVALID_CURSOR_POS: [T, "Cannot set cursor row without setting its column"],
  ERR_INVALID_FD: [R, (value: unknown) => `"fd" must be a positive integer: ${String(value)}`],
  ERR_INVALID_FILE_URL_HOST: [T, (platform: string) => `File URL host must be "localhost" or empty on ${platform}`],
  ERR_INVALID_FILE_URL_PATH: [T, (reason: string) => `File URL path ${reason}`],
  ERR_INVALID_HTTP_TOKEN: [T, (name: string, field: string) => `${name} must be a valid HTTP token ["${field}"]`],
  ERR_INVALID_IP_ADDRESS: [T, (address: string) => `Invalid IP address: ${address}`],
  ERR_INVALID_MIME_SYNTAX: [
    T,
    (production: string, text: string, index: number) =>
      `The MIME syntax for a ${production} in ${JSON.stringify(text)} is invalid${index !== -1 ? ` at ${index}` : ""}`,
  ],
  ERR_INVALID_OBJECT_DEFINE_PROPERTY: [T, (text: string) => text],
  ERR_INVALID_PROTOCOL: [
    T,
    (protocol: string, expected: string) => `Protocol "${protocol}" not supported. Expected "${expected}"`,
  ],
  ERR_INVALID_RETURN_PROPERTY_VALUE: [
    T,
    (input: string, name: string, property: string, value: unknown) =>
      `Expected ${input} to be returned for the "${property}" from the "${name}" function but got ${describeReceived(value)}.`,
  ],
  ERR_INVALID_RETURN_VALUE: [T, invalidReturnValue],
  ERR_INVALID_STATE: [E, (text: string) => `Invalid state: ${text}`],
  ERR_INVALID_STATE_TYPE: [T, (text: string) => `Invalid state: ${text}`],
  ERR_INVALID_THIS: [T, (type: string) => `Value of "this" must be of type ${type}`],
  ERR_INVALID_TUPLE: [T, (name: string, type: string) => `${name} must be an iterable ${type} tuple`],
  ERR_INVALID_URI: [URIError, "URI malformed"],
  ERR_INVALID_URL: [T, "Invalid URL"],
  ERR_INVALID_URL_SCHEME: [
    T,
    (expected: string | string[]) =>
      `The URL must be of scheme ${listOf(Array.isArray(expected) ? expected : [expected], "or")}`,
  ],
  ERR_LOAD_SQLITE_EXTENSION: [E, (text: string) => text],
  ERR_METHOD_NOT_IMPLEMENTED: [E, (name: string) => `The ${name} method is not implemented`],
  ERR_MISSING_ARGS: [T, missingArgs],
  ERR_MISSING_OPTION: [T, (name: string) => `${name} is required`],
  ERR_MULTIPLE_CALLBACK: [E, "Callback called multiple times"],
  ERR_OPERATION_FAILED: [E, (text: string) => `Operation failed: ${text}`],
  ERR_OUT_OF_RANGE: [R, outOfRange],
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: [T, (text: string) => text],
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: [
    T,
    (text: string) => `Unexpected argument '${text}'. This command does not take positional arguments`,
  ],
  ERR_PARSE_ARGS_UNKNOWN_OPTION: [
    T,
    (option: string, allowPositionals: boolean) =>
      `Unknown option '${option}'${
        option && allowPositionals
          ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${JSON.stringify(option)}`
          : ""
      }`,
  ],
  ERR_PERFORMANCE_INVALID_TIMESTAMP: [T, (value: number) => `${value} is not a valid timestamp`],
  ERR_SCRIPT_EXECUTION_TIMEOUT: [E, (ms: number) => `Script execution timed out after ${ms}ms`],
  ERR_SERVER_ALREADY_LISTEN: [E, "Listen method has been called more than once without closing."],
  ERR_SERVER_NOT_RUNNING: [E, "Server is not running."],
  ERR_SOCKET_ALREADY_BOUND: [E, "Socket is already bound"],
  ERR_SOCKET_BAD_BUFFER_SIZE: [T, "Buffer size must be a positive integer"],
  ERR_SOCKET_BAD_PORT: [
    R,
    (name: string, port: unknown, allowZero: boolean = true) =>
      `${name} should be ${allowZero ? ">=" : ">"} 0 and < 65536. Received ${describeReceived(port)}.`,
  ],
  ERR_SOCKET_BAD_TYPE: [T, "Bad socket type specified. Valid types are: udp4, udp6"],
  ERR_SOCKET_CLOSED: [E, "Socket is closed"],
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: [E, "Socket closed before the connection was established"],
  ERR_SOCKET_DGRAM_IS_CONNECTED: [E, "Already connected"],
  ERR_SOCKET_DGRAM_NOT_CONNECTED: [E, "Not connected"],
  ERR_SOCKET_DGRAM_NOT_RUNNING: [E, "Not running"],
  ERR_SQLITE_ERROR: [E, (text: string) => text],
  ERR_STREAM_ALREADY_FINISHED: [E, (name: string) => `Cannot call ${name} after a stream was finished`],
  ERR_STREAM_CANNOT_PIPE: [E, "Cannot pipe, not readable"],
  ERR_STREAM_DESTROYED: [E, (name: string) => `Cannot call ${name} after a stream was destroyed`],
  ERR_STREAM_NULL_VALUES: [T, "May not write null values to stream"],
  ERR_STREAM_PREMATURE_CLOSE: [E, "Premature close"],
  ERR_STREAM_PUSH_AFTER_EOF: [E, "stream.push() after EOF"],
  ERR_STREAM_UNABLE_TO_PIPE: [E, "Cannot pipe to a closed or destroyed stream"],
  ERR_STREAM_UNSHIFT_AFTER_END_EVENT: [E, "stream.unshift() after end event"],
  ERR_STRING_TOO_LONG: [E, "Cannot create a string longer than 0x1fffffe8 characters"],
  ERR_STREAM_WRAP: [E, "Stream has StringDecoder set or is in objectMode"],
  ERR_STREAM_WRITE_AFTER_END: [E, "write after end"],
  ERR_SYNTHETIC: [E, "JavaScript Callstack"],
  ERR_TRAILING_JUNK_AFTER_STREAM_END: [T, "Trailing junk found after the end of the compressed stream"],
  ERR_UNAVAILABLE_DURING_EXIT: [E, "Cannot call function in process exit handler"],
  ERR_UNESCAPED_CHARACTERS: [T, (name: string) => `${name} contains unescaped characters`],
  ERR_UNHANDLED_ERROR: [
    E,
    (...detail: unknown[]) => (detail.length === 0 || detail[0] === undefined ? "Unhandled error." : `Unhandled error. (${String(detail[0])})`),
  ],
  ERR_UNKNOWN_BUILTIN_MODULE: [E, (name: string) => `No such built-in module: ${name}`],
  ERR_UNKNOWN_ENCODING: [T, (name: string) => `Unknown encoding: ${name}`],
  ERR_UNKNOWN_SIGNAL: [
    T,
    (name: string, uppercase: boolean = false) =>
      `Unknown signal: ${name}${uppercase ? " (signals must use all capital letters)" : ""}`,
  ],
  ERR_USE_AFTER_CLOSE: [E, (what: string) => `${what} was closed`],
  ERR_WORKER_SHARED: [
    E,
    (what: string) =>
      `${what} is refused: this worker is shared by all requests; throw an error or answer the request instead`,
  ],
  ERR_ZLIB_INITIALIZATION_FAILED: [E, "Initialization failed"],
  ERR_ZSTD_INVALID_PARAM: [R, (name: string) => `${name} is not a valid zstd parameter`],
  ERR_CPU_USAGE: [E, (text: string) => `Unable to obtain cpu usage ${text}`],
  ERR_SYNTAX: [S, (text: string) => text],
};

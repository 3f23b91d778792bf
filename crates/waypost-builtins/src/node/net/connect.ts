// node:net: how a socket comes to its connection: the forms of `connect`'s arguments, the name's
// addresses, and one attempt after the other.

import { codes, connectionException, nodeError } from "waypost-internal:internal/errors/errors";
import { clearTimeout, nextTick, setTimeout, type Timeout } from "waypost-internal:internal/event_loop/event_loop";
import { validateBoolean, validateFunction, validateInt32, validateNumber, validatePort, validateString } from "waypost-internal:internal/validators/validators";
import { lookup as systemLookup } from "waypost-internal:node/dns/dns";
import type { Listener } from "waypost-internal:node/events/events";
import { isIP } from "waypost-internal:node/net/address";
import { BlockList } from "waypost-internal:node/net/block_list";
import { SystemHandle } from "waypost-internal:node/net/handle";
import { type Socket, socketConnected } from "waypost-internal:node/net/socket";

export interface ConnectOptions {
  host?: string;
  port?: number | string;
  path?: string;
  family?: number | string;
  hints?: number;
  lookup?: unknown;
  localAddress?: string;
  localPort?: number;
  timeout?: number;
  noDelay?: boolean;
  keepAlive?: boolean;
  keepAliveInitialDelay?: number;
  autoSelectFamily?: boolean;
  autoSelectFamilyAttemptTimeout?: number;
  blockList?: BlockList;
  [name: string]: unknown;
}

let autoSelectFamily = true;
let attemptTimeout = 250;
const LEAST_ATTEMPT = 10;

export function getDefaultAutoSelectFamily(): boolean {
  return autoSelectFamily;
}

export function setDefaultAutoSelectFamily(value: boolean): void {
  validateBoolean(value, "value");
  autoSelectFamily = value;
}

export function getDefaultAutoSelectFamilyAttemptTimeout(): number {
  return attemptTimeout;
}

export function setDefaultAutoSelectFamilyAttemptTimeout(value: number): void {
  validateInt32(value, "value", 1);
  attemptTimeout = Math.max(value, LEAST_ATTEMPT);
}

const NORMALIZED: unique symbol = Symbol("normalized");
type Normalized = [ConnectOptions, Listener | null] & { [NORMALIZED]?: true };

function isPipeName(value: unknown): value is string {
  return typeof value === "string" && !(Number(value) >= 0);
}

/** `(options)`, `(port, host)`, `(path)`, each with a listener, as one form. */
export function normalizeArgs(args: unknown[]): Normalized {
  let normalized: Normalized;
  if (args.length === 0) normalized = [{}, null];
  else {
    const first = args[0];
    let options: ConnectOptions = {};
    if (typeof first === "object" && first !== null) options = first as ConnectOptions;
    else if (isPipeName(first)) options.path = first;
    else {
      options.port = first as number;
      if (args.length > 1 && typeof args[1] === "string") options.host = args[1];
    }
    const last = args[args.length - 1];
    normalized = [options, typeof last === "function" ? (last as Listener) : null];
  }
  normalized[NORMALIZED] = true;
  return normalized;
}

export function connectSocket(socket: Socket, args: unknown[]): Socket {
  const first = args[0] as Normalized | undefined;
  const [options, callback] = Array.isArray(first) && first[NORMALIZED] ? first : normalizeArgs(args);
  if (socket.write !== (Object.getPrototypeOf(socket) as Socket).write && Object.hasOwn(socket, "write")) {
    // It was ended by another peer; a new connection begins anew.
    delete (socket as { write?: unknown }).write;
  }
  if (options.port === undefined && options.path === undefined) {
    throw new codes.ERR_MISSING_ARGS!(["options", "port", "path"]);
  }
  if (socket.destroyed) reopen(socket);
  if (callback !== null) socket.once("connect", callback);
  if (options.noDelay !== undefined) socket._noDelay = !!options.noDelay;
  if (options.keepAlive !== undefined) {
    socket._keepAlive = !!options.keepAlive;
    socket._keepAliveSeconds = Math.max(0, Math.trunc((options.keepAliveInitialDelay ?? 0) / 1000));
  }
  if (options.path !== undefined && options.path !== null) {
    validateString(options.path, "options.path");
    socket.connecting = true;
    socket._unrefTimer();
    connectPath(socket, options.path);
  } else connectHost(socket, options);
  return socket;
}

function reopen(socket: Socket): void {
  (socket as never as { _undestroy(): void })._undestroy();
  socket._handle = null;
  socket._past = { names: undefined, bytesRead: 0, bytesWritten: 0 };
}

function connectPath(socket: Socket, path: string): void {
  if (path.includes("\0")) throw new codes.ERR_INVALID_ARG_VALUE!("options.path", path, "must be a string without null bytes");
  const handle = new SystemHandle(true);
  socket._adopt(handle);
  handle.connectPath(path, (error) => {
    if (socket._handle !== handle) return;
    if (error === undefined) socketConnected(socket);
    else socket.destroy(connectionException({ code: error, syscall: "connect", address: path }));
  });
}

interface Target {
  address: string;
  family: number;
}

function checkLocal(options: ConnectOptions): void {
  const { localAddress, localPort } = options;
  if (localAddress && !isIP(localAddress)) throw new codes.ERR_INVALID_IP_ADDRESS!(localAddress);
  if (localPort !== undefined) validateNumber(localPort, "options.localPort");
}

function connectHost(socket: Socket, options: ConnectOptions): void {
  const host = options.host || "localhost";
  validateString(host, "options.host");
  checkLocal(options);
  if (typeof options.port !== "number" && typeof options.port !== "string") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.port", ["number", "string"], options.port);
  }
  const port = validatePort(options.port);
  if (options.autoSelectFamily !== undefined) validateBoolean(options.autoSelectFamily, "options.autoSelectFamily");
  if (options.autoSelectFamilyAttemptTimeout !== undefined) {
    validateInt32(options.autoSelectFamilyAttemptTimeout, "options.autoSelectFamilyAttemptTimeout", 1);
  }
  if (options.lookup !== undefined) validateFunction(options.lookup, "options.lookup");
  socket.connecting = true;
  socket._unrefTimer();
  socket._host = host;
  const family = isIP(host);
  if (family !== 0) {
    nextTick(() => {
      if (socket.connecting) attempt(socket, options, port, [{ address: host, family }], []);
    });
    return;
  }
  resolveHost(socket, options, host, port);
}

function resolveHost(socket: Socket, options: ConnectOptions, host: string, port: number): void {
  const wantsAll = options.autoSelectFamily ?? autoSelectFamily;
  const mayRace = wantsAll && options.family !== 4 && options.family !== 6 && !options.localAddress;
  const lookup = (options.lookup ?? systemLookup) as (
    host: string,
    options: object,
    callback: (error: Error | null, address: string | Target[], family?: number) => void,
  ) => void;
  const given: Record<string, unknown> = { family: options.family || 0, hints: options.hints || 0 };
  if (mayRace) given.all = true;
  lookup(host, given, (error, found, family) => {
    if (Array.isArray(found)) {
      for (const { address, family: kind } of found) socket.emit("lookup", error, address, kind, host);
    } else socket.emit("lookup", error, found, family, host);
    if (!socket.connecting) return;
    if (error) {
      nextTick(fail as never, socket, error);
      return;
    }
    if (!Array.isArray(found) && family !== undefined && family !== 4 && family !== 6) {
      const bad = nodeError(RangeError, "ERR_INVALID_ADDRESS_FAMILY", `Invalid address family: ${family as number} ${host}:${port}`);
      nextTick(fail as never, socket, Object.assign(bad, { host, port }));
      return;
    }
    const targets = Array.isArray(found) ? interleave(found) : [{ address: found, family: family ?? isIP(found) }];
    const bad = targets.find(({ address }) => !isIP(address));
    if (targets.length === 0 || bad !== undefined) {
      nextTick(fail as never, socket, new codes.ERR_INVALID_IP_ADDRESS!(bad?.address));
      return;
    }
    socket._unrefTimer();
    if (targets.length > 1) socket.autoSelectFamilyAttemptedAddresses = [];
    attempt(socket, options, port, targets, []);
  });
}

/** Families by turns, beginning with that of the first. */
function interleave(found: Target[]): Target[] {
  const usable = found.filter(({ address }) => typeof address === "string");
  const first = usable[0]?.family;
  const same = usable.filter(({ family }) => family === first);
  const other = usable.filter(({ family }) => family !== first);
  const mixed: Target[] = [];
  for (let i = 0; i < Math.max(same.length, other.length); i++) {
    if (i < same.length) mixed.push(same[i] as Target);
    if (i < other.length) mixed.push(other[i] as Target);
  }
  return mixed;
}

function fail(socket: Socket, error: Error): void {
  socket.destroy(error);
}

/** All attempts failed: the one error, or all of them. */
function failure(errors: Error[]): Error {
  if (errors.length === 1) return errors[0] as Error;
  const joined = new AggregateError(errors, "") as AggregateError & { code?: unknown };
  joined.code = (errors[0] as { code?: unknown }).code;
  return joined;
}

/** Tries the first of `targets`, then the others. Each but the last is given a bounded time. */
function attempt(socket: Socket, options: ConnectOptions, port: number, targets: Target[], errors: Error[]): void {
  const [target, ...rest] = targets;
  if (target === undefined) {
    socket.destroy(failure(errors));
    return;
  }
  const { address, family } = target;
  if (options.blockList?.check(address, `ipv${family}`)) {
    socket.destroy(Object.assign(new Error(`IP(${address}) is blocked by net.BlockList`), { code: "ERR_IP_BLOCKED" }));
    return;
  }
  const isLast = rest.length === 0;
  socket.autoSelectFamilyAttemptedAddresses?.push(`${address}:${port}`);
  const handle = new SystemHandle(false);
  let timer: Timeout | undefined;
  const details = { code: "", syscall: "connect", address, port };
  const next = (code: string): void => {
    clearTimeout(timer);
    errors.push(connectError({ ...details, code }, options));
    socket.emit("connectionAttemptFailed", address, port, family, errors[errors.length - 1]);
    handle.close();
    attempt(socket, options, port, rest, errors);
  };
  socket.emit("connectionAttempt", address, port, family);
  socket._adopt(handle);
  handle.connect(address, port, localOf(options, family), options.localPort ?? 0, (error) => {
    if (socket._handle !== handle) return;
    clearTimeout(timer);
    if (error !== undefined) next(error);
    else connected(socket);
  });
  if (!isLast) {
    const patience = Math.max(options.autoSelectFamilyAttemptTimeout ?? attemptTimeout, LEAST_ATTEMPT);
    timer = setTimeout(() => {
      if (socket._handle !== handle || !socket.connecting) return;
      socket.emit("connectionAttemptTimeout", address, port, family);
      next("ETIMEDOUT");
    }, patience);
  }
}

function localOf(options: ConnectOptions, family: number): string | undefined {
  if (options.localAddress) return options.localAddress;
  if (options.localPort === undefined) return undefined;
  return family === 6 ? "::" : "0.0.0.0";
}

function connectError(details: { code: string; syscall: string; address: string; port: number }, options: ConnectOptions): Error {
  const error = connectionException(details);
  if (options.localAddress || options.localPort !== undefined) {
    error.message += ` - Local (${options.localAddress ?? ""}:${options.localPort ?? 0})`;
  }
  return error;
}

function connected(socket: Socket): void {
  if (socket._noDelay) socket._handle?.setNoDelay(true);
  if (socket._keepAlive) socket._handle?.setKeepAlive(true, socket._keepAliveSeconds);
  socketConnected(socket);
}

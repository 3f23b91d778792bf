// `process` and node:process. The worker is shared by all requests: what would end it or change it for
// everyone is refused with an error that says so.

import { load } from "waypost-internal:internal/loader/bootstrap";
import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateArray, validateInteger, validateNumber, validateObject, validateString, validateUint32 } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { EventEmitter } from "waypost-internal:node/events/events";
import { emitWarning } from "waypost-internal:node/process/warning";
import { stderr, stdin, stdout } from "waypost-internal:node/process/standard_streams";
import { readFileSync } from "waypost-internal:node/fs/whole_file";
import { diagnosticReport } from "waypost-internal:node/process/report";
import { parseEnv } from "waypost-internal:node/util/parse_env";
import { builtinModule } from "waypost-internal:node/process/builtin_module";
import {
  op_process_cpu,
  op_process_cwd,
  op_process_elapsed,
  op_process_env,
  op_process_facts,
  op_process_memory,
  op_process_umask,
  type ProcessFacts,
} from "waypost-native:node/process";

/** The Node.js whose behaviour we follow: what packages compare versions with. */
const NODE_VERSION = "22.20.0";

let knownFacts: ProcessFacts | undefined;

function facts(): ProcessFacts {
  return (knownFacts ??= op_process_facts());
}

interface HighResolutionTime {
  (previous?: [number, number]): [number, number];
  bigint(): bigint;
}
interface MemoryUsage {
  (): Record<string, number>;
  rss(): number;
}

/** The parts of `process` that builtins use; users see all of it. */
export interface Process extends EventEmitter {
  env: Record<string, string | undefined>;
  argv: string[];
  pid: number;
  noDeprecation?: boolean;
  throwDeprecation?: boolean;
  traceDeprecation?: boolean;
  stdout: { write(text: string | Uint8Array): boolean; isTTY: boolean };
  stderr: { write(text: string | Uint8Array): boolean; isTTY: boolean };
  hrtime: HighResolutionTime;
  cwd(): string;
  emitWarning(warning: unknown, ...rest: unknown[]): void;
  [name: string]: unknown;
}

class ProcessObject extends EventEmitter {}
Object.defineProperty(ProcessObject, "name", { value: "process", configurable: true });

export const process: Process = new ProcessObject() as unknown as Process;

const values: Record<string, unknown> = {
  version: `v${NODE_VERSION}`,
  release: {
    name: "node",
    lts: "Jod",
    sourceUrl: `https://nodejs.org/download/release/v${NODE_VERSION}/node-v${NODE_VERSION}.tar.gz`,
    headersUrl: `https://nodejs.org/download/release/v${NODE_VERSION}/node-v${NODE_VERSION}-headers.tar.gz`,
  },
  features: {
    inspector: false, debug: false, uv: true, ipv6: true, openssl_is_boringssl: false, tls_alpn: true, tls_sni: true,
    tls_ocsp: true, tls: true, cached_builtins: true, require_module: true, typescript: "strip",
  },
  config: { target_defaults: {}, variables: { v8_enable_i18n_support: 1 } },
  execArgv: [],
  exitCode: undefined,
  domain: null,
  allowedNodeEnvironmentFlags: new Set<string>(),
  moduleLoadList: [],
  debugPort: 9229,
  mainModule: undefined,
  sourceMapsEnabled: true,
};

const lazy: Record<string, () => unknown> = {
  versions: () => Object.freeze({ node: NODE_VERSION, waypost: facts().waypostVersion, modules: "127", uv: "1.51.0", openssl: "3.0.16", brotli: "1.1.0", zlib: "1.3.0.1-motley" }),
  platform: () => facts().platform,
  arch: () => facts().arch,
  pid: () => facts().pid,
  ppid: () => facts().ppid,
  argv: () => facts().argv.slice(),
  argv0: () => facts().argv[0] ?? "waypost",
  execPath: () => facts().execPath,
  title: () => facts().title,
  env: () => environment(),
  report: () => diagnosticReport(process),
  stdout: () => stdout,
  stderr: () => stderr,
  stdin: () => stdin,
};

function defineLazy(name: string, make: () => unknown): void {
  const settle = (value: unknown): void => {
    Object.defineProperty(process, name, { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get(): unknown {
      const value = make();
      settle(value);
      return value;
    },
    set: settle,
  });
}

/** The environment: values become strings, as the operating system would have them. */
function environment(): Record<string, string> {
  const list = op_process_env();
  const variables: Record<string, string> = {};
  for (let i = 0; i < list.length; i += 2) variables[list[i]!] = list[i + 1]!;
  return new Proxy(variables, {
    set(target, key, value: unknown): boolean {
      if (typeof key === "symbol" || typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
      target[key] = String(value);
      return true;
    },
    defineProperty(target, key, descriptor): boolean {
      if (!("value" in descriptor)) {
        throw new codes.ERR_INVALID_OBJECT_DEFINE_PROPERTY!("'process.env' does not accept an accessor(getter/setter) descriptor");
      }
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw new codes.ERR_INVALID_OBJECT_DEFINE_PROPERTY!(
          "'process.env' only accepts a configurable, writable, and enumerable data descriptor",
        );
      }
      target[key as string] = String(descriptor.value);
      return true;
    },
  });
}

function hrtime(previous?: [number, number]): [number, number] {
  const elapsed = op_process_elapsed();
  let seconds = Math.floor(elapsed / 1e9);
  let nanos = elapsed % 1e9;
  if (previous !== undefined) {
    validateArray(previous, "time");
    if (previous.length !== 2) throw new codes.ERR_OUT_OF_RANGE!("time", 2, previous.length);
    seconds -= previous[0];
    nanos -= previous[1];
    if (nanos < 0) {
      seconds--;
      nanos += 1e9;
    }
  }
  return [seconds, nanos];
}
hrtime.bigint = (): bigint => BigInt(Math.round(op_process_elapsed()));

function memoryUsage(): Record<string, number> {
  const [rss, heapTotal, heapUsed, external, arrayBuffers] = op_process_memory() as [number, number, number, number, number];
  return { rss, heapTotal, heapUsed, external, arrayBuffers };
}
memoryUsage.rss = (): number => op_process_memory()[0]!;

function refuse(what: string): (...args: unknown[]) => never {
  const refused = (): never => {
    throw new codes.ERR_WORKER_SHARED!(what);
  };
  Object.defineProperty(refused, "name", { value: what.replace(/^process\.|\(\)$/g, ""), configurable: true });
  return refused;
}

/** Signal 0 asks whether a process is there; anything else would end or disturb a worker. */
function kill(pid: number, signal?: string | number): true {
  validateInteger(pid, "pid");
  if (signal === 0 && pid === facts().pid) return true;
  throw new codes.ERR_WORKER_SHARED!("process.kill()");
}

function umask(mask?: number | string): number {
  if (mask === undefined) return op_process_umask(undefined);
  let value = mask;
  if (typeof value === "string") {
    if (!/^[0-7]+$/.test(value)) {
      throw new codes.ERR_INVALID_ARG_VALUE!("mask", mask, "must be a 32-bit unsigned integer or an octal string");
    }
    value = Number.parseInt(value, 8);
  }
  validateUint32(value, "mask");
  return op_process_umask(value);
}

function cpuUsage(previous?: { user: number; system: number }): { user: number; system: number } {
  const [user, system] = op_process_cpu() as [number, number];
  if (previous === undefined) return { user, system };
  validateObject(previous, "prevValue");
  validateNumber(previous.user, "prevValue.user");
  validateNumber(previous.system, "prevValue.system");
  return { user: user - previous.user, system: system - previous.system };
}

/** In kilobytes and microseconds; what the system does not tell is zero. */
function resourceUsage(): Record<string, number> {
  const { user, system } = cpuUsage();
  return {
    userCPUTime: user, systemCPUTime: system, maxRSS: Math.round(op_process_memory()[0]! / 1024), sharedMemorySize: 0, unsharedDataSize: 0,
    unsharedStackSize: 0, minorPageFault: 0, majorPageFault: 0, swappedOut: 0, fsRead: 0, fsWrite: 0, ipcSent: 0, ipcReceived: 0,
    signalsCount: 0, voluntaryContextSwitches: 0, involuntaryContextSwitches: 0,
  };
}

/** Adds the variables of a file to the environment; what is set stays. */
function loadEnvFile(path: unknown = ".env"): void {
  const text = readFileSync(path, "utf8") as string;
  const found = parseEnv(text) as Record<string, string>;
  for (const name of Object.keys(found)) process.env[name] ??= found[name];
}

function getBuiltinModule(id: string): unknown {
  validateString(id, "id");
  return builtinModule(id);
}

let uncaughtCapture: ((error: unknown) => void) | null = null;

const functions: Record<string, unknown> = {
  cwd: (): string => op_process_cwd(),
  chdir: refuse("process.chdir()"),
  exit: refuse("process.exit()"),
  reallyExit: refuse("process.reallyExit()"),
  abort: refuse("process.abort()"),
  kill,
  umask,
  nextTick,
  hrtime,
  memoryUsage,
  cpuUsage,
  uptime: (): number => op_process_elapsed() / 1e9,
  constrainedMemory: (): number => 0,
  availableMemory: (): number => 0,
  resourceUsage,
  loadEnvFile,
  emitWarning,
  getBuiltinModule,
  getuid: (): number => facts().uid,
  geteuid: (): number => facts().euid,
  getgid: (): number => facts().gid,
  getegid: (): number => facts().egid,
  getgroups: (): number[] => [facts().gid],
  binding(name: string): never {
    throw nodeError(Error, "ERR_INVALID_MODULE", `No such module: ${name}`);
  },
  setuid: refuse("process.setuid()"),
  seteuid: refuse("process.seteuid()"),
  setgid: refuse("process.setgid()"),
  setegid: refuse("process.setegid()"),
  setgroups: refuse("process.setgroups()"),
  initgroups: refuse("process.initgroups()"),
  execve: refuse("process.execve()"),
  threadCpuUsage: cpuUsage,
  _getActiveHandles: (): unknown[] => [],
  _getActiveRequests: (): unknown[] => [],
  dlopen(module: { exports: unknown }, filename: unknown): void {
    validateString(filename, "filename");
    const { loadAddon } = load("internal/modules/addons") as { loadAddon(filename: string): unknown };
    module.exports = loadAddon(filename);
  },
  getActiveResourcesInfo: (): string[] => [],
  setSourceMapsEnabled(): void {},
  ref(): void {},
  unref(): void {},
  hasUncaughtExceptionCaptureCallback: (): boolean => uncaughtCapture !== null,
  setUncaughtExceptionCaptureCallback(callback: ((error: unknown) => void) | null): void {
    if (callback !== null && typeof callback !== "function") {
      throw new codes.ERR_INVALID_ARG_TYPE!("fn", ["Function", "null"], callback);
    }
    uncaughtCapture = callback;
  },
};

for (const [name, value] of Object.entries({ ...values, ...functions })) {
  Object.defineProperty(process, name, { value, writable: true, enumerable: true, configurable: true });
}
for (const [name, make] of Object.entries(lazy)) defineLazy(name, make);
for (const name of ["_events", "_eventsCount", "_maxListeners"]) {
  Object.defineProperty(process, name, { enumerable: false });
}
Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true, enumerable: false });

/** Gives an uncaught error to the user's capture callback or listeners; answers whether one took it. */
export function deliverUncaught(error: unknown, origin: string): boolean {
  if (uncaughtCapture !== null) {
    uncaughtCapture(error);
    return true;
  }
  process.emit("uncaughtExceptionMonitor", error, origin);
  return process.emit("uncaughtException", error, origin);
}

/** Gives an unhandled rejection to the user's listeners; answers whether there was one. */
export function deliverUnhandledRejection(reason: unknown, promise: Promise<unknown>): boolean {
  return process.emit("unhandledRejection", reason, promise);
}

export default process;

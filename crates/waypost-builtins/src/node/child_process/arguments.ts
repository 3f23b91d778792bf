// What the functions of node:child_process are given, checked and made into a plan for the native half.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateArray, validateBoolean, validateInt32, validateNumber, validateObject, validateString } from "waypost-internal:internal/validators/validators";
import { SIGNALS } from "waypost-internal:node/constants/signals";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { process } from "waypost-internal:node/process/process";
import { fileURLToPath } from "waypost-internal:node/url/url";
import type { Plan } from "waypost-native:node/child_process";

export type Options = Record<string, unknown>;

/** A checked command. */
export interface Command {
  file: string;
  /** With the name it is called by in front. */
  args: string[];
  options: Options;
  plan: Plan;
}

function withoutNulls(text: string, name: string): void {
  if (text.includes("\0")) throw new codes.ERR_INVALID_ARG_VALUE!(name, text, "must be a string without null bytes");
}

/** `(file, args?, options?)` in any of their forms. */
export function commandOf(file: unknown, second?: unknown, third?: unknown): Command {
  validateString(file, "file");
  if (file.length === 0) throw new codes.ERR_INVALID_ARG_VALUE!("file", file, "cannot be empty");
  withoutNulls(file, "file");
  let args: unknown[] = [];
  let given: unknown = third;
  if (Array.isArray(second)) args = second;
  else if (second !== undefined && second !== null) {
    if (typeof second !== "object") throw new codes.ERR_INVALID_ARG_TYPE!("args", "object", second);
    given = second;
  }
  if (given === undefined || given === null) given = {};
  else validateObject(given, "options");
  const options = given as Options;
  const texts = args.map((value, i) => {
    const text = `${value as string}`;
    withoutNulls(text, `args[${i}]`);
    return text;
  });
  check(options);
  const shell = options.shell;
  if (shell) {
    const command = [file, ...texts].join(" ");
    const program = typeof shell === "string" ? shell : "/bin/sh";
    return assemble(program, ["-c", command], options);
  }
  return assemble(file, texts, options);
}

function check(options: Options): void {
  const { cwd, uid, gid, shell, argv0, detached, timeout, signal, killSignal } = options;
  if (cwd !== undefined && cwd !== null && typeof cwd !== "string" && !(cwd instanceof URL)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.cwd", ["string", "URL"], cwd);
  }
  if (detached !== undefined && detached !== null) validateBoolean(detached, "options.detached");
  if (uid !== undefined && uid !== null) validateInt32(uid, "options.uid");
  if (gid !== undefined && gid !== null) validateInt32(gid, "options.gid");
  if (shell !== undefined && shell !== null && typeof shell !== "boolean" && typeof shell !== "string") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.shell", ["boolean", "string"], shell);
  }
  if (argv0 !== undefined && argv0 !== null) validateString(argv0, "options.argv0");
  if (timeout !== undefined && timeout !== null) validateNumber(timeout, "timeout", 0);
  if (signal !== undefined) validateAbortSignal(signal, "options.signal");
  if (killSignal !== undefined && killSignal !== null) signalNumber(killSignal);
}

function assemble(file: string, args: string[], options: Options): Command {
  const argv0 = options.argv0 as string | undefined;
  const plan: Plan = {
    file,
    args,
    argv0,
    cwd: options.cwd instanceof URL ? fileURLToPath(options.cwd) : ((options.cwd ?? undefined) as string | undefined),
    env: environmentOf(options.env),
    stdio: [],
    detached: options.detached === true,
    uid: (options.uid ?? undefined) as number | undefined,
    gid: (options.gid ?? undefined) as number | undefined,
  };
  return { file, args: [argv0 ?? file, ...args], options, plan };
}

function environmentOf(given: unknown): string[] {
  const environment = (given ?? process.env) as Record<string, unknown>;
  const list: string[] = [];
  for (const name in environment) {
    const value = environment[name];
    if (value === undefined) continue;
    const text = `${value as string}`;
    withoutNulls(name, `options.env['${name}']`);
    withoutNulls(text, `options.env['${name}']`);
    list.push(name, text);
  }
  return list;
}

/** The number of a signal. */
export function signalNumber(signal: unknown): number {
  if (typeof signal === "number") {
    if (Object.values(SIGNALS).includes(signal)) return signal;
    throw new codes.ERR_UNKNOWN_SIGNAL!(signal);
  }
  if (typeof signal === "string") {
    const found = SIGNALS[signal] ?? SIGNALS[signal.toUpperCase()];
    if (found !== undefined) return found;
    throw new codes.ERR_UNKNOWN_SIGNAL!(signal);
  }
  throw new codes.ERR_UNKNOWN_SIGNAL!(String(signal));
}

/** The name of a signal's number. */
export function signalName(number: number | null): string | null {
  if (number === null) return null;
  return Object.keys(SIGNALS).find((name) => SIGNALS[name] === number) ?? null;
}

/** The three streams of `options.stdio`, as words and numbers for the native half. */
export function channelsOf(stdio: unknown, usual: string = "pipe"): string[] {
  let list: unknown[];
  if (stdio === undefined || stdio === null) list = [usual, usual, usual];
  else if (typeof stdio === "string") {
    if (!["ignore", "pipe", "overlapped", "inherit"].includes(stdio)) throw new codes.ERR_INVALID_ARG_VALUE!("stdio", stdio);
    list = [stdio, stdio, stdio];
  } else {
    validateArray(stdio, "stdio");
    list = stdio;
  }
  while (list.length < 3) list = [...list, undefined];
  return list.map((one, i) => channelOf(one, i));
}

function channelOf(given: unknown, index: number): string {
  if (given === undefined || given === null) return index < 3 ? "pipe" : "ignore";
  if (given === "ignore" || given === "inherit") return given;
  if (index > 2) {
    throw new codes.ERR_INVALID_ARG_VALUE!("stdio", given, `can only name the three standard streams in waypost, not stream ${index}`);
  }
  if (given === "pipe" || given === "overlapped") return "pipe";
  if (given === "ipc") throw new codes.ERR_INVALID_ARG_VALUE!("stdio", given, "cannot be \"ipc\" in waypost: there is no Node.js at the other end");
  if (typeof given === "number") return given === index ? "inherit" : String(given);
  const fd = (given as { fd?: unknown }).fd;
  if (typeof fd === "number" && fd >= 0) return fd === index ? "inherit" : String(fd);
  throw new codes.ERR_INVALID_ARG_VALUE!("stdio", given);
}

/** Bytes to write to a program. */
export function inputBytes(input: unknown, encoding?: unknown): Uint8Array {
  if (typeof input === "string") return Buffer.from(input, (encoding === "buffer" ? undefined : encoding) as string | undefined);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength);
  throw new codes.ERR_INVALID_ARG_TYPE!("options.stdio[0]", ["Buffer", "TypedArray", "DataView", "string"], input);
}

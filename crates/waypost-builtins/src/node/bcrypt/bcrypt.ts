// The package bcrypt: https://github.com/kelektiv/node.bcrypt.js#api

import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import * as ops from "waypost-internal:internal/crypto/ops";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";

type Data = string | Uint8Array;
type Callback<T> = (error: Error | null | undefined, value?: T) => void;

const DEFAULT_ROUNDS = 10;

export function passwordBytes(data: Data): Uint8Array {
  return typeof data === "string" ? utf8Encode(data) : data;
}

function isData(value: unknown): value is Data {
  return typeof value === "string" || value instanceof Uint8Array;
}

/** A salt; rounds outside 4 to 31 are moved there, as the package does. */
function makeSalt(rounds: unknown, minor: unknown): string {
  if (rounds && typeof rounds !== "number") throw new Error("rounds must be a number");
  if (minor && minor !== "a" && minor !== "b") throw new Error('minor must be either "a" or "b"');
  const cost = Math.min(31, Math.max(4, Math.trunc((rounds as number) || DEFAULT_ROUNDS)));
  return ops.bcryptSalt((minor as string) || "b", cost, randomBytes(16));
}

export function genSaltSync(rounds?: number, minor?: string): string {
  return makeSalt(rounds, minor);
}

export function genSalt(...args: unknown[]): Promise<string> | undefined {
  const callback = args.find((argument) => typeof argument === "function") as Callback<string> | undefined;
  const [rounds, minor] = args.filter((argument) => typeof argument !== "function");
  return answer(async () => makeSalt(rounds, minor), callback);
}

/** By a callback, in a turn of its own, or by a promise. */
function answer<T>(work: () => Promise<T>, callback: Callback<T> | undefined): Promise<T> | undefined {
  if (callback === undefined) return work();
  void answerLater(work, callback);
  return undefined;
}

async function answerLater<T>(work: () => Promise<T>, callback: Callback<T>): Promise<void> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    setImmediate(callback as never, error);
    return;
  }
  setImmediate(callback as never, null, value);
}

function checkHash(data: unknown, salt: unknown): string {
  if (data === undefined || data === null || salt === undefined || salt === null) throw new Error("data and salt arguments required");
  if (!isData(data) || (typeof salt !== "string" && typeof salt !== "number")) {
    throw new Error("data must be a string or Buffer and salt must either be a salt string or a number of rounds");
  }
  return typeof salt === "number" ? makeSalt(salt, "b") : salt;
}

function invalidSalt(): Error {
  return new Error("Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue");
}

export function hashSync(data: Data, salt: string | number): string {
  const text = checkHash(data, salt);
  try {
    return ops.bcrypt(passwordBytes(data), text);
  } catch {
    throw invalidSalt();
  }
}

async function hashLater(data: Data, salt: string | number): Promise<string> {
  const text = checkHash(data, salt);
  try {
    return await ops.bcryptLater(passwordBytes(data), text);
  } catch {
    throw invalidSalt();
  }
}

/** The callback, or the error of a last argument that is none. */
function callbackOf<T>(callback: unknown): Callback<T> | undefined {
  if (callback === undefined || callback === null || typeof callback === "function") return (callback ?? undefined) as Callback<T> | undefined;
  throw new Error("cb must be a function or null to return a Promise");
}

export function hash(data: Data, salt: string | number, callback?: Callback<string>): Promise<string> | undefined {
  if (typeof data === "function") return answer(() => Promise.reject(new Error("data must be a string or Buffer and salt must either be a salt string or a number of rounds")), data as never);
  if (typeof salt === "function") return answer(() => Promise.reject(new Error("data must be a string or Buffer and salt must either be a salt string or a number of rounds")), salt as never);
  return withCallback(callback, () => hashLater(data, salt));
}

function withCallback<T>(callback: unknown, work: () => Promise<T>): Promise<T> | undefined {
  let done: Callback<T> | undefined;
  try {
    done = callbackOf<T>(callback);
  } catch (error) {
    return Promise.reject(error as Error);
  }
  return answer(work, done);
}

function checkCompare(data: unknown, encrypted: unknown): void {
  if (data === undefined || data === null || encrypted === undefined || encrypted === null) throw new Error("data and hash arguments required");
  if (!isData(data) || typeof encrypted !== "string") throw new Error("data must be a string or Buffer and hash must be a string");
}

/** Both are texts of one alphabet; the time tells their lengths only. */
export function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

export function compareSync(data: Data, encrypted: string): boolean {
  checkCompare(data, encrypted);
  try {
    return sameText(ops.bcrypt(passwordBytes(data), encrypted), encrypted);
  } catch {
    return false;
  }
}

async function compareLater(data: Data, encrypted: string): Promise<boolean> {
  checkCompare(data, encrypted);
  try {
    return sameText(await ops.bcryptLater(passwordBytes(data), encrypted), encrypted);
  } catch {
    return false;
  }
}

export function compare(data: Data, encrypted: string, callback?: Callback<boolean>): Promise<boolean> | undefined {
  const misplaced = [data, encrypted].find((argument) => typeof argument === "function");
  if (misplaced !== undefined) return answer(() => Promise.reject(new Error("data and hash arguments required")), misplaced as never);
  return withCallback(callback, () => compareLater(data, encrypted));
}

export function getRounds(encrypted: string): number {
  if (encrypted === undefined || encrypted === null) throw new Error("hash argument required");
  if (typeof encrypted !== "string") throw new Error("hash must be a string");
  const found = /^\$2[abxy]?\$(\d\d)\$/.exec(encrypted);
  if (found === null) throw new Error("invalid hash provided");
  return Number(found[1]);
}

export default { compare, compareSync, genSalt, genSaltSync, getRounds, hash, hashSync };

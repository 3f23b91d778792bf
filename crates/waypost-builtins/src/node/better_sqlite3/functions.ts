// SQL functions as better-sqlite3 defines them.
// https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#functionname-options-function---this

import type { Connection } from "waypost-internal:node/better_sqlite3/connection";
import { valueOf } from "waypost-internal:node/better_sqlite3/statement";
import type { Definition } from "waypost-internal:internal/sqlite/functions";
import { boundOf } from "waypost-internal:internal/sqlite/values";
import * as ops from "waypost-internal:internal/sqlite/ops";
import type { Bound } from "waypost-internal:internal/sqlite/ops";

type Called = (...args: unknown[]) => unknown;
export type Options = Record<string, unknown>;

export function booleanOption(options: Options, name: string): boolean {
  if (!(name in options)) return false;
  const value = options[name];
  if (typeof value !== "boolean") throw new TypeError(`Expected the "${name}" option to be a boolean`);
  return value;
}

export function objectOf(options: unknown, place: string): Options {
  const given = options ?? {};
  if (typeof given !== "object") throw new TypeError(`Expected ${place} argument to be an options object`);
  return given as Options;
}

const MOST_ARGUMENTS = 100;

function lengthOf(called: Called): number {
  const { length } = called;
  if (!Number.isInteger(length) || length < 0) throw new TypeError("Expected function.length to be a positive integer");
  return length;
}

function checkCount(count: number): number {
  if (count > MOST_ARGUMENTS) throw new RangeError("User-defined functions cannot have more than 100 arguments");
  return count;
}

function checkName(name: unknown): asserts name is string {
  if (typeof name !== "string") throw new TypeError("Expected first argument to be a string");
}

function checkNotEmpty(name: string): void {
  if (name === "") throw new TypeError("User-defined function name cannot be an empty string");
}

function answerOf(name: string): (value: unknown) => Bound {
  return (value) => {
    const bound = boundOf(value ?? null);
    if (bound !== undefined) return bound;
    if (typeof value === "bigint") throw new RangeError(`User-defined function ${name}() returned a bigint that was too big`);
    throw new TypeError(`User-defined function ${name}() returned an invalid value`);
  };
}

function define(connection: Connection, name: string, count: number, options: Options, kind: number, definition: Omit<Definition, "argument" | "answer">): void {
  const handle = connection.opened();
  connection.requireIdle();
  connection.requireNoIteratorsEver();
  const bigInts = "safeIntegers" in options ? booleanOption(options, "safeIntegers") : connection.bigInts;
  const bits = (booleanOption(options, "deterministic") ? 1 : 0) | (booleanOption(options, "directOnly") ? 2 : 0) | (bigInts ? 4 : 0);
  const asked = connection.functions.asked({ ...definition, argument: (cell) => valueOf(cell, bigInts), answer: answerOf(name) });
  connection.attempt(() => ops.define(handle, name, count, bits, kind, asked));
}

export function defineFunction(connection: Connection, name: unknown, given: unknown, last: unknown): void {
  const called = typeof given === "function" ? given : last;
  const options = typeof given === "function" ? {} : (given ?? {});
  checkName(name);
  if (typeof called !== "function") throw new TypeError("Expected last argument to be a function");
  if (typeof options !== "object") throw new TypeError("Expected second argument to be an options object");
  checkNotEmpty(name);
  const count = booleanOption(options as Options, "varargs") ? -1 : checkCount(lengthOf(called as Called));
  define(connection, name, count, options as Options, 0, { call: called as Called });
}

function functionOption(options: Options, name: string): Called | undefined {
  const value = name in options ? options[name] : null;
  if (typeof value === "function") return value as Called;
  if (value !== null && value !== undefined) throw new TypeError(`Expected the "${name}" option to be a function`);
  return undefined;
}

export function defineAggregate(connection: Connection, name: unknown, given: unknown): void {
  checkName(name);
  if (typeof given !== "object" || given === null) throw new TypeError("Expected second argument to be an options object");
  checkNotEmpty(name);
  const options = given as Options;
  const step = functionOption(options, "step");
  if (step === undefined) throw new TypeError('Missing required option "step"');
  const inverse = functionOption(options, "inverse");
  const result = functionOption(options, "result");
  let count = -1;
  if (!booleanOption(options, "varargs")) {
    // The first argument of both is the accumulator.
    count = checkCount(Math.max(0, Math.max(lengthOf(step), inverse === undefined ? 0 : lengthOf(inverse)) - 1));
  }
  const start = "start" in options ? options.start : null;
  define(connection, name, count, options, inverse === undefined ? 1 : 2, { start, step, inverse, result, keepsOnUndefined: true });
}

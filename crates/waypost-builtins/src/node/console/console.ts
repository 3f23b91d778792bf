// The global console and node:console.

import { codes } from "waypost-internal:internal/errors/errors";
import { formatFrames } from "waypost-internal:internal/errors/stack";
import { validateArray, validateInteger, validateObject, validateOneOf } from "waypost-internal:internal/validators/validators";
import { outputSettings, writeOutput } from "waypost-internal:node/console/output";
import { renderTable, tableOf } from "waypost-internal:node/console/table";
import { formatWithOptions } from "waypost-internal:node/util/format";
import { inspect, type InspectOptions } from "waypost-internal:node/util/inspect";
import { process } from "waypost-internal:node/process/process";

interface Sink {
  write(text: string, callback?: () => void): unknown;
  once?(event: string, listener: () => void): unknown;
  removeListener?(event: string, listener: () => void): unknown;
  isTTY?: boolean;
  getColorDepth?(): number;
}

/** What `new Console` takes. */
export interface ConsoleOptions {
  stdout: Sink;
  stderr?: Sink;
  ignoreErrors?: boolean;
  colorMode?: boolean | "auto";
  inspectOptions?: InspectOptions;
  groupIndentation?: number;
}

/** The state behind the methods of one console. */
class Printer {
  indent = "";
  indentWidth = 2;
  counts: Map<string, number> = new Map();
  timers: Map<string, number> = new Map();
  write: (fd: number, text: string) => void;
  optionsOf: (fd: number) => InspectOptions;

  constructor(write: (fd: number, text: string) => void, optionsOf: (fd: number) => InspectOptions) {
    this.write = write;
    this.optionsOf = optionsOf;
  }

  print(fd: number, text: string): void {
    let line = text;
    if (this.indent.length > 0) {
      if (line.includes("\n")) line = line.replaceAll("\n", `\n${this.indent}`);
      line = this.indent + line;
    }
    this.write(fd, `${line}\n`);
  }

  format(fd: number, args: unknown[]): string {
    if (args.length === 1 && typeof args[0] === "string") return args[0];
    return formatWithOptions(this.optionsOf(fd), ...args);
  }
}

const OUT = 1;
const ERR = 2;

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** `1.234s`, `12.3ms`, `1:02.500 (m:ss.mmm)`. */
function duration(ms: number): string {
  const hours = Math.floor(ms / 3600000);
  const minutes = Math.floor((ms % 3600000) / 60000);
  const seconds = (ms % 60000) / 1000;
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(Math.floor(seconds))}.${millis(seconds)} (h:mm:ss.mmm)`;
  if (minutes > 0) return `${minutes}:${pad(Math.floor(seconds))}.${millis(seconds)} (m:ss.mmm)`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(3)}s`;
  return `${Number(ms.toFixed(3))}ms`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

function millis(seconds: number): string {
  return String(Math.floor((seconds % 1) * 1000)).padStart(3, "0");
}

type Methods = Record<string, (...args: never[]) => unknown>;

function methodsOf(printer: Printer): Methods {
  const error = (...args: unknown[]): void => printer.print(ERR, printer.format(ERR, args));
  const log = (...args: unknown[]): void => printer.print(OUT, printer.format(OUT, args));
  return { ...loggers(printer, log, error), ...groups(printer, log), ...counters(printer, log), ...timers(printer, log) } as Methods;
}

function loggers(printer: Printer, log: (...args: unknown[]) => void, error: (...args: unknown[]) => void): object {
  return {
    log(...args: unknown[]): void {
      log(...args);
    },
    warn(...args: unknown[]): void {
      error(...args);
    },
    dir(value: unknown = undefined, options: InspectOptions | undefined = undefined): void {
      printer.print(OUT, inspect(value, { customInspect: false, ...printer.optionsOf(OUT), ...options }));
    },
    error(...args: unknown[]): void {
      error(...args);
    },
    debug(...args: unknown[]): void {
      log(...args);
    },
    info(...args: unknown[]): void {
      log(...args);
    },
    dirxml(...args: unknown[]): void {
      log(...args);
    },
    trace(...args: unknown[]): void {
      const text = args.length > 0 ? `Trace: ${printer.format(ERR, args)}` : "Trace";
      // The first frame is this method.
      const frames = formatFrames(new Error().stack ?? "").filter((frame) => !frame.includes("waypost-internal:"));
      printer.print(ERR, [text, ...frames].join("\n"));
    },
    assert(condition: unknown = undefined, ...args: unknown[]): void {
      if (condition) return;
      if (typeof args[0] === "string") args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift("Assertion failed");
      error(...args);
    },
    clear(): void {
      if (process.stdout.isTTY && process.env.TERM !== "dumb") printer.write(OUT, "\u001b[1;1H\u001b[0J");
    },
    table(data: unknown = undefined, columns: string[] | undefined = undefined): void {
      if (columns !== undefined) validateArray(columns, "properties");
      const table = typeof data === "object" && data !== null ? tableOf(data, columns) : undefined;
      if (table === undefined) log(data);
      else log(renderTable(table.head, table.columns));
    },
  };
}

function groups(printer: Printer, log: (...args: unknown[]) => void): object {
  const group = (...args: unknown[]): void => {
    if (args.length > 0) log(...args);
    printer.indent += " ".repeat(printer.indentWidth);
  };
  return {
    group(...args: unknown[]): void {
      group(...args);
    },
    groupCollapsed(...args: unknown[]): void {
      group(...args);
    },
    groupEnd(): void {
      printer.indent = printer.indent.slice(0, printer.indent.length - printer.indentWidth);
    },
  };
}

function warn(message: string): void {
  process.emitWarning(message);
}

function counters(printer: Printer, log: (...args: unknown[]) => void): object {
  return {
    count(label: unknown = "default"): void {
      const name = `${label as string}`;
      const count = (printer.counts.get(name) ?? 0) + 1;
      printer.counts.set(name, count);
      log(`${name}: ${count}`);
    },
    countReset(label: unknown = "default"): void {
      const name = `${label as string}`;
      if (!printer.counts.delete(name)) warn(`Count for '${name}' does not exist`);
    },
  };
}

function timers(printer: Printer, log: (...args: unknown[]) => void): object {
  const elapsed = (method: string, name: string): number | undefined => {
    const start = printer.timers.get(name);
    if (start !== undefined) return now() - start;
    warn(`No such label '${name}' for console.${method}()`);
    return undefined;
  };
  return {
    time(label: unknown = "default"): void {
      const name = `${label as string}`;
      if (printer.timers.has(name)) warn(`Label '${name}' already exists for console.time()`);
      else printer.timers.set(name, now());
    },
    timeEnd(label: unknown = "default"): void {
      const name = `${label as string}`;
      const ms = elapsed("timeEnd", name);
      if (ms === undefined) return;
      log("%s: %s", name, duration(ms));
      printer.timers.delete(name);
    },
    timeLog(label: unknown = "default", ...data: unknown[]): void {
      const name = `${label as string}`;
      const ms = elapsed("timeLog", name);
      if (ms !== undefined) log("%s: %s", name, duration(ms), ...data);
    },
    timeStamp(): void {},
    profile(): void {},
    profileEnd(): void {},
  };
}

function sinkOptions(options: ConsoleOptions, sinks: (Sink | undefined)[]): (fd: number) => InspectOptions {
  const mode = options.colorMode ?? "auto";
  return (fd) => {
    const sink = sinks[fd];
    const colors = mode === "auto" ? sink?.isTTY === true && (sink.getColorDepth?.() ?? 1) > 2 : mode;
    return options.inspectOptions === undefined ? { colors } : { colors, ...options.inspectOptions };
  };
}

function isSink(value: unknown): value is Sink {
  return typeof (value as Sink | null)?.write === "function";
}

function setUp(target: object, first: Sink | ConsoleOptions, stderr?: Sink, ignoreErrors: boolean = true): void {
  const options: ConsoleOptions =
    !first || isSink(first) ? { stdout: first as Sink, stderr, ignoreErrors } : (first as ConsoleOptions);
  const out = options.stdout;
  const err = options.stderr ?? out;
  if (!isSink(out)) throw new codes.ERR_CONSOLE_WRITABLE_STREAM!("stdout");
  if (!isSink(err)) throw new codes.ERR_CONSOLE_WRITABLE_STREAM!("stderr");
  validateOneOf(options.colorMode ?? "auto", "colorMode", ["auto", true, false]);
  if (options.inspectOptions !== undefined) validateObject(options.inspectOptions, "options.inspectOptions");
  const sinks = [undefined, out, err];
  const ignores = options.ignoreErrors ?? true;
  const printer = new Printer((fd, text) => writeSink(sinks[fd] as Sink, text, ignores), sinkOptions(options, sinks));
  if (options.groupIndentation !== undefined) {
    validateInteger(options.groupIndentation, "groupIndentation", 0, 1000);
    printer.indentWidth = options.groupIndentation;
  }
  const methods = methodsOf(printer);
  for (const name of Object.keys(methods)) {
    // A subclass may have its own `log`.
    const own = (target as Methods)[name];
    const isInherited = own !== undefined && !Object.hasOwn(target, name) && Object.getPrototypeOf(target) !== Console.prototype;
    const value = isInherited ? own.bind(target as never) : methods[name];
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
  }
  Object.defineProperties(target, {
    _stdout: { value: out, writable: true, configurable: true },
    _stderr: { value: err, writable: true, configurable: true },
    _ignoreErrors: { value: ignores, writable: true, configurable: true },
  });
}

function writeSink(sink: Sink, text: string, ignoreErrors: boolean): void {
  if (!ignoreErrors || sink.once === undefined) {
    sink.write(text);
    return;
  }
  const noop = (): void => {};
  // A failing stream must not end the program because something was logged.
  sink.once("error", noop);
  try {
    sink.write(text, noop);
  } finally {
    sink.removeListener?.("error", noop);
  }
}

interface ConsoleConstructor {
  new (first: Sink | ConsoleOptions, stderr?: Sink, ignoreErrors?: boolean): Console;
  (first: Sink | ConsoleOptions, stderr?: Sink, ignoreErrors?: boolean): Console;
  prototype: Console;
}

/** A console; `console` is one. */
export interface Console {
  log(...args: unknown[]): void;
  [name: string]: unknown;
}

export const Console: ConsoleConstructor = function Console(this: object, first: Sink | ConsoleOptions, stderr?: Sink, ignoreErrors?: boolean): unknown {
  if (!new.target) return new Console(first, stderr, ignoreErrors);
  setUp(this, first, stderr, ignoreErrors);
  return undefined;
} as unknown as ConsoleConstructor;
Object.defineProperty(Console, "name", { value: "Console", configurable: true });

const settings: ({ colors: boolean } | undefined)[] = [];

function globalOptions(fd: number): InspectOptions {
  const known = (settings[fd] ??= outputSettings(fd));
  return known.colors ? { colors: true } : {};
}

// https://console.spec.whatwg.org/#console-namespace: its prototype is an empty object of its own.
// `Object.prototype.toString.call(console)` is "[object console]" everywhere.
export const console: Console = Object.assign(Object.create({}), methodsOf(new Printer(writeOutput, globalOptions))) as unknown as Console;
Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
Object.defineProperties(console, {
  Console: { value: Console, writable: true, configurable: true, enumerable: true },
  context: { value: (): Console => console, writable: true, configurable: true, enumerable: true },
  createTask: {
    value: (): object => ({ run: (task: () => unknown): unknown => task() }),
    writable: true,
    configurable: true,
    enumerable: true,
  },
  _stdout: { get: () => process.stdout, configurable: true },
  _stderr: { get: () => process.stderr, configurable: true },
});

export default console;

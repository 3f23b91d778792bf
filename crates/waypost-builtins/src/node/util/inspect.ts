// util.inspect: the entry, its options, and the way of one value: primitive, proxy, custom, circular, object.

import { validateObject } from "waypost-internal:internal/validators/validators";
import { formatObject } from "waypost-internal:node/util/inspect_object";
import { formatPrimitive } from "waypost-internal:node/util/inspect_primitive";
import { formatProxy } from "waypost-internal:node/util/inspect_kinds";
import { op_util_proxy_target } from "waypost-native:node/util";

type Style = "special" | "number" | "bigint" | "boolean" | "undefined" | "null" | "string" | "symbol" | "date" | "regexp" | "module" | "name";
export type Stylize = (text: string, style: Style) => string;

/** The options users may give. */
export interface InspectOptions {
  showHidden?: boolean;
  depth?: number | null;
  colors?: boolean;
  customInspect?: boolean;
  showProxy?: boolean;
  maxArrayLength?: number | null;
  maxStringLength?: number | null;
  breakLength?: number;
  compact?: boolean | number;
  sorted?: boolean | ((a: string, b: string) => number);
  getters?: boolean | "get" | "set";
  numericSeparator?: boolean;
}

/** The state of one call of `inspect`. */
export interface Context extends Required<InspectOptions> {
  budget: Record<number, number>;
  indentation: number;
  seen: object[];
  currentDepth: number;
  stylize: Stylize;
  circular: Map<object, number> | undefined;
  userOptions: InspectOptions | undefined;
}

const defaults: Required<InspectOptions> = {
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

export const customInspectSymbol: symbol = Symbol.for("nodejs.util.inspect.custom");

interface Inspect {
  (value: unknown, options?: InspectOptions): string;
  (value: unknown, showHidden?: boolean, depth?: number | null, colors?: boolean): string;
  custom: symbol;
  colors: Record<string, [number, number]>;
  styles: Record<string, string>;
  defaultOptions: InspectOptions;
}

function newContext(): Context {
  return {
    ...defaults,
    budget: {},
    indentation: 0,
    seen: [],
    currentDepth: 0,
    stylize: plain,
    circular: undefined,
    userOptions: undefined,
  };
}

export const inspect: Inspect = function inspect(value: unknown, options?: InspectOptions | boolean): string {
  const context = newContext();
  if (arguments.length > 1) {
    // The old signature: (value, showHidden, depth, colors).
    if (arguments[2] !== undefined) context.depth = arguments[2] as number;
    if (arguments[3] !== undefined) context.colors = arguments[3] as boolean;
    if (typeof options === "boolean") context.showHidden = options;
    else if (options) applyOptions(context, options);
  }
  if (context.colors) context.stylize = withColor;
  if (context.maxArrayLength === null) context.maxArrayLength = Infinity;
  if (context.maxStringLength === null) context.maxStringLength = Infinity;
  return formatValue(context, value, 0);
} as Inspect;

function applyOptions(context: Context, options: InspectOptions): void {
  for (const key of Object.keys(options)) {
    if (Object.hasOwn(defaults, key) || key === "stylize") {
      (context as unknown as Record<string, unknown>)[key] = (options as Record<string, unknown>)[key];
    } else if (context.userOptions === undefined) {
      // Kept for custom inspection functions, which may define options of their own.
      context.userOptions = options;
    }
  }
}

inspect.custom = customInspectSymbol;

Object.defineProperty(inspect, "defaultOptions", {
  configurable: true,
  enumerable: true,
  get: (): InspectOptions => defaults,
  set(options: InspectOptions): void {
    validateObject(options, "options");
    Object.assign(defaults, options);
  },
});

const COLORS: Record<string, [number, number]> = Object.assign(Object.create(null) as Record<string, [number, number]>, {
  reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], blink: [5, 25],
  inverse: [7, 27], hidden: [8, 28], strikethrough: [9, 29], doubleunderline: [21, 24],
  black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], magenta: [35, 39],
  cyan: [36, 39], white: [37, 39],
  bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgYellow: [43, 49], bgBlue: [44, 49],
  bgMagenta: [45, 49], bgCyan: [46, 49], bgWhite: [47, 49],
  framed: [51, 54], overlined: [53, 55], gray: [90, 39],
  redBright: [91, 39], greenBright: [92, 39], yellowBright: [93, 39], blueBright: [94, 39],
  magentaBright: [95, 39], cyanBright: [96, 39], whiteBright: [97, 39],
  bgGray: [100, 49], bgRedBright: [101, 49], bgGreenBright: [102, 49], bgYellowBright: [103, 49],
  bgBlueBright: [104, 49], bgMagentaBright: [105, 49], bgCyanBright: [106, 49], bgWhiteBright: [107, 49],
});

const ALIASES: [string, string][] = [
  ["gray", "grey"], ["gray", "blackBright"], ["bgGray", "bgGrey"], ["bgGray", "bgBlackBright"], ["dim", "faint"],
  ["strikethrough", "crossedout"], ["strikethrough", "strikeThrough"], ["strikethrough", "crossedOut"],
  ["hidden", "conceal"], ["inverse", "swapcolors"], ["inverse", "swapColors"], ["doubleunderline", "doubleUnderline"],
];
for (const [target, alias] of ALIASES) {
  Object.defineProperty(COLORS, alias, {
    configurable: true,
    enumerable: false,
    get: (): unknown => COLORS[target],
    set(value: [number, number]): void {
      COLORS[target] = value;
    },
  });
}
inspect.colors = COLORS;

inspect.styles = Object.assign(Object.create(null) as Record<string, string>, {
  special: "cyan",
  number: "yellow",
  bigint: "yellow",
  boolean: "yellow",
  undefined: "grey",
  null: "bold",
  string: "green",
  symbol: "green",
  date: "magenta",
  regexp: "red",
  module: "underline",
});

export function withColor(text: string, style: string): string {
  const name = inspect.styles[style];
  const color = name === undefined ? undefined : inspect.colors[name];
  return color === undefined ? text : `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
}

export function plain(text: string): string {
  return text;
}

/** Formats any value at `depth` levels below the top. */
export function formatValue(context: Context, value: unknown, depth: number, isTypedArray?: boolean): string {
  if ((typeof value !== "object" && typeof value !== "function") || isUndetectable(value)) {
    return formatPrimitive(context.stylize, value, context);
  }
  if (value === null) return context.stylize("null", "null");
  const given = value;
  let target: object = value;
  const proxied = op_util_proxy_target(value);
  if (proxied !== undefined) {
    if (proxied === null || context.showProxy) return formatProxy(context, value, proxied, depth);
    target = proxied;
    // A proxy of a proxy: the innermost object is shown.
    for (let inner = op_util_proxy_target(target); inner !== undefined; inner = op_util_proxy_target(target)) {
      if (inner === null) return formatProxy(context, target, null, depth);
      target = inner;
    }
  }
  if (context.customInspect) {
    const custom = formatCustom(context, target, given, proxied !== undefined, depth);
    if (custom !== undefined) return custom;
  }
  if (context.seen.includes(target)) return formatCircular(context, target);
  return formatObject(context, target, depth, isTypedArray);
}

function isUndetectable(value: unknown): boolean {
  return typeof value === "undefined";
}

function formatCircular(context: Context, value: object): string {
  context.circular ??= new Map();
  let index = context.circular.get(value);
  if (index === undefined) {
    index = context.circular.size + 1;
    context.circular.set(value, index);
  }
  return context.stylize(`[Circular *${index}]`, "special");
}

type CustomInspect = (this: unknown, depth: number | null, options: InspectOptions, inspect: Inspect) => unknown;

function formatCustom(context: Context, value: object, given: object, isForeign: boolean, depth: number): string | undefined {
  const custom = (value as Record<symbol, unknown>)[customInspectSymbol];
  if (typeof custom !== "function" || custom === inspect) return undefined;
  const { constructor } = value as { constructor?: { prototype?: unknown } };
  // A prototype looked at for itself is an ordinary object.
  if (constructor && constructor.prototype === value) return undefined;
  const left = context.depth === null ? null : context.depth - depth;
  const foreign = isForeign || !(given instanceof Object);
  const result = (custom as CustomInspect).call(given, left, userOptionsOf(context, foreign), inspect);
  if (result === given) return undefined;
  if (typeof result === "object") return formatValue(context, result, depth);
  return String(result).replaceAll("\n", `\n${" ".repeat(context.indentation)}`);
}

function userOptionsOf(context: Context, isForeign: boolean): InspectOptions {
  const options: Record<string, unknown> = { ...context.userOptions };
  for (const key of Object.keys(defaults)) options[key] = (context as unknown as Record<string, unknown>)[key];
  options.stylize = (value: unknown, flavour: Style): string => context.stylize(String(value), flavour);
  if (isForeign) Object.setPrototypeOf(options, null);
  return options as InspectOptions;
}

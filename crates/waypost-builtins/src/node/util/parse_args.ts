// util.parseArgs.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateArray, validateBoolean, validateObject, validateString, validateUnion } from "waypost-internal:internal/validators/validators";
import { process } from "waypost-internal:node/process/process";

interface OptionConfig {
  type: "string" | "boolean";
  short?: string;
  multiple?: boolean;
  default?: unknown;
}
interface Config {
  args?: string[];
  options?: Record<string, OptionConfig>;
  strict?: boolean;
  allowPositionals?: boolean;
  allowNegative?: boolean;
  tokens?: boolean;
}
type Token =
  | { kind: "option"; name: string; rawName: string; index: number; value: string | undefined; inlineValue: boolean | undefined }
  | { kind: "positional"; index: number; value: string }
  | { kind: "option-terminator"; index: number };

interface Parsed {
  values: Record<string, unknown>;
  positionals: string[];
  tokens?: Token[];
}

export function parseArgs(config: Config = {}): Parsed {
  validateObject(config, "config");
  const options = own(config, "options", {} as Record<string, OptionConfig>);
  const args = own(config, "args", process.argv.slice(2));
  const strict = own(config, "strict", true);
  const allowPositionals = own(config, "allowPositionals", !strict);
  const allowNegative = own(config, "allowNegative", false);
  validateArray(args, "args");
  validateBoolean(strict, "strict");
  validateBoolean(allowPositionals, "allowPositionals");
  validateBoolean(allowNegative, "allowNegative");
  if (config.tokens !== undefined) validateBoolean(config.tokens, "tokens");
  validateObject(options, "options");
  checkOptions(options);
  const tokens = tokenize([...args], options);
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option") {
      if (strict) checkToken(token, options, allowPositionals, allowNegative);
      store(token, values, options, allowNegative);
    } else if (token.kind === "positional") {
      if (!allowPositionals) throw new codes.ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL!(token.value);
      positionals.push(token.value);
    }
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.default !== undefined && values[name] === undefined && name !== "__proto__") values[name] = option.default;
  }
  return config.tokens ? { values, positionals, tokens } : { values, positionals };
}

function own<T>(config: object, key: string, fallback: T): T {
  const value = Object.hasOwn(config, key) ? (config as Record<string, T>)[key] : undefined;
  return value === undefined ? fallback : value;
}

function checkOptions(options: Record<string, OptionConfig>): void {
  for (const [name, option] of Object.entries(options)) {
    validateObject(option, `options.${name}`);
    validateUnion(option.type, `options.${name}.type`, ["string", "boolean"]);
    if (Object.hasOwn(option, "short")) {
      validateString(option.short, `options.${name}.short`);
      if (option.short.length !== 1) {
        throw new codes.ERR_INVALID_ARG_VALUE!(`options.${name}.short`, option.short, "must be a single character");
      }
    }
    const multiple = own(option, "multiple", false);
    validateBoolean(multiple, `options.${name}.multiple`);
    if (option.default === undefined) continue;
    const check = option.type === "string" ? validateString : validateBoolean;
    if (!multiple) (check as (v: unknown, n: string) => void)(option.default, `options.${name}.default`);
    else {
      validateArray(option.default, `options.${name}.default`);
      option.default.forEach((one, i) => (check as (v: unknown, n: string) => void)(one, `options.${name}.default[${i}]`));
    }
  }
}

function byShort(short: string, options: Record<string, OptionConfig>): string {
  return Object.entries(options).find(([, option]) => option.short === short)?.[0] ?? short;
}

function typeOf(name: string, options: Record<string, OptionConfig>): string | undefined {
  return Object.hasOwn(options, name) ? options[name]!.type : undefined;
}

function tokenize(args: string[], options: Record<string, OptionConfig>): Token[] {
  const tokens: Token[] = [];
  let index = -1;
  let groups = 0;
  const rest = args;
  while (rest.length > 0) {
    const arg = rest.shift() as string;
    const next = rest[0];
    if (groups > 0) groups--;
    else index++;
    if (arg === "--") {
      tokens.push({ kind: "option-terminator", index });
      for (const value of rest) tokens.push({ kind: "positional", index: ++index, value });
      break;
    }
    if (/^-[^-]$/.test(arg)) {
      const name = byShort(arg[1]!, options);
      let value: string | undefined;
      let inlineValue: boolean | undefined;
      if (typeOf(name, options) === "string" && next !== undefined) {
        value = rest.shift();
        inlineValue = false;
      }
      tokens.push({ kind: "option", name, rawName: arg, index, value, inlineValue });
      if (value !== undefined) index++;
    } else if (/^-[^-]./.test(arg)) {
      const name = byShort(arg[1]!, options);
      if (typeOf(name, options) === "string") {
        tokens.push({ kind: "option", name, rawName: `-${arg[1]}`, index, value: arg.slice(2), inlineValue: true });
        continue;
      }
      // `-abc`: flags one by one; the first that takes a value takes the remainder.
      const expanded: string[] = [];
      for (let i = 1; i < arg.length; i++) {
        const isLast = i === arg.length - 1;
        if (typeOf(byShort(arg[i]!, options), options) !== "string" || isLast) expanded.push(`-${arg[i]}`);
        else {
          expanded.push(`-${arg.slice(i)}`);
          break;
        }
      }
      rest.unshift(...expanded);
      groups = expanded.length;
      if (groups > 0) index--;
      groups = 0;
      index = pushGroup(tokens, rest, expanded.length, index, options);
    } else if (/^--[^=]+$/.test(arg) || arg.startsWith("--") && !arg.includes("=", 3) && arg.length > 2) {
      const name = arg.slice(2);
      let value: string | undefined;
      let inlineValue: boolean | undefined;
      if (typeOf(name, options) === "string" && next !== undefined) {
        value = rest.shift();
        inlineValue = false;
      }
      tokens.push({ kind: "option", name, rawName: arg, index, value, inlineValue });
      if (value !== undefined) index++;
    } else if (arg.startsWith("--") && arg.length > 2) {
      const equals = arg.indexOf("=", 3);
      const name = arg.slice(2, equals);
      tokens.push({ kind: "option", name, rawName: `--${name}`, index, value: arg.slice(equals + 1), inlineValue: true });
    } else tokens.push({ kind: "positional", index, value: arg });
  }
  return tokens;
}

/** The tokens of an expanded group: all have the index of the one argument they came from. */
function pushGroup(tokens: Token[], rest: string[], count: number, before: number, options: Record<string, OptionConfig>): number {
  let index = before + 1;
  for (let i = 0; i < count; i++) {
    const arg = rest.shift() as string;
    const name = byShort(arg[1]!, options);
    if (arg.length > 2) {
      tokens.push({ kind: "option", name, rawName: `-${arg[1]}`, index, value: arg.slice(2), inlineValue: true });
      continue;
    }
    const takesNext = i === count - 1 && typeOf(name, options) === "string" && rest.length > 0;
    const value = takesNext ? rest.shift() : undefined;
    tokens.push({ kind: "option", name, rawName: arg, index, value, inlineValue: takesNext ? false : undefined });
    if (takesNext) index++;
  }
  return index;
}

type OptionToken = Extract<Token, { kind: "option" }>;

function checkToken(token: OptionToken, options: Record<string, OptionConfig>, allowPositionals: boolean, allowNegative: boolean): void {
  let { name } = token;
  const isNegative = allowNegative && !Object.hasOwn(options, name) && name.startsWith("no-");
  if (isNegative) name = name.slice(3);
  if (!Object.hasOwn(options, name)) throw new codes.ERR_PARSE_ARGS_UNKNOWN_OPTION!(token.rawName, allowPositionals);
  const option = options[name]!;
  const short = option.short === undefined ? "" : `-${option.short}, `;
  if (option.type === "string" && typeof token.value !== "string") {
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE!(`Option '${short}--${name} <value>' argument missing`);
  }
  if (option.type === "boolean" && token.value !== undefined) {
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE!(`Option '${short}--${name}' does not take an argument`);
  }
  if (token.inlineValue === false && typeof token.value === "string" && token.value.length > 1 && token.value.startsWith("-")) {
    const example = token.rawName.startsWith("--") ? `'${token.rawName}=-XYZ'` : `'--${name}=-XYZ' or '${token.rawName}-XYZ'`;
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE!(
      `Option '${token.rawName}' argument is ambiguous.\nDid you forget to specify the option argument for '${token.rawName}'?\nTo specify an option argument starting with a dash use ${example}.`,
    );
  }
}

function store(token: OptionToken, values: Record<string, unknown>, options: Record<string, OptionConfig>, allowNegative: boolean): void {
  let { name } = token;
  if (name === "__proto__") return;
  let value: unknown = token.value ?? true;
  if (allowNegative && token.value === undefined && name.startsWith("no-") && !Object.hasOwn(options, name)) {
    name = name.slice(3);
    value = false;
  }
  const isMultiple = Object.hasOwn(options, name) && options[name]!.multiple === true;
  if (!isMultiple) values[name] = value;
  else if (values[name] === undefined) values[name] = [value];
  else (values[name] as unknown[]).push(value);
}

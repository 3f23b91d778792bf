// Checks `redirects`, `rewrites` and `headers` as Next.js does, with its messages, and reduces
// each rule to what the server needs.
//
// https://nextjs.org/docs/messages/invalid-route-source and what is linked from there. Rules come
// from user code, so nothing about their shape is taken for granted.

import { type Param, parsePattern, type Token } from "waypost-internal:next/config_file/path_pattern";
import { plain } from "waypost-internal:next/config_file/plain";

type Kind = "redirect" | "rewrite" | "header";
type Fields = Record<string, unknown>;

/** A rule as the app image has it. */
export interface Rule {
  source: string;
  ignore_base_path: boolean;
  ignore_locale: boolean;
  has: Condition[];
  missing: Condition[];
  destination?: string;
  status?: number;
  headers?: [string, string][];
}

interface Condition {
  type: string;
  key?: string | undefined;
  value?: string | undefined;
}

/** What is wrong with one rule, and what would be right. */
export interface Problem {
  message: string;
  help?: string;
}

const TYPES = ["header", "cookie", "query", "host"];
const STATUS_CODES = [301, 302, 303, 307, 308];
const LONGEST_REGEX = 4096;
const FIELDS: Record<Kind, string[]> = {
  redirect: ["basePath", "statusCode", "permanent", "destination"],
  rewrite: ["basePath", "destination"],
  header: ["basePath", "headers"],
};

/** The rules of one list; what is wrong is added to `problems`. */
export function checkRules(list: unknown, kind: Kind, problems: Problem[]): Rule[] {
  if (!Array.isArray(list)) {
    problems.push({
      message: `${kind}s must return an array, received ${typeof list}.`,
      help: "see https://nextjs.org/docs/messages/routes-must-be-array",
    });
    return [];
  }
  const rules: Rule[] = [];
  for (const item of list as unknown[]) {
    const checked = new RuleCheck(kind, item).run();
    if ("message" in checked) problems.push(checked);
    else rules.push(checked);
  }
  return rules;
}

/** The check of one rule. */
class RuleCheck {
  readonly #kind: Kind;
  readonly #item: unknown;
  readonly #parts: string[] = [];
  readonly #notes: string[] = [];

  constructor(kind: Kind, item: unknown) {
    this.#kind = kind;
    this.#item = item;
  }

  run(): Rule | Problem {
    const kind = this.#kind;
    if (typeof this.#item !== "object" || this.#item === null) {
      const other = kind === "header" ? "headers" : "destination";
      return this.#problem(`The route ${json(this.#item)} is not a valid object with \`source\` and \`${other}\``);
    }
    const rule = this.#item as Fields;
    const { destination } = rule;
    if (kind === "rewrite" && rule.basePath === false && typeof destination === "string" && !isUrl(destination)) {
      return this.#problem(
        `The route ${String(rule.source)} rewrites urls outside of the basePath. Please use a destination that starts with \`http://\` or \`https://\` https://nextjs.org/docs/messages/invalid-external-rewrite`,
      );
    }
    this.#flag(rule, "basePath");
    this.#flag(rule, "locale");
    this.#conditions(rule, "has");
    this.#conditions(rule, "missing");
    this.#source(rule.source);
    if (kind === "header") this.#headers(rule.headers);
    else this.#destination(destination);
    if (kind === "redirect") this.#status(rule);
    this.#patterns(rule);
    const known = new Set(["source", "locale", "has", "missing", ...FIELDS[kind]]);
    const unknown = Object.keys(rule).filter((key) => !known.has(key));
    if (unknown.length > 0) {
      this.#parts.push(`invalid field${unknown.length === 1 ? "" : "s"}: ${unknown.join(",")}`);
    }
    if (this.#parts.length > 0) return this.#problem(`${this.#parts.join(", ")} for route ${json(rule)}`);
    return this.#result(rule);
  }

  #problem(text: string): Problem {
    const message = `Invalid ${this.#kind} found: ${text}`;
    return this.#notes.length === 0 ? { message } : { message, help: this.#notes.join("; ") };
  }

  #flag(rule: Fields, name: "basePath" | "locale"): void {
    const value = rule[name];
    if (value !== undefined && value !== false) this.#parts.push(`\`${name}\` must be undefined or false`);
  }

  #conditions(rule: Fields, name: "has" | "missing"): void {
    const items = rule[name];
    if (items === undefined || items === null) return;
    if (!Array.isArray(items)) {
      this.#parts.push(`\`${name}\` must be undefined or valid has object`);
      return;
    }
    const faults = (items as unknown[]).map(conditionFaults).filter((fault) => fault !== undefined);
    if (faults.length === 0) return;
    const noun = `item${faults.length === 1 ? "" : "s"}`;
    this.#parts.push(`invalid \`${name}\` ${noun} found (${faults.join("; ")})`);
    this.#notes.push(
      `a valid \`${name}\` item has a type (${TYPES.join(", ")}), the key to check for, and as value undefined or a string to match against`,
    );
  }

  #source(source: unknown): void {
    if (!source) this.#parts.push("`source` is missing");
    else if (typeof source !== "string") this.#parts.push("`source` is not a string");
    else if (!source.startsWith("/")) this.#parts.push("`source` does not start with /");
  }

  #destination(destination: unknown): void {
    if (!destination) this.#parts.push("`destination` is missing");
    else if (typeof destination !== "string") this.#parts.push("`destination` is not a string");
    else if (this.#kind === "rewrite" && !destination.startsWith("/") && !isUrl(destination)) {
      this.#parts.push("`destination` does not start with `/`, `http://`, or `https://`");
    }
  }

  #headers(headers: unknown): void {
    if (!Array.isArray(headers)) {
      this.#parts.push("`headers` field must be an array");
      return;
    }
    if (headers.length === 0) this.#parts.push("`headers` field cannot be empty");
    for (const item of headers as unknown[]) {
      if (typeof item !== "object" || item === null) {
        this.#parts.push("`headers` items must be object with { key: '', value: '' }");
        return;
      }
      const { key, value } = item as Fields;
      if (typeof key !== "string") {
        this.#parts.push("`key` in header item must be string");
        return;
      }
      if (typeof value !== "string") {
        this.#parts.push("`value` in header item must be string");
        return;
      }
    }
  }

  #status(rule: Fields): void {
    const { statusCode, permanent } = rule;
    if (statusCode && !STATUS_CODES.includes(statusCode as number)) {
      this.#parts.push("`statusCode` is not undefined or valid statusCode");
      this.#notes.push(`valid redirect statusCode values are ${STATUS_CODES.join(", ")}`);
    }
    if (typeof permanent !== "boolean" && !statusCode) {
      this.#parts.push("`permanent` is not set to `true` or `false`");
    }
  }

  /** What only the syntax of `source` and `destination` tells. */
  #patterns(rule: Fields): void {
    const { source, destination } = rule;
    if (typeof source !== "string" || !source.startsWith("/")) return;
    const tokens = this.#parse(source, "source");
    if (tokens === undefined || typeof destination !== "string" || !destination.startsWith("/")) return;
    const params = tokens.filter((token) => typeof token === "object");
    const unnamed = params
      .map((param) => param.name)
      .filter((name) => typeof name === "number" && new RegExp(`:${name}(?!\\d)`).test(destination));
    if (unnamed.length > 0) {
      this.#parts.push(`\`destination\` has unnamed params ${unnamed.map((name) => `:${name}`).join(", ")}`);
      return;
    }
    const url = new URL(destination, "http://n");
    const used = this.#parse(`${url.pathname}${url.hash}`, "destination");
    if (used === undefined) return;
    const offered = new Set<unknown>([...params.map((param) => param.name), ...conditionParams(rule.has)]);
    const absent = new Set(
      used.filter((token): token is Param => typeof token === "object" && !offered.has(token.name)).map((token) => token.name),
    );
    if (absent.size > 0) {
      this.#parts.push(`\`destination\` has segments not in \`source\` or \`has\` (${[...absent].join(", ")})`);
    }
  }

  #parse(text: string, field: "source" | "destination"): Token[] | undefined {
    try {
      const { tokens, regex } = parsePattern(text);
      if (regex.length > LONGEST_REGEX) this.#parts.push(`\`${field}\` exceeds max built length of ${LONGEST_REGEX}`);
      return tokens;
    } catch (error) {
      this.#parts.push(`\`${field}\` parse failed`);
      const reason = error instanceof Error ? error.message : String(error);
      this.#notes.push(`${reason}, see https://nextjs.org/docs/messages/invalid-route-source`);
      return undefined;
    }
  }

  #result(rule: Fields): Rule {
    const result: Rule = {
      source: rule.source as string,
      ignore_base_path: rule.basePath === false,
      ignore_locale: rule.locale === false,
      has: conditions(rule.has),
      missing: conditions(rule.missing),
    };
    if (this.#kind === "header") {
      const headers = rule.headers as { key: string; value: string }[];
      result.headers = headers.map(({ key, value }) => [key, value]);
      return result;
    }
    result.destination = rule.destination as string;
    if (this.#kind === "redirect") {
      result.status = (rule.statusCode as number | undefined) || (rule.permanent === true ? 308 : 307);
    }
    return result;
  }
}

function conditionFaults(item: unknown): string | undefined {
  const faults: string[] = [];
  const { type, key, value } = (typeof item === "object" && item !== null ? item : {}) as Fields;
  if (!TYPES.includes(type as string)) faults.push(`invalid type "${String(type)}"`);
  if (typeof key !== "string" && type !== "host") faults.push(`invalid key "${String(key)}"`);
  if (value !== undefined && typeof value !== "string") faults.push(`invalid value "${String(value)}"`);
  if (value === undefined && type === "host") faults.push('value is required for "host" type');
  return faults.length === 0 ? undefined : `${faults.join(", ")} for ${json(item)}`;
}

/** Names that a destination may use because of `has`. */
function conditionParams(items: unknown): string[] {
  if (!Array.isArray(items)) return [];
  const names: string[] = [];
  for (const item of items as unknown[]) {
    const { type, key, value } = (typeof item === "object" && item !== null ? item : {}) as Fields;
    if (!value && typeof key === "string") names.push(key);
    if (typeof value !== "string" || value === "") continue;
    for (const group of value.matchAll(/\(\?<([a-zA-Z][a-zA-Z0-9]*)>/g)) names.push(group[1] as string);
    if (type === "host") names.push("host");
  }
  return names;
}

function conditions(items: unknown): Condition[] {
  const list = (items ?? []) as Condition[];
  return list.map(({ type, key, value }) => ({ type, key: type === "host" ? undefined : key, value }));
}

function isUrl(text: string): boolean {
  return text.startsWith("http://") || text.startsWith("https://");
}

function json(value: unknown): string {
  return JSON.stringify(plain(value)) ?? "undefined";
}

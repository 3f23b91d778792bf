// util.inspect: strings, numbers and the other primitives, and how strings are quoted.

import type { Context, Stylize } from "waypost-internal:node/util/inspect";

const ESCAPES: Record<number, string> = { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 92: "\\\\" };

function escapeUnit(unit: number): string {
  const known = ESCAPES[unit];
  if (known !== undefined) return known;
  const hex = unit.toString(16).toUpperCase();
  return unit < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0").toLowerCase()}`;
}

const NEEDS_ESCAPE = /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPED = new RegExp(NEEDS_ESCAPE.source, "g");
const NEEDS_ESCAPE_UNQUOTED = /[\x00-\x1f\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A string in quotes: single ones, unless it contains those and others fit better. */
export function quote(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `'${text}'`;
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes("`") && !text.includes("${")) mark = "`";
  }
  if (mark !== "'") return mark + text.replace(NEEDS_ESCAPE_UNQUOTED, (c) => escapeUnit(c.charCodeAt(0))) + mark;
  return `'${text.replace(ESCAPED, (c) => (c === "'" ? "\\'" : escapeUnit(c.charCodeAt(0))))}'`;
}

/** Escapes what cannot stand in a key between brackets. */
export function escapeKey(text: string): string {
  return text.replace(/[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (c) =>
    c === "'" ? "\\'" : escapeUnit(c.charCodeAt(0)),
  );
}

function separated(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "_");
}

export function formatNumber(stylize: Stylize, value: number, separators: boolean): string {
  if (!separators) return stylize(Object.is(value, -0) ? "-0" : `${value}`, "number");
  const whole = Math.trunc(value);
  const text = String(whole);
  if (whole === value) {
    if (!Number.isFinite(whole) || text.includes("e")) return stylize(text, "number");
    if (whole === 0) return stylize("0", "number");
    return stylize(separated(text), "number");
  }
  if (Number.isNaN(value)) return stylize(text, "number");
  const full = String(value);
  if (full.includes("e")) return stylize(full, "number");
  const dot = full.indexOf(".");
  const decimals = full.slice(dot + 1).replace(/(\d{3})(?=\d)/g, "$1_");
  return stylize(`${separated(full.slice(0, dot))}.${decimals}`, "number");
}

export function formatBigInt(stylize: Stylize, value: bigint, separators: boolean): string {
  const text = String(value);
  return stylize(`${separators ? separated(text) : text}n`, "bigint");
}

export function formatPrimitive(stylize: Stylize, value: unknown, context: Context): string {
  switch (typeof value) {
    case "string":
      return formatString(stylize, value, context);
    case "number":
      return formatNumber(stylize, value, context.numericSeparator);
    case "bigint":
      return formatBigInt(stylize, value, context.numericSeparator);
    case "boolean":
      return stylize(`${value}`, "boolean");
    case "undefined":
      return stylize("undefined", "undefined");
    default:
      return stylize(Symbol.prototype.toString.call(value), "symbol");
  }
}

function formatString(stylize: Stylize, value: string, context: Context): string {
  const max = context.maxStringLength as number;
  let text = value;
  let trailer = "";
  if (text.length > max) {
    const left = text.length - max;
    text = text.slice(0, max);
    trailer = `... ${left} more character${left > 1 ? "s" : ""}`;
  }
  if (
    context.compact !== true &&
    // Lines are only split where they would not fit.
    text.length > 16 &&
    text.length > context.breakLength - context.indentation - 4
  ) {
    const lines = text.split(/(?<=\n)/).map((line) => stylize(quote(line), "string"));
    return lines.join(` +\n${" ".repeat(context.indentation + 2)}`) + trailer;
  }
  return stylize(quote(text), "string") + trailer;
}

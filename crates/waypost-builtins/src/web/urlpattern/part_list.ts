// The parts of a component's pattern, and what is made of them: a regular expression, and the
// pattern's normal form. https://urlpattern.spec.whatwg.org/#parts
import { isNameCharacter } from "waypost-internal:web/urlpattern/tokenizer";

/** Kinds of parts, the least specific first: the order in which `compareComponent` puts them. */
export const FULL_WILDCARD = 0;
export const SEGMENT_WILDCARD = 1;
export const REGEXP = 2;
export const FIXED_TEXT = 3;

/** Modifiers, the least specific first. */
export const ZERO_OR_MORE = 0;
export const OPTIONAL = 1;
export const ONE_OR_MORE = 2;
export const NO_MODIFIER = 3;

const MODIFIER_TEXT: readonly string[] = ["*", "?", "+", ""];

/** https://urlpattern.spec.whatwg.org/#part */
export interface Part {
  type: number;
  value: string;
  modifier: number;
  name: string;
  prefix: string;
  suffix: string;
}

/** https://urlpattern.spec.whatwg.org/#options-header */
export interface PartOptions {
  delimiter: string;
  prefix: string;
  ignoreCase: boolean;
}

/** https://urlpattern.spec.whatwg.org/#escape-a-regexp-string */
function escapeRegexp(text: string): string {
  return text.replace(/[.+*?^${}()[\]|/\\]/g, "\\$&");
}

/** https://urlpattern.spec.whatwg.org/#escape-a-pattern-string */
export function escapePattern(text: string): string {
  return text.replace(/[+*?:{}()\\]/g, "\\$&");
}

/** https://urlpattern.spec.whatwg.org/#generate-a-segment-wildcard-regexp */
export function segmentWildcard(options: PartOptions): string {
  return `[^${escapeRegexp(options.delimiter)}]+?`;
}

/** https://urlpattern.spec.whatwg.org/#generate-a-regular-expression-and-name-list */
export function toRegexp(parts: readonly Part[], options: PartOptions): { source: string; names: string[] } {
  const names: string[] = [];
  let source = "^";
  for (const part of parts) {
    const modifier = MODIFIER_TEXT[part.modifier] as string;
    if (part.type === FIXED_TEXT) {
      const text = escapeRegexp(part.value);
      source += part.modifier === NO_MODIFIER ? text : `(?:${text})${modifier}`;
      continue;
    }
    names.push(part.name);
    source += groupSource(part, modifier, options);
  }
  return { source: `${source}$`, names };
}

function groupSource(part: Part, modifier: string, options: PartOptions): string {
  let value = part.value;
  if (part.type === SEGMENT_WILDCARD) value = segmentWildcard(options);
  else if (part.type === FULL_WILDCARD) value = ".*";
  const repeats = part.modifier === ZERO_OR_MORE || part.modifier === ONE_OR_MORE;
  if (part.prefix === "" && part.suffix === "") {
    return repeats ? `((?:${value})${modifier})` : `(${value})${modifier}`;
  }
  const prefix = escapeRegexp(part.prefix);
  const suffix = escapeRegexp(part.suffix);
  if (!repeats) return `(?:${prefix}(${value})${suffix})${modifier}`;
  const optional = part.modifier === ZERO_OR_MORE ? "?" : "";
  return `(?:${prefix}((?:${value})(?:${suffix}${prefix}(?:${value}))*)${suffix})${optional}`;
}

/** https://urlpattern.spec.whatwg.org/#generate-a-pattern-string */
export function toPatternString(parts: readonly Part[], options: PartOptions): string {
  let result = "";
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as Part;
    const previous = parts[index - 1];
    const modifier = MODIFIER_TEXT[part.modifier] as string;
    if (part.type === FIXED_TEXT) {
      const text = escapePattern(part.value);
      result += part.modifier === NO_MODIFIER ? text : `{${text}}${modifier}`;
      continue;
    }
    const grouped = needsGrouping(part, previous, parts[index + 1], options);
    const inner = escapePattern(part.prefix) + matcherText(part, previous, grouped, options) + escapePattern(part.suffix);
    result += (grouped ? `{${inner}}` : inner) + modifier;
  }
  return result;
}

function hasCustomName(part: Part): boolean {
  return !startsWithDigit(part.name);
}

function startsWithDigit(text: string): boolean {
  const c = text.charCodeAt(0);
  return c >= 0x30 && c <= 0x39;
}

function startsWithNameCharacter(text: string): boolean {
  return text !== "" && isNameCharacter(String.fromCodePoint(text.codePointAt(0) as number), false);
}

// Steps 3.5 to 3.8: whether the part would be read otherwise beside its neighbours.
function needsGrouping(part: Part, previous: Part | undefined, next: Part | undefined, options: PartOptions): boolean {
  if (part.suffix !== "" || (part.prefix !== "" && part.prefix !== options.prefix)) return true;
  const bare = hasCustomName(part) && part.type === SEGMENT_WILDCARD && part.modifier === NO_MODIFIER;
  if (bare && next !== undefined && next.prefix === "" && next.suffix === "") {
    const swallowed = next.type === FIXED_TEXT ? startsWithNameCharacter(next.value) : startsWithDigit(next.name);
    if (swallowed) return true;
  }
  return part.prefix === "" && previous?.type === FIXED_TEXT && options.prefix !== "" && previous.value.endsWith(options.prefix);
}

function matcherText(part: Part, previous: Part | undefined, grouped: boolean, options: PartOptions): string {
  const custom = hasCustomName(part);
  const name = custom ? `:${part.name}` : "";
  if (part.type === REGEXP) return `${name}(${part.value})`;
  if (part.type === SEGMENT_WILDCARD) {
    if (!custom) return `(${segmentWildcard(options)})`;
    return startsWithNameCharacter(part.suffix) ? `${name}\\` : name;
  }
  const follows = previous === undefined || previous.type === FIXED_TEXT || previous.modifier !== NO_MODIFIER;
  return !custom && (follows || grouped || part.prefix !== "") ? "*" : `${name}(.*)`;
}

const EMPTY: Part = { type: FIXED_TEXT, value: "", modifier: NO_MODIFIER, name: "", prefix: "", suffix: "" };

/** Which of two components is the more specific one: -1, 0 or 1. Part by part, the shorter list filled up. */
export function compareParts(left: readonly Part[], right: readonly Part[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const order = comparePart(left[index] ?? EMPTY, right[index] ?? EMPTY);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(left: Part, right: Part): number {
  return (
    Math.sign(left.type - right.type) ||
    Math.sign(left.modifier - right.modifier) ||
    compareText(left.prefix, right.prefix) ||
    compareText(left.value, right.value) ||
    compareText(left.suffix, right.suffix)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

// util.MIMEType and util.MIMEParams, after https://mimesniff.spec.whatwg.org/#parsing-a-mime-type

import { codes } from "waypost-internal:internal/errors/errors";

const NOT_TOKEN = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/g;
const NOT_QUOTED = /[^\t\u0020-~\u0080-\u00FF]/g;
const END_SPACE = /[\r\n\t ]*$/;
const START_SPACE = /^[\r\n\t ]*/;

function firstMatch(text: string, pattern: RegExp): number {
  pattern.lastIndex = 0;
  return text.search(pattern);
}

function parseTypeAndSubtype(text: string): { type: string; subtype: string; rest: string } {
  const trimmed = text.replace(START_SPACE, "");
  const offset = text.length - trimmed.length;
  const slash = trimmed.indexOf("/");
  const type = slash < 0 ? trimmed : trimmed.slice(0, slash);
  const badType = firstMatch(type, NOT_TOKEN);
  if (type === "" || badType !== -1 || slash < 0) throw new codes.ERR_INVALID_MIME_SYNTAX!("type", text, badType === -1 ? -1 : offset + badType);
  const after = trimmed.slice(slash + 1);
  const semicolon = after.indexOf(";");
  const subtype = (semicolon < 0 ? after : after.slice(0, semicolon)).replace(END_SPACE, "");
  const badSubtype = firstMatch(subtype, NOT_TOKEN);
  if (subtype === "" || badSubtype !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX!("subtype", text, badSubtype === -1 ? -1 : offset + slash + 1 + badSubtype);
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), rest: semicolon < 0 ? "" : after.slice(semicolon + 1) };
}

/** The parameters of a MIME type; names are lower case. */
export class MIMEParams {
  #entries: Map<string, string> = new Map();

  static parse(text: string): MIMEParams {
    const params = new MIMEParams();
    let at = 0;
    while (at < text.length) {
      at += START_SPACE.exec(text.slice(at))![0].length;
      const nameEnd = text.slice(at).search(/[;=]/);
      const stop = nameEnd < 0 ? text.length : at + nameEnd;
      const name = text.slice(at, stop).toLowerCase();
      at = stop;
      if (text[at] !== "=") {
        at++;
        continue;
      }
      at++;
      let value: string | undefined;
      if (text[at] === '"') [value, at] = quotedString(text, at + 1);
      else {
        const end = text.indexOf(";", at);
        const raw = text.slice(at, end < 0 ? text.length : end).replace(END_SPACE, "");
        at = end < 0 ? text.length : end;
        value = raw === "" ? undefined : raw;
      }
      const semicolon = text.indexOf(";", at);
      at = semicolon < 0 ? text.length : semicolon + 1;
      const isValid = name !== "" && firstMatch(name, NOT_TOKEN) === -1 && value !== undefined && firstMatch(value, NOT_QUOTED) === -1;
      if (isValid && !params.#entries.has(name)) params.#entries.set(name, value!);
    }
    return params;
  }

  delete(name: string): void {
    this.#entries.delete(String(name));
  }
  get(name: string): string | null {
    return this.#entries.get(String(name)) ?? null;
  }
  has(name: string): boolean {
    return this.#entries.has(String(name));
  }
  set(name: string, value: string): void {
    const key = String(name);
    const text = String(value);
    const badName = firstMatch(key, NOT_TOKEN);
    if (key.length === 0 || badName !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX!("parameter name", key, badName);
    const badValue = firstMatch(text, NOT_QUOTED);
    if (badValue !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX!("parameter value", text, badValue);
    this.#entries.set(key, text);
  }
  *entries(): IterableIterator<[string, string]> {
    yield* this.#entries.entries();
  }
  *keys(): IterableIterator<string> {
    yield* this.#entries.keys();
  }
  *values(): IterableIterator<string> {
    yield* this.#entries.values();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
  toString(): string {
    return [...this.#entries].map(([name, value]) => `${name}=${encodeValue(value)}`).join(";");
  }
  toJSON(): string {
    return this.toString();
  }
}

function quotedString(text: string, start: number): [string, number] {
  let value = "";
  let at = start;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\" && at + 1 < text.length) at++;
    value += text[at];
    at++;
  }
  return [value, at + 1];
}

function encodeValue(value: string): string {
  if (value.length === 0) return '""';
  return firstMatch(value, NOT_TOKEN) === -1 ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** A MIME type whose parts can be read and changed. */
export class MIMEType {
  #type: string;
  #subtype: string;
  #params: MIMEParams;

  constructor(text: string) {
    const parsed = parseTypeAndSubtype(String(text));
    this.#type = parsed.type;
    this.#subtype = parsed.subtype;
    this.#params = MIMEParams.parse(parsed.rest);
  }
  get type(): string {
    return this.#type;
  }
  set type(value: string) {
    this.#type = checkedToken("type", String(value));
  }
  get subtype(): string {
    return this.#subtype;
  }
  set subtype(value: string) {
    this.#subtype = checkedToken("subtype", String(value));
  }
  get essence(): string {
    return `${this.#type}/${this.#subtype}`;
  }
  get params(): MIMEParams {
    return this.#params;
  }
  toString(): string {
    const params = this.#params.toString();
    return params === "" ? this.essence : `${this.essence};${params}`;
  }
  toJSON(): string {
    return this.toString();
  }
}

function checkedToken(production: string, value: string): string {
  const bad = firstMatch(value, NOT_TOKEN);
  if (value.length === 0 || bad !== -1) throw new codes.ERR_INVALID_MIME_SYNTAX!(production, value, bad);
  return value.toLowerCase();
}

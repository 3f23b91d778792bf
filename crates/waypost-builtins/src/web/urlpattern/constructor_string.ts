// From the pattern of a whole URL to the patterns of its components.
// https://urlpattern.spec.whatwg.org/#constructor-string-parsing

import { canonicalizeProtocol } from "waypost-internal:web/urlpattern/canonicalize";
import { Component, DEFAULT_OPTIONS } from "waypost-internal:web/urlpattern/component";
import type { URLPatternInit } from "waypost-internal:web/urlpattern/init";
import { type Token, tokenize } from "waypost-internal:web/urlpattern/tokenizer";

type ComponentState = "protocol" | "username" | "password" | "hostname" | "port" | "pathname" | "search" | "hash";
type State = ComponentState | "init" | "authority" | "done";

/** The states in their order within a URL. */
const ORDER: readonly State[] = [
  "init",
  "protocol",
  "authority",
  "username",
  "password",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
  "done",
];

/** https://urlpattern.spec.whatwg.org/#parse-a-constructor-string */
export function parseConstructorString(input: string): URLPatternInit {
  return new ConstructorStringParser(input).run();
}

class ConstructorStringParser {
  readonly #input: string;
  readonly #tokens: Token[];
  readonly #result: URLPatternInit = {};
  #state: State = "init";
  #componentStart: number = 0;
  #index: number = 0;
  #increment: number = 1;
  #groupDepth: number = 0;
  #ipv6Depth: number = 0;
  #special: boolean = false;

  constructor(input: string) {
    this.#input = input;
    this.#tokens = tokenize(input, true);
  }

  run(): URLPatternInit {
    while (this.#state !== "done" && this.#index < this.#tokens.length) {
      this.#increment = 1;
      if (this.#tokens[this.#index]!.type === "end") this.#end();
      else if (!this.#isWithinGroup()) this.#step();
      this.#index += this.#increment;
    }
    if (this.#result.hostname !== undefined && this.#result.port === undefined) this.#result.port = "";
    return this.#result;
  }

  /** At the end of the input: what was read without a protocol is a path, a search or a hash. */
  #end(): void {
    if (this.#state === "init") {
      this.#rewind();
      if (this.#is("#")) this.#change("hash", 1);
      else if (this.#isSearchPrefix()) this.#change("search", 1);
      else this.#change("pathname", 0);
    } else if (this.#state === "authority") {
      this.#rewind("hostname");
    } else {
      this.#change("done", 0);
    }
  }

  #isWithinGroup(): boolean {
    const { type } = this.#tokens[this.#index] as Token;
    if (type === "open") {
      this.#groupDepth++;
      return true;
    }
    if (this.#groupDepth === 0) return false;
    if (type !== "close") return true;
    this.#groupDepth--;
    return false;
  }

  #step(): void {
    switch (this.#state) {
      case "init":
        if (this.#is(":")) this.#rewind("protocol");
        break;
      case "protocol":
        if (this.#is(":")) this.#endProtocol();
        break;
      case "authority":
        if (this.#is("@")) this.#rewind("username");
        else if (this.#is("/") || this.#isSearchPrefix() || this.#is("#")) this.#rewind("hostname");
        break;
      case "username":
        if (this.#is(":")) this.#change("password", 1);
        else if (this.#is("@")) this.#change("hostname", 1);
        break;
      case "password":
        if (this.#is("@")) this.#change("hostname", 1);
        break;
      case "hostname":
        if (this.#is("[")) this.#ipv6Depth++;
        else if (this.#is("]")) this.#ipv6Depth--;
        else if (this.#is(":") && this.#ipv6Depth === 0) this.#change("port", 1);
        else this.#pathOrLater();
        break;
      case "port":
        this.#pathOrLater();
        break;
      case "pathname":
        if (this.#isSearchPrefix()) this.#change("search", 1);
        else if (this.#is("#")) this.#change("hash", 1);
        break;
      case "search":
        if (this.#is("#")) this.#change("hash", 1);
        break;
      default:
        break;
    }
  }

  #endProtocol(): void {
    const protocol = new Component(this.#componentText(), canonicalizeProtocol, DEFAULT_OPTIONS);
    this.#special = protocol.matchesSpecialScheme();
    if (this.#is("/", 1) && this.#is("/", 2)) this.#change("authority", 3);
    else this.#change(this.#special ? "authority" : "pathname", 1);
  }

  #pathOrLater(): void {
    if (this.#is("/")) this.#change("pathname", 0);
    else if (this.#isSearchPrefix()) this.#change("search", 1);
    else if (this.#is("#")) this.#change("hash", 1);
  }

  // https://urlpattern.spec.whatwg.org/#change-state
  #change(next: State, skip: number): void {
    const state = this.#state;
    const result = this.#result;
    if (state !== "init" && state !== "authority" && state !== "done") result[state] = this.#componentText();
    if (state !== "init" && next !== "done") {
      const from = ORDER.indexOf(state);
      const to = ORDER.indexOf(next);
      const skips = (component: State): boolean => from < ORDER.indexOf(component) && to > ORDER.indexOf(component);
      if (skips("hostname")) result.hostname ??= "";
      if (skips("pathname")) result.pathname ??= this.#special ? "/" : "";
      if (skips("search")) result.search ??= "";
    }
    this.#state = next;
    this.#index += skip;
    this.#componentStart = this.#index;
    this.#increment = 0;
  }

  #rewind(state: State = this.#state): void {
    this.#index = this.#componentStart;
    this.#increment = 0;
    this.#state = state;
  }

  // https://urlpattern.spec.whatwg.org/#is-a-non-special-pattern-char
  #is(value: string, ahead: number = 0): boolean {
    const token = this.#safeToken(this.#index + ahead);
    return token.value === value && (token.type === "char" || token.type === "escaped-char" || token.type === "invalid-char");
  }

  // https://urlpattern.spec.whatwg.org/#is-a-search-prefix: `?` is a modifier behind what can have one.
  #isSearchPrefix(): boolean {
    if (this.#is("?")) return true;
    if (this.#safeToken(this.#index).value !== "?") return false;
    const previous = this.#tokens[this.#index - 1]?.type;
    return previous !== "name" && previous !== "regexp" && previous !== "close" && previous !== "asterisk";
  }

  #safeToken(index: number): Token {
    return this.#tokens[index] ?? (this.#tokens.at(-1) as Token);
  }

  #componentText(): string {
    return this.#input.slice(this.#safeToken(this.#componentStart).index, this.#safeToken(this.#index).index);
  }
}

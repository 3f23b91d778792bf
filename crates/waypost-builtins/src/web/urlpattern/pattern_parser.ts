// From a component's pattern to its parts: https://urlpattern.spec.whatwg.org/#parsing-pattern-strings

import {
  FIXED_TEXT,
  FULL_WILDCARD,
  NO_MODIFIER,
  ONE_OR_MORE,
  OPTIONAL,
  type Part,
  type PartOptions,
  REGEXP,
  SEGMENT_WILDCARD,
  segmentWildcard,
  ZERO_OR_MORE,
} from "waypost-internal:web/urlpattern/part_list";
import { type Token, tokenize, type TokenType } from "waypost-internal:web/urlpattern/tokenizer";

/** https://urlpattern.spec.whatwg.org/#encoding-callback */
export type Encode = (text: string) => string;

const MODIFIERS: Readonly<Record<string, number>> = { "?": OPTIONAL, "*": ZERO_OR_MORE, "+": ONE_OR_MORE };

/** https://urlpattern.spec.whatwg.org/#parse-a-pattern-string */
export function parsePattern(input: string, options: PartOptions, encode: Encode): Part[] {
  return new PatternParser(input, options, encode).run();
}

class PatternParser {
  readonly #input: string;
  readonly #options: PartOptions;
  readonly #encode: Encode;
  readonly #tokens: Token[];
  readonly #segmentWildcard: string;
  readonly #parts: Part[] = [];
  readonly #names: Set<string> = new Set();
  #index: number = 0;
  #pending: string = "";
  #nextNumber: number = 0;

  constructor(input: string, options: PartOptions, encode: Encode) {
    this.#input = input;
    this.#options = options;
    this.#encode = encode;
    this.#tokens = tokenize(input, false);
    this.#segmentWildcard = segmentWildcard(options);
  }

  run(): Part[] {
    while (this.#index < this.#tokens.length) {
      const character = this.#consume("char");
      let name = this.#consume("name");
      let matcher = this.#consumeMatcher(name);
      if (name !== undefined || matcher !== undefined) {
        let prefix = character?.value ?? "";
        if (prefix !== "" && prefix !== this.#options.prefix) {
          this.#pending += prefix;
          prefix = "";
        }
        this.#flush();
        this.#addPart(prefix, name, matcher, "", this.#consumeModifier());
        continue;
      }
      const fixed = character ?? this.#consume("escaped-char");
      if (fixed !== undefined) {
        this.#pending += fixed.value;
        continue;
      }
      if (this.#consume("open") === undefined) {
        this.#flush();
        this.#require("end");
        continue;
      }
      const prefix = this.#consumeText();
      name = this.#consume("name");
      matcher = this.#consumeMatcher(name);
      const suffix = this.#consumeText();
      this.#require("close");
      this.#addPart(prefix, name, matcher, suffix, this.#consumeModifier());
    }
    return this.#parts;
  }

  #consume(type: TokenType): Token | undefined {
    const token = this.#tokens[this.#index];
    if (token?.type !== type) return undefined;
    this.#index++;
    return token;
  }

  #require(type: TokenType): void {
    if (this.#consume(type) !== undefined) return;
    const found = this.#tokens[this.#index];
    throw new TypeError(`Invalid pattern "${this.#input}": unexpected ${found?.type ?? "end"} at index ${found?.index ?? this.#input.length}`);
  }

  // https://urlpattern.spec.whatwg.org/#try-to-consume-a-regexp-or-wildcard-token
  #consumeMatcher(name: Token | undefined): Token | undefined {
    return this.#consume("regexp") ?? (name === undefined ? this.#consume("asterisk") : undefined);
  }

  #consumeModifier(): number {
    const token = this.#consume("other-modifier") ?? this.#consume("asterisk");
    return token === undefined ? NO_MODIFIER : (MODIFIERS[token.value] as number);
  }

  #consumeText(): string {
    let text = "";
    for (;;) {
      const token = this.#consume("char") ?? this.#consume("escaped-char");
      if (token === undefined) return text;
      text += token.value;
    }
  }

  // https://urlpattern.spec.whatwg.org/#maybe-add-a-part-from-the-pending-fixed-value
  #flush(): void {
    if (this.#pending === "") return;
    const text = this.#pending;
    this.#pending = "";
    this.#addText(text, NO_MODIFIER);
  }

  #addText(text: string, modifier: number): void {
    this.#parts.push({ type: FIXED_TEXT, value: this.#encode(text), modifier, name: "", prefix: "", suffix: "" });
  }

  // https://urlpattern.spec.whatwg.org/#add-a-part
  #addPart(prefix: string, name: Token | undefined, matcher: Token | undefined, suffix: string, modifier: number): void {
    if (name === undefined && matcher === undefined) {
      if (modifier === NO_MODIFIER) {
        this.#pending += prefix;
        return;
      }
      this.#flush();
      if (prefix !== "") this.#addText(prefix, modifier);
      return;
    }
    this.#flush();
    let type = REGEXP;
    let value = matcher?.type === "regexp" ? matcher.value : "";
    if (matcher === undefined || value === this.#segmentWildcard) type = SEGMENT_WILDCARD;
    else if (matcher.type === "asterisk" || value === ".*") type = FULL_WILDCARD;
    if (type !== REGEXP) value = "";
    const label = name?.value ?? String(this.#nextNumber++);
    if (this.#names.has(label)) {
      throw new TypeError(`Invalid pattern "${this.#input}": the name "${label}" is used twice`);
    }
    this.#names.add(label);
    this.#parts.push({ type, value, modifier, name: label, prefix: this.#encode(prefix), suffix: this.#encode(suffix) });
  }
}

// The tokens of a pattern string: https://urlpattern.spec.whatwg.org/#tokenizing
//
// Positions are in code units; what is read are whole characters.

export type TokenType =
  | "open"
  | "close"
  | "regexp"
  | "name"
  | "char"
  | "escaped-char"
  | "other-modifier"
  | "asterisk"
  | "end"
  | "invalid-char";

/** https://urlpattern.spec.whatwg.org/#token */
export interface Token {
  type: TokenType;
  /** Where it stands in the input. */
  index: number;
  value: string;
}

const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const QUESTION = 0x3f;

const SIMPLE: ReadonlyMap<number, TokenType> = new Map([
  [0x2a, "asterisk"],
  [0x2b, "other-modifier"],
  [QUESTION, "other-modifier"],
  [0x7b, "open"],
  [0x7d, "close"],
]);

const NAME_START = /^[$_\p{ID_Start}]$/u;
const NAME_PART = /^[$\u200c\u200d\p{ID_Continue}]$/u;

/** https://urlpattern.spec.whatwg.org/#is-a-valid-name-code-point */
export function isNameCharacter(character: string, first: boolean): boolean {
  return first ? NAME_START.test(character) : NAME_PART.test(character);
}

/**
 * https://urlpattern.spec.whatwg.org/#tokenize
 * A lenient tokenizer makes a token of what a strict one throws a `TypeError` for.
 */
export function tokenize(input: string, lenient: boolean): Token[] {
  return new Tokenizer(input, lenient).run();
}

class Tokenizer {
  readonly #input: string;
  readonly #lenient: boolean;
  readonly #tokens: Token[] = [];
  #index: number = 0;

  constructor(input: string, lenient: boolean) {
    this.#input = input;
    this.#lenient = lenient;
  }

  run(): Token[] {
    const input = this.#input;
    while (this.#index < input.length) {
      const c = input.charCodeAt(this.#index);
      const simple = SIMPLE.get(c);
      if (simple !== undefined) this.#add(simple, this.#index + 1, this.#index);
      else if (c === BACKSLASH) this.#escaped();
      else if (c === COLON) this.#name();
      else if (c === OPEN_PAREN) this.#regexp();
      else this.#add("char", this.#after(this.#index), this.#index);
    }
    this.#add("end", this.#index, this.#index);
    return this.#tokens;
  }

  /** The position behind the character at `index`. */
  #after(index: number): number {
    return index + ((this.#input.codePointAt(index) as number) > 0xffff ? 2 : 1);
  }

  #add(type: TokenType, next: number, start: number, end: number = next): void {
    this.#tokens.push({ type, index: this.#index, value: this.#input.slice(start, end) });
    this.#index = next;
  }

  // https://urlpattern.spec.whatwg.org/#process-a-tokenizing-error
  #error(next: number, start: number, what: string): void {
    if (!this.#lenient) throw new TypeError(`Invalid pattern "${this.#input}": ${what} at index ${this.#index}`);
    this.#add("invalid-char", next, start);
  }

  #escaped(): void {
    const escaped = this.#index + 1;
    if (escaped === this.#input.length) this.#error(escaped, this.#index, "a lone backslash");
    else this.#add("escaped-char", this.#after(escaped), escaped);
  }

  #name(): void {
    const start = this.#index + 1;
    let end = start;
    while (end < this.#input.length) {
      const next = this.#after(end);
      if (!isNameCharacter(this.#input.slice(end, next), end === start)) break;
      end = next;
    }
    if (end === start) this.#error(start, this.#index, "a colon without a name");
    else this.#add("name", end, start);
  }

  #regexp(): void {
    const start = this.#index + 1;
    const end = this.#regexpEnd(start);
    if (end < 0) this.#error(start, this.#index, "an invalid group");
    else if (end === start) this.#error(start, this.#index, "an empty group");
    else this.#add("regexp", end + 1, start, end);
  }

  /** Where the parenthesis closes that opened before `start`; -1 when the group is not valid. */
  #regexpEnd(start: number): number {
    const input = this.#input;
    let depth = 1;
    for (let i = start; i < input.length; i++) {
      const c = input.charCodeAt(i);
      if (c > 0x7f || (i === start && c === QUESTION)) return -1;
      if (c === BACKSLASH) {
        i++;
        if (i === input.length || input.charCodeAt(i) > 0x7f) return -1;
      } else if (c === CLOSE_PAREN) {
        depth--;
        if (depth === 0) return i;
      } else if (c === OPEN_PAREN) {
        depth++;
        // Groups within must not capture.
        if (input.charCodeAt(i + 1) !== QUESTION) return -1;
      }
    }
    return -1;
  }
}

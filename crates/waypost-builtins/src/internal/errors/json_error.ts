// Why a text is no JSON, in the words that users of Node.js know.
//
// The engine's own parser decides whether a text is JSON; its messages name no position and are
// worded differently. Only a text that it refused is read again here, to find the place and the
// message that V8 gives: handlers send `error.message` to their clients, and tests match on it.

/** How much of a long text is quoted on each side of the place. */
const QUOTED = 10;
/** What `JSON.parse` is given by mistake so often that it is quoted as a whole. */
const NO_JSON: Set<string> = new Set(["[object Object]", "NaN", "Infinity", "undefined"]);

const END = "Unexpected end of JSON input";

/** The error for a text that is no JSON. */
export function jsonError(text: string): SyntaxError {
  try {
    new Scanner(text).run();
  } catch (message) {
    if (message instanceof Failure) return new SyntaxError(message.text);
    throw message;
  }
  // The engine refused what the grammar allows: there is no better word for it.
  return new SyntaxError(`"${text}" is not valid JSON`);
}

class Failure {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Reads a text by the grammar of JSON up to its first error. Never recursive: depth is data. */
class Scanner {
  readonly #text: string;
  #at = 0;
  /** The closing brackets still to come, innermost last. */
  readonly #open: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    do this.#value();
    while (this.#continues());
    this.#space();
    if (this.#at < this.#text.length) throw new Failure(`Unexpected non-whitespace character after JSON at position ${this.#at}`);
  }

  /** A scalar, an empty container, or the opening of a container up to its first value. */
  #value(): void {
    for (;;) {
      const char = this.#peek();
      if (char === "[") {
        this.#at++;
        if (this.#take("]")) return;
        this.#open.push("]");
      } else if (char === "{") {
        this.#at++;
        if (this.#take("}")) return;
        this.#open.push("}");
        this.#key("Expected property name or '}'");
        if (!this.#take(":")) this.#fail("Expected ':' after property name");
      } else {
        return this.#scalar(char);
      }
    }
  }

  /** Closes what ends here; whether another value follows. */
  #continues(): boolean {
    for (let close = this.#open.at(-1); close !== undefined; close = this.#open.at(-1)) {
      if (this.#take(",")) {
        if (close === "}") {
          this.#key("Expected double-quoted property name");
          // V8 has words of its own for the colon of the first property only.
          if (!this.#take(":")) this.#unexpected();
        }
        return true;
      }
      if (!this.#take(close)) {
        this.#fail(close === "]" ? "Expected ',' or ']' after array element" : "Expected ',' or '}' after property value");
      }
      this.#open.pop();
    }
    return false;
  }

  #key(expected: string): void {
    if (this.#peek() !== '"') this.#fail(expected);
    this.#string();
  }

  #scalar(char: string): void {
    if (char === '"') return this.#string();
    if (char === "-" || isDigit(char)) return this.#number();
    if (char === "t") return this.#literal("true");
    if (char === "f") return this.#literal("false");
    if (char === "n") return this.#literal("null");
    this.#unexpected();
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#text[this.#at] !== expected) this.#unexpected();
      this.#at++;
    }
  }

  #string(): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at] as string;
      if (char === '"') {
        this.#at++;
        return;
      }
      if (char === "\\") this.#escape();
      else if (char < " ") this.#fail("Bad control character in string literal");
    }
    this.#fail("Unterminated string");
  }

  /** From the backslash to the last character of the escape. */
  #escape(): void {
    const char = this.#text[++this.#at];
    if (char === undefined) throw new Failure(END);
    if (!'"\\/bfnrtu'.includes(char)) this.#fail("Bad escaped character");
    if (char !== "u") return;
    for (let i = 0; i < 4; i++) {
      const digit = this.#text[++this.#at];
      if (digit === undefined || !/[0-9a-fA-F]/.test(digit)) this.#fail("Bad Unicode escape");
    }
  }

  #number(): void {
    if (this.#text[this.#at] === "-") {
      this.#at++;
      if (!isDigit(this.#text[this.#at])) this.#fail("No number after minus sign");
    }
    if (this.#text[this.#at] === "0") {
      this.#at++;
      if (isDigit(this.#text[this.#at])) this.#fail("Unexpected number");
    } else {
      this.#digits();
    }
    if (this.#text[this.#at] === ".") {
      this.#at++;
      if (!this.#digits()) this.#fail("Unterminated fractional number");
    }
    if (this.#text[this.#at] !== "e" && this.#text[this.#at] !== "E") return;
    this.#at++;
    if (this.#text[this.#at] === "+" || this.#text[this.#at] === "-") this.#at++;
    if (!this.#digits()) this.#fail("Exponent part is missing a number");
  }

  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.#text[this.#at])) this.#at++;
    return this.#at > start;
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  /** The next character that is no white space; empty at the end. */
  #peek(): string {
    this.#space();
    return this.#text[this.#at] ?? "";
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #fail(problem: string): never {
    throw new Failure(`${problem} in JSON at position ${this.#at}`);
  }

  /** A token that cannot stand here. */
  #unexpected(): never {
    const text = this.#text;
    const char = text[this.#at];
    if (char === undefined) throw new Failure(END);
    if (char === '"') this.#fail("Unexpected string");
    if (char === "-" || isDigit(char)) this.#fail("Unexpected number");
    if (NO_JSON.has(text)) throw new Failure(`"${text}" is not valid JSON`);
    throw new Failure(`Unexpected token '${char}', ${quote(text, this.#at)} is not valid JSON`);
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= "0" && char <= "9" && char.length === 1;
}

/** A short text whole, of a long one what surrounds the place. */
function quote(text: string, at: number): string {
  if (text.length <= 2 * QUOTED) return `"${text}"`;
  const start = at < QUOTED ? 0 : at - QUOTED;
  const isNearEnd = at >= QUOTED && at >= text.length - QUOTED;
  const end = isNearEnd ? text.length : at + QUOTED;
  return `${start === 0 && at < QUOTED ? "" : "..."}"${text.slice(start, end)}"${isNearEnd ? "" : "..."}`;
}

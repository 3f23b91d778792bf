// The syntax of `source` and `destination`: path-to-regexp 6.3, as Next.js ships it.
//
// Only what a check needs: tokens, what is wrong with a pattern, how long its regular expression
// becomes. The router compiles patterns for serving on its own.

/** A parameter of a pattern. Parameters without a name are numbered. */
export interface Param {
  name: string | number;
  prefix: string;
  suffix: string;
  pattern: string;
  modifier: string;
}

export type Token = string | Param;

interface Lexeme {
  type: "MODIFIER" | "ESCAPED_CHAR" | "OPEN" | "CLOSE" | "NAME" | "PATTERN" | "CHAR" | "END";
  index: number;
  value: string;
}

const DELIMITERS = "/#?";
const PREFIXES = "./";
const NAME = /[0-9A-Za-z_]*/y;

/** Tokens and the regular expression's text. Throws `TypeError` or `SyntaxError`, as the original. */
export function parsePattern(text: string): { tokens: Token[]; regex: string } {
  const tokens = parse(lex(text));
  const regex = regexOf(tokens);
  return { tokens, regex: new RegExp(regex, "i").source };
}

function lex(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text.charAt(at);
    if (c === "*" || c === "+" || c === "?") {
      lexemes.push({ type: "MODIFIER", index: at, value: c });
      at += 1;
    } else if (c === "\\") {
      lexemes.push({ type: "ESCAPED_CHAR", index: at, value: text.charAt(at + 1) });
      at += 2;
    } else if (c === "{" || c === "}") {
      lexemes.push({ type: c === "{" ? "OPEN" : "CLOSE", index: at, value: c });
      at += 1;
    } else if (c === ":") {
      NAME.lastIndex = at + 1;
      const name = NAME.exec(text)?.[0] ?? "";
      if (name === "") throw new TypeError(`Missing parameter name at ${at}`);
      lexemes.push({ type: "NAME", index: at, value: name });
      at += 1 + name.length;
    } else if (c === "(") {
      const pattern = patternAt(text, at);
      lexemes.push({ type: "PATTERN", index: at, value: pattern });
      at += pattern.length + 2;
    } else {
      lexemes.push({ type: "CHAR", index: at, value: c });
      at += 1;
    }
  }
  lexemes.push({ type: "END", index: at, value: "" });
  return lexemes;
}

/** What stands between the parenthesis at `start` and the one that closes it. */
function patternAt(text: string, start: number): string {
  let depth = 1;
  let at = start + 1;
  if (text.charAt(at) === "?") throw new TypeError(`Pattern cannot start with "?" at ${at}`);
  while (at < text.length) {
    const c = text.charAt(at);
    if (c === "\\") {
      at += 2;
      continue;
    }
    if (c === ")") {
      depth -= 1;
      if (depth === 0) break;
    } else if (c === "(") {
      depth += 1;
      if (text.charAt(at + 1) !== "?") throw new TypeError(`Capturing groups are not allowed at ${at}`);
    }
    at += 1;
  }
  if (depth > 0) throw new TypeError(`Unbalanced pattern at ${start}`);
  if (at === start + 1) throw new TypeError(`Missing pattern at ${start}`);
  return text.slice(start + 1, at);
}

/** Reads lexemes one after the other. */
class Reader {
  readonly #lexemes: Lexeme[];
  #at = 0;

  constructor(lexemes: Lexeme[]) {
    this.#lexemes = lexemes;
  }

  peek(): Lexeme {
    return this.#lexemes[this.#at] as Lexeme;
  }

  take(type: Lexeme["type"]): string | undefined {
    const lexeme = this.peek();
    if (lexeme.type !== type) return undefined;
    // The end is never passed.
    if (type !== "END") this.#at += 1;
    return lexeme.value;
  }

  must(type: Lexeme["type"]): void {
    const { type: found, index } = this.peek();
    if (this.take(type) === undefined) throw new TypeError(`Unexpected ${found} at ${index}, expected ${type}`);
  }

  text(): string {
    let text = "";
    for (;;) {
      const piece = this.take("CHAR") ?? this.take("ESCAPED_CHAR");
      if (piece === undefined || piece === "") return text;
      text += piece;
    }
  }
}

function parse(lexemes: Lexeme[]): Token[] {
  const reader = new Reader(lexemes);
  const tokens: Token[] = [];
  let path = "";
  let unnamed = 0;
  const flush = (): void => {
    if (path !== "") tokens.push(path);
    path = "";
  };
  while (reader.peek().type !== "END") {
    const char = reader.take("CHAR");
    const name = reader.take("NAME");
    const pattern = reader.take("PATTERN");
    if (name !== undefined || pattern !== undefined) {
      let prefix = char ?? "";
      if (!PREFIXES.includes(prefix)) {
        path += prefix;
        prefix = "";
      }
      flush();
      tokens.push({
        name: name ?? unnamed++,
        prefix,
        suffix: "",
        pattern: pattern ?? segmentPattern(tokens, prefix),
        modifier: reader.take("MODIFIER") ?? "",
      });
      continue;
    }
    const literal = char ?? reader.take("ESCAPED_CHAR");
    if (literal !== undefined) {
      path += literal;
      continue;
    }
    flush();
    if (reader.take("OPEN") === undefined) {
      reader.must("END");
      break;
    }
    const prefix = reader.text();
    const groupName = reader.take("NAME");
    const groupPattern = reader.take("PATTERN");
    const suffix = reader.text();
    reader.must("CLOSE");
    tokens.push({
      name: groupName ?? (groupPattern === undefined ? "" : unnamed++),
      pattern: groupName !== undefined && groupPattern === undefined ? segmentPattern(tokens, prefix) : (groupPattern ?? ""),
      prefix,
      suffix,
      modifier: reader.take("MODIFIER") ?? "",
    });
  }
  flush();
  return tokens;
}

/** What a parameter without a pattern of its own matches. */
function segmentPattern(tokens: Token[], prefix: string): string {
  const last = tokens.at(-1);
  if (typeof last === "object" && prefix === "") {
    throw new TypeError(`Must have text between two parameters, missing text after "${last.name}"`);
  }
  const before = prefix !== "" ? prefix : typeof last === "string" ? last : "";
  const isSafe = before === "" || [...DELIMITERS].some((c) => before.includes(c));
  if (isSafe) return `[^${escape(DELIMITERS)}]+?`;
  return `(?:(?!${escape(before)})[^${escape(DELIMITERS)}])+?`;
}

function regexOf(tokens: Token[]): string {
  let regex = "^";
  for (const token of tokens) {
    if (typeof token === "string") {
      regex += escape(token);
      continue;
    }
    const { pattern, modifier } = token;
    let [prefix, suffix] = [escape(token.prefix), escape(token.suffix)];
    const repeats = modifier === "+" || modifier === "*";
    if (pattern === "") {
      regex += `(?:${prefix}${suffix})${modifier}`;
      continue;
    }
    // Next.js gives what repeats without a separator the slash that must be meant.
    if (repeats && prefix === "" && suffix === "") prefix = "/";
    if (prefix === "" && suffix === "") {
      regex += `(${pattern})${modifier}`;
    } else if (repeats) {
      const optional = modifier === "*" ? "?" : "";
      regex += `(?:${prefix}((?:${pattern})(?:${suffix}${prefix}(?:${pattern}))*)${suffix})${optional}`;
    } else {
      regex += `(?:${prefix}(${pattern})${suffix})${modifier}`;
    }
  }
  return `${regex}[${escape(DELIMITERS)}]?$`;
}

function escape(text: string): string {
  return text.replace(/([.+*?=^!:${}()[\]|/\\])/g, "\\$1");
}

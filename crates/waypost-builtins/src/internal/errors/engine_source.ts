// What a piece of source, as the engine quotes it in its messages, accesses, calls or iterates, and how V8 would print it.
//
// V8 prints calls from its syntax tree: names and properties as they stand, arguments as `(...)`, what is made on the way as
// `(intermediate value)`. Here only the text is at hand, so it is read from its ends; what is not plain is an intermediate value.

const INTERMEDIATE = "(intermediate value)";
const MEMBER = /(?:\.|\?\.)\s*(#?[\w$\u0080-\uffff]+)$/;
const STRING = /^(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const OPERATED = /^([\w$.]+)\s*(\|\||&&|\?\?)\s*([\w$.]+)$/;
const NOT_NAMES: Set<string> = new Set(["async", "await", "class", "function", "import", "new", "super", "typeof", "void", "yield"]);

/** The value of a literal as V8 prints it; undefined for anything else. */
export function literalText(source: string): string | undefined {
  const text = source.trim();
  const string = STRING.exec(text);
  if (string !== null) return string[1] ?? string[2] ?? string[3];
  return NUMBER.test(text) || text === "undefined" || text === "null" || text === "true" || text === "false" ? text : undefined;
}

/** The key of the last access of an expression, absent when it is computed; undefined when it ends in no access. */
export function accessedKey(source: string): { key: string | undefined } | undefined {
  const text = source.trimEnd();
  const name = MEMBER.exec(text)?.[1];
  if (name !== undefined) return NUMBER.test(text) ? undefined : { key: name };
  if (!text.endsWith("]")) return undefined;
  const open = openingOf(text);
  if (open <= 0) return undefined;
  const inside = text.slice(open + 1, -1).trim();
  if (inside === "Symbol.iterator" || inside === "Symbol.asyncIterator") return { key: `Symbol(${inside})` };
  return { key: literalText(inside) };
}

/** The target of an assignment; undefined when there is none. */
export function splitAssignment(source: string): string | undefined {
  for (let i = 0; i < source.length; i = skip(source, i)) {
    if (source[i] !== "=") continue;
    if (source[i + 1] === "=" || source[i + 1] === ">" || "=!<>".includes(source[i - 1] ?? "=")) return undefined;
    return source.slice(0, i).replace(/(?:\*\*|<<|>>>?|[-+*/%&|^])$/, "").trimEnd();
  }
  return undefined;
}

/** What a loop or a pattern iterates, printed; empty for a pattern whose source is elsewhere. */
export function iterated(source: string): string | undefined {
  const text = source.trim();
  const delegated = /^yield\s*\*\s*([^]*)$/.exec(text)?.[1];
  if (delegated !== undefined) return rendered(delegated);
  const loop = /^(?:(?:const|let|var)\b\s*)?(?:[\w$]+\s|\[[^]*?\]\s*|\{[^]*?\}\s*)of\b\s*([^]*)$/.exec(text)?.[1];
  if (loop !== undefined) return rendered(loop);
  return text.startsWith("[") && text.endsWith("]") && openingOf(text) === 0 ? "" : undefined;
}

/** The constructor of a `new`, without its arguments. */
export function callee(source: string): string {
  if (source.startsWith("(")) return source.slice(0, skip(source, 0));
  for (let i = 0; i < source.length; i = skip(source, i)) {
    if (source[i] === "(") return source.slice(0, i);
  }
  return source;
}

/** An expression as V8 prints it in a message. */
export function rendered(source: string): string {
  const text = source.trim();
  const head = headOf(text);
  let out = head.text;
  for (let at = head.end; at < text.length; ) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest);
    const member = /^(\.|\?\.)\s*(#?[\w$\u0080-\uffff]+)/.exec(rest);
    const opened = /^(?:\?\.)?(?=[([])/.exec(rest);
    if (space !== null) at += space[0].length;
    else if (member !== null) {
      out += `${member[1] as string}${member[2] as string}`;
      at += member[0].length;
    } else if (opened !== null) {
      const start = at + opened[0].length;
      const end = skip(text, start);
      const isCall = text[start] === "(";
      out += isCall ? "(...)" : index(text.slice(start + 1, end - 1).trim(), opened[0]);
      at = end;
    } else return INTERMEDIATE;
  }
  return out;
}

function index(inside: string, optional: string): string {
  const string = STRING.exec(inside);
  if (string !== null) return `${optional === "" ? "." : optional}${literalText(inside) as string}`;
  return `${optional}[${rendered(inside)}]`;
}

/** What an expression begins with, up to its first access or call. */
function headOf(text: string): { text: string; end: number } {
  const name = /^[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/.exec(text)?.[0];
  if (name !== undefined) {
    if (name === "super") return { text: INTERMEDIATE, end: name.length };
    return NOT_NAMES.has(name) ? { text: INTERMEDIATE, end: text.length } : { text: name, end: name.length };
  }
  const end = text === "" ? 0 : skip(text, 0);
  const whole = text.slice(0, end);
  if (text.startsWith("(")) return { text: parenthesized(whole.slice(1, -1).trim()), end };
  if (text.startsWith("[") || text.startsWith("{")) return { text: /^(?:\[\s*\]|\{\s*\})$/.test(whole) ? whole[0] + whole.slice(-1) : INTERMEDIATE, end };
  const literal = literalText(whole);
  if (literal !== undefined && STRING.test(whole)) return { text: `"${literal}"`, end };
  const number = /^\d+(?:\.\d+)?/.exec(text)?.[0];
  if (number !== undefined) return { text: number, end: number.length };
  return { text: INTERMEDIATE, end: text.length };
}

function parenthesized(inside: string): string {
  const comma = /^0\s*,\s*([\w$.[\]"']+)$/.exec(inside)?.[1];
  if (comma !== undefined) return `(0 , ${rendered(comma)})`;
  const operated = OPERATED.exec(inside);
  if (operated !== null) return `(${operated[1] as string} ${operated[2] as string} ${operated[3] as string})`;
  if (/^(?:\(|async\b)[^]*=>/.test(inside) || /^[\w$]+\s*=>/.test(inside)) return INTERMEDIATE;
  return rendered(inside);
}

/** Where the bracket opens that the text's last character closes; -1 when it is not found. */
function openingOf(text: string): number {
  const opened: number[] = [];
  for (let i = 0; i < text.length; ) {
    const char = text[i] as string;
    if ("([{".includes(char)) opened.push(i);
    else if (")]}".includes(char)) {
      const open = opened.pop();
      if (i === text.length - 1) return open ?? -1;
    }
    i = "([{".includes(char) ? i + 1 : skip(text, i);
  }
  return -1;
}

/** The place after what begins here: a string, a template, what stands in brackets, or one character. */
function skip(text: string, at: number): number {
  const char = text[at] as string;
  if (char === '"' || char === "'" || char === "`") {
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === "\\") i++;
      else if (text[i] === char) return i + 1;
    }
    return text.length;
  }
  if (!"([{".includes(char)) return at + 1;
  for (let i = at + 1; i < text.length; i = skip(text, i)) {
    if (")]}".includes(text[i] as string)) return i + 1;
  }
  return text.length;
}

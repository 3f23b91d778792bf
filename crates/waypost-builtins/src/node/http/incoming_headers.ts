// node:http: header lines as `headers`, `headersDistinct` and `rawHeaders` show them.

type Headers = Record<string, string | string[] | undefined>;

/** Of these only the first line counts. */
const ONLY_FIRST: Set<string> = new Set([
  "age",
  "authorization",
  "content-length",
  "content-type",
  "etag",
  "expires",
  "from",
  "host",
  "if-modified-since",
  "if-unmodified-since",
  "last-modified",
  "location",
  "max-forwards",
  "proxy-authorization",
  "referer",
  "retry-after",
  "server",
  "user-agent",
]);

/** Adds one line to `headers` by Node's rules for repeated names. */
export function addHeaderLine(headers: Headers, name: string, value: string): void {
  const held = headers[name];
  if (name === "set-cookie") {
    if (held === undefined) headers[name] = [value];
    else (held as string[]).push(value);
  } else if (held === undefined || !Object.hasOwn(headers, name)) {
    // `__proto__` is a valid header name.
    if (name === "__proto__") Object.defineProperty(headers, name, { value, writable: true, enumerable: true, configurable: true });
    else headers[name] = value;
  } else if (name === "cookie") headers[name] = `${held as string}; ${value}`;
  else if (!ONLY_FIRST.has(name)) headers[name] = `${held as string}, ${value}`;
}

/** `headers` from a flat list of lower-case names and values. */
export function headersObject(lines: string[], joinsAll: boolean = false): Headers {
  const headers: Headers = {};
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i] as string;
    if (joinsAll && ONLY_FIRST.has(name) && Object.hasOwn(headers, name)) headers[name] = `${headers[name] as string}, ${lines[i + 1] as string}`;
    else addHeaderLine(headers, name, lines[i + 1] as string);
  }
  return headers;
}

/** Every line of a name, in a list. */
export function headersDistinctObject(lines: string[]): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>;
  for (let i = 0; i < lines.length; i += 2) (headers[lines[i] as string] ??= []).push(lines[i + 1] as string);
  return headers;
}

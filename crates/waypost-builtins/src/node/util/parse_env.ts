// util.parseEnv: the text of a `.env` file to an object.

import { validateString } from "waypost-internal:internal/validators/validators";

const LINE = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*("(?:[^"])*"|'(?:[^'])*'|`(?:[^`])*`|[^#\r\n]*)?[^\r\n]*$/gm;

export function parseEnv(content: string): Record<string, string> {
  validateString(content, "content");
  const result = Object.create(null) as Record<string, string>;
  for (const [, key, raw = ""] of content.replace(/\r\n?/g, "\n").matchAll(LINE)) {
    const value = raw.trim();
    const quote = value[0];
    const isQuoted = value.length > 1 && (quote === '"' || quote === "'" || quote === "`") && value.endsWith(quote);
    if (!isQuoted) result[key!] = value;
    else result[key!] = quote === '"' ? value.slice(1, -1).replaceAll("\\n", "\n") : value.slice(1, -1);
  }
  return result;
}

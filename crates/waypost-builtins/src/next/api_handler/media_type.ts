// `Content-Type` of a request: media type and character set, by RFC 9110.

export interface MediaType {
  type: string;
  charset: string;
}

const TYPE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PARAMETER =
  /; *([!#$%&'*+.^_`|~0-9A-Za-z-]+) *= *("(?:[\u000b\u0020\u0021\u0023-\u005b\u005d-\u007e\u0080-\u00ff]|\\[\u000b\u0020-\u00ff])*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+) */gy;

const PLAIN: MediaType = { type: "text/plain", charset: "utf-8" };
const JSON_MEDIA: MediaType = { type: "application/json", charset: "utf-8" };

/** What is missing or malformed counts as plain text. */
export function mediaTypeOf(header: string | undefined): MediaType {
  if (header === "application/json") return JSON_MEDIA;
  if (!header) return PLAIN;
  const semicolon = header.indexOf(";");
  const type = (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase();
  if (!TYPE.test(type)) return PLAIN;
  let charset = "utf-8";
  if (semicolon < 0) return { type, charset };
  let at = semicolon;
  PARAMETER.lastIndex = at;
  for (let match = PARAMETER.exec(header); match !== null; match = PARAMETER.exec(header)) {
    at = PARAMETER.lastIndex;
    if ((match[1] as string).toLowerCase() === "charset") charset = unquoted(match[2] as string) || charset;
  }
  return at === header.length ? { type, charset } : PLAIN;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\([\u000b\u0020-\u00ff])/g, "$1") : value;
}

// The text form of an Argon2 hash: https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md

/** The algorithms, each at its number. */
export const NAMES: readonly string[] = ["argon2d", "argon2i", "argon2id"];

export interface Hash {
  kind: number;
  version: number;
  memory: number;
  passes: number;
  parallelism: number;
  data: Uint8Array;
  salt: Uint8Array;
  hash: Uint8Array;
}

function base64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}

export function write({ kind, version, memory, passes, parallelism, data, salt, hash }: Hash): string {
  const extra = data.length > 0 ? `,data=${base64(data)}` : "";
  return `$${NAMES[kind]!}$v=${version}$m=${memory},t=${passes},p=${parallelism}${extra}$${base64(salt)}$${base64(hash)}`;
}

/** The parts of a text; undefined when it is of another algorithm. */
export function read(text: string): Hash | undefined {
  if (typeof text !== "string" || !text.startsWith("$")) throw new TypeError("pchstr must contain a $ as first char");
  const parts = text.split("$").slice(1);
  const kind = NAMES.indexOf(parts.shift()!);
  if (kind < 0) return undefined;
  const version = parts[0]?.startsWith("v=") ? Number(parts.shift()!.slice(2)) : 16;
  const params = new Map((parts.shift() ?? "").split(",").map((pair) => pair.split(/=(.*)/s) as [string, string]));
  const [salt, hash, ...more] = parts;
  if (salt === undefined || hash === undefined || more.length > 0) throw new TypeError("pchstr contains unrecognized fileds");
  try {
    return {
      kind,
      version,
      memory: Number(params.get("m")),
      passes: Number(params.get("t")),
      parallelism: Number(params.get("p")),
      data: Uint8Array.fromBase64(params.get("data") ?? ""),
      salt: Uint8Array.fromBase64(salt),
      hash: Uint8Array.fromBase64(hash),
    };
  } catch {
    throw new TypeError("salt and hash must be base64");
  }
}

/** The time tells the lengths only. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

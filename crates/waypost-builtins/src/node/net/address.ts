// node:net: what an IP address is, and `SocketAddress`.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateObject, validatePort, validateString, validateUint32 } from "waypost-internal:internal/validators/validators";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";

const BYTE = "(?:[0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
const V4 = `(?:${BYTE}[.]){3}${BYTE}`;
const GROUP = "(?:[0-9a-fA-F]{1,4})";
const V4_PATTERN = new RegExp(`^${V4}$`);
const V6_PATTERN = new RegExp(
  "^(?:" +
    `(?:${GROUP}:){7}(?:${GROUP}|:)|` +
    `(?:${GROUP}:){6}(?:${V4}|:${GROUP}|:)|` +
    `(?:${GROUP}:){5}(?::${V4}|(?::${GROUP}){1,2}|:)|` +
    `(?:${GROUP}:){4}(?:(?::${GROUP}){0,1}:${V4}|(?::${GROUP}){1,3}|:)|` +
    `(?:${GROUP}:){3}(?:(?::${GROUP}){0,2}:${V4}|(?::${GROUP}){1,4}|:)|` +
    `(?:${GROUP}:){2}(?:(?::${GROUP}){0,3}:${V4}|(?::${GROUP}){1,5}|:)|` +
    `(?:${GROUP}:){1}(?:(?::${GROUP}){0,4}:${V4}|(?::${GROUP}){1,6}|:)|` +
    `(?::(?:(?::${GROUP}){0,5}:${V4}|(?::${GROUP}){1,7}|:))` +
    ")(?:%[0-9a-zA-Z-.:]{1,})?$",
);

export function isIPv4(input: unknown): boolean {
  return V4_PATTERN.test(`${input as string}`);
}

export function isIPv6(input: unknown): boolean {
  return V6_PATTERN.test(`${input as string}`);
}

/** 4, 6, or 0 for what is no address. */
export function isIP(input: unknown): 0 | 4 | 6 {
  if (isIPv4(input)) return 4;
  return isIPv6(input) ? 6 : 0;
}

function v4Value(text: string): bigint {
  return text.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function v6Value(given: string): bigint {
  let text = given.split("%")[0] as string;
  const lastColon = text.lastIndexOf(":");
  if (text.includes(".")) {
    const low = v4Value(text.slice(lastColon + 1));
    text = `${text.slice(0, lastColon + 1)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  }
  const [head = "", tail] = text.split("::") as [string, string?];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? left : [...left, ...new Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** An address as a number, to be compared. The address must be valid. */
export function addressValue(address: string, family: string): bigint {
  return family === "ipv4" ? v4Value(address) : v6Value(address);
}

/** RFC 5952. */
function v6Text(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(16 * (7 - i))) & 0xffffn));
  if (value >> 32n === 0xffffn) {
    const low = Number(value & 0xffffffffn);
    return `::ffff:${low >>> 24}.${(low >>> 16) & 255}.${(low >>> 8) & 255}.${low & 255}`;
  }
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > bestLength) [best, bestLength] = [i, length];
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(":");
  if (best < 0) return text(groups);
  return `${text(groups.slice(0, best))}::${text(groups.slice(best + bestLength))}`;
}

export function checkAddress(address: unknown, family: string): asserts address is string {
  validateString(address, "address");
  const wanted = family === "ipv4" ? isIPv4(address) : isIPv6(address);
  if (!wanted) throw new codes.ERR_INVALID_ADDRESS!();
}

/** The family in the spelling that is kept: `ipv4` or `ipv6`. */
export function checkFamily(family: unknown, name: string = "options.family"): "ipv4" | "ipv6" {
  const lower = typeof family === "string" ? family.toLowerCase() : family;
  if (lower !== "ipv4" && lower !== "ipv6") {
    if (typeof family !== "string") throw new codes.ERR_INVALID_ARG_TYPE!(name, "string", family);
    throw new codes.ERR_INVALID_ARG_VALUE!(name, family);
  }
  return lower;
}

interface AddressOptions {
  address?: string;
  family?: string;
  port?: number;
  flowlabel?: number;
}

export class SocketAddress {
  readonly #address: string;
  readonly #family: "ipv4" | "ipv6";
  readonly #port: number;
  readonly #flowlabel: number;

  static isSocketAddress(value: unknown): value is SocketAddress {
    return typeof value === "object" && value !== null && #address in value;
  }

  /** From `1.2.3.4:5` or `[::1]:5`; undefined for anything else. */
  static parse(input: unknown): SocketAddress | undefined {
    validateString(input, "input");
    const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(input);
    if (match === null) return undefined;
    const address = match[1] ?? (match[2] as string);
    const version = isIP(address);
    const port = Number(match[3] ?? 0);
    if (version !== (match[1] === undefined ? 4 : 6) || port > 0xffff) return undefined;
    return new SocketAddress({ address, port, family: `ipv${version}` });
  }

  constructor(options: AddressOptions = {}) {
    validateObject(options, "options");
    this.#family = checkFamily(options.family ?? "ipv4");
    const { port = 0, flowlabel = 0, address = this.#family === "ipv4" ? "127.0.0.1" : "::" } = options;
    validatePort(port, "options.port");
    validateUint32(flowlabel, "options.flowlabel");
    validateString(address, "options.address");
    checkAddress(address, this.#family);
    this.#address = this.#family === "ipv4" ? address : v6Text(v6Value(address));
    this.#port = port | 0;
    this.#flowlabel = flowlabel;
  }

  get address(): string {
    return this.#address;
  }

  get port(): number {
    return this.#port;
  }

  get family(): "ipv4" | "ipv6" {
    return this.#family;
  }

  get flowlabel(): number {
    return this.#family === "ipv4" ? 0 : this.#flowlabel;
  }

  toJSON(): object {
    return { address: this.address, port: this.port, family: this.family, flowlabel: this.flowlabel };
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): unknown {
    if (depth < 0) return this;
    return `SocketAddress ${inspect(this.toJSON(), options)}`;
  }
}

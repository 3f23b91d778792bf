// node:net: `BlockList`, rules over addresses. An IPv4 rule also meets an IPv4 address in IPv6 dress.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateInt32 } from "waypost-internal:internal/validators/validators";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { addressValue, checkAddress, checkFamily, isIPv6, SocketAddress } from "waypost-internal:node/net/address";

type Family = "ipv4" | "ipv6";

interface Rule {
  family: Family;
  from: bigint;
  to: bigint;
  text: string;
}

interface Point {
  value: bigint;
  family: Family;
  address: string;
}

const MAPPED = 0xffffn << 32n;
const NAMES = { ipv4: "IPv4", ipv6: "IPv6" } as const;

function pointOf(address: unknown, family: unknown): Point {
  if (SocketAddress.isSocketAddress(address)) {
    return { value: addressValue(address.address, address.family), family: address.family, address: address.address };
  }
  const kept = checkFamily(family, "family");
  checkAddress(address, kept);
  return { value: addressValue(address, kept), family: kept, address };
}

export class BlockList {
  readonly #rules: Rule[] = [];

  static isBlockList(value: unknown): value is BlockList {
    return typeof value === "object" && value !== null && #rules in value;
  }

  addAddress(address: unknown, family: unknown = "ipv4"): void {
    const { value, family: kept, address: text } = pointOf(address, family);
    this.#rules.unshift({ family: kept, from: value, to: value, text: `Address: ${NAMES[kept]} ${text}` });
  }

  addRange(start: unknown, end: unknown, family: unknown = "ipv4"): void {
    const from = pointOf(start, family);
    const to = pointOf(end, family);
    if (from.family !== to.family || from.value > to.value) {
      throw new codes.ERR_INVALID_ARG_VALUE!("start", start, `must come before ${to.address}`);
    }
    this.#rules.unshift({
      family: from.family,
      from: from.value,
      to: to.value,
      text: `Range: ${NAMES[from.family]} ${from.address}-${to.address}`,
    });
  }

  addSubnet(network: unknown, prefix: unknown, family: unknown = "ipv4"): void {
    const point = pointOf(network, family);
    const bits = point.family === "ipv4" ? 32 : 128;
    validateInt32(prefix, "prefix", 0, bits);
    const free = BigInt(bits - prefix);
    const from = (point.value >> free) << free;
    const to = from | ((1n << free) - 1n);
    this.#rules.unshift({ family: point.family, from, to, text: `Subnet: ${NAMES[point.family]} ${point.address}/${prefix}` });
  }

  check(address: unknown, family: unknown = "ipv4"): boolean {
    let point: Point;
    try {
      point = pointOf(address, family);
    } catch (error) {
      if ((error as { code?: string }).code === "ERR_INVALID_ADDRESS") return false;
      throw error;
    }
    const { value, family: kept } = point;
    return this.#rules.some((rule) => {
      if (rule.family === kept) return value >= rule.from && value <= rule.to;
      if (rule.family === "ipv4") return value >> 32n === 0xffffn && value - MAPPED >= rule.from && value - MAPPED <= rule.to;
      return value + MAPPED >= rule.from && value + MAPPED <= rule.to;
    });
  }

  get rules(): string[] {
    return this.#rules.map((rule) => rule.text);
  }

  toJSON(): string[] {
    return this.rules;
  }

  /** Adds the rules that `toJSON` gave. */
  fromJSON(data: unknown): void {
    const rules: unknown = typeof data === "string" ? JSON.parse(data) : data;
    if (!Array.isArray(rules)) throw new codes.ERR_INVALID_ARG_TYPE!("data", ["string", "array"], data);
    for (const rule of [...rules].reverse()) this.#addText(rule);
  }

  #addText(rule: unknown): void {
    const match = typeof rule === "string" ? /^(Address|Range|Subnet): IPv[46] ([^\s/]+?)(?:[-/]([^\s]+))?$/.exec(rule) : null;
    if (match === null) throw new codes.ERR_INVALID_ARG_VALUE!("data", rule);
    const [, kind, first, second] = match as unknown as [string, string, string, string | undefined];
    const family = isIPv6(first) ? "ipv6" : "ipv4";
    if (kind === "Address") this.addAddress(first, family);
    else if (kind === "Range") this.addRange(first, second, family);
    else this.addSubnet(first, Number(second), family);
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): unknown {
    if (depth < 0) return this;
    return `BlockList ${inspect({ rules: this.rules }, options)}`;
  }
}

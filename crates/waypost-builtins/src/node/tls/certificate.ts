// node:tls: a certificate as `getPeerCertificate` shows it.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { createHash } from "waypost-internal:node/crypto/crypto";
import { type Element, elements, first, hex, oid, text, time } from "waypost-internal:node/tls/der";

export type Name = Record<string, string | string[]>;

export interface Certificate {
  subject: Name;
  issuer: Name;
  subjectaltname?: string;
  infoAccess?: Record<string, string[]>;
  ca: boolean;
  valid_from: string;
  valid_to: string;
  serialNumber: string;
  raw: Uint8Array;
  issuerCertificate?: Certificate;
  [name: string]: unknown;
}

const ATTRIBUTES: { readonly [oid: string]: string } = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.42": "GN",
  "1.2.840.113549.1.9.1": "emailAddress",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
};
const CURVES: { readonly [oid: string]: readonly [string, string | undefined, number] } = {
  "1.2.840.10045.3.1.7": ["prime256v1", "P-256", 256],
  "1.3.132.0.34": ["secp384r1", "P-384", 384],
  "1.3.132.0.35": ["secp521r1", "P-521", 521],
  "1.3.132.0.10": ["secp256k1", undefined, 256],
};
const ACCESS: { readonly [oid: string]: string } = { "1.3.6.1.5.5.7.48.1": "OCSP", "1.3.6.1.5.5.7.48.2": "CA Issuers" };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function nameOf(content: Uint8Array): Name {
  const name: Name = Object.create(null) as Name;
  for (const set of elements(content)) {
    for (const pair of elements(set.content)) {
      const [type, value] = elements(pair.content);
      if (type === undefined || value === undefined) continue;
      const id = oid(type.content);
      const key = ATTRIBUTES[id] ?? id;
      const held = name[key];
      if (held === undefined) name[key] = text(value);
      else name[key] = [...(Array.isArray(held) ? held : [held]), text(value)];
    }
  }
  return name;
}

/** `Nov  6 08:00:00 2026 GMT` */
function opensslTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = String(date.getUTCDate()).padStart(2, " ");
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  return `${MONTHS[date.getUTCMonth()] as string} ${day} ${clock} ${date.getUTCFullYear()} GMT`;
}

function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return "<invalid>";
  return Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16).toUpperCase()).join(":");
}

/** A name that could be taken for two is quoted. */
function quoted(prefix: string, value: string): string {
  return /^[^\s,"\\]*$/.test(value) && /^[\x20-\x7e]*$/.test(value) ? prefix + value : prefix + JSON.stringify(value);
}

function generalName({ tag, content }: Element): string {
  const value = text({ tag: 0x16, content, whole: content });
  switch (tag) {
    case 0x81:
      return quoted("email:", value);
    case 0x82:
      return quoted("DNS:", value);
    case 0x86:
      return quoted("URI:", value);
    case 0x87:
      return `IP Address:${ipText(content)}`;
    case 0x88:
      return `Registered ID:${oid(content)}`;
    default:
      return tag === 0xa4 ? "DirName:<unsupported>" : "othername:<unsupported>";
  }
}

function readExtension(made: Certificate, extension: Element): void {
  const parts = elements(extension.content);
  const value = parts[parts.length - 1];
  if (parts[0] === undefined || value === undefined || value.tag !== 0x04) return;
  const inner = first(value.content);
  switch (oid(parts[0].content)) {
    case "2.5.29.17":
      made.subjectaltname = elements(inner.content).map(generalName).join(", ");
      break;
    case "2.5.29.19":
      made.ca = elements(inner.content).some(({ tag, content }) => tag === 0x01 && content[0] !== 0);
      break;
    case "2.5.29.37":
      made.ext_key_usage = elements(inner.content).map(({ content }) => oid(content));
      break;
    case "1.3.6.1.5.5.7.1.1":
      made.infoAccess = accessOf(inner);
      break;
  }
}

function accessOf(list: Element): Record<string, string[]> {
  const access = Object.create(null) as Record<string, string[]>;
  for (const entry of elements(list.content)) {
    const [method, place] = elements(entry.content);
    if (method === undefined || place === undefined) continue;
    const kind = ACCESS[oid(method.content)] ?? oid(method.content);
    (access[`${kind} - URI`] ??= []).push(text({ tag: 0x16, content: place.content, whole: place.content }));
  }
  return access;
}

function bufferOf(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) as unknown as Uint8Array;
}

function stripped(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  return bytes.subarray(from);
}

function readKey(made: Certificate, info: Element): void {
  const [algorithm, key] = elements(info.content);
  if (algorithm === undefined || key === undefined) return;
  const [id, parameters] = elements(algorithm.content);
  const bits = key.content.subarray(1);
  if (id !== undefined && oid(id.content) === "1.2.840.113549.1.1.1") {
    const [modulus, exponent] = elements(first(bits).content);
    if (modulus === undefined || exponent === undefined) return;
    const digits = hex(stripped(modulus.content));
    made.modulus = digits;
    made.bits = 4 * digits.length - (Math.clz32(parseInt(digits[0] as string, 16)) - 28);
    made.exponent = `0x${hex(stripped(exponent.content)).replace(/^0+/, "").toLowerCase()}`;
    made.pubkey = bufferOf(info.whole);
  } else if (parameters !== undefined && parameters.tag === 0x06) {
    const curve = CURVES[oid(parameters.content)];
    if (curve !== undefined) {
      made.bits = curve[2];
      made.asn1Curve = curve[0];
      if (curve[1] !== undefined) made.nistCurve = curve[1];
    }
    made.pubkey = bufferOf(bits);
  }
}

/** A value that is worked out when somebody looks at it. */
function lazy(target: object, name: string, make: () => unknown): void {
  Object.defineProperty(target, name, {
    enumerable: true,
    configurable: true,
    get(): unknown {
      const value = make();
      Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    },
  });
}

function fingerprint(bytes: Uint8Array, algorithm: string): string {
  const digest = (createHash as (name: string) => { update(bytes: Uint8Array): { digest(encoding: string): string } })(algorithm);
  return (digest.update(bytes).digest("hex").toUpperCase().match(/../g) as string[]).join(":");
}

/** Takes a certificate apart. Throws `BadDer` for what is none. */
export function describeCertificate(der: Uint8Array): Certificate {
  const body = elements(first(first(der).content).content);
  if (body[0]?.tag === 0xa0) body.shift();
  const [serial, , issuer, validity, subject, keyInfo, ...rest] = body as [Element, Element, Element, Element, Element, Element, ...Element[]];
  const [notBefore, notAfter] = elements(validity.content) as [Element, Element];
  const made = { subject: nameOf(subject.content), issuer: nameOf(issuer.content), ca: false } as Certificate;
  for (const part of rest) if (part.tag === 0xa3) for (const extension of elements(first(part.content).content)) readExtension(made, extension);
  readKey(made, keyInfo);
  made.valid_from = opensslTime(time(notBefore));
  made.valid_to = opensslTime(time(notAfter));
  for (const [name, algorithm] of [["fingerprint", "sha1"], ["fingerprint256", "sha256"], ["fingerprint512", "sha512"]] as const) {
    lazy(made, name, () => fingerprint(der, algorithm));
  }
  made.serialNumber = hex(stripped(serial.content));
  made.raw = bufferOf(der);
  return made;
}

/** The certificate of the peer with those it sent along, each linked to who issued it. */
export function describeChain(chain: Uint8Array[]): Certificate {
  const [leaf, ...others] = chain.map(describeCertificate) as [Certificate, ...Certificate[]];
  let current = leaf;
  for (const next of others) {
    current.issuerCertificate = next;
    current = next;
  }
  if (JSON.stringify(current.issuer) === JSON.stringify(current.subject)) current.issuerCertificate = current;
  return leaf;
}

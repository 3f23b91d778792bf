// Certificates: https://nodejs.org/api/crypto.html#class-x509certificate

import { codes } from "waypost-internal:internal/errors/errors";
import { keyOfCertificate } from "waypost-internal:internal/crypto/keys";
import * as ops from "waypost-internal:internal/crypto/ops";
import { validateBoolean, validateObject, validateOneOf, validateString } from "waypost-internal:internal/validators/validators";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { packed } from "waypost-internal:node/crypto/algorithms";
import { inputBytes } from "waypost-internal:node/crypto/inputs";
import { isKeyObject, type KeyObject, keyObjectOf, nativeKeyOf } from "waypost-internal:node/crypto/keys";
import { op_node_crypto_hash } from "waypost-native:node/crypto";

type NameEntries = ops.NameEntries;

/** Certificates that nobody holds any more. */
let forgotten: FinalizationRegistry<number> | undefined;

/** A name as OpenSSL prints it over several lines. */
function nameText(entries: NameEntries): string | undefined {
  let text = "";
  for (const [kind, value, isJoined] of entries) {
    if (text !== "") text += isJoined ? " + " : "\n";
    text += `${kind}=${escaped(value)}`;
  }
  return text === "" ? undefined : text;
}

/** RFC 2253 and what would break a line. */
function escaped(value: string): string {
  const inner = value.replace(/[,+"\\<>;]/g, "\\$&").replace(/[\u0000-\u001f\u007f]/g, (c) => `\\${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return inner.replace(/^[ #]/, "\\$&").replace(/ $/, "\\ ");
}

/** A name as an object; a kind that occurs more than once has a list. */
function nameObject(entries: NameEntries): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = Object.create(null) as never;
  for (const [kind, value] of entries) {
    const known = object[kind];
    if (known === undefined) object[kind] = value;
    else if (Array.isArray(known)) known.push(value);
    else object[kind] = [known, value];
  }
  return object;
}

/** A name of a kind. One that could be taken for the next is written as a string of JSON. */
function generalText([kind, value]: ops.General): string {
  const text = typeof value === "string" ? value : (nameText(value) ?? "").replaceAll("\n", ", ");
  return `${kind}:${/[",]|^$/.test(text) || /[\u0000-\u001f\u007f-\u{10ffff}]/u.test(text) ? JSON.stringify(text) : text}`;
}

const METHODS: Readonly<Record<string, string>> = { "1.3.6.1.5.5.7.48.1": "OCSP", "1.3.6.1.5.5.7.48.2": "CA Issuers" };

interface CheckOptions {
  subject?: string;
  wildcards?: boolean;
  partialWildcards?: boolean;
  multiLabelWildcards?: boolean;
  singleLabelSubdomains?: boolean;
}

export class X509Certificate {
  readonly #about: ops.CertificateAbout;
  #key: KeyObject | undefined;

  constructor(buffer: unknown) {
    const bytes = inputBytes(buffer, "buffer", undefined, ["string", "Buffer", "TypedArray", "DataView"]);
    this.#about = ops.x509Parse(bytes);
    forgotten ??= new FinalizationRegistry(ops.x509Close);
    forgotten.register(this, this.#about.id);
  }

  get subject(): string | undefined {
    return nameText(this.#about.subject);
  }

  get issuer(): string | undefined {
    return nameText(this.#about.issuer);
  }

  get subjectAltName(): string | undefined {
    return this.#about.alternativeNames?.map(generalText).join(", ");
  }

  get infoAccess(): string | undefined {
    return this.#about.authorityInfo?.map(([method, place]) => `${METHODS[method] ?? method} - ${generalText(place)}`).join("\n");
  }

  get issuerCertificate(): undefined {
    return undefined;
  }

  get validFrom(): string {
    return this.#about.validFrom;
  }

  get validTo(): string {
    return this.#about.validTo;
  }

  get validFromDate(): Date {
    return new Date(this.#about.validFromTime);
  }

  get validToDate(): Date {
    return new Date(this.#about.validToTime);
  }

  get fingerprint(): string {
    return this.#fingerprint("sha1");
  }

  get fingerprint256(): string {
    return this.#fingerprint("sha256");
  }

  get fingerprint512(): string {
    return this.#fingerprint("sha512");
  }

  #fingerprint(hash: string): string {
    const digest = op_node_crypto_hash(packed(hash, 0, this.#about.raw), this.#about.raw) as Uint8Array;
    return digest.toHex().toUpperCase().match(/../g)!.join(":");
  }

  get keyUsage(): string[] | undefined {
    return this.#about.usage?.slice();
  }

  get serialNumber(): string {
    return this.#about.serialNumber;
  }

  get raw(): Buffer {
    return toBuffer(this.#about.raw.slice());
  }

  get publicKey(): KeyObject {
    return (this.#key ??= keyObjectOf(keyOfCertificate(this.#about.id)));
  }

  get ca(): boolean {
    return this.#about.isAuthority;
  }

  toString(): string {
    return this.#about.pem;
  }

  toJSON(): string {
    return this.#about.pem;
  }

  checkHost(name: string, options: CheckOptions = {}): string | undefined {
    validateString(name, "name");
    checkOptions(options);
    return this.#match("DNS", "CN", options, (candidate) => hostMatches(candidate, name, options));
  }

  checkEmail(email: string, options: CheckOptions = {}): string | undefined {
    validateString(email, "email");
    checkOptions(options);
    const [, local, host] = /^(.*)@([^@]*)$/.exec(email) ?? [];
    return this.#match("email", "emailAddress", options, (candidate) => {
      const [, otherLocal, otherHost] = /^(.*)@([^@]*)$/.exec(candidate) ?? [];
      return local !== undefined && local === otherLocal && host!.toLowerCase() === otherHost!.toLowerCase();
    });
  }

  checkIP(ip: string): string | undefined {
    validateString(ip, "ip");
    const wanted = plainAddress(ip);
    const found = this.#about.alternativeNames?.some(([kind, value]) => kind === "IP Address" && plainAddress(value as string) === wanted);
    return wanted !== undefined && found === true ? ip : undefined;
  }

  /** The first name that matches: of the extension, or of the subject when there is none of that kind. */
  #match(kind: string, attribute: string, options: CheckOptions, matches: (candidate: string) => boolean): string | undefined {
    const names = (this.#about.alternativeNames ?? []).filter((name) => name[0] === kind).map((name) => name[1] as string);
    const found = names.find(matches);
    if (found !== undefined) return found;
    const { subject = "default" } = options;
    if (subject === "never" || (subject !== "always" && names.length > 0)) return undefined;
    return this.#about.subject.filter((entry) => entry[0] === attribute).map((entry) => entry[1]).find(matches);
  }

  checkIssued(other: X509Certificate): boolean {
    if (!isCertificate(other)) throw new codes.ERR_INVALID_ARG_TYPE!("otherCert", "X509Certificate", other);
    return ops.x509Issued(this.#about.id, other.#about.id);
  }

  checkPrivateKey(key: KeyObject): boolean {
    if (!isKeyObject(key)) throw new codes.ERR_INVALID_ARG_TYPE!("pkey", "KeyObject", key);
    if (key.type !== "private") throw new codes.ERR_INVALID_ARG_VALUE!("pkey", key);
    return nativeKeyOf(this.publicKey)!.equals(nativeKeyOf(key)!.publicHalf());
  }

  verify(key: KeyObject): boolean {
    if (!isKeyObject(key)) throw new codes.ERR_INVALID_ARG_TYPE!("pkey", "KeyObject", key);
    if (key.type !== "public") throw new codes.ERR_INVALID_ARG_VALUE!("pkey", key);
    return ops.x509Verify(this.#about.id, nativeKeyOf(key)!.about.id);
  }

  /** https://nodejs.org/api/crypto.html#x509tolegacyobject */
  toLegacyObject(): object {
    const { subject, issuer, raw, serialNumber, validFrom, validTo } = this.#about;
    const { asymmetricKeyType, asymmetricKeyDetails } = this.publicKey as unknown as { asymmetricKeyType: string; asymmetricKeyDetails: Record<string, unknown> };
    const { subjectAltName, keyUsage, infoAccess } = this;
    const native = nativeKeyOf(this.publicKey)!;
    const rsa = asymmetricKeyType === "rsa" ? { bits: asymmetricKeyDetails.modulusLength, exponent: `0x${(asymmetricKeyDetails.publicExponent as bigint).toString(16)}`, modulus: Uint8Array.fromBase64(native.jwk().n!, { alphabet: "base64url" }).toHex().toUpperCase() } : {};
    return {
      subject: nameObject(subject),
      issuer: nameObject(issuer),
      ...(subjectAltName === undefined ? {} : { subjectaltname: subjectAltName }),
      ...(infoAccess === undefined ? {} : { infoAccess: infoObject(this.#about) }),
      ca: this.ca,
      ...rsa,
      pubkey: toBuffer(native.der("spki")),
      valid_from: validFrom,
      valid_to: validTo,
      fingerprint: this.fingerprint,
      fingerprint256: this.fingerprint256,
      fingerprint512: this.fingerprint512,
      ...(keyUsage === undefined ? {} : { ext_key_usage: keyUsage }),
      serialNumber,
      raw: toBuffer(raw.slice()),
    };
  }

  static isCertificate(value: object): boolean {
    return #about in value;
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[X509Certificate]";
    const { subject, subjectAltName, infoAccess, validFrom, validTo, validFromDate, validToDate, fingerprint, fingerprint256, fingerprint512, keyUsage, serialNumber } = this;
    const shown = { subject, subjectAltName, infoAccess, validFrom, validTo, validFromDate, validToDate, fingerprint, fingerprint256, fingerprint512, keyUsage, serialNumber };
    return `X509Certificate ${inspect(shown, options)}`;
  }
}

const isCertificateObject = X509Certificate.isCertificate;
Reflect.deleteProperty(X509Certificate, "isCertificate");

function isCertificate(value: unknown): value is X509Certificate {
  return typeof value === "object" && value !== null && isCertificateObject(value);
}

function infoObject(about: ops.CertificateAbout): Record<string, string[]> {
  const object: Record<string, string[]> = Object.create(null) as never;
  for (const [method, [kind, value]] of about.authorityInfo!) {
    const name = `${METHODS[method] ?? method} - ${kind}`;
    (object[name] ??= []).push(typeof value === "string" ? value : (nameText(value) ?? ""));
  }
  return object;
}

function checkOptions(options: CheckOptions): void {
  validateObject(options, "options");
  const { subject, ...others } = options;
  if (subject !== undefined) validateOneOf(subject, "options.subject", ["default", "always", "never"]);
  for (const name of ["wildcards", "partialWildcards", "multiLabelWildcards", "singleLabelSubdomains"] as const) {
    if (others[name] !== undefined) validateBoolean(others[name], `options.${name}`);
  }
}

// RFC 6125, section 6.4.3, with OpenSSL's switches.
function hostMatches(pattern: string, name: string, options: CheckOptions): boolean {
  const [wanted, given] = [name.toLowerCase(), pattern.toLowerCase()];
  if (wanted.startsWith(".")) {
    const rest = given.slice(0, -wanted.length);
    return given.endsWith(wanted) && rest !== "" && !(options.singleLabelSubdomains === true && rest.includes("."));
  }
  if (wanted === given) return true;
  if (options.wildcards === false || !given.includes("*")) return false;
  const [label, ...rest] = given.split(".");
  if (rest.length < 2 || rest.some((part) => part.includes("*") || part === "") || label!.split("*").length !== 2 || label!.startsWith("xn--")) return false;
  if (label !== "*" && options.partialWildcards === false) return false;
  const suffix = `.${rest.join(".")}`;
  if (!wanted.endsWith(suffix)) return false;
  const head = wanted.slice(0, -suffix.length);
  const [before, after] = label!.split("*") as [string, string];
  const isOneLabel = !head.includes(".");
  if (head.length < before.length + after.length || head === "" || (label !== "*" && head.startsWith("xn--"))) return false;
  return head.startsWith(before) && head.endsWith(after) && (isOneLabel || (options.multiLabelWildcards === true && label === "*"));
}

/** An address in one spelling; undefined for what is none. */
function plainAddress(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split(".").map(Number).join(".");
  if (!text.includes(":")) return undefined;
  const [head, tail, more] = text.toLowerCase().split("::");
  if (more !== undefined) return undefined;
  const parts = (part: string | undefined): string[] => (part === undefined || part === "" ? [] : part.split(":"));
  const [first, last] = [parts(head), parts(tail)];
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...first, ...new Array<string>(missing).fill("0"), ...last];
  return all.every((part) => /^[0-9a-f]{1,4}$/.test(part)) ? all.map((part) => Number.parseInt(part, 16).toString(16)).join(":") : undefined;
}

// node:tls: whether a certificate is for the name that was asked for.
// https://www.rfc-editor.org/rfc/rfc6125#section-6.4

import { nodeError } from "waypost-internal:internal/errors/errors";
import { addressValue, isIP } from "waypost-internal:node/net/address";
import type { Certificate } from "waypost-internal:node/tls/certificate";

function unqualified(host: string): string {
  return host.endsWith(".") ? host.slice(0, -1) : host;
}

function splitHost(host: string): string[] {
  return unqualified(host).replace(/[A-Z]/g, (letter) => letter.toLowerCase()).split(".");
}

/** An address in one form; what is none is never equal to one. */
function canonicalAddress(text: string): string {
  const version = isIP(text);
  return version === 0 ? `not an address: ${text}` : `${version}:${addressValue(text, `ipv${version}`)}`;
}

/** Splits at commas outside of quotes; undefined when a quote does not end. */
function splitNames(names: string): string[] {
  if (!names.includes('"')) return names.split(", ");
  const parts: string[] = [];
  const pattern = /([^",]*?)(?:"((?:[^"\\]|\\.)*)")?(?:, |$)/y;
  while (pattern.lastIndex < names.length) {
    const match = pattern.exec(names);
    if (match === null) throw nodeError(SyntaxError, "ERR_TLS_CERT_ALTNAME_FORMAT", "Invalid subject alternative name string");
    parts.push((match[1] as string) + (match[2] === undefined ? "" : (JSON.parse(`"${match[2]}"`) as string)));
  }
  return parts;
}

function matches(host: string[], pattern: string): boolean {
  if (!pattern) return false;
  const parts = splitHost(pattern);
  if (host.length !== parts.length || parts.includes("")) return false;
  if (parts.some((part) => /[^\u0021-\u007f]/.test(part))) return false;
  for (let i = host.length - 1; i > 0; i--) if (host[i] !== parts[i]) return false;
  const label = host[0] as string;
  const wanted = parts[0] as string;
  const around = wanted.split("*");
  if (around.length === 1 || wanted.includes("xn--")) return label === wanted;
  if (around.length > 2 || parts.length <= 2) return false;
  const [prefix, suffix] = around as [string, string];
  return prefix.length + suffix.length <= label.length && label.startsWith(prefix) && label.endsWith(suffix);
}

/** The error that says so; undefined when the certificate is for `hostname`. */
export function checkServerIdentity(hostname: unknown, certificate: Certificate): Error | undefined {
  const host = unqualified(`${hostname as string}`);
  const { subject, subjectaltname: names } = certificate;
  const all = names ? splitNames(names) : [];
  const dnsNames = all.filter((name) => name.startsWith("DNS:")).map((name) => name.slice(4));
  const addresses = all.filter((name) => name.startsWith("IP Address:")).map((name) => name.slice(11));
  const commonName = subject?.CN;
  let reason: string | undefined;
  if (isIP(host)) {
    const isListed = addresses.some((address) => canonicalAddress(address) === canonicalAddress(host));
    if (!isListed) reason = `IP: ${host} is not in the cert's list: ${addresses.join(", ")}`;
  } else if (dnsNames.length > 0) {
    const parts = splitHost(host);
    if (!dnsNames.some((name) => matches(parts, name))) reason = `Host: ${host}. is not in the cert's altnames: ${names as string}`;
  } else if (commonName) {
    const parts = splitHost(host);
    const isNamed = [commonName].flat().some((name) => matches(parts, name));
    if (!isNamed) reason = `Host: ${host}. is not cert's CN: ${String(commonName)}`;
  } else reason = "Cert does not contain a DNS name";
  if (reason === undefined) return undefined;
  const error = nodeError(Error, "ERR_TLS_CERT_ALTNAME_INVALID", `Hostname/IP does not match certificate's altnames: ${reason}`);
  return Object.assign(error, { reason, host, cert: certificate });
}

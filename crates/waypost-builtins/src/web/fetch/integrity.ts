// Subresource integrity of fetched bodies.
// https://w3c.github.io/webappsec-subresource-integrity/#does-response-match-metadatalist

import { op_fetch_digest } from "waypost-native:web/fetch";

type Algorithm = "sha256" | "sha384" | "sha512";

interface Expectation {
  algorithm: Algorithm;
  digest: string;
}

const STRENGTH: Readonly<Record<Algorithm, number>> = { sha256: 1, sha384: 2, sha512: 3 };

/** https://w3c.github.io/webappsec-subresource-integrity/#parse-metadata */
export function parseIntegrity(metadata: string): Expectation[] {
  const expectations: Expectation[] = [];
  for (const token of metadata.split(/[\t\n\f\r ]+/)) {
    const match = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?$/i.exec(token);
    if (match === null) continue;
    const algorithm = (match[1] as string).toLowerCase() as Algorithm;
    expectations.push({ algorithm, digest: normalizeBase64(match[2] as string) });
  }
  return expectations;
}

/** Whether the bytes are what the metadata promises; without usable metadata anything is. */
export function matchesIntegrity(bytes: Uint8Array, metadata: string): boolean {
  const expectations = parseIntegrity(metadata);
  if (expectations.length === 0) return true;
  // Only the strongest of the named algorithms counts.
  const strongest = Math.max(...expectations.map((one) => STRENGTH[one.algorithm]));
  for (const { algorithm, digest } of expectations) {
    if (STRENGTH[algorithm] !== strongest) continue;
    if (op_fetch_digest(algorithm, bytes).toBase64({ omitPadding: true }) === digest) return true;
  }
  return false;
}

/** Both alphabets are accepted, and padding is optional. */
function normalizeBase64(text: string): string {
  return text.replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/");
}

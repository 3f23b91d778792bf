// node:tls: secure contexts: keys, certificates and versions, checked when they are given.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { op_tls_close, op_tls_context, op_tls_root_certificates } from "waypost-native:node/tls";

export interface ContextOptions {
  ca?: unknown;
  cert?: unknown;
  key?: unknown;
  passphrase?: string;
  pfx?: unknown;
  minVersion?: string;
  maxVersion?: string;
  secureProtocol?: string;
  [name: string]: unknown;
}

export const DEFAULT_MIN_VERSION: string = "TLSv1.2";
export const DEFAULT_MAX_VERSION: string = "TLSv1.3";
const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];
/** What `secureProtocol` may name, as least and greatest version. */
const METHODS: { readonly [method: string]: readonly [number, number] } = {
  TLS_method: [0, 3],
  TLS_client_method: [0, 3],
  TLS_server_method: [0, 3],
  SSLv23_method: [0, 3],
  SSLv23_client_method: [0, 3],
  SSLv23_server_method: [0, 3],
  TLSv1_2_method: [2, 2],
  TLSv1_2_client_method: [2, 2],
  TLSv1_2_server_method: [2, 2],
};

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => op_tls_close(id));

export class SecureContext {
  /** What is behind it; Node keeps its native half here too. */
  readonly context: { readonly id: number };

  constructor(id: number) {
    this.context = { id };
    forgotten.register(this, id);
  }
}

/** PEM of an option: text, bytes, a list of either, or a list of objects with `pem`. */
function pemOf(given: unknown, name: string): string | null {
  if (given === undefined || given === null || given === false || given === "") return null;
  if (Array.isArray(given)) {
    const parts = given.map((one) => pemOf(one, name)).filter((part) => part !== null);
    return parts.length === 0 ? null : parts.join("\n");
  }
  if (typeof given === "string") return given;
  if (ArrayBuffer.isView(given)) return Buffer.from(given.buffer as ArrayBuffer, given.byteOffset, given.byteLength).toString("latin1");
  const { pem } = given as { pem?: unknown };
  if (pem !== undefined) return pemOf(pem, name);
  throw new codes.ERR_INVALID_ARG_TYPE!(name, ["string", "Buffer", "TypedArray", "DataView"], given);
}

function versionOf(name: unknown, option: string): number {
  const version = VERSIONS.indexOf(name as string);
  if (version < 0) throw nodeError(TypeError, "ERR_TLS_INVALID_PROTOCOL_VERSION", `${JSON.stringify(name)} is not a valid ${option} TLS protocol version`);
  return version;
}

function versionBits(options: ContextOptions): number {
  let least = versionOf(options.minVersion ?? DEFAULT_MIN_VERSION, "minimum");
  let greatest = versionOf(options.maxVersion ?? DEFAULT_MAX_VERSION, "maximum");
  if (options.secureProtocol) {
    if (options.minVersion !== undefined || options.maxVersion !== undefined) {
      const which = options.minVersion ?? options.maxVersion;
      throw nodeError(TypeError, "ERR_TLS_PROTOCOL_VERSION_CONFLICT", `TLS protocol version ${JSON.stringify(which)} conflicts with secureProtocol ${JSON.stringify(options.secureProtocol)}`);
    }
    const method = METHODS[options.secureProtocol];
    if (method === undefined) {
      throw nodeError(TypeError, "ERR_TLS_INVALID_PROTOCOL_METHOD", `Unknown or unsupported method: ${options.secureProtocol}`);
    }
    [least, greatest] = method;
  }
  const bits = (least <= 2 && greatest >= 2 ? 1 : 0) | (greatest >= 3 && least <= 3 ? 2 : 0);
  if (bits === 0) throw nodeError(Error, "ERR_SSL_NO_PROTOCOLS_AVAILABLE", "TLS versions before 1.2 are not spoken");
  return bits;
}

export function createSecureContext(options: ContextOptions = {}): SecureContext {
  if (options.pfx !== undefined && options.pfx !== null) {
    throw nodeError(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", 'PKCS #12 ("pfx") is not read; give "key" and "cert" as PEM');
  }
  const { ca, cert, key } = options;
  return new SecureContext(op_tls_context(pemOf(ca, "options.ca"), pemOf(cert, "options.cert"), pemOf(key, "options.key"), versionBits(options)));
}

const OWN = ["ca", "cert", "key", "pfx", "minVersion", "maxVersion", "secureProtocol"];
let shared: SecureContext | undefined;

/** The context of a connection: the one it was given, one of its own options, or the one all others share. */
export function contextFor(options: ContextOptions): SecureContext {
  if (options.secureContext instanceof SecureContext) return options.secureContext;
  if (OWN.some((name) => options[name] !== undefined && options[name] !== null)) return createSecureContext(options);
  return (shared ??= createSecureContext());
}

let roots: readonly string[] | undefined;

/** The authorities that are trusted by default, PEM. */
export function rootCertificates(): readonly string[] {
  return (roots ??= Object.freeze(
    op_tls_root_certificates().map((der) => {
      const lines = (Buffer.from(der.buffer as ArrayBuffer, der.byteOffset, der.byteLength).toString("base64").match(/.{1,64}/g) ?? []).join("\n");
      return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`;
    }),
  ));
}

// node:http2: the client. https://nodejs.org/docs/latest-v22.x/api/http2.html
//
// A server of one's own is refused: a worker's requests come from waypost, which speaks HTTP/2 to proxies by itself.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateFunction, validateObject } from "waypost-internal:internal/validators/validators";
import { constants } from "waypost-internal:node/http2/constants";
import { sensitiveHeaders } from "waypost-internal:node/http2/headers";
import { ClientHttp2Session, type SessionOptions } from "waypost-internal:node/http2/session";
import { getDefaultSettings, getPackedSettings, getUnpackedSettings } from "waypost-internal:node/http2/settings";
import { connect as connectNet } from "waypost-internal:node/net/net";
import type { Socket } from "waypost-internal:node/net/socket";
import { connect as connectTls } from "waypost-internal:node/tls/tls";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";
import { URL } from "waypost-internal:web/url/url";

export { getDefaultSettings, getPackedSettings, getUnpackedSettings, sensitiveHeaders };

type Listener = (session: ClientHttp2Session, socket: Socket) => void;

/** A session with the server of an address, whose path does not matter. */
export function connect(authority: unknown, given?: unknown, listener?: unknown): ClientHttp2Session {
  const options = (typeof given === "function" ? {} : (given ?? {})) as SessionOptions;
  const done = typeof given === "function" ? given : listener;
  validateObject(options, "options");
  if (done !== undefined) validateFunction(done, "listener");
  const url = addressOf(authority);
  if (options.protocol !== undefined && url.protocol === "") url.protocol = String(options.protocol);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw nodeError(Error, "ERR_HTTP2_UNSUPPORTED_PROTOCOL", `protocol "${url.protocol}" is unsupported.`);
  }
  const session = new ClientHttp2Session(url as never, socketTo(url, options), options.settings ?? {});
  if (done !== undefined) session.once("connect", done as Listener as never);
  return session;
}

function addressOf(authority: unknown): URL {
  if (typeof authority === "string") return new URL(authority);
  if (authority instanceof URL) return authority;
  if (typeof authority !== "object" || authority === null) throw new codes.ERR_INVALID_ARG_TYPE!("authority", ["string", "URL", "Object"], authority);
  const { protocol = "https:", hostname, host = "localhost", port = "" } = authority as Record<string, unknown>;
  return new URL(`${String(protocol)}//${String(hostname ?? host)}${port === "" ? "" : `:${String(port)}`}`);
}

function socketTo(url: URL, options: SessionOptions): Socket {
  const { createConnection } = options;
  if (createConnection !== undefined) {
    validateFunction(createConnection, "options.createConnection");
    return createConnection(url as never, options);
  }
  const isSecure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const place = { ...options, host, port: Number(url.port || (isSecure ? 443 : 80)) };
  if (!isSecure) return connectNet(place);
  const isName = !/^[\d.]+$|:/.test(host);
  return connectTls({ ...(isName ? { servername: host } : {}), ...place, ALPNProtocols: ["h2"] }) as unknown as Socket;
}

defineCustomPromisified(
  connect,
  "connect",
  (authority: unknown, options?: unknown) =>
    new Promise((resolve, reject) => {
      const session = connect(authority, options, () => resolve(session));
      session.once("error", reject);
    }),
);

function refuseServer(what: string): never {
  throw nodeError(
    Error,
    "ERR_WAYPOST_NOT_AVAILABLE",
    `http2.${what}() is not available in waypost: there is the client; http.createServer() opens a port with HTTP/1.1`,
  );
}
export function createServer(): never {
  return refuseServer("createServer");
}
export function createSecureServer(): never {
  return refuseServer("createSecureServer");
}
export function performServerHandshake(): never {
  return refuseServer("performServerHandshake");
}

export { constants };

const moduleExports: Record<string, unknown> = {
  connect, constants, createSecureServer, createServer, getDefaultSettings, getPackedSettings, getUnpackedSettings, performServerHandshake, sensitiveHeaders,
};
export default moduleExports;

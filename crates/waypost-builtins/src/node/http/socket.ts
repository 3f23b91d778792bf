// node:http: what `req.socket` and `res.socket` show of a connection. The connection itself is the
// server's: reading and writing go through the messages.

import { codes } from "waypost-internal:internal/errors/errors";
import { clearTimeout, nextTick, setTimeout, type Timeout } from "waypost-internal:internal/event_loop/event_loop";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { breakOff, cutAnswer } from "waypost-internal:node/http/lifecycle";
import { refuse, refusing } from "waypost-internal:node/unavailable/refuse";
import { Stream } from "waypost-internal:node/stream/legacy";

interface Address {
  address: string;
  family: string;
  port: number;
}

/** The server of all routes, of which one route cannot take requests or upgrades; others of its events never come. */
const SHARED_SERVER: object = { listening: true };
for (const name of ["on", "once", "addListener", "prependListener", "listeners", "removeListener", "removeAllListeners"]) {
  const value = (event: unknown): unknown => {
    if (event === "request" || event === "upgrade") {
      const instead = "serve WebSockets in a front end behind --upstream, or on a port of their own";
      refuse(`req.socket.server.${name}("${event}")`, `the server is shared by all routes; ${instead}`);
    }
    return name === "listeners" ? [] : SHARED_SERVER;
  };
  Object.defineProperty(SHARED_SERVER, name, { value, writable: true, configurable: true });
}
Object.defineProperty(SHARED_SERVER, "listen", { value: refusing("req.socket.server.listen()", "the server listens already"), configurable: true });

export class RequestSocket extends (Stream as unknown as new () => InstanceType<typeof Stream>) {
  readonly #request: IncomingMessage;
  readonly #invocation: Invocation;
  #timer: Timeout | undefined;
  #destroyed = false;
  #closed = false;
  /** Milliseconds without traffic until `timeout`, 0 for never. */
  timeout = 0;
  connecting = false;
  pending = false;
  bytesRead = 0;
  bytesWritten = 0;
  allowHalfOpen = true;
  /** Packages keep what they set up for the server on it. */
  server: object = SHARED_SERVER;
  parser: null = null;

  constructor(request: IncomingMessage, invocation: Invocation) {
    super();
    this.#request = request;
    this.#invocation = invocation;
    if (invocation.url.startsWith("https:")) {
      Object.assign(this, { encrypted: true, authorized: false });
    }
  }

  get remoteAddress(): string {
    return this.#invocation.remoteAddress;
  }

  get remotePort(): number {
    return this.#invocation.remotePort;
  }

  get remoteFamily(): string {
    return this.remoteAddress.includes(":") ? "IPv6" : "IPv4";
  }

  get localAddress(): string {
    // A socket for both families sees an address of IPv4 as one of IPv6.
    if (this.remoteAddress.startsWith("::ffff:")) return "::ffff:127.0.0.1";
    return this.remoteFamily === "IPv6" ? "::1" : "127.0.0.1";
  }

  get localPort(): number {
    const { host } = splitOrigin(this.#invocation.url);
    const port = /:(\d+)$/.exec(host)?.[1];
    return port === undefined ? 80 : Number(port);
  }

  get localFamily(): string {
    return this.remoteFamily;
  }

  get readyState(): string {
    return this.destroyed ? "closed" : "open";
  }

  get readable(): boolean {
    return !this.destroyed;
  }

  get writable(): boolean {
    return !this.destroyed;
  }

  get destroyed(): boolean {
    return this.#destroyed || this.#invocation.aborted;
  }

  address(): Address {
    return { address: this.localAddress, family: this.localFamily, port: this.localPort };
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback !== undefined) {
      if (milliseconds === 0) this.removeListener("timeout", callback as never);
      else this.once("timeout", callback as never);
    }
    this.timeout = milliseconds;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    if (milliseconds > 0) {
      this.#timer = setTimeout(() => this.#expire(), milliseconds);
      this.#timer.unref();
    }
    return this;
  }

  /** Nobody who listens means: the connection is cut, as Node's server does. */
  #expire(): void {
    const request = this.#request;
    const heard = [this.emit("timeout"), request.emit("timeout", this), request._answer?.emit("timeout", this)];
    if (!heard.includes(true)) this.destroy();
  }

  /** Traffic: the timeout begins anew. */
  touch(): void {
    this.#timer?.refresh();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setEncoding(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  cork(): void {}

  uncork(): void {}

  pause(): this {
    return this;
  }

  resume(): this {
    return this;
  }

  write(): never {
    throw codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("socket.write of a request");
  }

  end(): this {
    return this;
  }

  destroySoon(): void {
    this.destroy();
  }

  /** Cuts the connection when the answer is not complete. */
  destroy(error?: Error): this {
    if (this.#destroyed) return this;
    this.#destroyed = true;
    const request = this.#request;
    const answer = request._answer;
    if (answer === undefined || !answer.writableFinished) {
      cutAnswer(this.#invocation, answer);
      nextTick(breakOff as never, request, answer);
    }
    if (error !== undefined && this.listenerCount("error") > 0) nextTick(() => this.emit("error", error));
    return this;
  }

  /** The connection is gone. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#destroyed = true;
    this.setTimeout(0);
    this.emit("close", false);
  }
}

function splitOrigin(url: string): { host: string } {
  const from = url.indexOf("//") + 2;
  return { host: url.slice(from, url.indexOf("/", from)) };
}

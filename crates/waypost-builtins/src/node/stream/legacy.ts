// node:stream: the base `Stream`, an emitter with the oldest kind of `pipe`.

import { EventEmitter, type Listener } from "waypost-internal:node/events/events";
import type { AnyStream } from "waypost-internal:node/stream/types";

type StreamBase = (new (options?: object) => AnyStream) & ((this: unknown, options?: object) => void) & { prototype: AnyStream; [name: string]: unknown };

export const Stream: StreamBase = function Stream(this: AnyStream, options?: object): void {
  (EventEmitter as unknown as (this: unknown, options?: object) => void).call(this, options);
} as unknown as StreamBase;
Object.defineProperty(Stream, "name", { value: "Stream", configurable: true });
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

Stream.prototype.pipe = function pipe(this: AnyStream, destination: AnyStream, options?: { end?: boolean }): AnyStream {
  const source = this;
  const onData = (chunk: unknown): void => {
    if (destination.writable && destination.write(chunk) === false && source.pause) source.pause();
  };
  const onDrain = (): void => {
    if (source.readable && source.resume) source.resume();
  };
  let isOver = false;
  const onEnd = (): void => {
    if (isOver) return;
    isOver = true;
    destination.end();
  };
  const onClose = (): void => {
    if (isOver) return;
    isOver = true;
    if (typeof destination.destroy === "function") destination.destroy();
  };
  const onError = function (this: AnyStream, error: unknown): void {
    cleanup();
    if (listenerCount(this, "error") === 0) this.emit("error", error);
  };
  const cleanup = (): void => {
    source.removeListener("data", onData as never);
    destination.removeListener("drain", onDrain as never);
    source.removeListener("end", onEnd as never);
    source.removeListener("close", onClose as never);
    source.removeListener("error", onError as never);
    destination.removeListener("error", onError as never);
    source.removeListener("end", cleanup as never);
    source.removeListener("close", cleanup as never);
    destination.removeListener("close", cleanup as never);
  };
  source.on("data", onData as never);
  destination.on("drain", onDrain as never);
  if (!(destination as { _isStdio?: boolean })._isStdio && (!options || options.end !== false)) {
    source.on("end", onEnd as never);
    source.on("close", onClose as never);
  }
  prependListener(source, "error", onError as never);
  prependListener(destination, "error", onError as never);
  source.on("end", cleanup as never);
  source.on("close", cleanup as never);
  destination.on("close", cleanup as never);
  destination.emit("pipe", source);
  return destination;
};

/** Makes a stream constructor that may be called without `new`, with its names set. */
export function inheritFrom(constructor: Function, parent: Function, name: string): void {
  Object.defineProperty(constructor, "name", { value: name, configurable: true });
  Object.setPrototypeOf(constructor.prototype as object, parent.prototype as object);
  Object.setPrototypeOf(constructor, parent);
}

/** Puts accessors on a prototype, as a class would. */
export function defineAccessors(prototype: object, accessors: Record<string, PropertyDescriptor>): void {
  for (const [name, descriptor] of Object.entries(accessors)) {
    Object.defineProperty(prototype, name, { configurable: true, enumerable: false, ...descriptor });
  }
}

/** Puts methods on a prototype as a class would have them: not enumerable. */
export function defineMethods(prototype: object, methods: object): void {
  const descriptors = Object.getOwnPropertyDescriptors(methods) as Record<PropertyKey, PropertyDescriptor>;
  for (const key of Reflect.ownKeys(descriptors)) (descriptors[key] as PropertyDescriptor).enumerable = false;
  Object.defineProperties(prototype, descriptors as PropertyDescriptorMap);
}

/** How many listeners a stream has; streams of old packages have events of their own making. */
export function listenerCount(stream: AnyStream, event: string): number {
  if (typeof stream.listenerCount === "function") return stream.listenerCount(event);
  return (EventEmitter.prototype.listenerCount as Function).call(stream, event) as number;
}

/** Puts a listener before all others, also on a stream whose class cannot. */
export function prependListener(stream: AnyStream, event: string, listener: Listener): void {
  if (typeof stream.prependListener === "function") {
    stream.prependListener(event, listener);
    return;
  }
  const events = (stream as unknown as { _events?: Record<string, Listener | Listener[]> })._events;
  const known = events?.[event];
  if (known === undefined) stream.on(event, listener);
  else if (Array.isArray(known)) known.unshift(listener);
  else (events as Record<string, unknown>)[event] = [listener, known];
}

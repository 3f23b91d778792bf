// node:diagnostics_channel.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateFunction } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { process } from "waypost-internal:node/process/process";

type Subscriber = (message: unknown, name: PropertyKey) => void;
type Transform = (data: unknown) => unknown;
interface Store {
  run(value: unknown, fn: () => unknown): unknown;
}
type Callable = (this: unknown, ...args: unknown[]) => unknown;

const channels: Map<PropertyKey, Channel> = new Map();

function report(error: unknown): void {
  nextTick(() => {
    if (!process.emit("uncaughtException", error, "uncaughtException")) throw error;
  });
}

export class Channel {
  name: PropertyKey;
  _subscribers: Subscriber[] = [];
  _stores: Map<Store, Transform | undefined> = new Map();

  constructor(name: PropertyKey) {
    this.name = name;
  }

  get hasSubscribers(): boolean {
    return this._subscribers.length > 0 || this._stores.size > 0;
  }

  subscribe(subscriber: Subscriber): void {
    validateFunction(subscriber, "subscription");
    this._subscribers = [...this._subscribers, subscriber];
  }

  unsubscribe(subscriber: Subscriber): boolean {
    const index = this._subscribers.indexOf(subscriber);
    if (index < 0) return false;
    this._subscribers = this._subscribers.toSpliced(index, 1);
    return true;
  }

  bindStore(store: Store, transform?: Transform): void {
    this._stores.set(store, transform);
  }

  unbindStore(store: Store): boolean {
    return this._stores.delete(store);
  }

  publish(data: unknown): void {
    for (const subscriber of this._subscribers) {
      try {
        subscriber(data, this.name);
      } catch (error) {
        report(error);
      }
    }
  }

  runStores(data: unknown, fn: Callable, thisArg?: unknown, ...args: unknown[]): unknown {
    let run = (): unknown => {
      this.publish(data);
      return Reflect.apply(fn, thisArg, args);
    };
    for (const [store, transform] of this._stores) {
      const next = run;
      run = (): unknown => {
        let value = data;
        try {
          if (transform !== undefined) value = transform(data);
        } catch (error) {
          report(error);
          return next();
        }
        return store.run(value, next);
      };
    }
    return run();
  }
}

export function channel(name: PropertyKey): Channel {
  if (typeof name !== "string" && typeof name !== "symbol") {
    throw new codes.ERR_INVALID_ARG_TYPE!("channel", ["string", "symbol"], name);
  }
  let found = channels.get(name);
  if (found === undefined) {
    found = new Channel(name);
    channels.set(name, found);
  }
  return found;
}

export function subscribe(name: PropertyKey, subscriber: Subscriber): void {
  channel(name).subscribe(subscriber);
}

export function unsubscribe(name: PropertyKey, subscriber: Subscriber): boolean {
  return channel(name).unsubscribe(subscriber);
}

export function hasSubscribers(name: PropertyKey): boolean {
  return channels.get(name)?.hasSubscribers ?? false;
}

const EVENTS = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;
type Subscribers = Partial<Record<(typeof EVENTS)[number], Subscriber>>;
type Context = Record<string, unknown>;

export class TracingChannel {
  start!: Channel;
  end!: Channel;
  asyncStart!: Channel;
  asyncEnd!: Channel;
  error!: Channel;

  constructor(given: string | Record<string, Channel>) {
    for (const event of EVENTS) {
      const value = typeof given === "string" ? channel(`tracing:${given}:${event}`) : given?.[event];
      if (!(value instanceof Channel)) {
        if (typeof given === "object" && given !== null) {
          throw new codes.ERR_INVALID_ARG_TYPE!(`nameOrChannels.${event}`, ["Channel"], value);
        }
        throw new codes.ERR_INVALID_ARG_TYPE!("nameOrChannels", ["string", "object", "TracingChannel"], given);
      }
      Object.defineProperty(this, event, { value });
    }
  }

  get hasSubscribers(): boolean {
    return EVENTS.some((event) => this[event].hasSubscribers);
  }

  subscribe(handlers: Subscribers): void {
    for (const event of EVENTS) if (handlers[event]) this[event].subscribe(handlers[event]);
  }

  unsubscribe(handlers: Subscribers): boolean {
    let all = true;
    for (const event of EVENTS) if (handlers[event] && !this[event].unsubscribe(handlers[event])) all = false;
    return all;
  }

  traceSync(fn: Callable, context: Context = {}, thisArg?: unknown, ...args: unknown[]): unknown {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    return this.start.runStores(context, () => {
      try {
        context.result = Reflect.apply(fn, thisArg, args);
        return context.result;
      } catch (error) {
        context.error = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  tracePromise(fn: Callable, context: Context = {}, thisArg?: unknown, ...args: unknown[]): unknown {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const settled = (key: "result" | "error", value: unknown): void => {
      context[key] = value;
      if (key === "error") this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
    };
    return this.start.runStores(context, () => {
      try {
        const made = Reflect.apply(fn, thisArg, args);
        return Promise.resolve(made).then(
          (value) => {
            settled("result", value);
            return value;
          },
          (error: unknown) => {
            settled("error", error);
            throw error;
          },
        );
      } catch (error) {
        context.error = error;
        this.error.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }

  traceCallback(fn: Callable, position: number = -1, context: Context = {}, thisArg?: unknown, ...args: unknown[]): unknown {
    if (!this.hasSubscribers) return Reflect.apply(fn, thisArg, args);
    const { asyncStart, asyncEnd, error: errorChannel } = this;
    const callback = args.at(position);
    validateFunction(callback, "callback");
    const wrapped = function (this: unknown, ...given: unknown[]): unknown {
      const [error, result] = given;
      if (error) {
        context.error = error;
        errorChannel.publish(context);
      } else context.result = result;
      return asyncStart.runStores(context, () => {
        try {
          return Reflect.apply(callback as Callable, this, given);
        } finally {
          asyncEnd.publish(context);
        }
      });
    };
    args.splice(position, 1, wrapped);
    return this.start.runStores(context, () => {
      try {
        return Reflect.apply(fn, thisArg, args);
      } catch (error) {
        context.error = error;
        errorChannel.publish(context);
        throw error;
      } finally {
        this.end.publish(context);
      }
    });
  }
}

export function tracingChannel(nameOrChannels: string | Record<string, Channel>): TracingChannel {
  return new TracingChannel(nameOrChannels);
}

export default { channel, hasSubscribers, subscribe, tracingChannel, unsubscribe, Channel };

// node:timers.

import { clearImmediate, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { clearTimeout, setInterval, setTimeout } from "waypost-internal:internal/event_loop/timers";
import * as promised from "waypost-internal:node/timers/promises";
import { customPromisify } from "waypost-internal:node/util/promisify";

const define = (target: unknown, value: unknown): void => {
  Object.defineProperty(target as object, customPromisify, { enumerable: true, configurable: true, get: () => value });
};
define(setTimeout, (ms?: number, value?: unknown, options?: object) => promised.setTimeout(ms, value, options as never));
define(setImmediate, (value?: unknown, options?: object) => promised.setImmediate(value, options as never));

const promises: object = {
  setTimeout: (...args: never[]) => promised.setTimeout(...(args as [])),
  setImmediate: (...args: never[]) => promised.setImmediate(...(args as [])),
  setInterval: (...args: never[]) => promised.setInterval(...(args as [])),
  get scheduler(): unknown {
    return promised.scheduler;
  },
};
const clearInterval: typeof clearTimeout = clearTimeout;

export { clearImmediate, clearInterval, clearTimeout, promises, setImmediate, setInterval, setTimeout };
export default {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
  get promises(): unknown {
    return promises;
  },
};

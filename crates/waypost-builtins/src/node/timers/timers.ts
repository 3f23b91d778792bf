// node:timers.

import { clearImmediate, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { clearTimeout, setInterval, setTimeout } from "waypost-internal:internal/event_loop/timers";
import * as promised from "waypost-internal:node/timers/promises";

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
    return promised.default;
  },
};

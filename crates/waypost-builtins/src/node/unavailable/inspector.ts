// node:inspector: there is no inspector of V8 to connect to.

import { EventEmitter } from "waypost-internal:node/events/events";
import { console as workerConsole } from "waypost-internal:node/console/console";
import { refuse, refusing } from "waypost-internal:node/unavailable/refuse";

const WHY = "JavaScriptCore has no inspector of V8";

export function url(): undefined {
  return undefined;
}
export function close(): void {}
export const open: () => never = refusing("inspector.open()", WHY);
export const waitForDebugger: () => never = refusing("inspector.waitForDebugger()", WHY);
export const console: object = workerConsole as unknown as object;
export const Network: object = {};

export class Session extends (EventEmitter as unknown as new () => InstanceType<typeof EventEmitter>) {
  connect(): never {
    return refuse("inspector.Session.connect()", WHY);
  }
  connectToMainThread(): never {
    return refuse("inspector.Session.connectToMainThread()", WHY);
  }
  post(): never {
    return refuse("inspector.Session.post()", WHY);
  }
  disconnect(): void {}
}

export default { close, console, Network, open, Session, url, waitForDebugger };

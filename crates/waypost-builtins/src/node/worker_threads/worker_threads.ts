// node:worker_threads. There are no threads of JavaScript in a worker: `Worker` says so when it is made.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";
import { BroadcastChannel } from "waypost-internal:web/messaging/broadcast_channel";
import { MessageChannel, MessagePort, receiveMessage } from "waypost-internal:web/messaging/message_port";

function unavailable(what: string, instead: string): Error {
  return nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", `${what} is not available in waypost: ${instead}`);
}

export const isMainThread: boolean = true;
export const isInternalThread: boolean = false;
export const parentPort: null = null;
export const workerData: null = null;
export const threadId: number = 0;
export const threadName: string = "";
export const resourceLimits: object = {};
export const SHARE_ENV: symbol = Symbol.for("nodejs.worker_threads.SHARE_ENV");

export class Worker {
  constructor() {
    throw unavailable("new Worker()", "a worker runs its JavaScript on one thread; start more workers, or a program with node:child_process");
  }
}

export function receiveMessageOnPort(port: unknown): { message: unknown } | undefined {
  return receiveMessage(port);
}

const untransferable = new WeakSet<object>();

export function markAsUntransferable(value: object): void {
  if (typeof value === "object" && value !== null) untransferable.add(value);
}
export function isMarkedAsUntransferable(value: object): boolean {
  return typeof value === "object" && value !== null && untransferable.has(value);
}
export function markAsUncloneable(_value: object): void {}

export function moveMessagePortToContext(): never {
  throw unavailable("worker_threads.moveMessagePortToContext()", "there is one context");
}
export function postMessageToThread(): never {
  throw unavailable("worker_threads.postMessageToThread()", "there is one thread");
}

const environmentData = new Map<unknown, unknown>();

export function setEnvironmentData(key: unknown, value?: unknown): void {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, structuredClone(value));
}
export function getEnvironmentData(key: unknown): unknown {
  return environmentData.get(key);
}

export { BroadcastChannel, MessageChannel, MessagePort };
export default {
  BroadcastChannel, MessageChannel, MessagePort, SHARE_ENV, Worker, getEnvironmentData, isInternalThread, isMainThread, isMarkedAsUntransferable,
  markAsUncloneable, markAsUntransferable, moveMessagePortToContext, parentPort, postMessageToThread, receiveMessageOnPort, resourceLimits,
  setEnvironmentData, threadId, threadName, workerData,
};

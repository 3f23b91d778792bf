// node:cluster: the supervisor starts workers; to code, each is the only process.

import { EventEmitter } from "waypost-internal:node/events/events";
import { refuse, refusing } from "waypost-internal:node/unavailable/refuse";

const WHY = "the supervisor starts one worker for each processor; set their number with `workers`";

export const isMaster: boolean = true;
export const isPrimary: boolean = true;
export const isWorker: boolean = false;
export const workers: object = {};
export const settings: object = {};
export const SCHED_NONE: number = 1;
export const SCHED_RR: number = 2;
export const schedulingPolicy: number = SCHED_RR;
export const fork: () => never = refusing("cluster.fork()", WHY);
export const setupPrimary: () => void = () => {};
export const setupMaster: () => void = setupPrimary;

export function disconnect(callback?: () => void): void {
  if (callback !== undefined) queueMicrotask(callback);
}

export class Worker {
  constructor() {
    refuse("cluster.Worker", WHY);
  }
}

const cluster: object = Object.assign(new EventEmitter(), {
  disconnect, fork, isMaster, isPrimary, isWorker, SCHED_NONE, SCHED_RR, schedulingPolicy, settings, setupMaster, setupPrimary, Worker, workers,
});
export default cluster;

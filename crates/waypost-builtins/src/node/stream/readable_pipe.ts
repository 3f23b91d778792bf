// node:stream: Readable's `pipe` and `unpipe`.

import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { errorOrDestroy } from "waypost-internal:node/stream/destroy";
import { listenerCount, prependListener } from "waypost-internal:node/stream/legacy";
import type { ReadableObject } from "waypost-internal:node/stream/readable";
import type { ReadableState } from "waypost-internal:node/stream/readable_state";
import type { AnyStream } from "waypost-internal:node/stream/types";

interface UnpipeInfo {
  hasUnpiped: boolean;
}

/** One destination of one source, from `pipe` to `unpipe`. */
class Pipe {
  source: ReadableObject;
  state: ReadableState;
  destination: AnyStream;
  onDrain: (() => void) | undefined;
  isCleanedUp = false;
  endListener: () => void;

  constructor(source: ReadableObject, destination: AnyStream, endsDestination: boolean) {
    this.source = source;
    this.state = source._readableState;
    this.destination = destination;
    this.endListener = endsDestination ? this.onEnd : this.unpipe;
  }

  start(): void {
    const { source, destination, state } = this;
    if (state.endEmitted) nextTick(this.endListener);
    else source.once("end", this.endListener as never);
    destination.on("unpipe", this.onUnpipe as never);
    source.on("data", this.onData as never);
    prependListener(destination, "error", this.onError as never);
    destination.once("close", this.onClose as never);
    destination.once("finish", this.onFinish as never);
    destination.emit("pipe", source);
    if (destination.writableNeedDrain === true) this.pause();
    else if (!state.flowing) source.resume();
  }

  onEnd = (): void => {
    this.destination.end();
  };

  unpipe = (): void => {
    (this.source as unknown as { unpipe(to: AnyStream): void }).unpipe(this.destination);
  };

  onUnpipe = (from: unknown, info?: UnpipeInfo): void => {
    if (from !== this.source || !info || info.hasUnpiped) return;
    info.hasUnpiped = true;
    this.cleanUp();
  };

  onData = (chunk: unknown): void => {
    if (this.destination.write(chunk) === false) this.pause();
  };

  onError = (error: unknown): void => {
    const { destination } = this;
    this.unpipe();
    destination.removeListener("error", this.onError as never);
    if (listenerCount(destination, "error") !== 0) return;
    const state = destination._writableState ?? destination._readableState;
    if (state && !state.errorEmitted) errorOrDestroy(destination, error);
    else destination.emit("error", error);
  };

  onClose = (): void => {
    this.destination.removeListener("finish", this.onFinish as never);
    this.unpipe();
  };

  onFinish = (): void => {
    this.destination.removeListener("close", this.onClose as never);
    this.unpipe();
  };

  pause(): void {
    const { state, destination, source } = this;
    if (!this.isCleanedUp) {
      if (state.pipes.length === 1 && state.pipes[0] === destination) {
        state.awaitDrainWriters = destination;
        state.multiAwaitDrain = false;
      } else if (state.pipes.length > 1 && state.pipes.includes(destination)) {
        (state.awaitDrainWriters as Set<AnyStream>).add(destination);
      }
      source.pause();
    }
    if (this.onDrain === undefined) {
      this.onDrain = (): void => this.drained();
      destination.on("drain", this.onDrain as never);
    }
  }

  drained(): void {
    const { state, destination, source } = this;
    if (state.awaitDrainWriters === destination) state.awaitDrainWriters = null;
    else if (state.multiAwaitDrain) (state.awaitDrainWriters as Set<AnyStream>).delete(destination);
    const waiting = state.awaitDrainWriters as Set<AnyStream> | null;
    if ((!waiting || waiting.size === 0) && source.listenerCount("data")) source.resume();
  }

  cleanUp(): void {
    const { source, destination, state } = this;
    destination.removeListener("close", this.onClose as never);
    destination.removeListener("finish", this.onFinish as never);
    if (this.onDrain) destination.removeListener("drain", this.onDrain as never);
    destination.removeListener("error", this.onError as never);
    destination.removeListener("unpipe", this.onUnpipe as never);
    source.removeListener("end", this.endListener as never);
    source.removeListener("data", this.onData as never);
    this.isCleanedUp = true;
    // If the source waits for this destination only, nobody would wake it.
    if (this.onDrain && state.awaitDrainWriters && (!destination._writableState || destination._writableState.needDrain)) this.onDrain();
  }
}

export function readablePipe(this: ReadableObject, destination: AnyStream, options?: { end?: boolean }): AnyStream {
  const state = this._readableState;
  if (state.pipes.length === 1 && !state.multiAwaitDrain) {
    state.multiAwaitDrain = true;
    state.awaitDrainWriters = new Set(state.awaitDrainWriters ? [state.awaitDrainWriters as AnyStream] : []);
  }
  state.pipes.push(destination);
  const isStandard = (destination as { _isStdio?: boolean })._isStdio === true;
  new Pipe(this, destination, options?.end !== false && !isStandard).start();
  return destination;
}
Object.defineProperty(readablePipe, "name", { value: "pipe" });

export function readableUnpipe(this: ReadableObject, destination?: AnyStream): ReadableObject {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;
  if (!destination) {
    const all = state.pipes;
    state.pipes = [];
    this.pause();
    for (const one of all) one.emit("unpipe", this, { hasUnpiped: false });
    return this;
  }
  const index = state.pipes.indexOf(destination);
  if (index === -1) return this;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) this.pause();
  destination.emit("unpipe", this, { hasUnpiped: false });
  return this;
}
Object.defineProperty(readableUnpipe, "name", { value: "unpipe" });

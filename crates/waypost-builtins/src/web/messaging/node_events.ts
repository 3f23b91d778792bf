// Node's way to listen to an event target: `on("message", (data) => …)`.

import type { EventTarget } from "waypost-internal:web/events/events";

type Listener = (value?: unknown) => unknown;

interface Entry {
  type: string;
  listener: Listener;
  wrapper: (event: object) => void;
}

const entries = new WeakMap<object, Entry[]>();

function entriesOf(target: object): Entry[] {
  let list = entries.get(target);
  if (list === undefined) entries.set(target, (list = []));
  return list;
}

function add(target: EventTarget, type: string, listener: Listener, once: boolean): void {
  const wrapper = (event: object): void => {
    if (once) remove(target, type, listener);
    Reflect.apply(listener, target, "data" in event ? [event.data] : []);
  };
  entriesOf(target).push({ type, listener, wrapper });
  target.addEventListener(type, wrapper as never);
}

function remove(target: EventTarget, type: string, listener: Listener): void {
  const list = entriesOf(target);
  const index = list.findIndex((entry) => entry.type === type && entry.listener === listener);
  if (index < 0) return;
  const [entry] = list.splice(index, 1);
  target.removeEventListener(type, entry!.wrapper as never);
}

/** Gives a class of event targets Node's methods. */
export function addNodeEvents(prototype: object, started: (target: EventTarget, type: string) => void): void {
  const methods: Record<string, (this: EventTarget, ...args: never[]) => unknown> = {
    on(type: string, listener: Listener) {
      add(this, type, listener, false);
      started(this, type);
      return this;
    },
    once(type: string, listener: Listener) {
      add(this, type, listener, true);
      started(this, type);
      return this;
    },
    off(type: string, listener: Listener) {
      remove(this, type, listener);
      return this;
    },
    removeAllListeners(type?: string) {
      for (const entry of [...entriesOf(this)]) if (type === undefined || entry.type === type) remove(this, entry.type, entry.listener);
      return this;
    },
    listenerCount(type: string) {
      return entriesOf(this).filter((entry) => entry.type === type).length;
    },
    eventNames() {
      return [...new Set(entriesOf(this).map((entry) => entry.type))];
    },
    emit(type: string, value?: unknown) {
      const found = entriesOf(this).filter((entry) => entry.type === type);
      for (const entry of found) Reflect.apply(entry.listener, this, [value]);
      return found.length > 0;
    },
  } as never;
  methods.addListener = methods.on!;
  methods.removeListener = methods.off!;
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, { value, writable: true, enumerable: false, configurable: true });
  }
}

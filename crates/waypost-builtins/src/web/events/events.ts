// The event interfaces under one name: what other builtins import.

export { CustomEvent, Event } from "waypost-internal:web/events/event";
export {
  defineEventHandler,
  dispatchTrusted,
  EventTarget,
  isEventTarget,
  listenersOf,
  watchListeners,
} from "waypost-internal:web/events/event_target";
export {
  CloseEvent,
  ErrorEvent,
  MessageEvent,
  ProgressEvent,
  PromiseRejectionEvent,
} from "waypost-internal:web/events/event_types";
export type { CustomEventInit, EventInit } from "waypost-internal:web/events/event";
export type {
  AddEventListenerOptions,
  EventListener,
  EventListenerLike,
  EventListenerObject,
} from "waypost-internal:web/events/event_target";

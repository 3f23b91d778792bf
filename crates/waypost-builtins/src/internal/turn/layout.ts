// The memory shared with the native half, in 32-bit cells. The same numbers stand in
// crates/waypost-runtime/src/shared.rs; a test compares the two.

/** Cells before this belong to the event loop (internal/event_loop). */
export const OUTBOX = 64;
/** Cells per finished answer. */
export const ANSWER_CELLS = 8;
/** Answers that fit at once; more wait for the next collection. */
export const OUTBOX_ANSWERS = 256;

export const ANSWER = {
  SLOT: 0,
  GENERATION: 1,
  STATUS: 2,
  /** One of `CONTENT_TYPE`. */
  CONTENT_TYPE: 3,
  /** UTF-16 units of head lines in the outgoing text. */
  HEAD_UNITS: 4,
  /** One of `BODY`. */
  BODY: 5,
  /** UTF-16 units of body in the outgoing text, or its index among the outgoing objects. */
  BODY_VALUE: 6,
} as const;

/** Content types so frequent that they cross as a number; 0 means: it is in the head lines. */
export const CONTENT_TYPE = {
  IN_HEAD: 0,
  JSON: 1,
  TEXT: 2,
  JSON_UTF8: 3,
} as const;

export const BODY = {
  NONE: 0,
  TEXT: 1,
  BYTES: 2,
  /** A stream: its pieces follow by ops. */
  STREAM: 3,
  /** The connection is cut: the answer cannot be completed. */
  ABORT: 4,
} as const;

export const INBOX = OUTBOX + OUTBOX_ANSWERS * ANSWER_CELLS;
export const INBOX_REQUESTS = 256;
export const REQUEST_CELLS = 14;

/** Offsets are UTF-16 units into the packed text of the turn. */
export const REQUEST = {
  SLOT: 0,
  GENERATION: 1,
  ROUTE: 2,
  /** Index into `METHODS`, or -1: then the method is a head line of its own. */
  METHOD: 3,
  URL: 4,
  PARAMS: 5,
  HEADERS: 6,
  BODY_TEXT: 7,
  END: 8,
  /** One of `REQUEST_BODY`. */
  BODY: 9,
  /** Index among the attachments, or resource id. */
  BODY_VALUE: 10,
  /** Length of the body when it was announced, else -1. */
  BODY_LENGTH: 11,
  /** Bits of `FLAG`. */
  FLAGS: 12,
} as const;

/** What was seen while the head was packed, so that nobody looks for it there. */
export const FLAG = {
  /** A cookie of draft or preview mode came along. */
  PREVIEW_COOKIE: 1,
  /** The header of `res.revalidate` did. */
  REVALIDATE: 2,
  /** `x-forwarded-proto` did. */
  FORWARDED_PROTO: 4,
  /** `if-none-match` did. */
  CONDITIONAL: 8,
  /** A URL writes path and query as they were sent, and so does a form its pairs. */
  PLAIN_TARGET: 16,
  /** The client speaks HTTP/1.0. */
  HTTP_10: 32,
  /** From this bit on stands the status that the answer begins with, 0 for 200. */
  STATUS: 8,
} as const;

export const REQUEST_BODY = {
  NONE: 0,
  TEXT: 1,
  BYTES: 2,
  RESOURCE: 3,
} as const;

export const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

export const SHARED_CELLS = INBOX + INBOX_REQUESTS * REQUEST_CELLS;

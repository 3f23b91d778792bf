// Finished answers on their way to the native half: numbers in the shared memory, text in one
// string, anything else in one array. Collected once per turn, after the microtask checkpoint.

import { CELL } from "waypost-internal:internal/event_loop/event_loop";
import { ANSWER, ANSWER_CELLS, BODY, OUTBOX, OUTBOX_ANSWERS } from "waypost-internal:internal/turn/layout";

let cells: Int32Array = new Int32Array(0);
let text = "";
let objects: unknown[] = [];
/** Answers that found the outbox full, as argument lists of `post`. */
let overflow: Parameters<typeof post>[] = [];

const { SLOT, GENERATION, STATUS, CONTENT_TYPE, HEAD_UNITS, BODY: KIND, BODY_VALUE } = ANSWER;
const COUNT = CELL.ANSWERS;

export function shareOutbox(shared: Int32Array): void {
  cells = shared;
}

/** Posts an answer. `head` is `name\nvalue\n` lines; `body` fits its kind. */
export function post(
  slot: number,
  generation: number,
  status: number,
  contentType: number,
  head: string,
  kind: number,
  body: string | Uint8Array | null,
): void {
  const index = cells[COUNT] as number;
  if (index === OUTBOX_ANSWERS) {
    overflow.push([slot, generation, status, contentType, head, kind, body]);
    cells[CELL.ANSWERS_OVERFLOW] = 1;
    return;
  }
  cells[COUNT] = index + 1;
  const at = OUTBOX + index * ANSWER_CELLS;
  cells[at + SLOT] = slot;
  cells[at + GENERATION] = generation;
  cells[at + STATUS] = status;
  cells[at + CONTENT_TYPE] = contentType;
  cells[at + HEAD_UNITS] = head.length;
  cells[at + KIND] = kind;
  if (head.length > 0) text += head;
  if (kind === BODY.TEXT) {
    cells[at + BODY_VALUE] = (body as string).length;
    text += closed(body as string);
  } else if (kind === BODY.BYTES) {
    cells[at + BODY_VALUE] = objects.length;
    objects.push(body);
  }
}

/**
 * Half a surrogate pair at the end would join with what the next answer begins with: the cuts
 * between all answers behind it would be one unit off.
 */
function closed(body: string): string {
  const last = body.charCodeAt(body.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? `${body.slice(0, -1)}\ufffd` : body;
}

/** The text of the answers posted since the last call. */
export function takeText(): string {
  const taken = text;
  text = "";
  return taken;
}

/** The byte bodies of the answers posted since the last call. */
export function takeObjects(): unknown[] {
  const taken = objects;
  objects = [];
  return taken;
}

/** After a collection: moves what found the outbox full into it. */
export function refill(): void {
  const waiting = overflow;
  overflow = [];
  cells[CELL.ANSWERS_OVERFLOW] = 0;
  for (const answer of waiting) post(...answer);
}

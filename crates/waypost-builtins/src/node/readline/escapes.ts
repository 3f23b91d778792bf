// The escape sequences that move a terminal's cursor.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateFunction } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";

/** What sequences are written to. */
export interface Output {
  write(text: string, callback?: unknown): boolean;
}

function send(stream: Output | null | undefined, text: string, callback: unknown): boolean {
  if (callback !== undefined) validateFunction(callback, "callback");
  if (stream === null || stream === undefined || text === "") {
    if (typeof callback === "function") nextTick(callback as never, null);
    return true;
  }
  return stream.write(text, callback);
}

/** The sequence for a column, or a column and a row. */
export function toPosition(x: unknown, y?: unknown): string {
  if (Number.isNaN(x)) throw new codes.ERR_INVALID_ARG_VALUE!("x", x);
  if (Number.isNaN(y)) throw new codes.ERR_INVALID_ARG_VALUE!("y", y);
  if (typeof x !== "number") throw new codes.ERR_INVALID_CURSOR_POS!();
  return typeof y === "number" ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`;
}

export function cursorTo(stream: Output, x: unknown, y?: unknown, callback?: unknown): boolean {
  if (typeof y === "function") return send(stream, toPosition(x), y);
  return send(stream, toPosition(x, y), callback);
}

/** The sequence for a way from where the cursor is. */
export function toMove(dx: number, dy: number): string {
  let text = "";
  if (dx < 0) text += `\x1b[${-dx}D`;
  else if (dx > 0) text += `\x1b[${dx}C`;
  if (dy < 0) text += `\x1b[${-dy}A`;
  else if (dy > 0) text += `\x1b[${dy}B`;
  return text;
}

export function moveCursor(stream: Output, dx: number, dy: number, callback?: unknown): boolean {
  return send(stream, toMove(dx, dy), callback);
}

/** The sequence that clears before the cursor, after it, or the whole line. */
export function toClear(direction: number): string {
  if (direction < 0) return "\x1b[1K";
  return direction > 0 ? "\x1b[0K" : "\x1b[2K";
}

export function clearLine(stream: Output, direction: number, callback?: unknown): boolean {
  return send(stream, toClear(direction), callback);
}

export function clearScreenDown(stream: Output, callback?: unknown): boolean {
  return send(stream, "\x1b[0J", callback);
}

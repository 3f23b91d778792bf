// node:readline.

import { validateFunction } from "waypost-internal:internal/validators/validators";
import { LineInterface, needsTerminal } from "waypost-internal:node/readline/interface";
import { clearLine, clearScreenDown, cursorTo, moveCursor } from "waypost-internal:node/readline/escapes";
import promisesOfReadline from "waypost-internal:node/readline/promises";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";

export class Interface extends LineInterface {
  question(query: string, given: unknown, last?: unknown): void {
    const callback = typeof given === "function" ? given : last;
    validateFunction(callback, "cb");
    this.ask(query, typeof given === "function" ? undefined : (given as never), callback as never);
  }
}

defineCustomPromisified(Interface.prototype.question, "question", function (this: Interface, query: string, options?: object): Promise<string> {
  return new Promise((resolve, reject) => this.ask(query, options as never, resolve, reject));
});

export function createInterface(...args: unknown[]): Interface {
  return new Interface(...args);
}

/** Keys are pressed on terminals. */
export function emitKeypressEvents(stream: unknown): void {
  if ((stream as { isTTY?: boolean } | undefined)?.isTTY) needsTerminal("readline.emitKeypressEvents()");
}

export const promises: object = promisesOfReadline;

export { clearLine, clearScreenDown, cursorTo, moveCursor };
export default { Interface, clearLine, clearScreenDown, createInterface, cursorTo, emitKeypressEvents, moveCursor, promises };

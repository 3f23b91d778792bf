// node:readline/promises.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateBoolean, validateInteger } from "waypost-internal:internal/validators/validators";
import { toClear, toMove, toPosition, type Output } from "waypost-internal:node/readline/escapes";
import { LineInterface } from "waypost-internal:node/readline/interface";

export class Interface extends LineInterface {
  question(query: string, options?: object): Promise<string> {
    return new Promise((resolve, reject) => this.ask(query, options as never, resolve, reject));
  }
}

/** Moves of the cursor, gathered and written at once. */
export class Readline {
  readonly #stream: Output;
  readonly #autoCommit: boolean;
  #texts: string[] = [];

  constructor(stream: Output, options?: { autoCommit?: boolean }) {
    if (typeof stream?.write !== "function") throw new codes.ERR_INVALID_ARG_TYPE!("stream", "Writable", stream);
    if (options?.autoCommit !== undefined) validateBoolean(options.autoCommit, "options.autoCommit");
    this.#stream = stream;
    this.#autoCommit = options?.autoCommit ?? false;
  }

  #add(text: string): this {
    if (this.#autoCommit) this.#stream.write(text);
    else this.#texts.push(text);
    return this;
  }

  cursorTo(x: number, y?: number): this {
    validateInteger(x, "x");
    if (y !== undefined) validateInteger(y, "y");
    return this.#add(toPosition(x, y));
  }
  moveCursor(dx: number, dy: number): this {
    return this.#add(toMove(dx, dy));
  }
  clearLine(direction: number): this {
    validateInteger(direction, "dir", -1, 1);
    return this.#add(toClear(direction));
  }
  clearScreenDown(): this {
    return this.#add("\x1b[0J");
  }

  commit(): Promise<void> {
    const text = this.#texts.join("");
    this.#texts = [];
    return new Promise((resolve) => this.#stream.write(text, () => resolve()));
  }

  rollback(): this {
    this.#texts = [];
    return this;
  }
}

export function createInterface(...args: unknown[]): Interface {
  return new Interface(...args);
}

export default { Interface, Readline, createInterface };

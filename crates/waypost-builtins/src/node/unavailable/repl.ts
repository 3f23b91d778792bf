// node:repl.

import { builtinModules as names } from "waypost-internal:node/module/module";
import { refuse, refusing } from "waypost-internal:node/unavailable/refuse";

const WHY = "a worker has no terminal";

export const start: () => never = refusing("repl.start()", WHY);
export const builtinModules: string[] = names;
export const REPL_MODE_SLOPPY: symbol = Symbol("repl-sloppy");
export const REPL_MODE_STRICT: symbol = Symbol("repl-strict");

export class REPLServer {
  constructor() {
    refuse("repl.REPLServer", WHY);
  }
}
export class Recoverable extends SyntaxError {
  err: unknown;
  constructor(error: unknown) {
    super();
    this.err = error;
  }
}

export default { builtinModules, Recoverable, REPL_MODE_SLOPPY, REPL_MODE_STRICT, REPLServer, start };

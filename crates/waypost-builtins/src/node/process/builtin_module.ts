// process.getBuiltinModule: a builtin's exports by name, `undefined` for anything else.

import { isBuiltin, requireBuiltin } from "waypost-internal:internal/loader/loader";

export function builtinModule(id: string): unknown {
  return isBuiltin(id) ? requireBuiltin(id) : undefined;
}

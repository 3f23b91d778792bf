// Native addons are compiled against Node's engine, so none is loaded. They are refused, and a package that can do
// without takes its other way. Where all depends on code that mentions an addon and may never call it, as a plugin of
// `next.config`, an object stands in for it whose members throw when they are called.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { missingModule } from "waypost-internal:internal/loader/missing";

let standIn = false;
let refused = false;

/** From now on addons load, and throw when they are used. */
export function standInForAddons(): void {
  standIn = true;
}

/** Whether something asked for an addon and was refused. */
export function wasAddonRefused(): boolean {
  return refused;
}

/** What `require` or `process.dlopen` of the file gives. */
export function loadAddon(filename: string): unknown {
  if (standIn) return missingModule(filename);
  refused = true;
  throw nodeError(Error, "ERR_DLOPEN_FAILED", `${filename} is a native addon, which waypost does not load; ${help(filename)}`);
}

/** What to use in place of the addons that are met most. */
const IN_PLACE: Record<string, string> = {
  argon2: "use @node-rs/argon2's or hash-wasm's WebAssembly",
  "better-sqlite3": "use node:sqlite",
  bcrypt: "use bcryptjs, whose hashes are the same",
  canvas: "draw in another service",
  libsql: "use @libsql/client/web",
  sharp: "resize images in the front end or in another service",
  sqlite3: "use node:sqlite",
};

/** Its engine lies in the folder of the generated client, which has any name. */
const PRISMA =
  'set `engineType = "client"` in the generator of schema.prisma and give PrismaClient a driver adapter, as @prisma/adapter-pg; Prisma 7 needs no addon';

function help(filename: string): string {
  if (filename.includes("query_engine-")) return PRISMA;
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(filename)?.[1] ?? "";
  const known = Object.keys(IN_PLACE).find((one) => name === one || name.startsWith(`@img/${one}`) || name.startsWith(`@${one}/`));
  return known === undefined ? "use a package written in JavaScript or WebAssembly" : IN_PLACE[known]!;
}

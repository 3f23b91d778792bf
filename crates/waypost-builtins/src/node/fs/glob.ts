// fs.glob: the files that a pattern names. https://nodejs.org/docs/latest-v22.x/api/fs.html#fsglobpattern-options-callback
//
// One walk serves all three forms: it asks for the entries of a folder and goes on with what it is given. `**` steps into
// no symbolic link, so that no walk is without an end.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateFunction, validateObject, validateString, validateStringArray } from "waypost-internal:internal/validators/validators";
import { later, now } from "waypost-internal:node/fs/call";
import { entriesOf, type Dirent } from "waypost-internal:node/fs/stats";
import { GLOBSTAR, matchesGlob, matchesName, patternsOf, type Pattern } from "waypost-internal:node/path/glob_pattern";
import { posix } from "waypost-internal:node/path/path";
import { process } from "waypost-internal:node/process/process";
import { URL } from "waypost-internal:web/url/url";
import { fileURLToPath } from "waypost-internal:node/url/url";

interface Options {
  cwd: string;
  withFileTypes: boolean;
  isExcluded: (entry: Dirent, path: string) => boolean;
}

interface Found {
  path: string;
  entry: Dirent;
}

/** A walk asks for a folder's entries by its path, and gives what it finds. */
type Walk = Generator<string | Found, void, Dirent[] | undefined>;

function optionsOf(given: unknown): Options {
  if (given !== undefined) validateObject(given, "options");
  const { cwd, withFileTypes = false, exclude } = (given ?? {}) as Record<string, unknown>;
  if (cwd !== undefined && !(cwd instanceof URL)) validateString(cwd, "options.cwd");
  const root = cwd === undefined ? process.cwd() : cwd instanceof URL ? fileURLToPath(cwd as never) : (cwd as string);
  return { cwd: posix.resolve(root), withFileTypes: Boolean(withFileTypes), isExcluded: exclusion(exclude, Boolean(withFileTypes)) };
}

function exclusion(exclude: unknown, withFileTypes: boolean): Options["isExcluded"] {
  if (exclude === undefined || exclude === null) return () => false;
  if (typeof exclude === "function") return (entry) => Boolean((exclude as (given: unknown) => unknown)(withFileTypes ? entry : entry.name));
  if (!Array.isArray(exclude)) throw new codes.ERR_INVALID_ARG_TYPE!("options.exclude", ["string[]", "Function"], exclude);
  validateStringArray(exclude, "options.exclude");
  return (_, path) => exclude.some((pattern) => matchesGlob(path, pattern, false));
}

function checked(pattern: unknown): string[] {
  if (Array.isArray(pattern)) {
    validateStringArray(pattern, "patterns");
    return pattern;
  }
  validateString(pattern, "patterns");
  return [pattern];
}

/** Everything the patterns name, each once. */
function* everything(patterns: string[], options: Options): Walk {
  const seen = new Set<string>();
  for (const text of patterns) {
    for (const pattern of patternsOf(text, false)) {
      const walk = walkFrom(pattern.isAbsolute ? "/" : "", undefined, pattern, 0, options);
      for (let step = walk.next(); !step.done; ) {
        if (typeof step.value === "string") step = walk.next(yield step.value);
        else {
          if (!seen.has(step.value.path)) {
            seen.add(step.value.path);
            yield step.value;
          }
          step = walk.next();
        }
      }
    }
  }
}

/** What the segments from `index` on name below a folder; `entry` is the folder's own. */
function* walkFrom(folder: string, entry: Dirent | undefined, pattern: Pattern, index: number, options: Options): Walk {
  const { segments, wantsFolder } = pattern;
  const segment = segments[index];
  if (segment === undefined) {
    if (entry !== undefined && (!wantsFolder || isFolder(entry))) yield { path: folder, entry };
    return;
  }
  if (segment === "..") {
    const above = posix.join(folder === "" ? "." : folder, "..");
    const [parent, name] = [posix.dirname(above), posix.basename(above)];
    const own = ((yield posix.resolve(options.cwd, parent)) ?? []).find((one) => one.name === name);
    yield* walkFrom(above === "." ? "" : above, own, pattern, index + 1, options);
    return;
  }
  const isLast = index === segments.length - 1;
  if (segment === GLOBSTAR) yield* walkFrom(folder, entry, pattern, index + 1, options);
  if (entry !== undefined && !isFolder(entry)) return;
  for (const one of (yield posix.resolve(options.cwd, folder)) ?? []) {
    const name = one.name as string;
    const path = folder === "" ? name : posix.join(folder, name);
    const isWanted = segment === GLOBSTAR ? !name.startsWith(".") : matchesName(segment, name);
    if (!isWanted || options.isExcluded(one, path)) continue;
    if (segment !== GLOBSTAR || !one.isDirectory()) {
      if (isLast || isFolder(one)) yield* walkFrom(path, one, pattern, index + 1, options);
    } else yield* walkFrom(path, one, pattern, index, options);
  }
}

/** A link may lead to one; where it does not, it has no entries. */
function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() || entry.isSymbolicLink();
}

function presented(found: Found, options: Options): unknown {
  return options.withFileTypes ? found.entry : found.path;
}

/** Folders that cannot be read have no entries. */
function entriesIn(folder: string, listing: unknown): Dirent[] {
  return entriesOf(listing as Uint8Array, folder, { withFileTypes: true }) as Dirent[];
}

export function globSync(pattern: unknown, given?: unknown): unknown[] {
  const options = optionsOf(given);
  const walk = everything(checked(pattern), options);
  const known = new Map<string, Dirent[]>();
  const result: unknown[] = [];
  for (let step = walk.next(); !step.done; ) {
    if (typeof step.value !== "string") {
      result.push(presented(step.value, options));
      step = walk.next();
      continue;
    }
    const folder = step.value;
    if (!known.has(folder)) {
      let entries: Dirent[] = [];
      try {
        entries = entriesIn(folder, now("readdir", folder, false, false));
      } catch {
        // Gone, no folder, or not ours to read.
      }
      known.set(folder, entries);
    }
    step = walk.next(known.get(folder));
  }
  return result;
}

/** `fs.promises.glob` */
export function globLater(pattern: unknown, given?: unknown): AsyncGenerator<unknown, void, undefined> {
  const options = optionsOf(given);
  return results(checked(pattern), options);
}

async function* results(patterns: string[], options: Options): AsyncGenerator<unknown, void, undefined> {
  const walk = everything(patterns, options);
  const known = new Map<string, Dirent[]>();
  for (let step = walk.next(); !step.done; ) {
    if (typeof step.value !== "string") {
      yield presented(step.value, options);
      step = walk.next();
      continue;
    }
    const folder = step.value;
    if (!known.has(folder)) known.set(folder, await later("readdir", folder, false, false).then((listing) => entriesIn(folder, listing), () => []));
    step = walk.next(known.get(folder));
  }
}

export function glob(pattern: unknown, options: unknown, callback?: unknown): void {
  const done = (typeof options === "function" ? options : callback) as (error: unknown, found?: unknown[]) => void;
  validateFunction(done, "callback");
  const walk = globLater(pattern, typeof options === "function" ? undefined : options);
  Array.fromAsync(walk).then((found) => done(null, found), (error: unknown) => done(error));
}

// Stats, BigIntStats, StatFs and Dirent. Stats is a function, because packages call it on their own objects.

import { codes } from "waypost-internal:internal/errors/errors";
import { join } from "waypost-internal:node/path/path";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { encoded } from "waypost-internal:node/fs/check";
import {
  S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK, UV_DIRENT_BLOCK, UV_DIRENT_CHAR, UV_DIRENT_DIR,
  UV_DIRENT_FIFO, UV_DIRENT_FILE, UV_DIRENT_LINK, UV_DIRENT_SOCKET,
} from "waypost-internal:node/fs/constants";

type Loose = Record<string, unknown>;
type Shape = new (...args: unknown[]) => object;

const FIELDS = ["dev", "mode", "nlink", "uid", "gid", "rdev", "blksize", "ino", "size", "blocks"] as const;
const TIMES = ["atime", "mtime", "ctime", "birthtime"] as const;

/** The native half's doubles. */
function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / 8);
}

export const Stats: Shape = function Stats(this: Loose, ...args: unknown[]): void {
  // dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, then the times in milliseconds.
  FIELDS.forEach((name, i) => (this[name] = args[i]));
  TIMES.forEach((name, i) => (this[`${name}Ms`] = args[FIELDS.length + i]));
} as unknown as Shape;

const BigIntStats: Shape = function BigIntStats(this: Loose, ...args: unknown[]): void {
  FIELDS.forEach((name, i) => (this[name] = args[i]));
  TIMES.forEach((name, i) => {
    const nanos = args[FIELDS.length + i] as bigint;
    this[`${name}Ms`] = nanos / 1000000n;
    this[`${name}Ns`] = nanos;
  });
} as unknown as Shape;

Object.setPrototypeOf(BigIntStats.prototype, Stats.prototype as object);
Object.setPrototypeOf(BigIntStats, Stats);

const kinds: [string, number][] = [
  ["isDirectory", S_IFDIR], ["isFile", S_IFREG], ["isBlockDevice", S_IFBLK], ["isCharacterDevice", S_IFCHR],
  ["isSymbolicLink", S_IFLNK], ["isFIFO", S_IFIFO], ["isSocket", S_IFSOCK],
];
for (const [name, type] of kinds) {
  (Stats.prototype as Loose)[name] = {
    [name](this: { mode: number | bigint }): boolean {
      return (Number(this.mode) & S_IFMT) === type;
    },
  }[name];
}

// The dates are made when they are asked for.
for (const name of TIMES) {
  Object.defineProperty(Stats.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: Loose): Date {
      const value = new Date(Math.round(Number(this[`${name}Ms`])));
      this[name] = value;
      return value;
    },
    set(this: Loose, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** The Stats of the native half's figures. */
export function statsOf(bytes: Uint8Array, bigint: boolean): object {
  const figures = doubles(bytes);
  const times: [number, number][] = TIMES.map((_, i) => [figures[FIELDS.length + 2 * i]!, figures[FIELDS.length + 2 * i + 1]!]);
  const fields = Array.from(figures.subarray(0, FIELDS.length));
  if (!bigint) return new Stats(...fields, ...times.map(([seconds, nanos]) => seconds * 1000 + nanos / 1e6));
  const nanos = times.map(([seconds, rest]) => BigInt(seconds) * 1000000000n + BigInt(rest));
  return new BigIntStats(...fields.map((field) => BigInt(field)), ...nanos);
}

/** What `watchFile` tells of a file that is not there. */
export function emptyStats(bigint: boolean): object {
  return statsOf(new Uint8Array(new Float64Array(FIELDS.length + 2 * TIMES.length).buffer), bigint);
}

class StatFs {
  type: unknown;
  bsize: unknown;
  blocks: unknown;
  bfree: unknown;
  bavail: unknown;
  files: unknown;
  ffree: unknown;
}

/** The StatFs of the native half's figures. */
export function statFsOf(bytes: Uint8Array, bigint: boolean): object {
  const result = new StatFs() as unknown as Loose;
  Object.keys(result).forEach((name, i) => {
    const figure = doubles(bytes)[i]!;
    result[name] = bigint ? BigInt(figure) : figure;
  });
  return result;
}

const kType: unique symbol = Symbol("type");

/** An entry of a directory. */
export class Dirent {
  name: unknown;
  parentPath: string;
  path: string;
  [kType]: number;

  constructor(name: unknown, path: string, type: number) {
    this.name = name;
    this.parentPath = path;
    this.path = path;
    this[kType] = type;
  }

  isDirectory(): boolean {
    return this[kType] === UV_DIRENT_DIR;
  }
  isFile(): boolean {
    return this[kType] === UV_DIRENT_FILE;
  }
  isBlockDevice(): boolean {
    return this[kType] === UV_DIRENT_BLOCK;
  }
  isCharacterDevice(): boolean {
    return this[kType] === UV_DIRENT_CHAR;
  }
  isSymbolicLink(): boolean {
    return this[kType] === UV_DIRENT_LINK;
  }
  isFIFO(): boolean {
    return this[kType] === UV_DIRENT_FIFO;
  }
  isSocket(): boolean {
    return this[kType] === UV_DIRENT_SOCKET;
  }
}

/** The entries of the native half's listing: names, or Dirents with the folder they lie in. */
export function entriesOf(bytes: Uint8Array, folder: string | Uint8Array, options: Loose): unknown[] {
  const listing = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  const root = typeof folder === "string" ? folder : Buffer.from(folder).toString();
  const result: unknown[] = [];
  for (let at = 0; at < listing.length; ) {
    const end = listing.indexOf(0, at);
    const path = listing.subarray(at + 1, end);
    if (options.withFileTypes) result.push(direntOf(path, root, listing[at]! - 48, options.encoding));
    else result.push(encoded(path, options.encoding));
    at = end + 1;
  }
  return result;
}

function direntOf(path: Uint8Array, root: string, type: number, encoding: unknown): Dirent {
  const slash = path.lastIndexOf(47);
  if (slash < 0) return new Dirent(encoded(path, encoding), root, type);
  const parent = join(root, encoded(path.subarray(0, slash), "utf8") as string);
  return new Dirent(encoded(path.subarray(slash + 1), encoding), parent, type);
}

/** Node's message for a directory handle that is closed. */
export function closedHandle(): Error {
  return new codes.ERR_DIR_CLOSED!();
}

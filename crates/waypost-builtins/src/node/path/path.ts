// node:path. The POSIX flavour is the platform's own; the Windows one is `path.win32`.

import { posix as posixPath } from "waypost-internal:node/path/posix";
import { win32 as win32Path } from "waypost-internal:node/path/win32";

const platform = posixPath;

export const resolve: typeof platform.resolve = platform.resolve;
export const normalize: typeof platform.normalize = platform.normalize;
export const isAbsolute: typeof platform.isAbsolute = platform.isAbsolute;
export const join: typeof platform.join = platform.join;
export const relative: typeof platform.relative = platform.relative;
export const toNamespacedPath: typeof platform.toNamespacedPath = platform.toNamespacedPath;
export const dirname: typeof platform.dirname = platform.dirname;
export const basename: typeof platform.basename = platform.basename;
export const extname: typeof platform.extname = platform.extname;
export const format: typeof platform.format = platform.format;
export const parse: typeof platform.parse = platform.parse;
export const matchesGlob: typeof platform.matchesGlob = platform.matchesGlob;
export const sep: string = platform.sep;
export const delimiter: string = platform.delimiter;
export const posix: typeof posixPath = posixPath;

Object.defineProperties(posixPath, {
  posix: { value: posixPath, enumerable: true, writable: true, configurable: true },
  win32: { get: () => win32Path, enumerable: true, configurable: true },
});

export { win32Path as win32 };
export default posixPath;

// The native parts of the run-time loader.

/** What a file is: `json` has a text; `commonjs` and `module` have an id, imports, and whether they await at top level. */
export interface OpenedModule {
  kind: "json" | "native" | "commonjs" | "module";
  text?: string;
  id?: number;
  imports?: string[];
  awaits?: boolean;
}
export type Factory = (...args: unknown[]) => unknown;

/** The path that a specifier means in the module at `from`. Throws with Node's codes. */
export function op_modules_resolve(specifier: string, from: string, isImport: boolean): string;
export function op_modules_open(path: string): OpenedModule;
/** The factory of an opened module; can be asked for once. */
export function op_modules_factory(id: number, hasAsyncDependencies: boolean): Factory;
/** The factory of a text as a CommonJS module. */
export function op_modules_compile(source: string, path: string): Factory;
/** What to use in place of the addon in a file, for an error message. */
export function op_modules_instead_of_addon(path: string): string;
/** Forgets what was seen of the file system. */
export function op_modules_reset(): void;

// What compiled decorators and `using` declarations call in modules that are compiled when they are loaded. In bundles
// they are the bundler's.

import { usingCtx } from "waypost-internal:internal/modules/using_helper";

type Decorator = (target: unknown, key?: unknown, descriptor?: unknown) => unknown;

/** Applies decorators from the last to the first, as TypeScript does. */
function decorate(decorators: Decorator[], target: object, key?: PropertyKey, given?: PropertyDescriptor | null): unknown {
  const isMember = key !== undefined;
  let result: unknown = !isMember ? target : given === null ? Object.getOwnPropertyDescriptor(target, key) : given;
  for (let i = decorators.length - 1; i >= 0; i--) {
    const decorator = decorators[i];
    if (decorator === undefined) continue;
    const returned = !isMember ? decorator(result) : given === undefined ? decorator(target, key) : decorator(target, key, result);
    result = returned || result;
  }
  if (isMember && given !== undefined && result) Object.defineProperty(target, key, result as PropertyDescriptor);
  return result;
}

function decorateParam(index: number, decorator: (target: unknown, key: unknown, index: number) => void): Decorator {
  return (target, key) => decorator(target, key, index);
}

function decorateMetadata(key: unknown, value: unknown): Decorator | undefined {
  const { metadata } = Reflect as unknown as { metadata?: (key: unknown, value: unknown) => Decorator };
  return typeof metadata === "function" ? metadata(key, value) : undefined;
}

const HELPERS: Record<string, unknown> = { decorate, decorateParam, decorateMetadata, usingCtx };
const PREFIX = "@oxc-project/runtime/helpers/";

/** The namespace of a helper's module, if the specifier names one. */
export function helperNamespace(specifier: string): { default: unknown } | undefined {
  if (!specifier.startsWith(PREFIX)) return undefined;
  const name = specifier.slice(PREFIX.length);
  return Object.hasOwn(HELPERS, name) ? { default: HELPERS[name] } : undefined;
}

/** What `require` of a helper's module gives, if the specifier names one: the helper itself. */
export function requiredHelper(specifier: string): unknown {
  return helperNamespace(specifier)?.default;
}

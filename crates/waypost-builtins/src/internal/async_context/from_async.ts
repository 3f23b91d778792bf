// `Array.fromAsync`, in code that the rewrite reaches.
// https://tc39.es/proposal-array-from-async/

type Mapper = (this: unknown, value: unknown, index: number) => unknown;

const apply = Reflect.apply;
const construct = Reflect.construct;
const defineProperty = Object.defineProperty;

export async function fromAsync(this: unknown, items: unknown, mapper: unknown, receiver: unknown): Promise<unknown> {
  if (mapper !== undefined && typeof mapper !== "function") throw new TypeError("the mapper is not a function");
  const map = mapper as Mapper | undefined;
  const source = items as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  const isIterable =
    (source[Symbol.asyncIterator] ?? undefined) !== undefined || (source[Symbol.iterator] ?? undefined) !== undefined;
  if (!isIterable) return fromArrayLike(this, Object(items) as ArrayLike<unknown>, map, receiver);
  const result = isConstructor(this) ? (construct(this, []) as unknown[]) : [];
  let index = 0;
  for await (const item of items as AsyncIterable<unknown>) {
    const value = map === undefined ? item : await apply(map, receiver, [item, index]);
    setElement(result, index, value);
    index++;
  }
  result.length = index;
  return result;
}

async function fromArrayLike(
  constructor: unknown,
  items: ArrayLike<unknown>,
  map: Mapper | undefined,
  receiver: unknown,
): Promise<unknown> {
  const length = Math.min(Math.max(Math.trunc(Number(items.length)) || 0, 0), Number.MAX_SAFE_INTEGER);
  const result = isConstructor(constructor) ? (construct(constructor, [length]) as unknown[]) : new Array(length);
  for (let index = 0; index < length; index++) {
    let value = await items[index];
    if (map !== undefined) value = await apply(map, receiver, [value, index]);
    setElement(result, index, value);
  }
  result.length = length;
  return result;
}

function setElement(target: object, index: number, value: unknown): void {
  defineProperty(target, index, { value, writable: true, enumerable: true, configurable: true });
}

/** Whether `new` can be used on it, without using it. */
function isConstructor(value: unknown): value is new (...args: unknown[]) => object {
  if (typeof value !== "function") return false;
  try {
    construct(Object, [], value);
    return true;
  } catch {
    return false;
  }
}

// The part of reflect-metadata that the compiler calls.
const all = new WeakMap<object, Map<string, unknown>>();

function of(target: object, key?: string): Map<string, unknown> {
  const place = key === undefined ? target : (target as Record<string, object>)[key] ?? target;
  let map = all.get(place as object);
  if (map === undefined) all.set(place as object, (map = new Map()));
  return map;
}

Object.assign(Reflect, {
  metadata: (name: string, value: unknown) => (target: object, key?: string) => void of(target, key).set(name, value),
  getMetadata: (name: string, target: object, key?: string) => of(target, key).get(name),
});

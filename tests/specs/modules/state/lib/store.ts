declare global {
  var store: Map<string, number> | undefined;
}
export const store = (globalThis.store ??= new Map([["hits", 0]]));

(globalThis.ran ??= []).push("empty");
export type E = 1;
export const b = 1;

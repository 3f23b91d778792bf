(globalThis.ran ??= []).push("inline");
export type A = 1;
export const b = 1;

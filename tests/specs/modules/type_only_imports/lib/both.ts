(globalThis.ran ??= []).push("both");
export type B = 1;
export const b = 1;

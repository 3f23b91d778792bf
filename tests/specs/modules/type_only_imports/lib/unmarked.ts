(globalThis.ran ??= []).push("unmarked");
export type D = 1;
export const b = 1;

(globalThis.ran ??= []).push("whole");
export type C = 1;
export const b = 1;

export const state = { n: 0 };

export interface Shape {
  kind: Kind;
}
export enum Kind {
  Round = "round",
  Square = "square",
}
export const enum Small {
  Zero,
  One,
}

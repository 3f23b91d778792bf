export enum Kind {
  Circle,
  Square = "square",
  Line = 1 << 3,
}
export const enum Size {
  Small = 1,
  Large,
}
export namespace Units {
  export const metre = 1;
  export namespace Small {
    export const centimetre = metre / 100;
  }
}
export interface Shape {
  readonly kind: Kind;
  area(): number;
}
export abstract class Base implements Shape {
  static count = 0;
  static {
    Base.count = 10;
  }
  #hidden = 2;
  declare readonly extra?: string;
  constructor(
    public readonly kind: Kind,
    protected size: number = Size.Large,
  ) {
    Base.count += 1;
  }
  abstract area(): number;
  get hidden(): number {
    return this.#hidden;
  }
  has(other: object): boolean {
    return #hidden in other;
  }
}
export class Square extends Base {
  name?: string;
  constructor(size: number) {
    super(Kind.Square, size);
  }
  override area(): number {
    return this.size ** 2;
  }
}
export function area(shape: Shape): number;
export function area(shape: number): number;
export function area(shape: Shape | number): number {
  return typeof shape === "number" ? shape : shape.area();
}

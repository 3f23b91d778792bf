import { Box, type Shape, Kind, Small } from "../../lib";
import data from "../../lib/data.json" with { type: "json" };
import "server-only";
namespace Inner {
  export const value = 5;
}
abstract class Base<T> {
  constructor(protected readonly value: T, public name?: string) {}
  abstract get(): T;
}
class Derived extends Base<number> {
  static #count = 0;
  static {
    Derived.#count = 10;
  }
  declare extra: string;
  override get(): number {
    return this.value + Derived.#count;
  }
}
function over(a: string): string;
function over(a: number): number;
function over(a: unknown): unknown {
  return a;
}
export async function GET(this: void, request: Request): Promise<Response> {
  const shape = { kind: Kind.Round } satisfies Shape;
  const list = [3, 1, 2].toSorted().at(-1)!;
  const element = <T extends object>(value: T) => value;
  return Response.json({ shape, small: Small.One, inner: Inner.value, derived: new Derived(1, "n").get(), keys: Object.keys(new Derived(1)), over: over("o"), list, box: new Box(2).open(), data, element: element({ a: 1 }), optional: (request as any)?.none?.x ?? "none" });
}

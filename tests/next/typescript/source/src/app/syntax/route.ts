type Deep<T> = T extends object ? { [K in keyof T]: Deep<T[K]> } : T;
function assertText(value: unknown): asserts value is string {
  if (typeof value !== "string") throw new TypeError("no text");
}
class Stack<T> implements Iterable<T> {
  readonly #items: T[] = [];
  top: T | undefined = undefined;
  push(...items: T[]): this {
    this.#items.push(...items);
    this.top = this.#items.at(-1);
    return this;
  }
  *[Symbol.iterator](): IterableIterator<T> {
    yield* this.#items;
  }
  static async *later<T>(items: Iterable<T>): AsyncGenerator<T> {
    for (const item of items) yield item;
  }
}
export async function POST(request: Request): Promise<Response> {
  const body: Deep<{ a?: { b?: { c?: number } } }> = await request.json();
  const text: unknown = "text";
  assertText(text);
  const stack = new Stack<number>().push(1, 2, 3);
  const waited: number[] = [];
  for await (const item of Stack.later(stack)) waited.push(item);
  let nothing: string | null = null;
  nothing ??= "set";
  const { a, ...rest } = body as Record<string, unknown>;
  label: for (const x of [1, 2]) for (const y of [1, 2]) { if (y === 2) continue label; waited.push(x * 10 + y); }
  const tagged = ((parts: TemplateStringsArray, ...given: unknown[]) => parts.raw.join("|") + given.length)`a${1}\n${2}`;
  return Response.json({
    c: body.a?.b?.c ?? "none", call: (request as any).nothing?.(), text: text.length, items: [...stack], top: stack.top, waited, nothing, rest, a: a !== undefined, tagged,
    big: `${2n ** 64n}`, separator: 1_000_000, groups: "2024-05".match(/(?<year>\d+)-(?<month>\d+)/u)?.groups, sticky: /(?<=a)b/s.test("ab"), at: [1, 2].at(-1), sorted: [3, 1].toSorted(), same: structuredClone({ d: new Date(0) }).d.getTime(), cause: (new Error("x", { cause: "y" }) as Error).cause, satisfied: ({ k: 1 } satisfies Record<string, number>).k, as: <number>(1 as unknown), non: nothing!.length,
  });
}

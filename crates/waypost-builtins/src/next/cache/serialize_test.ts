// Arguments and results of cached functions as text, and back.

import { assert, assertEquals, assertNotEquals, test } from "waypost-internal:internal/testing/testing";
import { readArguments, readResult, writeArguments, writeResult } from "waypost-internal:next/cache/serialize";
import { Blob, blobBytes } from "waypost-internal:web/blob/blob";
import { File } from "waypost-internal:web/blob/file";
import { FormData } from "waypost-internal:web/formdata/formdata";
import { ReadableStream } from "waypost-internal:web/streams/streams";
import { URL } from "waypost-internal:web/url/url";

const describe = (error: unknown): { digest: string; message: string } => ({ digest: "d", message: (error as Error).message });
const errorOf = (digest: string, message: string): Error => Object.assign(new Error(message), { digest });

async function there(value: unknown): Promise<any> {
  return readResult(await writeResult(value, describe), errorOf);
}

async function refusal(value: unknown): Promise<string> {
  try {
    await writeResult(value, describe);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

async function key(...values: unknown[]): Promise<string> {
  return (await writeArguments(values)).text;
}

test("values come back as they were", async () => {
  const values = [
    null, true, 0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, "", "$", "$$a", "$u", "\u{1f600}", undefined, 12n,
    Symbol.for("shared"), new Date(5), [1, [2, undefined]], { a: { b: [] } }, new Map<unknown, unknown>([["a", new Set([1])]]),
    new Uint8Array([1, 2]), new Float64Array([0.5]), new Uint8Array([9]).buffer,
  ];
  for (const value of values) assertEquals(await there(value), value);
  assert(Number.isNaN((await there(new Date(Number.NaN))).getTime()));
  assertEquals(Object.keys(await there({ a: undefined, b: 1 })), ["b"]);
  assertEquals(Object.keys(await there(JSON.parse('{"__proto__": 1}'))), ["__proto__"]);
});

test("objects that are shared or go in circles", async () => {
  const one: { self?: unknown; list: unknown[] } = { list: [] };
  one.self = one;
  one.list.push(one, one.list);
  const back = await there({ a: one, b: one });
  assert(back.a === back.b && back.a.self === back.a && back.a.list[1] === back.a.list);
});

test("what is read piece by piece", async () => {
  const back = await there({ later: Promise.resolve({ deep: Promise.resolve(7) }), list: [1, 2][Symbol.iterator]() });
  assertEquals(await (await back.later).deep, 7);
  assertEquals([...back.list], [1, 2]);
  const stream = new ReadableStream({
    start(controller: ReadableStreamDefaultController<unknown>): void {
      controller.enqueue(new Uint8Array([1]));
      controller.enqueue("a");
      controller.close();
    },
  } as never);
  const reader = (await there(stream)).getReader();
  assertEquals([(await reader.read()).value, (await reader.read()).value, (await reader.read()).done], [new Uint8Array([1]), "a", true]);
  const rejected = await there({ later: Promise.reject(new Error("no")) });
  let caught: unknown;
  await rejected.later.catch((error: unknown) => {
    caught = error;
  });
  assertEquals([(caught as Error).message, (caught as { digest: string }).digest], ["no", "d"]);
});

test("forms and files", async () => {
  const form = new FormData();
  form.append("a", "1");
  form.append("f", new File([new Uint8Array([1])], "x.bin", { type: "t/x" }));
  const back = await there(form);
  assertEquals(back.get("a"), "1");
  assertEquals([back.get("f").name, back.get("f").type, blobBytes(back.get("f"))], ["x.bin", "t/x", new Uint8Array([1])]);
  assertEquals(blobBytes(await there(new Blob(["ab"]))), new Uint8Array([97, 98]));
});

test("an error comes back as what may be known of it", async () => {
  const back = await there({ error: new TypeError("inside") });
  assertEquals([back.error.name, back.error.message, back.error.digest], ["Error", "inside", "d"]);
});

test("results that React does not write", async () => {
  const classes = "Only plain objects, and a few built-ins,";
  class Own {}
  for (const value of [new Own(), Object.create(null), /a/, new WeakMap(), { deep: [new Own()] }]) {
    assert((await refusal(value)).startsWith(classes), String(await refusal(value)));
  }
  assert((await refusal(new URL("http://a.test"))).startsWith("Only plain objects can be passed"));
  assert((await refusal(() => 1)).startsWith("Functions cannot be passed"));
  assert((await refusal(Symbol("own"))).startsWith("Only global symbols"));
});

test("arguments that have no text go by reference and make no difference", async () => {
  class Own {}
  const own = new Own();
  const references = [own, () => 1, Symbol("x"), Symbol.for("y"), Object.create(null), new Error("a")];
  const first = await key(own);
  for (const value of references) assertEquals(await key(value), first);
  const written = await writeArguments([own, { own }, references[1]]);
  const [a, b, c] = readArguments(written) as [unknown, { own: unknown }, unknown];
  assert(a === own && b.own === own && c === references[1]);
  assertEquals(await key(new URL("http://a.test/")), await key("http://a.test/"));
});

test("arguments that differ have another key", async () => {
  const values = [
    0, -0, "0", 0n, "$N-0", "$n0", null, undefined, "$u", false, [], {}, [undefined], { a: undefined }, { a: 1, b: 2 }, { b: 2, a: 1 },
    new Date(0), new Date(1), new Map(), new Set(), new Uint8Array(1), new Uint8Array(2), new Int8Array(1),
    Promise.resolve(1), Promise.resolve(2), [[], []],
  ];
  const seen: string[] = [];
  for (const value of values) {
    const text = await key(value);
    for (const other of seen) assertNotEquals(text, other);
    seen.push(text);
  }
});

// The promise and streaming forms of WebAssembly.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { Response } from "waypost-internal:web/fetch/response";
import { WebAssembly } from "waypost-internal:web/webassembly/webassembly";

type Instance = { exports: { add(a: number, b: number): number } };
const api = WebAssembly as unknown as {
  Module: new (bytes: Uint8Array) => object;
  Instance: unknown;
  CompileError: new () => Error;
  LinkError: new () => Error;
  compile(bytes: unknown): Promise<object>;
  instantiate(bytes: unknown, imports?: unknown): Promise<{ module: object; instance: Instance } & Instance>;
  compileStreaming(source: unknown): Promise<object>;
  instantiateStreaming(source: unknown, imports?: unknown): Promise<{ instance: Instance }>;
};

// (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
const ADD = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0,
  32, 0, 32, 1, 106, 11,
]);
// (module (import "a" "b" (func)))
const IMPORTS = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0]);

function wasm(bytes: Uint8Array, type = "application/wasm", status = 200): Response {
  return new Response(bytes, { status, headers: { "content-type": type } });
}

test("the promise forms settle while nothing else happens in the worker", async () => {
  const module = await api.compile(ADD);
  assert(module instanceof api.Module);
  assertEquals((await api.instantiate(module)).exports.add(2, 3), 5);
  const made = await api.instantiate(ADD.buffer);
  assertEquals([made.module instanceof api.Module, made.instance.exports.add(1, 1)], [true, 2]);
});

test("bytes are taken as they are at the call", async () => {
  const bytes = ADD.slice();
  const compiling = api.compile(bytes);
  bytes.fill(0);
  assert((await compiling) instanceof api.Module);
});

test("what is wrong rejects with the class of the standard", async () => {
  await assertRejects(api.compile(new Uint8Array([1])), api.CompileError);
  await assertRejects(api.compile("text"), TypeError);
  await assertRejects(api.instantiate(ADD, 1), TypeError);
  await assertRejects(api.instantiate(IMPORTS), TypeError);
  await assertRejects(api.instantiate(IMPORTS, { a: { b: 1 } }), api.LinkError);
});

test("responses are compiled when their type and status allow it", async () => {
  assert((await api.compileStreaming(wasm(ADD))) instanceof api.Module);
  const { instance } = await api.instantiateStreaming(Promise.resolve(wasm(ADD)));
  assertEquals(instance.exports.add(4, 5), 9);
  await assertRejects(api.compileStreaming(wasm(ADD, "application/octet-stream")), "MIME type");
  await assertRejects(api.compileStreaming(wasm(ADD, "application/wasm; x=y")), "MIME type");
  await assertRejects(api.compileStreaming(wasm(ADD, "application/wasm", 404)), "404");
  await assertRejects(api.compileStreaming(ADD), TypeError);
  const used = wasm(ADD);
  await used.arrayBuffer();
  await assertRejects(api.compileStreaming(used), "already been used");
});

// node:stream: order of events, backpressure, errors, iteration, web streams.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { Duplex, PassThrough, Readable, Stream, Transform, Writable, duplexPair, pipeline } from "waypost-internal:node/stream/stream";
import { arrayBuffer, blob, buffer, bytes, json, text } from "waypost-internal:node/stream/consumers";
import { finished, pipeline as pipelineAsync } from "waypost-internal:node/stream/promises";

// Streams are used here as packages use them: loosely typed.
type Loose = { [name: string]: (...args: unknown[]) => unknown } & { [name: string]: unknown } & AsyncIterable<unknown>;
const make = (constructor: unknown, options?: object): Loose => new (constructor as new (o?: object) => Loose)(options);
const from = (source: unknown): Loose => (Readable.from as (s: unknown) => Loose)(source);

function collector(chunks: unknown[], options: object = {}): Loose {
  return make(Writable, {
    ...options,
    write(chunk: unknown, _encoding: string, done: () => void) {
      chunks.push(chunk);
      done();
    },
  });
}

test("events of a piped stream come in Node's order", async () => {
  const seen: string[] = [];
  const source = make(Readable, { read() {} });
  const chunks: unknown[] = [];
  const target = collector(chunks);
  for (const name of ["end", "close"]) (source.on as Function)(name, () => seen.push(`source ${name}`));
  for (const name of ["pipe", "unpipe", "finish", "close"]) (target.on as Function)(name, () => seen.push(`target ${name}`));
  (source.pipe as Function)(target);
  (source.push as Function)("a");
  (source.push as Function)("b");
  (source.push as Function)(null);
  await finished(target as never);
  await new Promise<void>((resolve) => (target.destroyed ? resolve() : (target.on as Function)("close", resolve)));
  assertEquals(Buffer.concat(chunks as never).toString(), "ab");
  assertEquals(seen, ["target pipe", "source end", "target finish", "target unpipe", "source close", "target close"]);
});

test("write answers false at the mark and drains", async () => {
  let done: () => void = () => {};
  const slow = make(Writable, { highWaterMark: 2, write: (_c: unknown, _e: string, callback: () => void) => (done = callback) });
  assert((slow.write as Function)("a"));
  assert(!(slow.write as Function)("b"));
  let drained = false;
  (slow.on as Function)("drain", () => (drained = true));
  done();
  done();
  await new Promise<void>((resolve) => void Promise.resolve().then(resolve));
  assert(drained);
});

test("iteration, objects and early return", async () => {
  const seen: unknown[] = [];
  const source = from([1, 2, 3, 4]);
  for await (const value of source) {
    seen.push(value);
    if (value === 3) break;
  }
  assertEquals(seen, [1, 2, 3]);
  assert(source.destroyed);
});

test("a transform flushes at the end", async () => {
  const upper = make(Transform, {
    transform(chunk: Uint8Array, _e: string, done: (e: null, v: string) => void) {
      done(null, String(chunk).toUpperCase());
    },
    flush(done: (e: null, v: string) => void) {
      done(null, "!");
    },
  });
  const chunks: unknown[] = [];
  await pipelineAsync(from(["a", "b"]), upper, collector(chunks));
  assertEquals(Buffer.concat(chunks as never).toString(), "AB!");
});

test("pipeline destroys all on an error", async () => {
  const source = make(Readable, { read() {} });
  const target = collector([]);
  const result = new Promise((resolve) => pipeline(source, make(PassThrough), target, resolve));
  (source.destroy as Function)(new Error("broken"));
  assertEquals(((await result) as Error).message, "broken");
  assert(source.destroyed && target.destroyed);
});

test("pipeline with generators", async () => {
  const chunks: unknown[] = [];
  await pipelineAsync(
    from(["x", "y"]),
    async function* (lines: AsyncIterable<unknown>) {
      for await (const line of lines) yield `${String(line)};`;
    },
    collector(chunks),
  );
  assertEquals(Buffer.concat(chunks as never).toString(), "x;y;");
});

test("errors: write after end, push after end, premature close", async () => {
  const target = collector([]);
  (target.end as Function)();
  const error = await new Promise((resolve) => {
    (target.on as Function)("error", resolve);
    (target.write as Function)("late");
  });
  assertEquals((error as { code: string }).code, "ERR_STREAM_WRITE_AFTER_END");
  const source = make(Readable, { read() {} });
  const waiting = finished(source as never);
  (source.destroy as Function)();
  await assertRejects(waiting, { code: "ERR_STREAM_PREMATURE_CLOSE" });
});

test("text decoding across chunks", async () => {
  const source = make(Readable, { read() {} });
  (source.setEncoding as Function)("utf8");
  (source.push as Function)(Buffer.from([0xe2, 0x82]));
  (source.push as Function)(Buffer.from([0xac]));
  (source.push as Function)(null);
  let text = "";
  for await (const chunk of source) text += String(chunk);
  assertEquals(text, "\u20ac");
});

test("old-style subclasses and instanceof", () => {
  function Old(this: object): void {
    (Writable as unknown as (this: object) => void).call(this);
  }
  Object.setPrototypeOf(Old.prototype as object, Writable.prototype);
  const old = new (Old as unknown as new () => object)();
  assert(old instanceof Writable && old instanceof Stream);
  assert(make(Duplex) instanceof Writable && make(Duplex) instanceof Readable);
});

test("from and to web streams", async () => {
  const web = (Readable.toWeb as (s: unknown) => ReadableStream)(from([Buffer.from("ab"), Buffer.from("c")]));
  const back = (Readable.fromWeb as (s: unknown) => Loose)(web);
  const chunks: unknown[] = [];
  for await (const chunk of back) chunks.push(chunk);
  assertEquals(Buffer.concat(chunks.map((c) => Buffer.from(c as Uint8Array))).toString(), "abc");
});

test("what is buffered behind the cancel of a web stream is dropped", async () => {
  const source = make(Readable, { read() {} });
  const web = (Readable.toWeb as (s: unknown) => ReadableStream)(source);
  const reader = web.getReader();
  (source.push as Function)(Buffer.from("a"));
  await reader.read();
  (source.push as Function)(Buffer.from("b"));
  const cancelled = reader.cancel();
  // A listener of the stream that the controller would throw at.
  source.emit("data", Buffer.from("c"));
  await cancelled;
});

test("a pipeline that fails leaves the connection of a request to its answer", async () => {
  const [socket] = duplexPair() as unknown as [Loose];
  const request = new IncomingMessage(socket);
  request.push("a");
  const refuse = make(Transform, { transform: (_chunk: unknown, _encoding: unknown, callback: Function) => callback(new Error("too large")) });
  const error = await new Promise((resolve) => {
    (pipeline as Function)(request, refuse, resolve);
  });
  assertEquals((error as Error).message, "too large");
  assertEquals([request.destroyed, request.socket, socket.destroyed], [true, null, false]);
});

test("helpers of readables", async () => {
  const doubled = (from([1, 2, 3]).map as Function)((n: number) => n * 2);
  assertEquals(await doubled.toArray(), [2, 4, 6]);
  assertEquals(await (from([1, 2, 3]).reduce as Function)((a: number, b: number) => a + b), 6);
});

test("each side of a pair reads what is written to the other", async () => {
  const [client, server] = duplexPair() as unknown as [Loose, Loose];
  client.write!("");
  client.end!("question");
  server.end!("answer");
  assertEquals([await text(server), await text(client)], ["question", "answer"]);
});

test("the whole of a stream in each form", async () => {
  const pieces = (): never => Readable.from(["{\"a\":", "1}"]) as never;
  assertEquals(await json(pieces()), { a: 1 });
  assertEquals(new TextDecoder().decode(await bytes(pieces())), '{"a":1}');
  assertEquals((await arrayBuffer(pieces())).byteLength, 7);
  assertEquals(String(await buffer(pieces())), '{"a":1}');
  assertEquals((await blob(pieces())).size, 7);
  assertEquals(await text(Readable.from([new Uint8Array([0xc3]), new Uint8Array([0xa4])]) as never), "\u00e4");
});

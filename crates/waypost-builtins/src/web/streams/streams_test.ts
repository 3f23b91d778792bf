// Streams: the tables of the standard in short, and what the product builds on them.

import { assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { AbortController } from "waypost-internal:web/abort/abort";
import {
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  createReadableStream,
  createTransform,
  isReadableStreamDisturbed,
  isReadableStreamLocked,
  readAllBytes,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamDefaultController,
  readableStreamError,
  readableStreamFromHost,
  readableStreamTee,
  TransformStream,
  WritableStream,
} from "waypost-internal:web/streams/streams";
import { wrapReadable } from "waypost-internal:web/streams/readable";
import { wrapWritable } from "waypost-internal:web/streams/writable";

interface Controller {
  enqueue(chunk: unknown): void;
  close(): void;
  error(reason: unknown): void;
  terminate(): void;
  desiredSize: number | null;
  byobRequest: { view: Uint8Array; respond(n: number): void; respondWithNewView(v: Uint8Array): void } | null;
}

function streamOf(...chunks: unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller): void {
      for (const chunk of chunks) (controller as Controller).enqueue(chunk);
      (controller as Controller).close();
    },
  });
}

async function collect(stream: ReadableStream): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("chunks come out in order, then the end", async () => {
  const reader = streamOf(1, 2).getReader();
  assertEquals(await reader.read(), { value: 1, done: false });
  assertEquals(await reader.read(), { value: 2, done: false });
  assertEquals(await reader.read(), { value: undefined, done: true });
  await reader.closed;
});

test("pull runs as the strategy asks", async () => {
  let pulls = 0;
  const stream = new ReadableStream(
    { pull: (controller) => (controller as Controller).enqueue(++pulls) },
    new CountQueuingStrategy({ highWaterMark: 3 }),
  );
  await new Promise((resolve) => queueMicrotaskLater(resolve));
  assertEquals(pulls, 3);
  const reader = stream.getReader();
  assertEquals((await reader.read()).value, 1);
  await new Promise((resolve) => queueMicrotaskLater(resolve));
  assertEquals(pulls, 4);
});

async function queueMicrotaskLater(callback: (value: undefined) => void): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await undefined;
  callback(undefined);
}

test("errors reach waiting and later reads", async () => {
  let control: Controller | undefined;
  const stream = new ReadableStream({ start: (controller) => void (control = controller as Controller) });
  const reader = stream.getReader();
  const waiting = reader.read();
  control?.error(new Error("bad"));
  await assertRejects(waiting, "bad");
  await assertRejects(reader.read(), "bad");
  await assertRejects(reader.closed, "bad");
  assertThrows(() => control?.enqueue(1), TypeError);
});

test("locks and receivers are checked", async () => {
  const stream = streamOf(1);
  const reader = stream.getReader();
  assertEquals([stream.locked, isReadableStreamLocked(stream), isReadableStreamDisturbed(stream)], [true, true, false]);
  assertThrows(() => stream.getReader(), { name: "TypeError", code: "ERR_INVALID_STATE" });
  await assertRejects(stream.cancel(), TypeError);
  const waiting = reader.read();
  reader.releaseLock();
  assertEquals((await waiting).value, 1);
  await assertRejects(reader.read(), TypeError);
  assertEquals([stream.locked, isReadableStreamDisturbed(stream)], [false, true]);
  assertThrows(() => new (ReadableStreamDefaultController as unknown as new () => unknown)(), TypeError);
  assertThrows(() => new ReadableStreamBYOBReader(stream), TypeError);
  await assertRejects(ReadableStream.prototype.cancel.call({} as never), TypeError);
});

test("constructors check their arguments", () => {
  const table: (() => unknown)[] = [
    () => new ReadableStream(null as never),
    () => new ReadableStream({ type: "other" } as never),
    () => new ReadableStream({ pull: 1 } as never),
    () => new ReadableStream({}, { highWaterMark: -1 }),
    () => new ReadableStream({ type: "bytes" }, { size: () => 1 }),
    () => new ReadableStream({ type: "bytes", autoAllocateChunkSize: 0 }),
    () => new WritableStream({ type: "x" } as never),
    () => new TransformStream({ readableType: "x" } as never),
    () => new CountQueuingStrategy({} as never),
    () => new ByteLengthQueuingStrategy(1 as never),
  ];
  for (const make of table) assertThrows(make);
});

test("byte streams fill a reader's buffer", async () => {
  const stream = new ReadableStream({
    type: "bytes",
    pull(controller): void {
      const request = (controller as Controller).byobRequest;
      const view = request?.view as Uint8Array;
      view.set([1, 2, 3]);
      request?.respond(3);
    },
  });
  const reader = stream.getReader({ mode: "byob" });
  const mine = new Uint8Array(8);
  const { value } = await reader.read(mine.subarray(2));
  assertEquals([...(value as Uint8Array)], [1, 2, 3]);
  assertEquals([mine.byteLength, (value as Uint8Array).byteOffset], [0, 2]);
  const { value: enough } = await reader.read(new Uint16Array(4), { min: 3 });
  assertEquals((enough as Uint16Array).length, 3);
  await assertRejects(reader.read(new Uint8Array(0)), TypeError);
  await assertRejects(reader.read(new Uint8Array(1), { min: 2 }), RangeError);
});

test("byte streams allocate for readers without a buffer", async () => {
  const stream = new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: 4,
    pull(controller): void {
      const request = (controller as Controller).byobRequest;
      request?.respondWithNewView(new Uint8Array((request.view as Uint8Array).buffer, 0, 2).fill(7));
    },
  });
  assertEquals([...((await stream.getReader().read()).value as Uint8Array)], [7, 7]);
});

test("enqueue takes the chunk's memory over", async () => {
  const chunk = new Uint8Array([1, 2, 3]);
  const stream = new ReadableStream({ type: "bytes", start: (controller) => (controller as Controller).enqueue(chunk) });
  assertEquals(chunk.byteLength, 0);
  assertEquals([...((await stream.getReader().read()).value as Uint8Array)], [1, 2, 3]);
  const memory = new WebAssembly.Memory({ initial: 1 });
  assertThrows(
    () => new ReadableStream({ type: "bytes", start: (c) => (c as Controller).enqueue(new Uint8Array(memory.buffer)) }),
    TypeError,
  );
});

test("tee gives both branches everything", async () => {
  const [a, b] = streamOf(1, 2, 3).tee();
  assertEquals(await Promise.all([collect(a), collect(b)]), [[1, 2, 3], [1, 2, 3]]);
  const [bytesA, bytesB] = readableStreamTee(hostStream([[1], [2, 3]]));
  assertEquals([...(await readAllBytes(bytesA))], [1, 2, 3]);
  assertEquals([...(await readAllBytes(bytesB))], [1, 2, 3]);
});

test("both branches must cancel before the source is cancelled", async () => {
  let reason: unknown;
  const [a, b] = new ReadableStream({ cancel: (given) => void (reason = given) }).tee();
  const first = a.cancel("a");
  assertEquals(reason, undefined);
  await Promise.all([first, b.cancel("b")]);
  assertEquals(reason, ["a", "b"]);
});

test("iteration cancels unless told otherwise", async () => {
  let cancelled = 0;
  const make = (): ReadableStream =>
    new ReadableStream({ pull: (controller) => (controller as Controller).enqueue(1), cancel: () => void cancelled++ });
  for await (const _ of make()) break;
  assertEquals(cancelled, 1);
  const kept = make();
  for await (const _ of kept.values({ preventCancel: true })) break;
  assertEquals([cancelled, kept.locked], [1, false]);
});

test("from takes any iterable", async () => {
  async function* later(): AsyncGenerator<number> {
    yield 1;
    yield 2;
  }
  assertEquals(await collect(ReadableStream.from([1, 2])), [1, 2]);
  assertEquals(await collect(ReadableStream.from(later())), [1, 2]);
  assertEquals(await collect(ReadableStream.from([Promise.resolve(3)])), [3]);
  assertEquals(await collect(ReadableStream.from("ab")), ["a", "b"]);
  assertThrows(() => ReadableStream.from({} as never), TypeError);
});

function sink(log: unknown[]): WritableStream {
  return new WritableStream({
    write: (chunk) => void log.push(chunk),
    close: () => void log.push("close"),
    abort: (reason) => void log.push(reason),
  });
}

test("writes happen in order and respect backpressure", async () => {
  const log: unknown[] = [];
  const writer = sink(log).getWriter();
  assertEquals(writer.desiredSize, 1);
  const first = writer.write(1);
  assertEquals(writer.desiredSize, 0);
  void writer.write(2);
  await Promise.all([first, writer.ready, writer.close()]);
  await writer.closed;
  assertEquals(log, [1, 2, "close"]);
  await assertRejects(writer.write(3), TypeError);
});

test("abort reaches the sink and the signal", async () => {
  const log: unknown[] = [];
  let signal: AbortSignal | undefined;
  const stream = new WritableStream({
    start: (controller) => void (signal = (controller as { signal: AbortSignal }).signal),
    abort: (reason) => void log.push(reason),
  });
  await stream.abort("r");
  assertEquals([log, signal?.aborted, signal?.reason], [["r"], true, "r"]);
});

test("pipeTo passes everything and closes", async () => {
  const log: unknown[] = [];
  await streamOf(1, 2, 3).pipeTo(sink(log));
  assertEquals(log, [1, 2, 3, "close"]);
});

test("pipeTo propagates errors and aborts both ways", async () => {
  const log: unknown[] = [];
  const failing = new ReadableStream({ start: (controller) => (controller as Controller).error("bad") });
  assertEquals(await failing.pipeTo(sink(log)).catch((reason) => reason), "bad");
  assertEquals(log, ["bad"]);
  let cancelled: unknown;
  const source = new ReadableStream({
    pull: (controller) => (controller as Controller).enqueue(1),
    cancel: (reason) => void (cancelled = reason),
  });
  const broken = new WritableStream({ write: () => Promise.reject("full") });
  assertEquals(await source.pipeTo(broken).catch((reason) => reason), "full");
  assertEquals(cancelled, "full");
  const controller = new AbortController();
  const aborted = new ReadableStream().pipeTo(sink(log), { signal: controller.signal as never });
  controller.abort("stop");
  assertEquals(await aborted.catch((reason) => reason), "stop");
});

test("transforms map, flush and terminate", async () => {
  const double = new TransformStream({
    transform: (chunk, controller) => {
      (controller as Controller).enqueue(chunk);
      (controller as Controller).enqueue(chunk);
    },
    flush: (controller) => (controller as Controller).enqueue("end"),
  });
  assertEquals(await collect(streamOf(1, 2).pipeThrough(double)), [1, 1, 2, 2, "end"]);
  const stops = new TransformStream({ transform: (_chunk, controller) => (controller as Controller).terminate() });
  assertEquals(await collect(streamOf(1, 2).pipeThrough(stops)), []);
  assertEquals(await collect(streamOf(1).pipeThrough(new TransformStream())), [1]);
  const fails = new TransformStream({ transform: () => Promise.reject("bad") });
  assertEquals(await collect(streamOf(1).pipeThrough(fails)).catch((reason) => reason), "bad");
});

function hostStream(pieces: number[][]): ReadableStream {
  return readableStreamFromHost(() => {
    const piece = pieces.shift();
    return piece === undefined ? undefined : new Uint8Array(piece);
  });
}

test("host streams pull only when read and skip empty pieces", async () => {
  let pulls = 0;
  let cancelled: unknown;
  const stream = readableStreamFromHost(
    () => {
      pulls++;
      return Promise.resolve(pulls < 4 ? new Uint8Array(pulls === 2 ? 0 : 1).fill(pulls) : undefined);
    },
    (reason) => void (cancelled = reason),
  );
  await new Promise((resolve) => queueMicrotaskLater(resolve));
  assertEquals(pulls, 0);
  assertEquals([...(await readAllBytes(stream))], [1, 3]);
  const other = hostStream([[1, 2, 3]]);
  const reader = other.getReader({ mode: "byob" });
  assertEquals([...((await reader.read(new Uint8Array(2))).value as Uint8Array)], [1, 2]);
  assertEquals([...((await reader.read(new Uint8Array(2))).value as Uint8Array)], [3]);
  assertEquals((await reader.read(new Uint8Array(2))).done, true);
  const unread = readableStreamFromHost(() => undefined, (reason) => void (cancelled = reason));
  await unread.cancel("no");
  assertEquals(cancelled, "no");
});

test("reading whole streams has a limit and wants bytes", async () => {
  await assertRejects(readAllBytes(hostStream([[1, 2], [3]]), 2), { code: "ERR_BODY_TOO_LARGE" });
  await assertRejects(readAllBytes(streamOf("text")), TypeError);
  const stream = hostStream([[1]]);
  readableStreamError(stream, new Error("gone"));
  await assertRejects(readAllBytes(stream), "gone");
});

test("thousands of chunks neither recurse nor wait for each other", async () => {
  let left = 20_000;
  const stream = readableStreamFromHost(() => (left-- > 0 ? new Uint8Array(1) : undefined));
  assertEquals((await readAllBytes(stream)).byteLength, 20_000);
  const queued = streamOf(...Array.from({ length: 20_000 }, () => new Uint8Array(1)));
  assertEquals((await readAllBytes(queued)).byteLength, 20_000);
});

test("streams that their maker fills", async () => {
  const pushed = createReadableStream();
  pushed.enqueue(1);
  assertEquals(pushed.desiredSize, 0);
  pushed.enqueue(2);
  pushed.close();
  assertEquals(await collect(pushed.stream), [1, 2]);
});

test("our own transforms get the state itself", async () => {
  const state = createTransform({
    self: undefined,
    transform: ((chunk: number, target: { enqueue(value: unknown): void }) => target.enqueue(chunk + 1)) as never,
    flush: undefined,
    cancel: undefined,
  });
  const pair = { readable: wrapReadable(state.readable), writable: wrapWritable(state.writable) };
  assertEquals(await collect(streamOf(1, 2).pipeThrough(pair)), [2, 3]);
});

test("a copy of a body that lags too far behind fails, and the other goes on", async () => {
  const piece = new Uint8Array(8 * 1024 * 1024);
  let left = 12;
  const source = new ReadableStream({
    type: "bytes",
    pull(controller: { enqueue(bytes: Uint8Array): void; close(): void }): void {
      if (left-- === 0) controller.close();
      else controller.enqueue(piece.slice());
    },
  });
  const [read, forgotten] = readableStreamTee(source, true);
  let bytes = 0;
  for await (const chunk of read as unknown as AsyncIterable<Uint8Array>) bytes += chunk.byteLength;
  assertEquals(bytes, 12 * piece.byteLength);
  await assertRejects(forgotten.getReader().read(), RangeError);
});

export async function run() {
  const out = [];
  const numbers = (count) => {
    let n = 0;
    return new ReadableStream({ pull: (controller) => (n === count ? controller.close() : controller.enqueue(n++)) });
  };
  const collect = async (stream) => {
    const all = [];
    for await (const value of stream) all.push(value);
    return all.join();
  };
  out.push(await collect(numbers(4)));
  const [left, right] = numbers(3).tee();
  out.push(await collect(left), await collect(right));
  out.push(await collect(numbers(3).pipeThrough(new TransformStream({ transform: (n, controller) => controller.enqueue(n * 2), flush: (controller) => controller.enqueue("end") }))));
  const written = [];
  await numbers(3).pipeTo(new WritableStream({ write: (n) => void written.push(n), close: () => void written.push("closed") }));
  out.push(written.join());
  let cancelled;
  const cancelling = new ReadableStream({ pull: (controller) => controller.enqueue(1), cancel: (reason) => void (cancelled = reason) });
  for await (const value of cancelling) if (value) break;
  out.push(`cancelled ${cancelled}`);
  const reader = numbers(2).getReader();
  out.push(JSON.stringify(await reader.read()));
  reader.releaseLock();
  try {
    await reader.read();
  } catch (error) {
    out.push(error.name);
  }
  const failing = new ReadableStream({ start: (controller) => controller.error(new Error("broken")) });
  out.push(await collect(failing).catch((error) => error.message));
  const bytes = new ReadableStream({ type: "bytes", start(controller) { controller.enqueue(new Uint8Array([1, 2, 3, 4])); controller.close(); } });
  const byob = bytes.getReader({ mode: "byob" });
  out.push([...(await byob.read(new Uint8Array(3))).value].join(), (await byob.read(new Uint8Array(3))).value.length, (await byob.read(new Uint8Array(1))).done);
  const zipped = new Blob(["compress me ".repeat(20)]).stream().pipeThrough(new CompressionStream("gzip"));
  out.push((await new Response(zipped.pipeThrough(new DecompressionStream("gzip"))).text()).length);
  out.push(await collect(ReadableStream.from(["x", "y"])));
  out.push(new ByteLengthQueuingStrategy({ highWaterMark: 5 }).size(new Uint8Array(2)), new CountQueuingStrategy({ highWaterMark: 1 }).size());
  const blob = new Blob(["abc", new Uint8Array([100])], { type: "Text/Plain" });
  out.push(blob.size, blob.type, await blob.slice(1, 3).text(), await collect(blob.stream()));
  const file = new File(["x"], "n.txt", { lastModified: 5 });
  out.push(file.name, file.lastModified, file instanceof Blob);
  return out.join("\n");
}

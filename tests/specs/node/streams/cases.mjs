import { Duplex, PassThrough, Readable, Transform, Writable, finished, pipeline as withCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
export async function run() {
  const out = [];
  const upper = () => new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()), flush: (done) => done(null, "!") });
  let text = "";
  for await (const chunk of Readable.from(["a", "b", "c"]).pipe(upper())) text += chunk;
  out.push(text);
  const sink = [];
  const writable = new Writable({ highWaterMark: 3, write: (chunk, _, done) => (sink.push(chunk.toString()), setImmediate(done)) });
  out.push(writable.write("ab"), writable.write("cd"), writable.writableLength, writable.writableNeedDrain);
  await new Promise((resolve) => writable.once("drain", resolve));
  writable.end("e");
  await new Promise((resolve) => finished(writable, resolve));
  out.push(sink.join("|"), writable.writableFinished);
  try {
    await pipeline(Readable.from(["x"]), new Transform({ transform: (_c, _e, done) => done(new Error("in transform")) }), new PassThrough());
  } catch (error) {
    out.push(error.message);
  }
  out.push(await new Promise((resolve) => withCallback(Readable.from([]), new PassThrough().resume(), (error) => resolve(String(error)))));
  const destroyed = new Readable({ read() {} });
  const events = [];
  for (const name of ["error", "close", "end"]) destroyed.on(name, (error) => events.push(error ? `${name} ${error.message}` : name));
  destroyed.destroy(new Error("gone"));
  await new Promise((resolve) => setImmediate(resolve));
  out.push(events.join(), destroyed.destroyed);
  out.push((await Readable.from([1, 2, 3, 4]).filter((n) => n % 2 === 0).map((n) => n * 10).toArray()).join());
  const paused = Readable.from(["one", "two"], { objectMode: false });
  paused.setEncoding("utf8");
  const read = [];
  paused.on("readable", () => {
    for (let chunk; (chunk = paused.read()) !== null; ) read.push(chunk);
  });
  await new Promise((resolve) => paused.on("end", resolve));
  out.push(read.join(""));
  const web = Readable.toWeb(Readable.from([Buffer.from("to web")]));
  out.push(await new Response(web).text());
  const decoder = new StringDecoder("utf8");
  out.push(decoder.write(Buffer.from([0xe2, 0x82])) + "|" + decoder.write(Buffer.from([0xac])) + "|" + decoder.end());
  const duplex = Duplex.from(async function* (source) {
    for await (const chunk of source) yield `<${chunk}>`;
  });
  duplex.end("d");
  out.push((await duplex.toArray()).join());
  return out.join("\n");
}

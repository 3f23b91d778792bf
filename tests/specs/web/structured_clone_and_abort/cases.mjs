import { inspect } from "node:util";
export async function run() {
  const out = [];
  const original = { date: new Date(0), map: new Map([["a", new Set([1])]]), re: /x/g, bytes: new Uint8Array([1, 2]), error: new RangeError("r"), big: 1n, list: [1, , undefined] };
  original.self = original;
  const copy = structuredClone(original);
  out.push(copy.self === copy, copy.date instanceof Date, copy.map.get("a").has(1), copy.re.flags, copy.bytes !== original.bytes, copy.error.name, copy.error instanceof RangeError, copy.big, 1 in copy.list);
  try {
    structuredClone({ f() {} });
  } catch (error) {
    out.push(error.name, error.code, error instanceof DOMException);
  }
  const buffer = new ArrayBuffer(4);
  const moved = structuredClone(buffer, { transfer: [buffer] });
  out.push(moved.byteLength, buffer.byteLength);
  const controller = new AbortController();
  const { signal } = controller;
  signal.addEventListener("abort", (event) => out.push(`${event.type} ${event.target === signal}`), { once: true });
  signal.onabort = () => out.push("onabort");
  controller.abort();
  out.push(signal.aborted, signal.reason.name, signal.reason.message);
  try {
    signal.throwIfAborted();
  } catch (error) {
    out.push(error === signal.reason);
  }
  const timeout = AbortSignal.timeout(1);
  await new Promise((resolve) => timeout.addEventListener("abort", resolve));
  out.push(timeout.reason.name, AbortSignal.any([timeout, new AbortController().signal]).aborted, AbortSignal.abort("why").reason);
  const target = new EventTarget();
  target.addEventListener("x", (event) => event.preventDefault());
  target.addEventListener("x", { handleEvent: (event) => out.push(`object ${event.detail}`) });
  out.push(target.dispatchEvent(new CustomEvent("x", { detail: 5, cancelable: true })));
  out.push(inspect(new DOMException("m", "AbortError")).split("\n")[0], new DOMException("m", "DataCloneError").code);
  return out.join("\n");
}

// The lists of ECMA-429, first edition, "Common API index": each name is there, of its kind.
// https://min-common-api.proposal.wintertc.org/#api-index

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";

const global = globalThis as unknown as Record<string, unknown>;

/** Chapter 6.1 */
const INTERFACES = [
  ["AbortController", "AbortSignal", "Event", "EventTarget"],
  ["CustomEvent", "ErrorEvent", "MessageChannel", "MessageEvent", "MessagePort", "PromiseRejectionEvent"],
  ["DOMException", "Headers", "Request", "Response", "FormData", "Blob", "File"],
  ["CompressionStream", "DecompressionStream", "ByteLengthQueuingStrategy", "CountQueuingStrategy"],
  ["ReadableByteStreamController", "ReadableStream", "ReadableStreamBYOBReader", "ReadableStreamBYOBRequest"],
  ["ReadableStreamDefaultController", "ReadableStreamDefaultReader", "TransformStream", "TransformStreamDefaultController"],
  ["WritableStream", "WritableStreamDefaultController", "WritableStreamDefaultWriter"],
  ["TextDecoder", "TextDecoderStream", "TextEncoder", "TextEncoderStream"],
  ["URL", "URLSearchParams", "URLPattern", "Crypto", "CryptoKey", "SubtleCrypto", "Performance"],
].flat();

const WEBASSEMBLY_INTERFACES = ["Global", "Instance", "Memory", "Module", "Table", "Tag", "Exception", "CompileError", "LinkError", "RuntimeError"];

/** Chapter 6.2, without `globalThis`, and without the event handlers of a global that is an EventTarget. */
const METHODS = [
  ["atob", "btoa", "clearTimeout", "clearInterval", "queueMicrotask", "reportError", "setTimeout", "setInterval"],
  ["structuredClone", "fetch"],
].flat();

const OBJECTS = ["navigator", "self", "console", "crypto", "performance", "WebAssembly"];

const WEBASSEMBLY_METHODS = ["compile", "compileStreaming", "instantiate", "instantiateStreaming", "validate"];

test("every interface is there, with its prototype and name", () => {
  const missing = (scope: Record<string, unknown>, names: readonly string[]): string[] =>
    names.filter((name) => {
      const found = scope[name] as { name?: string; prototype?: object } | undefined;
      return typeof found !== "function" || found.name !== name || typeof found.prototype !== "object";
    });
  assertEquals(missing(global, INTERFACES), []);
  assertEquals(missing(global.WebAssembly as Record<string, unknown>, WEBASSEMBLY_INTERFACES), []);
});

test("every method and object is there", () => {
  assertEquals(METHODS.filter((name) => typeof global[name] !== "function"), []);
  assertEquals(OBJECTS.filter((name) => typeof global[name] !== "object" || global[name] === null), []);
  const wasm = global.WebAssembly as Record<string, unknown>;
  assertEquals(WEBASSEMBLY_METHODS.filter((name) => typeof wasm[name] !== "function"), []);
  assert(wasm.JSTag instanceof (wasm.Tag as new () => object), "JSTag");
  assertEquals(global.self, globalThis);
});

test("every global can be replaced", () => {
  for (const name of [...INTERFACES, ...METHODS, ...OBJECTS]) {
    const { writable, configurable, set } = Object.getOwnPropertyDescriptor(globalThis, name) as PropertyDescriptor;
    assert(configurable === true && (writable === true || set !== undefined), name);
  }
});

test("the user agent is one product", () => {
  const { userAgent } = navigator as unknown as { userAgent: string };
  assert(/^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/.test(userAgent), userAgent);
});

// Chapter 7 leaves to a global that is no EventTarget how these events are told.
test("errors and rejections are events of process", () => {
  const { process } = global as unknown as { process: { on: unknown; emit: unknown } };
  assertEquals([typeof process.on, typeof process.emit], ["function", "function"]);
  assertEquals([global.onerror, global.onunhandledrejection, global.onrejectionhandled], [undefined, undefined, undefined]);
  assert(!(globalThis instanceof (global.EventTarget as new () => object)));
});

// `WebAssembly`: the engine's namespace with promise forms of our own.
// https://webassembly.github.io/spec/js-api/ and https://webassembly.github.io/spec/web-api/

import { engineWebAssembly } from "waypost-internal:internal/loader/bootstrap";
import { codedTypeError } from "waypost-internal:internal/web_interface/web_interface";
import { bytesOf, isAnyArrayBuffer, isObject } from "waypost-internal:internal/webidl/webidl";
import { bodyBytes, isUnusable } from "waypost-internal:web/fetch/body";
import { isResponse, type Response, responseState } from "waypost-internal:web/fetch/response";

interface Namespace {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports?: object) => object;
  [name: string]: unknown;
}

/** What instantiating bytes gives. */
export interface Instantiated {
  module: object;
  instance: object;
}

export const WebAssembly: Namespace = engineWebAssembly as Namespace;
const { Module, Instance } = WebAssembly;
const customSections = (Module as unknown as { customSections(module: object, name: string): unknown }).customSections;

// https://webassembly.github.io/spec/js-api/#dom-webassembly-compile
async function compile(bytes: BufferSource): Promise<object> {
  const copy = stableBytes(bytes, "compile");
  await undefined;
  return new Module(copy);
}

// https://webassembly.github.io/spec/js-api/#dom-webassembly-instantiate
async function instantiate(source: BufferSource | object, imports: object | undefined = undefined): Promise<object> {
  if (isModule(source)) {
    checkImports(imports, "instantiate");
    return new Instance(source, imports);
  }
  const copy = stableBytes(source, "instantiate");
  checkImports(imports, "instantiate");
  await undefined;
  return instantiated(new Module(copy), imports);
}

// https://webassembly.github.io/spec/web-api/#dom-webassembly-compilestreaming
async function compileStreaming(source: Response | Promise<Response>): Promise<object> {
  return new Module(await responseBytes(await source, "compileStreaming"));
}

// https://webassembly.github.io/spec/web-api/#dom-webassembly-instantiatestreaming
async function instantiateStreaming(
  source: Response | Promise<Response>,
  imports: object | undefined = undefined,
): Promise<Instantiated> {
  checkImports(imports, "instantiateStreaming");
  return instantiated(new Module(await responseBytes(await source, "instantiateStreaming")), imports);
}

for (const operation of [compile, instantiate, compileStreaming, instantiateStreaming]) {
  Object.defineProperty(WebAssembly, operation.name, {
    value: operation,
    writable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(WebAssembly, "validate"),
    configurable: true,
  });
}

function instantiated(module: object, imports: object | undefined): Instantiated {
  return { module, instance: new Instance(module, imports) };
}

function isModule(value: unknown): value is object {
  if (!isObject(value)) return false;
  try {
    customSections(value, "");
    return true;
  } catch {
    return false;
  }
}

// https://webassembly.github.io/spec/js-api/#get-a-copy-of-the-buffer-source
function stableBytes(source: unknown, operation: string): Uint8Array {
  if (ArrayBuffer.isView(source) || isAnyArrayBuffer(source)) return bytesOf(source).slice();
  throw codedTypeError("ERR_INVALID_ARG_TYPE", `WebAssembly.${operation}(): Argument 0 must be a buffer source`);
}

function checkImports(imports: unknown, operation: string): void {
  if (imports === undefined || isObject(imports)) return;
  throw codedTypeError("ERR_INVALID_ARG_TYPE", `WebAssembly.${operation}(): Argument 1 must be an object`);
}

// https://webassembly.github.io/spec/web-api/#compile-a-potential-webassembly-response
async function responseBytes(response: unknown, operation: string): Promise<Uint8Array> {
  const refuse = (code: string, why: string): TypeError => codedTypeError(code, `WebAssembly.${operation}(): ${why}`);
  if (!isResponse(response)) throw refuse("ERR_INVALID_ARG_TYPE", "Argument 0 must be a Response or a Promise resolving to one");
  const type = response.headers.get("content-type") ?? "";
  if (type.toLowerCase() !== "application/wasm") {
    throw refuse("ERR_WEBASSEMBLY_RESPONSE", `Unsupported MIME type '${type}', expected 'application/wasm'`);
  }
  if (!response.ok) throw refuse("ERR_WEBASSEMBLY_RESPONSE", `HTTP status code ${response.status} is not ok`);
  const { body } = responseState(response);
  if (body !== null && isUnusable(body)) throw refuse("ERR_WEBASSEMBLY_RESPONSE", "the response's body has already been used");
  return bodyBytes(body);
}

// DOMException: names, codes, inheritance, and what Node.js adds.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { DOMException, isDOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { QuotaExceededError } from "waypost-internal:web/dom_exception/quota_exceeded_error";

const CODES: [string, number][] = [
  ["IndexSizeError", 1],
  ["HierarchyRequestError", 3],
  ["WrongDocumentError", 4],
  ["InvalidCharacterError", 5],
  ["NoModificationAllowedError", 7],
  ["NotFoundError", 8],
  ["NotSupportedError", 9],
  ["InUseAttributeError", 10],
  ["InvalidStateError", 11],
  ["SyntaxError", 12],
  ["InvalidModificationError", 13],
  ["NamespaceError", 14],
  ["InvalidAccessError", 15],
  ["TypeMismatchError", 17],
  ["SecurityError", 18],
  ["NetworkError", 19],
  ["AbortError", 20],
  ["URLMismatchError", 21],
  ["QuotaExceededError", 22],
  ["TimeoutError", 23],
  ["InvalidNodeTypeError", 24],
  ["DataCloneError", 25],
  ["EncodingError", 0],
  ["OperationError", 0],
  ["NotAllowedError", 0],
  ["toString", 0],
  ["", 0],
];

test("every name has its code", () => {
  for (const [name, code] of CODES) {
    const error = new DOMException("m", name);
    assertEquals(error.name, name);
    assertEquals(error.code, code);
    assertEquals(error.message, "m");
  }
});

test("defaults", () => {
  const error = new DOMException();
  assertEquals(error.name, "Error");
  assertEquals(error.message, "");
  assertEquals(error.code, 0);
  assertEquals(String(new DOMException("gone", "AbortError")), "AbortError: gone");
  assertEquals(Object.prototype.toString.call(error), "[object DOMException]");
});

test("arguments are converted to strings", () => {
  const error = new DOMException(null, 7);
  assertEquals(error.message, "null");
  assertEquals(error.name, "7");
});

test("is an error and has a stack", () => {
  const error = new DOMException("m", "AbortError");
  assert(error instanceof Error);
  assert(error instanceof DOMException);
  assertEquals(typeof error.stack, "string");
  assertEquals(Object.getPrototypeOf(DOMException), Function.prototype);
  assertEquals(Object.getPrototypeOf(DOMException.prototype), Error.prototype);
  assertEquals(Object.keys(error).length, 0);
});

test("name and cause in one object, as in Node.js", () => {
  const cause = new Error("inner");
  const error = new DOMException("m", { name: "DataCloneError", cause });
  assertEquals(error.name, "DataCloneError");
  assertEquals(error.code, 25);
  assertEquals(error.cause, cause);
  assert(!("cause" in new DOMException("m", "x")));
});

test("can be extended", () => {
  class Mine extends DOMException {
    extra = 1;
  }
  const error = new Mine("m", "AbortError");
  assert(error instanceof Mine);
  assert(error instanceof DOMException);
  assertEquals(error.extra, 1);
  assertEquals(error.code, 20);
});

test("QuotaExceededError is a DOMException with two amounts", () => {
  const error = new QuotaExceededError("full", { quota: 3, requested: 4.5 });
  assert(error instanceof DOMException);
  assert(error instanceof Error);
  assertEquals([error.name, error.message, error.code, error.quota, error.requested], ["QuotaExceededError", "full", 22, 3, 4.5]);
  const plain = new QuotaExceededError();
  assertEquals([plain.message, plain.quota, plain.requested], ["", null, null]);
  for (const options of [{ quota: -1 }, { requested: -1 }, { quota: 2, requested: 1 }]) {
    assertThrows(() => new QuotaExceededError("", options), RangeError);
  }
  assertThrows(() => new QuotaExceededError("", { quota: Infinity }), TypeError);
  const clone = structuredClone(error);
  assert(clone instanceof QuotaExceededError);
  assertEquals([clone.message, clone.quota, clone.requested, clone.stack], ["full", 3, 4.5, error.stack]);
});

test("members check their receiver", () => {
  for (const key of ["name", "message", "code"]) {
    const getter = Object.getOwnPropertyDescriptor(DOMException.prototype, key)?.get;
    assertThrows(() => getter?.call({}), TypeError);
  }
  assert(isDOMException(new DOMException()));
  assert(!isDOMException(Object.create(DOMException.prototype)));
});

test("constants are on both objects and read-only", () => {
  const type = DOMException as unknown as Record<string, number>;
  assertEquals(type.ABORT_ERR, 20);
  assertEquals((DOMException.prototype as unknown as Record<string, number>).DATA_CLONE_ERR, 25);
  const descriptor = Object.getOwnPropertyDescriptor(DOMException, "ABORT_ERR");
  assertEquals(descriptor?.writable, false);
  assertEquals(descriptor?.enumerable, true);
  assertEquals(descriptor?.configurable, false);
});

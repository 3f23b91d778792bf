// node:assert/strict.

import {
  Assert, AssertionError, deepStrictEqual, doesNotMatch, doesNotReject, doesNotThrow, fail, ifError, match, notDeepStrictEqual,
  notStrictEqual, ok, partialDeepStrictEqual, rejects, strict, strictEqual, throws,
} from "waypost-internal:node/assert/assert";

export {
  Assert, AssertionError, deepStrictEqual, doesNotMatch, doesNotReject, doesNotThrow, fail, ifError, match, notDeepStrictEqual,
  notStrictEqual, ok, partialDeepStrictEqual, rejects, strict, strictEqual, throws,
};
export { strictEqual as equal, deepStrictEqual as deepEqual, notStrictEqual as notEqual, notDeepStrictEqual as notDeepEqual };
export default strict;

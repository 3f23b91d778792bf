// What is said of a text that is no JSON. Expectations are those of Node.js 20.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { jsonError } from "waypost-internal:internal/errors/json_error";
import { Response } from "waypost-internal:web/fetch/response";

const CASES: [text: string, message: string][] = [
  ["", "Unexpected end of JSON input"],
  ["[1,", "Unexpected end of JSON input"],
  ["nul", "Unexpected end of JSON input"],
  ['"abcE\\', "Unexpected end of JSON input"],
  ["bad", `Unexpected token 'b', "bad" is not valid JSON`],
  ["[1,]", `Unexpected token ']', "[1,]" is not valid JSON`],
  ["<!DOCTYPE html><html></html>", `Unexpected token '<', "<!DOCTYPE "... is not valid JSON`],
  ['{"aaaaaaaaaaaaaaaaaaaaaaaaaaa": bad, "d":1}', `Unexpected token 'b', ..."aaaaaaa": bad, "d":1"... is not valid JSON`],
  ['{"aaaaaaaaaaaaaaaaa":"b","c:[{"d":null}]}', `Unexpected token 'd', ...""b","c:[{"d":null}]}" is not valid JSON`],
  ["[object Object]", `"[object Object]" is not valid JSON`],
  ["undefined", `"undefined" is not valid JSON`],
  ["{bad", "Expected property name or '}' in JSON at position 1"],
  ['{"a":1,}', "Expected double-quoted property name in JSON at position 7"],
  ['{"a" 1}', "Expected ':' after property name in JSON at position 5"],
  ['{"a":1 "b"}', "Expected ',' or '}' after property value in JSON at position 7"],
  ["[1 2]", "Expected ',' or ']' after array element in JSON at position 3"],
  ['{"a":1}x', "Unexpected non-whitespace character after JSON at position 7"],
  ['"abc', "Unterminated string in JSON at position 4"],
  ['"a\nb"', "Bad control character in string literal in JSON at position 2"],
  ['"\\x"', "Bad escaped character in JSON at position 2"],
  ['"\\u12"', "Bad Unicode escape in JSON at position 5"],
  ["-", "No number after minus sign in JSON at position 1"],
  ["1.", "Unterminated fractional number in JSON at position 2"],
  ["1e", "Exponent part is missing a number in JSON at position 2"],
  ["01", "Unexpected number in JSON at position 1"],
];

for (const [text, message] of CASES) {
  test(`json error of ${JSON.stringify(text)}`, () => {
    const error = jsonError(text);
    assert(error instanceof SyntaxError);
    assertEquals(error.message, message);
  });
}

test("depth is no problem for the error", () => {
  assertEquals(jsonError("[".repeat(200_000)).message, "Unexpected end of JSON input");
});

test("a body says it", async () => {
  const error = await assertRejects(() => new Response('{"a":1,}').json());
  assertEquals((error as Error).name, "SyntaxError");
  assertEquals((error as Error).message, "Expected double-quoted property name in JSON at position 7");
  assertEquals(await new Response(' {"a":[1]} ').json(), { a: [1] });
});

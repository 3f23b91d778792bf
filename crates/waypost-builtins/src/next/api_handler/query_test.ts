// Pairs of query strings and form bodies.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { parsePairs } from "waypost-internal:next/api_handler/query";

function check(text: string, expected: string): void {
  assertEquals(JSON.stringify(parsePairs(text, {}, 1000)), expected);
}

test("pairs with and without a value stand side by side", () => {
  check("a&b=1&c&d=2=3&&=4&e", '{"a":"","b":"1","c":"","d":"2=3","":"4","e":""}');
  check("a&b&c", '{"a":"","b":"","c":""}');
  check("=&a=", '{"":"","a":""}');
  check("a=1&a&a=2", '{"a":["1","","2"]}');
});

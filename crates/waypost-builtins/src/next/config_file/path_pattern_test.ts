// Tests of the pattern syntax against what path-to-regexp 6.3 gives.

import { parsePattern } from "waypost-internal:next/config_file/path_pattern";
import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";

function check(pattern: string, expected: string): void {
  assertEquals(parsePattern(pattern).regex, expected);
}

test("patterns become the regular expressions of path-to-regexp", () => {
  check("/a/:id", "^\\/a(?:\\/([^\\/#\\?]+?))[\\/#\\?]?$");
  check("/a/:p*", "^\\/a(?:\\/((?:[^\\/#\\?]+?)(?:\\/(?:[^\\/#\\?]+?))*))?[\\/#\\?]?$");
  check("/a/:id(\\d+)", "^\\/a(?:\\/(\\d+))[\\/#\\?]?$");
  check("/a{-:b}?", "^\\/a(?:-((?:(?!-)[^\\/#\\?])+?))?[\\/#\\?]?$");
  check("/((?!api).*)", "^(?:\\/((?!api).*))[\\/#\\?]?$");
  check("/\\", "^\\/[\\/#\\?]?$");
  check("/a\\(b\\)", "^\\/a\\(b\\)[\\/#\\?]?$");
});

test("what repeats without a separator repeats with a slash", () => {
  check("/x:p(a)*", "^\\/x(?:\\/((?:a)(?:\\/(?:a))*))?[\\/#\\?]?$");
});

test("faults are named with their place", () => {
  const checkFault = (pattern: string, message: string): void => {
    assertThrows(() => parsePattern(pattern), { message });
  };
  checkFault("/:", "Missing parameter name at 1");
  checkFault("/(", "Unbalanced pattern at 1");
  checkFault("/()", "Missing pattern at 1");
  checkFault("/(a(b))", "Capturing groups are not allowed at 3");
  checkFault("/(?:a)", 'Pattern cannot start with "?" at 2');
  checkFault("/:a:b", 'Must have text between two parameters, missing text after "a"');
  checkFault("/{a", "Unexpected END at 3, expected CLOSE");
  checkFault("/a*", "Unexpected MODIFIER at 2, expected END");
});

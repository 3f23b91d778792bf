// Tests of the checks of rules: what is kept of a rule, and Next.js's messages for bad ones.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { checkRules, type Problem } from "waypost-internal:next/config_file/check_rules";

type Kind = "redirect" | "rewrite" | "header";

function faults(kind: Kind, rule: unknown): string[] {
  const problems: Problem[] = [];
  checkRules([rule], kind, problems);
  return problems.map((problem) => problem.message);
}

/** The text between `found: ` and ` for route`. */
function checkFault(kind: Kind, rule: unknown, expected: string): void {
  const [message = ""] = faults(kind, rule);
  const text = message.replace(`Invalid ${kind} found: `, "");
  assertEquals(text.slice(0, text.lastIndexOf(" for route ")), expected);
}

test("a rule is reduced to what the server needs", () => {
  const problems: Problem[] = [];
  const has = [{ type: "host", value: "a" }, { type: "header", key: "x-a" }];
  const redirects = [
    { source: "/a", destination: "/b", permanent: true, has },
    { source: "/c", destination: "/d", statusCode: 303, basePath: false, locale: false },
    { source: "/e", destination: "/f", permanent: false, missing: undefined },
  ];
  const rules = checkRules(redirects, "redirect", problems);
  assertEquals(problems, []);
  assertEquals(rules.map((rule) => rule.status), [308, 303, 307]);
  assertEquals(JSON.stringify(rules[0]?.has), '[{"type":"host","value":"a"},{"type":"header","key":"x-a"}]');
  assertEquals([rules[1]?.ignore_base_path, rules[1]?.ignore_locale], [true, true]);
  const headers = [{ source: "/:p*", headers: [{ key: "x", value: "1" }] }];
  assertEquals(checkRules(headers, "header", problems)[0]?.headers, [["x", "1"]]);
});

test("what is no list of rules is named", () => {
  const problems: Problem[] = [];
  checkRules({ source: "/a" }, "redirect", problems);
  checkRules(undefined, "header", problems);
  assertEquals(problems.map((problem) => problem.message), [
    "redirects must return an array, received object.",
    "headers must return an array, received undefined.",
  ]);
  assertEquals(faults("header", 5), [
    "Invalid header found: The route 5 is not a valid object with `source` and `headers`",
  ]);
});

test("each fault of a redirect is named", () => {
  const valid = { source: "/a", destination: "/b", permanent: true };
  const check = (change: object, expected: string): void => checkFault("redirect", { ...valid, ...change }, expected);
  check({ source: undefined }, "`source` is missing");
  check({ source: 5 }, "`source` is not a string");
  check({ source: "a" }, "`source` does not start with /");
  check({ source: "/(" }, "`source` parse failed");
  check({ source: `/(${"a|".repeat(2100)})` }, "`source` exceeds max built length of 4096");
  check({ destination: "" }, "`destination` is missing");
  check({ destination: [] }, "`destination` is not a string");
  check({ destination: "/:id" }, "`destination` has segments not in `source` or `has` (id)");
  check({ source: "/(a)", destination: "/:0" }, "`destination` has unnamed params :0");
  check({ permanent: 1 }, "`permanent` is not set to `true` or `false`");
  check({ statusCode: 305 }, "`statusCode` is not undefined or valid statusCode");
  check({ basePath: true }, "`basePath` must be undefined or false");
  check({ locale: "fr" }, "`locale` must be undefined or false");
  check({ has: {} }, "`has` must be undefined or valid has object");
  check({ foo: 1, bar: 2 }, "invalid fields: foo,bar");
  check(
    { missing: [{ type: "cookie" }, { type: "host" }] },
    'invalid `missing` items found (invalid key "undefined" for {"type":"cookie"}; value is required for "host" type for {"type":"host"})',
  );
});

test("params of has may be used in the destination", () => {
  const has = [{ type: "query", key: "page" }, { type: "host", value: "(?<sub>.*)\\.a" }];
  const rule = { source: "/a", destination: "/:page/:sub/:host", permanent: true, has };
  assertEquals(faults("redirect", rule), []);
});

test("each fault of a rewrite or of headers is named", () => {
  checkFault("rewrite", { source: "/a", destination: "b" }, "`destination` does not start with `/`, `http://`, or `https://`");
  assertEquals(faults("rewrite", { source: "/a", destination: "/b", basePath: false }), [
    "Invalid rewrite found: The route /a rewrites urls outside of the basePath. Please use a destination that starts with `http://` or `https://` https://nextjs.org/docs/messages/invalid-external-rewrite",
  ]);
  checkFault("rewrite", { source: "/a", destination: "/b", permanent: true }, "invalid field: permanent");
  checkFault("header", { source: "/a" }, "`headers` field must be an array");
  checkFault("header", { source: "/a", headers: [] }, "`headers` field cannot be empty");
  checkFault("header", { source: "/a", headers: [5] }, "`headers` items must be object with { key: '', value: '' }");
  checkFault("header", { source: "/a", headers: [{ value: "" }] }, "`key` in header item must be string");
  checkFault("header", { source: "/a", headers: [{ key: "a" }] }, "`value` in header item must be string");
});

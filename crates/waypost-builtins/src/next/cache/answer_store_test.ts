// The keys under which whole answers are asked for; what becomes of them is in tests/next/answer-handler.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { keyOf } from "waypost-internal:next/cache/answer_store";
import { configureNext } from "waypost-internal:next/version/version";

const HOUR = "729b1ba1022af9e1c210367e1fe0667f4a7f365fad323de48813cfa79a6ad93f";

function key(major: 14 | 15 | 16, path: string, source: string): string {
  configureNext(major, false);
  try {
    return keyOf(path, { page: "/hour", source } as never);
  } finally {
    configureNext(16, false);
  }
}

test("a key is the path, since 15 behind the digest of the route's file", () => {
  assertEquals(key(14, "/hour", "app/hour/route.js"), "/hour");
  for (const source of ["app/hour/route.js", "src/app/hour/route.ts", "app/hour/route.api.ts"]) {
    assertEquals(key(16, "/hour", source), `/route-cache/APP_ROUTE/${HOUR}/$/hour`);
  }
  const inGroup = key(15, "/hour", "app/(group)/hour/route.js");
  assertEquals(inGroup.endsWith("/$/hour"), true);
  assertEquals(inGroup.includes(HOUR), false);
});

test("paths of keys are decoded, except what would part them", () => {
  const check = (path: string, expected: string): void => assertEquals(key(14, path, ""), expected);
  check("/", "/index");
  check("/index", "/index/index");
  check("/index/a", "/index/index/a");
  check("/indexes", "/indexes");
  check("/late/%C3%A9%20x", "/late/é x");
  check("/late/a%2Fb%3Fc%23d", "/late/a%2Fb%3Fc%23d");
  check("/late/a%252fb", "/late/a%252fb");
});

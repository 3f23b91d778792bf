// Draft and preview mode, cookie by cookie.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { FakeInvocation } from "waypost-internal:internal/testing/fake_invocation";
import { makeApiRoute } from "waypost-internal:next/api_handler/api_handler";
import { isDraft, notePreview, previewState, serializeCookie } from "waypost-internal:next/preview/preview";
import { makeToken, readToken } from "waypost-internal:next/preview/token";
import { type NextFeatures, configureNext } from "waypost-internal:next/version/version";

const KEYS = {
  id: "0123456789abcdef0123456789abcdef",
  signingKey: "a".repeat(64),
  encryptionKey: "b".repeat(64),
};
const CLEARED = [
  "__prerender_bypass=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None",
  "__next_preview_data=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=None",
];

function within(features: NextFeatures, look: () => void, major: 14 | 15 | 16 = 16): void {
  configureNext(major, false, {}, { preview: KEYS, ...features });
  try {
    look();
  } finally {
    configureNext(16, false);
  }
}

function asking(cookie: string, ...more: [string, string][]): FakeInvocation {
  return new FakeInvocation({ headers: [["cookie", cookie], ...more] });
}

test("which cookies make a preview", () => {
  within({}, () => {
    const token = makeToken(KEYS, { a: 1 }, undefined);
    const both = `__prerender_bypass=${KEYS.id}; __next_preview_data=${token}`;
    const cases: [cookie: string, data: unknown, isStale: boolean][] = [
      ["a=1", false, false],
      ["__prerender_bypass=; __next_preview_data=", false, false],
      [`__prerender_bypass=${KEYS.id}`, {}, false],
      [both, { a: 1 }, false],
      [`__prerender_bypass=x; ${both}`, { a: 1 }, false],
      [`${both}; __prerender_bypass=x`, false, true],
      ["__prerender_bypass=x", false, true],
      [`__next_preview_data=${token}`, false, true],
      [`__prerender_bypass=${KEYS.id}; __next_preview_data=x`, false, true],
      [`__prerender_bypass=${KEYS.id}; __next_preview_data=..`, false, true],
      [`__prerender_bypass=${KEYS.id}; __next_preview_data=${token.slice(0, -1)}`, false, true],
    ];
    for (const [cookie, data, isStale] of cases) assertEquals(previewState(asking(cookie)), { data, isStale }, cookie);
  });
});

test("cookies of another zone are left alone", () => {
  within({ multiZoneDraftMode: true }, () => {
    assertEquals(previewState(asking("__prerender_bypass=x")), { data: false, isStale: false });
  });
});

test("a revalidation sees no drafts", () => {
  within({}, () => {
    const cookie = `__prerender_bypass=${KEYS.id}`;
    assert(isDraft(asking(cookie)));
    assert(isDraft(asking(cookie, ["x-prerender-revalidate", "x"])));
    assert(!isDraft(asking(cookie, ["x-prerender-revalidate", KEYS.id])));
  });
});

test("a token of other keys, of another kind or too old is none", () => {
  const data = { text: "\u00e9", list: [1, null] };
  const token = makeToken(KEYS, data, undefined);
  assertEquals(readToken(KEYS, token), { data });
  assertEquals(readToken({ ...KEYS, signingKey: "c".repeat(64) }, token), undefined);
  const [, claims, signature] = token.split(".");
  const unsigned = btoa('{"alg":"none"}').replaceAll("=", "");
  assertEquals(readToken(KEYS, `${unsigned}.${claims}.${signature}`), undefined);
  assertEquals(readToken(KEYS, `${unsigned}.${claims}.`), undefined);
  assertEquals(readToken(KEYS, makeToken(KEYS, data, 0)), undefined);
  assertEquals(readToken(KEYS, makeToken(KEYS, data, 60)), { data });
});

test("what a handler does to its data another does not see", () => {
  const token = makeToken(KEYS, { list: [1] }, undefined);
  (readToken(KEYS, token)?.data as { list: number[] }).list.push(2);
  assertEquals(readToken(KEYS, token)?.data, { list: [1] });
});

test("options of the cookies", () => {
  const text = (options: object): string => serializeCookie("a", "b c", options);
  assertEquals(text({}), "a=b%20c; Path=/; HttpOnly; Secure; SameSite=None");
  assertEquals(text({ maxAge: 1.5, path: "/p" }), "a=b%20c; Max-Age=1; Path=/p; HttpOnly; Secure; SameSite=None");
  assertEquals(text({ path: "" }), "a=b%20c; HttpOnly; Secure; SameSite=None");
  assertThrows(() => text({ maxAge: Number.NaN }), { name: "TypeError", message: "option maxAge is invalid" });
  assertThrows(() => text({ path: "/\r\nx: 1" }), { name: "TypeError", message: "option path is invalid" });
});

test("worthless cookies are cleared before the handler's lines", () => {
  within({}, () => {
    const invocation = asking("__prerender_bypass=x");
    notePreview(invocation, true);
    invocation.answer(200, 0, "a\n1\n", 0, null);
    assertEquals(invocation.sent.head, [...CLEARED.map((line) => ["set-cookie", line]), ["a", "1"]]);
  });
});

test("in 14 an API route clears them when it asks, later at once", () => {
  const info = { kind: "pages", page: "/api/x", source: "pages/api/x.ts", runtime: "nodejs", entry: 0 };
  const cookies = (handler: (req: never, res: never) => void): (string | undefined)[] => {
    const invocation = asking("__prerender_bypass=x");
    makeApiRoute(info as never, { default: handler })(invocation);
    return invocation.sent.head.filter(([name]) => name === "set-cookie").map(([, value]) => value);
  };
  const blind = (_: never, res: { end(): void }): void => res.end();
  const curious = (req: { draftMode: unknown }, res: { end(text: string): void }): void => res.end(String(req.draftMode));
  within({}, () => assertEquals(cookies(blind as never), []), 14);
  within({}, () => assertEquals(cookies(curious as never), CLEARED), 14);
  within({}, () => assertEquals(cookies(blind as never), CLEARED), 15);
});

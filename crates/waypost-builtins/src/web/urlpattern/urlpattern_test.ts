// URLPattern: matching, inheriting, cutting up, what is refused. Web Platform Tests go further.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { URLPattern, type URLPatternInput } from "waypost-internal:web/urlpattern/urlpattern";

function groups(pattern: URLPatternInput, base: string | undefined, input: string): Record<string, string | undefined> | null {
  return new URLPattern(pattern, base).exec(input)?.pathname.groups ?? null;
}

test("segments, wildcards, groups and modifiers of a path match as in a router", () => {
  const base = "https://example.com";
  const check = (pattern: string, path: string, expected: Record<string, string | undefined> | null): void => {
    assertEquals(groups(pattern, base, base + path), expected, `${pattern} on ${path}`);
  };
  check("/users/:id", "/users/7", { id: "7" });
  check("/users/:id", "/users/7/x", null);
  check("/users/:id?", "/users", { id: undefined });
  check("/files/:path*", "/files/a/b", { path: "a/b" });
  check("/files/:path+", "/files", null);
  check("/n/:n(\\d+)", "/n/12", { n: "12" });
  check("/n/:n(\\d+)", "/n/x", null);
  check("/*.png", "/a/b.png", { "0": "a/b" });
  check("/a{/b}?", "/a", {});
  check("/caf\u00e9", "/caf%C3%A9", {});
});

test("a component that is not given matches anything, and a base gives what comes after the last one given", () => {
  const open = new URLPattern({ pathname: "/a" });
  assertEquals([open.protocol, open.hostname, open.search], ["*", "*", "*"]);
  assert(open.test("http://anywhere.test:81/a?x#y"));
  const based = new URLPattern("/b", "https://example.com/x?q");
  assertEquals([based.protocol, based.hostname, based.pathname, based.search], ["https", "example.com", "/b", "*"]);
  const relative = new URLPattern({ pathname: "b", baseURL: "https://example.com/x/y" });
  assertEquals(relative.pathname, "/x/b");
});

test("a whole URL's pattern is cut into its components", () => {
  const pattern = new URLPattern("http{s}?://:sub.example.com:8080/a?b=:c#d");
  assertEquals(
    [pattern.protocol, pattern.hostname, pattern.port, pattern.pathname, pattern.search, pattern.hash],
    ["http{s}?", ":sub.example.com", "8080", "/a", "b=:c", "d"],
  );
  const found = pattern.exec("https://www.example.com:8080/a?b=1#d");
  assertEquals([found?.hostname.groups, found?.search.groups], [{ sub: "www" }, { c: "1" }]);
  assertEquals(new URLPattern("https://x.test:443/").port, "");
});

test("case is ignored when asked for, in path, search and hash", () => {
  assert(!new URLPattern({ pathname: "/A" }).test({ pathname: "/a" }));
  assert(new URLPattern({ pathname: "/A" }, { ignoreCase: true }).test({ pathname: "/a" }));
});

test("patterns that cannot be are a TypeError", () => {
  for (const bad of ["/a", "https://x/(", "https://x/(a", "https://x/:a/:a", "https://x/(\u00e9)", "https://x/{a"]) {
    assertThrows(() => new URLPattern(bad), TypeError);
  }
  assertThrows(() => new URLPattern({ pathname: "/" }, "https://x"), TypeError);
  assertThrows(() => new URLPattern({ port: "99999" }), TypeError);
});

test("names of groups that are members of every object are ordinary", () => {
  assertEquals(groups("/:__proto__", "https://x.test", "https://x.test/a")?.["__proto__"], "a");
});

test("components are compared and text is generated", () => {
  const a = new URLPattern({ pathname: "/foo/bar" });
  const b = new URLPattern({ pathname: "/foo/:bar" });
  assertEquals([URLPattern.compareComponent("pathname", a, b), URLPattern.compareComponent("pathname", b, a)], [1, -1]);
  assertEquals(b.generate("pathname", { bar: "a b" }), "/foo/a%20b");
  assertThrows(() => b.generate("pathname", { bar: "a/b" }), TypeError);
});

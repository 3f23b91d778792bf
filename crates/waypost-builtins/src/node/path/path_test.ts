// Paths of POSIX and of Windows, as Node.js takes them apart and joins them.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";
import path from "waypost-internal:node/path/path";
import win32 from "waypost-internal:node/path/win32";

test("paths are joined and related", () => {
  assertEquals(path.join("/a/", "../b", "./c.txt"), "/b/c.txt");
  assertEquals(path.relative("/a/b/c", "/a/d"), "../../d");
  assertEquals(path.normalize(""), ".");
});

test("paths are taken apart", () => {
  assertEquals(path.parse("/srv/x/f.tar.gz"), { root: "/", dir: "/srv/x", base: "f.tar.gz", ext: ".gz", name: "f.tar" });
  assertEquals([path.dirname("/a//b"), path.extname(".x"), path.basename("a/b.js", ".js")], ["/a/", "", "b"]);
});

test("windows has its own paths", () => {
  assertEquals(win32.join("C:\\a", "..", "b"), "C:\\b");
  assert(path.win32 === win32);
});

test("globs", () => {
  for (const [name, pattern, expected] of [
    ["foo/bar", "foo/*", true],
    ["foo/.bar", "foo/*", false],
    ["foo/bar/baz", "foo/**", true],
    ["foo/bar/baz", "**/b{a,o}[x-z]", true],
    ["foo/b2", "foo/b{1..3}", true],
    ["foo/bar", "foo/!(bar)", false],
    ["foo/barn", "foo/+(ba|rn)", true],
    ["foo", "/foo", false],
  ] as const) {
    assertEquals(path.matchesGlob(name, pattern), expected, `${name} ${pattern}`);
  }
  assertEquals(win32.matchesGlob("foo\\BAR", "foo/b?r"), true);
  // A device is no folder that dots could leave.
  assertEquals(win32.join("\\a", "CON:..\\..\\b"), "\\a\\CON:..\\..\\b");
});

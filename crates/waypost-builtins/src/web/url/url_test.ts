// URL and URLSearchParams: the parser's two ways agree, components, setters, live parameters.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob } from "waypost-internal:web/blob/blob";
import { resolveObjectURL } from "waypost-internal:web/url/object_urls";
import { parseGeneral, parseNormalHttp } from "waypost-internal:web/url/parser";
import { tidy } from "waypost-internal:web/url/tidy";
import { URLSearchParams } from "waypost-internal:web/url/search_params";
import { parseFormUrlencoded, parseUrl, serialize, serializeFormUrlencoded, URL } from "waypost-internal:web/url/url";

/** A small generator with a fixed seed, so that a failure can be repeated. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SCHEMES = ["http://", "https://", "http://", "https://", "http://", "HTTP://", "http:/", "http:\\\\", "ws://", "http//", "https:///"];
const HOSTS = [
  "localhost", "localhost", "localhost", "example.com", "example.com", "a-b.example", "127.0.0.1", "127.0.0.1", "127.1", "0.0.0.0", "256.0.0.1", "1.2.3", "01.2.3.4",
  "EXAMPLE.com", "a_b", "xn--a", "a--b", "a..b", ".a", "a.", "", "[::1]", "1e3", "a.0x1", "a.1", "h%61", "u@h", "u:p@h", "-a", "a-",
];
const PORTS = ["", ":3000", ":80", ":443", ":0", ":00", ":08", ":65535", ":65536", ":", ":a", ":3000:1"];
const PATHS = [
  "", "/", "/", "/api/hello", "/api/hello", "/api/hello", "/a//b", "/.", "/..", "/./a", "/a/../b", "/.well-known/x", "/a.b/c..", "/%2e/x", "/a/%2E%2e/b", "/%41", "/%",
  "/a b", "/a\\b", "/é", "/a'b", "/[x]", "/{x}", "/^", "/a|b", "/~u", "/a;b=c", "/\t", "/a\n", "//", "/ ", "/`",
];
const QUERIES = ["", "", "?", "?a=b", "?a=b", "?a=b&c=d", "?x='1'", "?a b", "?%", "?%41", "?é", "?a?b", "?a/../b", "?\\", "?{}|^`[]", "?\"<>", "?a+b", "?\r\n"];
const FRAGMENTS = ["", "", "", "", "", "#", "#a", "#a#b", "# "];

test("the fast way and the state machine agree on generated inputs", () => {
  const below = generator(20);
  const pick = (list: string[]): string => list[below(list.length)]!;
  let fast = 0;
  for (let i = 0; i < 20000; i++) {
    const input = pick(SCHEMES) + pick(HOSTS) + pick(PORTS) + pick(PATHS) + pick(QUERIES) + pick(FRAGMENTS);
    const record = parseNormalHttp(input);
    if (record === null) continue;
    fast++;
    assertEquals(record, parseGeneral(input), JSON.stringify(input));
  }
  assert(fast > 100, "the generator makes inputs for the fast way");
});

test("the fast way and the state machine agree on every ASCII character in every place", () => {
  for (let c = 0; c < 128; c++) {
    const mark = String.fromCharCode(c);
    for (const input of [`http://a${mark}b/p?q`, `http://h:1${mark}/`, `http://h/${mark}a`, `http://h/a${mark}`, `https://h/?${mark}a`, `http://${mark}/`]) {
      const record = parseNormalHttp(input);
      if (record !== null) assertEquals(record, parseGeneral(input), JSON.stringify(input));
    }
  }
});

test("tidied inputs and the state machine agree", () => {
  const below = generator(7);
  const pick = (list: string[]): string => list[below(list.length)]!;
  const users = ["", "", "u@", "u:p@", ":p@", "u:@", "@", "u%20:p;@", "a@b@", "u:p:q@"];
  const bases = ["http://localhost:3000/api/x?y#z", "https://e.com/a/b/c", "http://u:p@h/a/b", "https://e.com", undefined, undefined];
  let tidied = 0;
  for (let i = 0; i < 20000; i++) {
    const rest = pick(PATHS) + pick(["", "/..", "/.", "/a/", "b/../.."]) + pick(QUERIES) + pick(FRAGMENTS);
    const isRelative = below(2) === 0;
    const input = isRelative ? rest.slice(below(2)) : pick(SCHEMES) + pick(users) + pick(HOSTS) + pick(PORTS) + pick(["", "", ":80"]) + rest;
    const base = isRelative ? bases[below(bases.length)] : undefined;
    if (tidy(input, base) !== null && parseNormalHttp(input) === null) tidied++;
    assertEquals(parseUrl(input, base), parseGeneral(input, base), JSON.stringify([input, base]));
  }
  assert(tidied > 1000, "the generator makes inputs that are tidied");
  for (let c = 0; c < 0x180; c++) {
    const mark = String.fromCharCode(c);
    for (const input of [`HTTP://a${mark}b/p?q`, `http://u${mark}@h`, `Http://H/a${mark}/..`, `http://h/./?${mark}a`, `http://h?#${mark}`, `http://H:8${mark}`]) {
      assertEquals(parseUrl(input), parseGeneral(input), JSON.stringify(input));
    }
    for (const input of [mark, `${mark}a`, `a${mark}b`, `/${mark}`, `a/${mark}`]) {
      assertEquals(parseUrl(input, "http://h/a/b?c"), parseGeneral(input, "http://h/a/b?c"), JSON.stringify(input));
    }
  }
});

test("the fast way takes what servers see", () => {
  for (const input of [
    "http://localhost:3000/api/hello?name=foo",
    "https://example.com/",
    "http://127.0.0.1:8080/a/b/c.json?x=1&y=%20",
    "https://api.my-shop.co.uk/v1/users/42?fields[]=a&q='x'",
  ]) {
    // An apostrophe in a query is escaped, so that one goes the general way.
    assertEquals(parseNormalHttp(input) !== null, !input.includes("'"), input);
    assertEquals(parseUrl(input), parseGeneral(input), input);
  }
});

test("relative inputs agree with the state machine", () => {
  const bases = ["http://localhost:3000/api/x?y#z", "https://e.com", "http://u@h/a/b", "file:///C:/x", "mailto:a", "bad"];
  const inputs = ["/login", "/", "/a?b#c", "//x/y", "/\\x", "x", "?q", "#f", "", "/../a", "/.a", "http:x", "http://h/", "é", "/ é"];
  for (const base of bases) {
    for (const input of inputs) assertEquals(parseUrl(input, base), parseGeneral(input, base), `${input} on ${base}`);
  }
});

const PARSED: [input: string, base: string | undefined, href: string][] = [
  ["https://user:pa%20ss@EXAMPLE.com:443/a/./b/../c?x=1#frag", undefined, "https://user:pa%20ss@example.com/a/c?x=1#frag"],
  ["  http://h/ \n", undefined, "http://h/"],
  ["http://h", undefined, "http://h/"],
  ["http:\\\\h\\a", undefined, "http://h/a"],
  ["http://h:00080/", undefined, "http://h/"],
  ["http://0x7f.1/", undefined, "http://127.0.0.1/"],
  ["http://[2001:db8:0:0:0:0:0:1]/", undefined, "http://[2001:db8::1]/"],
  ["http://bücher.de/ü?ü#ü", undefined, "http://xn--bcher-kva.de/%C3%BC?%C3%BC#%C3%BC"],
  ["///x/y", "http://h/a", "http://x/y"],
  ["//x", "file:///a", "file://x/"],
  ["file:////x", undefined, "file:////x"],
  ["file:///C|/a/..", undefined, "file:///C:/"],
  ["/..//x", "foo:/a", "foo:/.//x"],
  ["mailto:a b?c", undefined, "mailto:a b?c"],
  ["data:x  #f", undefined, "data:x %20#f"],
  ["#f", "mailto:x", "mailto:x#f"],
  ["foo://Hé/^", undefined, "foo://H%C3%A9/%5E"],
  ["a:\ud800", undefined, "a:%EF%BF%BD"],
];

test("parsing", () => {
  for (const [input, base, href] of PARSED) assertEquals(new URL(input, base).href, href, input);
});

test("what is no URL", () => {
  for (const input of ["", "x", "//h", "http://", "http://h:65536/", "http://h:x/", "http://a b/", "http://[::g]/", "http://%00/", "http://@/", "https://x:y@/", "http://1.2.3.256/", "foo://a b/"]) {
    assertEquals(URL.canParse(input), false, input);
    assertEquals(URL.parse(input), null, input);
    const error = assertThrows(() => new URL(input), TypeError) as TypeError & Record<string, unknown>;
    assertEquals(error.message, "Invalid URL");
    assertEquals(error.code, "ERR_INVALID_URL");
    assertEquals(error.input, input);
    assertEquals("base" in error, false);
  }
  assertThrows(() => new URL("/a", "b"), { code: "ERR_INVALID_URL", input: "/a", base: "b" });
  assertThrows(() => new URL("http://h/", "b"), { code: "ERR_INVALID_URL" });
  assertThrows(() => Reflect.construct(URL, []), { code: "ERR_MISSING_ARGS" });
  assertThrows(() => new URL(Symbol() as never), TypeError);
});

test("components", () => {
  const url = new URL("https://u:p@h.example:8080/a/b?c=d#e");
  assertEquals(
    [url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port, url.pathname, url.search, url.hash],
    ["https://h.example:8080", "https:", "u", "p", "h.example:8080", "h.example", "8080", "/a/b", "?c=d", "#e"],
  );
  const opaque = new URL("mailto:x@y?z");
  assertEquals([opaque.origin, opaque.host, opaque.pathname, opaque.search], ["null", "", "x@y", "?z"]);
  const six = new URL("http://[::1]:3000");
  assertEquals([six.host, six.hostname, six.port], ["[::1]:3000", "[::1]", "3000"]);
  const slashes = new URL("foo:/.//x");
  assertEquals([slashes.host, slashes.pathname], ["", "//x"]);
  assertEquals(new URL("http://h/?#").search + new URL("http://h/?#").hash, "");
  assertEquals(new URL("blob:https://h:1/x").origin, "https://h:1");
  assertEquals(new URL("blob:ftp://h/x").origin, "null");
  assertEquals(JSON.stringify({ url }), `{"url":"${url.href}"}`);
  assertEquals(String(url), url.href);
  assertEquals(Object.prototype.toString.call(url), "[object URL]");
});

const SETTERS: [start: string, property: string, value: string, href: string][] = [
  ["http://h/", "protocol", "https:x", "https://h/"],
  ["http://h/", "protocol", "foo", "http://h/"],
  ["https://h:80/", "protocol", "http", "http://h/"],
  ["http://h/", "username", "a:b@", "http://a%3Ab%40@h/"],
  ["http://a@h/", "username", "", "http://h/"],
  ["http://h/", "password", "s/", "http://:s%2F@h/"],
  ["mailto:x", "username", "a", "mailto:x"],
  ["http://h:1/", "host", "x:2", "http://x:2/"],
  ["http://h:1/", "host", "x:y", "http://x:1/"],
  ["http://h:1/", "host", "", "http://h:1/"],
  ["http://h:1/", "hostname", "x", "http://x:1/"],
  ["http://h:1/", "hostname", "x:2", "http://h:1/"],
  ["http://h/", "port", "80", "http://h/"],
  ["http://h/", "port", "90x", "http://h:90/"],
  ["http://h:1/", "port", "", "http://h/"],
  ["http://h:1/", "port", "99999", "http://h:1/"],
  ["http://h/a?b", "pathname", "c d?e#f", "http://h/c%20d%3Fe%23f?b"],
  ["mailto:x", "pathname", "y", "mailto:x"],
  ["http://h/?a#f", "search", "", "http://h/#f"],
  ["http://h/#f", "search", "?x#'y", "http://h/?x%23%27y#f"],
  ["http://h/", "hash", "a b", "http://h/#a%20b"],
  ["http://h/#a", "hash", "", "http://h/"],
  ["http://h/", "href", "http://x/y", "http://x/y"],
];

test("setters", () => {
  for (const [start, property, value, href] of SETTERS) {
    const url = new URL(start) as URL & Record<string, string>;
    url[property] = value;
    assertEquals(url.href, href, `${start} ${property}=${value}`);
  }
  assertThrows(() => (new URL("http://h").href = "x"), { code: "ERR_INVALID_URL" });
});

test("search parameters are live both ways", () => {
  const url = new URL("http://h/p?a=1&b=2#f");
  const { searchParams } = url;
  assert(searchParams === url.searchParams, "the same object each time");
  searchParams.append("c", "x y&");
  assertEquals(url.href, "http://h/p?a=1&b=2&c=x+y%26#f");
  searchParams.delete("a");
  searchParams.set("b", "é");
  assertEquals(url.search, "?b=%C3%A9&c=x+y%26");
  url.search = "?z=9";
  assertEquals([...searchParams], [["z", "9"]]);
  url.href = "http://x/?y";
  assertEquals([...searchParams], [["y", ""]]);
  searchParams.delete("y");
  assertEquals(url.href, "http://x/");
  url.pathname = "/q";
  searchParams.append("n", "1");
  assertEquals(url.href, "http://x/q?n=1");
});

test("URLSearchParams from everything", () => {
  const cases: [unknown, string][] = [
    [undefined, ""],
    ["?a=b&c", "a=b&c="],
    ["a=b=c&&=d", "a=b%3Dc&=d"],
    [[["a", "b"], ["a", "c"]], "a=b&a=c"],
    [{ x: 1, y: true }, "x=1&y=true"],
    [new Map([["k", "v"]]), "k=v"],
    [new URLSearchParams("q=1"), "q=1"],
    [null, "null="],
    ["a=\ud800", "a=%EF%BF%BD"],
  ];
  for (const [init, text] of cases) assertEquals(new URLSearchParams(init as string).toString(), text);
  assertThrows(() => new URLSearchParams([["a"]] as never), { code: "ERR_INVALID_TUPLE" });
  assertThrows(() => new URLSearchParams([1] as never), { code: "ERR_INVALID_TUPLE" });
  assertThrows(() => new URLSearchParams({ [Symbol.iterator]: 1 } as never), { code: "ERR_ARG_NOT_ITERABLE" });
});

test("URLSearchParams members", () => {
  const params = new URLSearchParams("b=2&a=1&b=3");
  assertEquals(params.get("b"), "2");
  assertEquals(params.get("x"), null);
  assertEquals(params.getAll("b"), ["2", "3"]);
  assertEquals([params.has("b", "3"), params.has("b", "4"), params.has("a")], [true, false, true]);
  assertEquals(params.size, 3);
  params.sort();
  assertEquals(String(params), "a=1&b=2&b=3");
  params.delete("b", "2");
  assertEquals(String(params), "a=1&b=3");
  params.set("a", "9");
  params.append("\u{10000}", "~!'()*");
  assertEquals(String(params), "a=9&b=3&%F0%90%80%80=%7E%21%27%28%29*");
  assertEquals([...params.keys()], ["a", "b", "\u{10000}"]);
  assertEquals([...params.values()], ["9", "3", "~!'()*"]);
  const seen: string[] = [];
  params.forEach((value, name) => seen.push(name + value));
  assertEquals(seen.slice(0, 2), ["a9", "b3"]);
  const iterator = params.entries();
  assertEquals(Object.prototype.toString.call(iterator), "[object URLSearchParams Iterator]");
  assert(URLSearchParams.prototype[Symbol.iterator] === URLSearchParams.prototype.entries);
  assertThrows(() => URLSearchParams.prototype.get.call({} as never, "a"), TypeError);
  assertThrows(() => (params.get as () => void)(), TypeError);
});

test("a change during iteration is seen", () => {
  const url = new URL("http://h/?a=1&b=2&c=3");
  const seen: string[] = [];
  for (const [name] of url.searchParams) {
    seen.push(name);
    if (name === "a") url.searchParams.delete("b");
  }
  assertEquals(seen, ["a", "c"]);
});

test("the form encoding", () => {
  const cases: [string, [string, string][]][] = [
    ["", []],
    ["&&", []],
    ["a", [["a", ""]]],
    ["=b", [["", "b"]]],
    ["a+b=c%20d", [["a b", "c d"]]],
    ["a=%", [["a", "%"]]],
    ["a=%4", [["a", "%4"]]],
    ["a=%zz%41", [["a", "%zzA"]]],
    ["a=%FF", [["a", "\ufffd"]]],
    ["a=%C3%A9%C3", [["a", "é\ufffd"]]],
    ["é=%EF%BB%BFx", [["é", "\ufeffx"]]],
  ];
  for (const [text, pairs] of cases) assertEquals(parseFormUrlencoded(text), pairs, text);
  assertEquals(serializeFormUrlencoded([["a b", "ü"], ["*-._", "%"]]), "a+b=%C3%BC&*-._=%25");
});

test("records serialise with and without their fragment", () => {
  const record = parseUrl("http://h/a#b")!;
  assertEquals(serialize(record), "http://h/a#b");
  assertEquals(serialize(record, true), "http://h/a");
  assertEquals(parseUrl("nope"), null);
});

test("object URLs", () => {
  const blob = new Blob(["x"]);
  const url = URL.createObjectURL(blob);
  assert(/^blob:http:\/\/localhost:3000\/[0-9a-f-]{36}$/.test(url), url);
  assert(resolveObjectURL(url) === blob);
  URL.revokeObjectURL(url);
  assertEquals(resolveObjectURL(url), undefined);
  URL.revokeObjectURL("blob:unknown");
  assertThrows(() => URL.createObjectURL({} as Blob), { code: "ERR_INVALID_ARG_TYPE" });
});

test("methods of URLSearchParams want one, and all arguments", () => {
  const { append, entries, get } = URLSearchParams.prototype;
  const shape = { name: "TypeError", code: "ERR_INVALID_THIS", message: 'Value of "this" must be of type URLSearchParams' };
  for (const method of [append, entries, get]) assertThrows(() => Reflect.apply(method, undefined, []), shape);
  const params = new URLSearchParams("a=1");
  assertThrows(() => Reflect.apply(get, params, []), { code: "ERR_MISSING_ARGS", message: 'The "name" argument must be specified' });
  assertThrows(() => Reflect.apply(params.entries().next as () => unknown, {}, []), { code: "ERR_INVALID_THIS" });
});

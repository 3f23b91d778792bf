module.exports = {
  async redirects() {
    return [
      { source: "/r/plain", destination: "/one", permanent: false },
      { source: "/r/permanent", destination: "/one", permanent: true },
      { source: "/r/301", destination: "/one", statusCode: 301 },
      { source: "/r/302", destination: "/one", statusCode: 302 },
      { source: "/r/303", destination: "/one", statusCode: 303 },
      { source: "/r/id/:id", destination: "/two/:id", permanent: false },
      { source: "/r/digits/:id(\\d+)", destination: "/two/:id?kind=digits", permanent: false },
      { source: "/r/rest/:rest*", destination: "/deep/:rest*", permanent: false },
      { source: "/r/plus/:rest+", destination: "/deep/x/:rest+", permanent: false },
      { source: "/r/maybe/:id?", destination: "/one?id=:id", permanent: false },
      { source: "/r/out", destination: "https://example.com/a?b=1#frag", permanent: false },
      { source: "/r/group/(en|fr)/x", destination: "/one", permanent: false },
      { source: "/r/query", has: [{ type: "query", key: "page", value: "(?<p>\\d+)" }], destination: "/one?p=:p", permanent: false },
      { source: "/r/header", has: [{ type: "header", key: "x-foo" }], destination: "/one?f=:xfoo", permanent: false },
      { source: "/r/cookie", has: [{ type: "cookie", key: "who", value: "me" }], destination: "/one?cookie", permanent: false },
      { source: "/r/host", has: [{ type: "host", value: "(?<sub>.*)\\.example\\.test" }], destination: "/one?sub=:sub", permanent: false },
      { source: "/r/missing", missing: [{ type: "header", key: "x-foo" }], destination: "/one?missing", permanent: false },
      { source: "/pub.txt/moved", destination: "/pub.txt", permanent: false },
    ];
  },
  async rewrites() {
    return {
      beforeFiles: [
        { source: "/one", has: [{ type: "query", key: "before" }], destination: "/two/before" },
        { source: "/b/chain", destination: "/b/chained" },
        { source: "/b/chained", destination: "/two/chained" },
        { source: "/pub.txt", has: [{ type: "query", key: "hide" }], destination: "/one" },
      ],
      afterFiles: [
        { source: "/a/one", destination: "/one" },
        { source: "/a/id/:id", destination: "/two/:id" },
        { source: "/a/query/:id", destination: "/api/echo?given=1&id=:id" },
        { source: "/a/api/:id", destination: "/api/item/:id" },
        { source: "/a/rest/:rest*", destination: "/deep/:rest*" },
        { source: "/a/unused/:x/:y", destination: "/api/echo" },
        { source: "/a/opt{-:x}?", destination: "/api/echo?x=:x" },
        { source: "/pub.txt", destination: "/one" },
        { source: "/a/has", has: [{ type: "header", key: "x-v", value: "2" }], destination: "/two/v2" },
        { source: "/a/has", destination: "/two/v1" },
        { source: "/a/fixed", destination: "/two/a%20b" },
      ],
      fallback: [
        { source: "/one/:rest*", destination: "/api/echo?fallback=1" },
        { source: "/f/:path*", destination: "/api/echo?p=:path*" },
        { source: "/two/:id", destination: "/one" },
      ],
    };
  },
  async headers() {
    return [
      { source: "/headers/:x", headers: [{ key: "x-dup", value: "config" }, { key: "x-p-:x", value: "v-:x" }, { key: "cache-control", value: "max-age=9" }] },
      { source: "/headers/(.*)", headers: [{ key: "x-all", value: "yes" }, { key: "x-literal", value: "https://example.com/:hello" }] },
      { source: "/api/:path*", headers: [{ key: "x-dup", value: "config" }, { key: "Set-Cookie", value: "conf=1" }] },
      { source: "/headers/two", headers: [{ key: "x-all", value: "later" }] },
      { source: "/headers/has", has: [{ type: "query", key: "q", value: "(?<v>.+)" }], headers: [{ key: "x-q", value: "q-:v" }] },
      { source: "/pub.txt", headers: [{ key: "Cache-Control", value: "public, max-age=60" }, { key: "x-pub", value: "1" }] },
      { source: "/r/plain", headers: [{ key: "x-redirect", value: "1" }] },
      { source: "/a/one", headers: [{ key: "x-rewritten", value: "1" }] },
      { source: "/nowhere", headers: [{ key: "x-nowhere", value: "1" }] },
      { source: "/api/echo", headers: [{ key: "Access-Control-Allow-Origin", value: "*" }] },
    ];
  },
};

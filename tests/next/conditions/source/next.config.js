const query = (key, value) => ({ type: "query", key, value });
const header = (key, value) => ({ type: "header", key, value });
const cookie = (key, value) => ({ type: "cookie", key, value });
const host = (value) => ({ type: "host", value });

module.exports = (phase) =>
  Promise.resolve({
    redirects: async () => [
      { source: "/r/any", has: [query("a")], destination: "/e/any/:a", permanent: false },
      { source: "/r/group", has: [query("a", "v(?<major>\\d+)(?:\\.(?<minor>\\d+))?")], destination: "/e/:major?minor=:minor", permanent: false },
      { source: "/r/whole", has: [query("a", "\\d+")], destination: "/e/whole?q=:a", permanent: false },
      { source: "/r/unnamed", has: [query("a", "(\\d+)")], destination: "/e/unnamed?q=:a", permanent: false },
      { source: "/r/two", has: [query("a"), header("x-b", "(?<b>.+)")], destination: "/e/:a/:b", permanent: false },
      { source: "/r/not", has: [query("a")], missing: [query("b")], destination: "/e/not/:a", permanent: false },
      { source: "/r/not-value", missing: [query("b", "secret-.*")], destination: "/e/not-value", permanent: false },
      { source: "/r/cookie", has: [cookie("who", "(?<name>[^-]+)-(?<rest>.*)")], destination: "/e/:name?rest=:rest", permanent: false },
      { source: "/r/cookie-key", has: [cookie("who-am_i2")], destination: "/e/key?q=:whoami", permanent: false },
      { source: "/r/header-key", has: [header("X-Forwarded-Proto", "https?")], destination: "/e/proto", permanent: false },
      { source: "/r/auth", has: [header("authorization", "Bearer (?<token>.*)")], destination: "/e/auth/:token", permanent: false },
      { source: "/r/no-auth", missing: [header("authorization"), cookie("session")], destination: "/e/login", permanent: false },
      { source: "/r/:path(same)", has: [query("path", "(?<path>.*)")], destination: "/e/:path", permanent: false },
      { source: "/r/host", has: [host("(?<sub>[^.]+)\\.(?<rest>.*)")], destination: "https://:rest/:sub", permanent: false },
      { source: "/r/host-plain", has: [host("only.test")], destination: "/e/:host", permanent: false },
      { source: "/r/keep", has: [query("a")], destination: "/e/keep?b=:a", permanent: true },
      { source: "/r/hash", has: [query("a")], destination: "/e/hash#:a", permanent: false },
      { source: "/r/optional/:x?", has: [query("y")], destination: "/e/optional/:x?y=:y", permanent: false },
      { source: "/r/case", has: [header("x-case", "yes")], destination: "/e/case", permanent: false },
      { source: "/r/multi/:rest+", has: [query("k", "(?<k>.*)")], destination: "/e/:k/:rest+", permanent: false },
    ],
    rewrites: async () => ({
      beforeFiles: [
        { source: "/e/first", has: [query("go", "(?<to>.*)")], destination: "/e/:to" },
        { source: "/e/second", missing: [header("x-stay")], destination: "/e/went" },
        { source: "/pick", has: [header("accept-language", "(?<lang>[a-z]{2}).*")], destination: "/e/lang/:lang" },
        { source: "/pick", has: [cookie("lang", "(?<lang>.*)")], destination: "/e/cookie/:lang" },
        { source: "/pick", destination: "/e/neither" },
      ],
      afterFiles: [
        { source: "/w/:id", has: [query("id")], destination: "/e/w/:id" },
        { source: "/w-api/:id", has: [query("extra", "(?<extra>.*)")], destination: "/api/show?fixed=1" },
        { source: "/w-unused", has: [header("x-name", "(?<name>.*)")], destination: "/api/show" },
        { source: "/:tenant*", has: [host("(?<tenant>[a-z]+)\\.tenant\\.test")], destination: "/e/tenant/:tenant*" },
        { source: "/w-many/:list*", has: [cookie("n", "(?<n>\\d)")], destination: "/api/show?list=:list*&n=:n" },
      ],
      fallback: [
        { source: "/:any*", has: [query("fallback")], missing: [query("no")], destination: "/api/show?any=:any*" },
      ],
    }),
    headers: async () => [
      { source: "/e/:rest*", has: [query("h", "(?<v>.*)")], headers: [{ key: "x-h", value: "is :v" }, { key: "x-rest", value: ":rest*" }] },
      { source: "/e/:rest*", missing: [query("h")], headers: [{ key: "x-no-h", value: "1" }] },
      { source: "/e/:rest*", has: [header("origin", "https://(?<site>.*)\\.test")], headers: [{ key: "Access-Control-Allow-Origin", value: "https://:site.test" }, { key: "Vary", value: "Origin" }] },
      { source: "/e/:rest*", has: [cookie("debug")], headers: [{ key: "x-debug", value: ":debug" }, { key: "Set-Cookie", value: "seen=:debug" }] },
      { source: "/api/show", has: [header("x-a", "(?<a>.*)")], headers: [{ key: "x-:a", value: "key" }] },
      { source: "/files/:name.txt", headers: [{ key: "content-disposition", value: 'attachment; filename=":name.txt"' }] },
      { source: "/pre-:slug-post", headers: [{ key: "x-slug", value: ":slug" }] },
      { source: "/:a(x|y)/:b(\\d{2,})", headers: [{ key: "x-ab", value: ":a/:b" }] },
      { source: "/semi;colon", headers: [{ key: "x-semi", value: "1" }] },
      { source: "/at@sign/:id", headers: [{ key: "x-at", value: ":id" }] },
      { source: "/literal\\(x\\)\\?", headers: [{ key: "x-literal", value: "1" }] },
      { source: "/umlaut-ä/:id", headers: [{ key: "x-umlaut", value: "1" }] },
      { source: "/spaced name", headers: [{ key: "x-spaced", value: "1" }] },
    ],
  });

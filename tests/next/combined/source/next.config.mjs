export default async function config(phase, { defaultConfig }) {
  return {
    basePath: "/shop",
    trailingSlash: true,
    poweredByHeader: false,
    i18n: { locales: ["en", "de", "pt-BR"], defaultLocale: "en", localeDetection: false },
    env: { PHASE_IS_TEXT: typeof phase, HAS_DEFAULTS: String(typeof defaultConfig === "object") },
    redirects: async () => [
      { source: "/old/:id", destination: "/item/:id", permanent: true },
      { source: "/old-file/:name*", destination: "/files/:name*", permanent: false },
      { source: "/root", destination: "https://example.com/root", basePath: false, permanent: false },
      { source: "/:lang/raw/:rest*", destination: "/item/:lang?rest=:rest*", locale: false, permanent: false },
      { source: "/host", has: [{ type: "host", value: "(?<tenant>[a-z]+)\\.test" }], destination: "/item/:tenant", permanent: false },
      { source: "/slash/", destination: "/item/slash/", statusCode: 302 },
    ],
    rewrites: async () => ({
      beforeFiles: [
        { source: "/item/:id", has: [{ type: "query", key: "as", value: "(?<as>api|app)" }], destination: "/api/echo/:as/:id" },
        { source: "/plain.txt", has: [{ type: "cookie", key: "hide" }], destination: "/item/hidden" },
      ],
      afterFiles: [
        { source: "/alias/:id", destination: "/item/:id?alias=1" },
        { source: "/alias-api/:path*", destination: "/api/echo/:path*" },
        { source: "/de/nur/:id", destination: "/item/:id", locale: false },
      ],
      fallback: [{ source: "/:path*", has: [{ type: "header", key: "x-fallback" }], destination: "/api/echo/fallback" }],
    }),
    headers: async () => [
      { source: "/item/:id", headers: [{ key: "x-item", value: "id=:id" }, { key: "x-twice", value: "one" }] },
      { source: "/item/:id", missing: [{ type: "header", key: "x-off" }], headers: [{ key: "x-twice", value: "two" }] },
      { source: "/:path*", locale: false, headers: [{ key: "x-path", value: "p=:path*" }] },
      { source: "/shop/:path*", basePath: false, headers: [{ key: "x-base", value: "b=:path*" }] },
      { source: "/plain.txt", headers: [{ key: "cache-control", value: "no-store" }] },
    ],
  };
}

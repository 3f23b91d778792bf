module.exports = {
  i18n: {
    locales: ["en", "fr", "nl-NL"],
    defaultLocale: "en",
    domains: [{ domain: "example.fr", defaultLocale: "fr" }],
  },
  async redirects() {
    return [
      { source: "/old", destination: "/r", permanent: false },
      { source: "/fr/only", destination: "/r?only", locale: false, permanent: false },
      { source: "/:locale/any/:id", destination: "/item/:id?l=:locale", locale: false, permanent: false },
      { source: "/old/:id", destination: "/item/:id", permanent: true },
      { source: "/out", destination: "https://example.com/x", permanent: false },
      { source: "/api/old", destination: "/api/echo", permanent: false },
    ];
  },
  async rewrites() {
    return {
      beforeFiles: [{ source: "/before", destination: "/api/echo?stage=before" }],
      afterFiles: [
        { source: "/to-api/:id", destination: "/api/echo?id=:id" },
        { source: "/to-app", destination: "/r" },
        { source: "/nl-NL/raw", destination: "/api/echo?raw=1", locale: false },
      ],
      fallback: [{ source: "/fall/:p*", destination: "/api/echo?p=:p*" }],
    };
  },
  async headers() {
    return [
      { source: "/r", headers: [{ key: "x-rule", value: "1" }] },
      { source: "/fr/item/:id", locale: false, headers: [{ key: "x-fr", value: ":id" }] },
      { source: "/api/:p*", headers: [{ key: "x-api", value: "1" }] },
    ];
  },
};

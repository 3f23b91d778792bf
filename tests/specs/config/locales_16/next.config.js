module.exports = {
  i18n: {
    locales: ["en", "fr", "nl"],
    defaultLocale: "en",
    domains: [{ domain: "example.nl", defaultLocale: "nl", http: true }],
  },
  redirects: async () => [
    { source: "/old", destination: "/plain", permanent: false },
    { source: "/fr/only", destination: "/plain?only=fr", permanent: false, locale: false },
  ],
  rewrites: async () => [{ source: "/to-api", destination: "/api/echo" }],
};

module.exports = {
  headers: async () => [
    { source: "/api/head/:kind", headers: [{ key: "x-config", value: "config" }, { key: "Cache-Control", value: "public, max-age=1" }, { key: "Set-Cookie", value: "config=1; Path=/" }, { key: "Vary", value: "x-config" }] },
  ],
};

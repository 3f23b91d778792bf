module.exports = {
  basePath: "/docs",
  poweredByHeader: false,
  async headers() { return [{ source: "/base", headers: [{ key: "x-rule", value: "1" }, { key: "Set-Cookie", value: "rule=1" }] }]; },
  async rewrites() { return { beforeFiles: [{ source: "/first", destination: "/base?first=1" }], afterFiles: [{ source: "/then/:id", destination: "/base/:id?then=1" }], fallback: [] }; },
};

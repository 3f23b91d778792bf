module.exports = {
  basePath: "/base",
  trailingSlash: true,
  async redirects() { return [{ source: "/r1", destination: "/one", permanent: false }, { source: "/outside", destination: "https://example.com/x", basePath: false, permanent: false }]; },
  async rewrites() { return [{ source: "/w1/:id", destination: "/two/:id" }]; },
  async headers() { return [{ source: "/one", headers: [{ key: "x-h", value: "1" }] }, { source: "/:path*", basePath: false, headers: [{ key: "x-all", value: "1" }] }]; },
};

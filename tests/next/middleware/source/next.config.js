module.exports = {
  async redirects() { return [{ source: "/r/config", destination: "/one", permanent: false }]; },
  async rewrites() { return { beforeFiles: [{ source: "/r/before", destination: "/one" }], afterFiles: [{ source: "/r/after", destination: "/two/after" }], fallback: [] }; },
  async headers() { return [{ source: "/one", headers: [{ key: "x-conf", value: "1" }, { key: "x-dup", value: "config" }] }]; },
};

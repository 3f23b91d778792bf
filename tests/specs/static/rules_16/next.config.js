module.exports = {
  basePath: "/base",
  expireTime: 100,
  headers: () => [{ source: "/lined", headers: [{ key: "cache-control", value: "max-age=5" }, { key: "x-line", value: "1" }] }],
  rewrites: () => [{ source: "/moved/:id", destination: "/items/:id" }],
};

module.exports = {
  rewrites: async () => [{ source: "/down", destination: "http://127.0.0.1:1/none" }],
  headers: async () => [{ source: "/:path*", headers: [{ key: "x-rule", value: "1" }] }],
};

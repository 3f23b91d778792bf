module.exports = {
  redirects: async () => [{ source: "/away", destination: `/text?${"a".repeat(1500)}`, permanent: false }],
  headers: async () => [{ source: "/typed", headers: [{ key: "content-type", value: "text/plain" }] }],
  rewrites: async () => [{ source: "/outside", destination: "http://127.0.0.1:1/none" }],
};

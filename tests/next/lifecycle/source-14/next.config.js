module.exports = {
  experimental: { instrumentationHook: true },
  redirects: async () => [{ source: "/moved", destination: "/log", permanent: false }],
};

module.exports = { redirects: async () => [{ source: "/moved", destination: "/log", permanent: false }] };

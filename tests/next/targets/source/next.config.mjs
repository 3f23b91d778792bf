export default {
  compress: false,
  poweredByHeader: false,
  generateEtags: false,
  redirects: () => [{ source: "/go/:to*", destination: "/app/:to*", permanent: false }],
  rewrites: () => [{ source: "/via/:to*", destination: "/app/:to*" }],
  headers: () => [{ source: "/:path*", headers: [{ key: "x-content-type-options", value: "nosniff" }] }],
};

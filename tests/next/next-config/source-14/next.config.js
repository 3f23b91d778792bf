module.exports = async (phase) => ({
  trailingSlash: true,
  basePath: "/base",
  skipTrailingSlashRedirect: true,
  experimental: { trustHostHeader: true },
  serverRuntimeConfig: { secret: process.env.RUNTIME_SECRET, phase, list: [1, 2], call: () => "called" },
  publicRuntimeConfig: { shown: true },
});

module.exports = {
  trailingSlash: true,
  basePath: "/base",
  skipTrailingSlashRedirect: true,
  experimental: { trustHostHeader: true },
};

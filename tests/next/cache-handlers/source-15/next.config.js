module.exports = {
  cacheHandler: `${__dirname}/handlers/data.cjs`,
  cacheMaxMemorySize: 0,
  experimental: { useCache: true, cacheHandlers: { default: `${__dirname}/handlers/use.cjs`, other: `${__dirname}/handlers/use.cjs` } },
};

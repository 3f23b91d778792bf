module.exports = {
  cacheHandler: `${__dirname}/handlers/data.cjs`,
  cacheMaxMemorySize: 0,
  cacheComponents: true,
  cacheHandlers: { default: `${__dirname}/handlers/use.cjs`, other: `${__dirname}/handlers/use.cjs` },
};

module.exports = {
  cacheHandler: require.resolve("./handlers/data.cjs"),
  cacheMaxMemorySize: 0,
  experimental: { useCache: true, cacheHandlers: { default: require.resolve("./handlers/use.cjs"), other: require.resolve("./handlers/use.cjs") } },
};

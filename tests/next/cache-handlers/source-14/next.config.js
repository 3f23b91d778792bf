module.exports = { cacheHandler: require.resolve("./handlers/data.cjs"), cacheMaxMemorySize: 0 };

module.exports = { cacheHandler: require.resolve("./handlers/answers.cjs"), cacheMaxMemorySize: 0 };

module.exports = { cacheHandler: `${__dirname}/handlers/data.cjs`, cacheMaxMemorySize: 0 };

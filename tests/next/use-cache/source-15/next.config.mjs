export default { experimental: { useCache: true, cacheLife: { brief: { stale: 1, revalidate: 1, expire: 600 }, instant: { stale: 0, revalidate: 1, expire: 2 } } } };

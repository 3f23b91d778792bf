export default { cacheComponents: true, cacheLife: { brief: { revalidate: 600, expire: 3600 } } };

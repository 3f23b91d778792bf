export default { cacheComponents: true, cacheLife: { brief: { revalidate: 1, expire: 5 } } };

module.exports = { pageExtensions: ["api.ts", "page.tsx", "js"] };

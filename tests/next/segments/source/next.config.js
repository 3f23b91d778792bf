const config = { pageExtensions: ["api.js", "page.jsx", "mjs"] };
module.exports = async () => config;

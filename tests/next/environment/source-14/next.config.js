module.exports = { experimental: { instrumentationHook: true }, env: { BUILT: "built" } };

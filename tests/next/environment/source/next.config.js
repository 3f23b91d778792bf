module.exports = { env: { BUILT: "built" } };

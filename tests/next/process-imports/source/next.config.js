module.exports = { env: { colour: "blue" } };

module.exports = { assetPrefix: "https://files.example.test/static/" };

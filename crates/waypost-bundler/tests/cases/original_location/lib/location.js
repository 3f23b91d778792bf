const own = (__dirname) => ({ __dirname });
module.exports = { __filename, require, own, main: require.main === module };

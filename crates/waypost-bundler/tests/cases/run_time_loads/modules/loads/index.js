module.exports = (name) => require(name);
exports.again = (name) => require("./" + name);

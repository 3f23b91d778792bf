module.exports = "edge";

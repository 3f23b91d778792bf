module.exports = "server";

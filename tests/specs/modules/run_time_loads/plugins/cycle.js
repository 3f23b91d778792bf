const one = require("./one");
exports.seen = () => Object.keys(one).length;

const path = require("node:path");
exports.base = path.basename("/a/b.txt");
exports.__esModule = true;
exports.default = "default of old";

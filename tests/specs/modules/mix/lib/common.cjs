const { basename } = require("path");
const esm = require("./esm.mjs");
let count = 0;
exports.named = "named";
exports.counter = () => ++count;
exports.fromEsm = () => esm.value;
exports.names = [basename(__filename), basename(__dirname), typeof module, typeof exports];

const crypto = require("crypto");
const { EventEmitter } = require("events");
exports.GET = () => [crypto, EventEmitter, require("cluster-user"), require("punycode/")];

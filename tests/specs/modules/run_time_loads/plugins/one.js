#!/usr/bin/env node
const other = require("./cycle");
exports.value = ["one", other.seen(), require("./data.json").x, typeof module.parent, module.id === __filename];
exports.place = __filename;

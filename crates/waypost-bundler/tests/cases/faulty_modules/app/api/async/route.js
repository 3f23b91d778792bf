const { value } = require("../../../lib/value");
exports.GET = () => value;

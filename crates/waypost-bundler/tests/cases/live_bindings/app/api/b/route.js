const counters = require("../../../lib/counter");

exports.GET = () => counters.counter;

const { Worker } = require("worker_threads");
exports.cluster = require("cluster");
exports.Pool = class extends Worker {};

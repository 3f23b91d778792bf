exports.fixed = true;

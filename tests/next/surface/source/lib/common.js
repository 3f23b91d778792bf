exports.named = "named";
exports.computed = () => typeof module;

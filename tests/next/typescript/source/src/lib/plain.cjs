module.exports = function plain() { return "plain"; };
module.exports.member = 1;

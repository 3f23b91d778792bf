counter = 1; module.exports = arguments.length;

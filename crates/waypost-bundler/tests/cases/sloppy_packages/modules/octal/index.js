module.exports = ["\033[0m", 010];

module.exports = function (object) {
  with (object) {
    return name;
  }
};

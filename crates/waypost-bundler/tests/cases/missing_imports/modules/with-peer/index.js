try {
  exports.peer = require("optional-peer");
} catch {
  exports.peer = null;
}

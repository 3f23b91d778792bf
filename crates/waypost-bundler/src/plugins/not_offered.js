// A builtin that is not offered yet, seen from its importer: every member can be read, stored and
// inherited from, as packages do when they load, and throws once it is called, constructed or turned
// into a primitive value.
module.exports = function notOffered(moduleName, importer) {
  function fail(member) {
    const what = member === "" ? `module "${moduleName}"` : `"${member}" of "${moduleName}"`;
    const error = new Error(`${what} is not available in waypost, and "${importer}" uses it`);
    error.code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
    throw error;
  }
  function member(path) {
    const target = function () {};
    return new Proxy(target, {
      get(_, key) {
        if (key === "prototype") return target.prototype;
        if (key === Symbol.toPrimitive) return () => fail(path);
        // Neither a thenable nor an ES module: asking is not using.
        if (typeof key === "symbol" || key === "then" || key === "__esModule") return undefined;
        return member(path === "" ? key : `${path}.${key}`);
      },
      apply: () => fail(path),
      construct: () => fail(path),
    });
  }
  // Interop copies the prototype of a CommonJS namespace, not its unknown members.
  return Object.create(member(""));
};

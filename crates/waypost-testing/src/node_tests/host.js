// What a process of its own has and a worker must not have: an end, a working directory that can be
// changed, errors that end it. A test file is its main module.
(function (given) {
  "use strict";
  const { Module } = given.modules;
  const { alive, askForTicks, enterTicks } = given.eventLoop;
  const { uncaughtException } = given.uncaught;
  const process = globalThis.process;
  const prototype = Object.getPrototypeOf(process);
  const emitOfEmitter = prototype.emit;
  const define = (target, name, value) =>
    Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
  const inspect = (value) => process.getBuiltinModule("util").inspect(value);

  function tell(error) {
    let text;
    try {
      text = inspect(error);
    } catch {
      text = String(error);
    }
    process.stderr.write(`Uncaught:\n${text}\n`);
  }

  // ---- the end ----

  let isEnding = false;
  function end(code) {
    if (code !== undefined && code !== null) process.exitCode = Number(code);
    if (!isEnding) {
      isEnding = true;
      process._exiting = true;
      try {
        emitOfEmitter.call(process, "exit", process.exitCode || 0);
      } catch (error) {
        tell(error);
        given.exit(7);
      }
    }
    given.exit(process.exitCode || 0);
  }

  function fail(error) {
    tell(error);
    end(1);
  }

  function exit(code) {
    end(code);
  }
  const replaced = { exit, reallyExit: (code) => given.exit(code || 0), abort: () => given.exit(134), chdir };
  for (const name of Object.keys(replaced)) process[name] = replaced[name];

  function chdir(directory) {
    if (typeof directory !== "string") {
      const error = new TypeError(`The "directory" argument must be of type string. Received ${inspect(directory)}`);
      throw Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
    }
    if (!given.changeDirectory(directory)) throw Object.assign(new Error(`ENOENT: no such file or directory, chdir '${directory}'`), { code: "ENOENT" });
  }

  // ---- errors that nobody takes end the process ----

  define(prototype, "emit", function emit(name, ...args) {
    if (this !== process) return emitOfEmitter.call(this, name, ...args);
    if (name === "unhandledRejection") return rejected(...args);
    if (name !== "uncaughtException") return emitOfEmitter.call(process, name, ...args);
    let isTaken;
    try {
      isTaken = emitOfEmitter.call(process, name, ...args);
    } catch (second) {
      fail(second);
    }
    if (!isTaken) fail(args[0]);
    return true;
  });

  function rejected(reason, promise) {
    if (emitOfEmitter.call(process, "unhandledRejection", reason, promise)) return true;
    const { nodeError } = given.errors;
    const isError = reason instanceof Error || Object.prototype.toString.call(reason) === "[object Error]";
    const error = isError
      ? reason
      : nodeError(Error, "ERR_UNHANDLED_REJECTION", `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${inspect(reason)}".`);
    uncaughtException(error);
    return true;
  }

  // ---- flags ----

  const flags = given.flags === "" ? [] : given.flags.split(" ");
  process.execArgv = flags;
  if (flags.some((flag) => /^--expose[-_]gc$/.test(flag))) {
    Object.defineProperty(globalThis, "gc", { value: given.gc, writable: true, configurable: true, enumerable: false });
  }
  if (flags.includes("--no-deprecation")) process.noDeprecation = true;
  if (flags.includes("--throw-deprecation")) process.throwDeprecation = true;

  // ---- modules ----

  let nodeTest;
  const load = Module._load;
  Module._load = function _load(request, parent, isMain) {
    if (request === "node:test") return (nodeTest ??= given.nodeTest(process.getBuiltinModule("assert"), fail));
    return load.call(this, request, parent, isMain);
  };

  return {
    start() {
      if (given.file.endsWith(".mjs")) {
        given.esModules.importFile(given.file).then(undefined, uncaughtException);
        return;
      }
      try {
        Module._load(given.file, null, true);
      } catch (error) {
        uncaughtException(error);
      }
      // What the file left for the next tick comes before any timer and immediate.
      enterTicks();
      // The loop reads what was started when it turns.
      askForTicks();
    },
    isAlive: alive,
    beforeEnd() {
      try {
        emitOfEmitter.call(process, "beforeExit", process.exitCode || 0);
      } catch (error) {
        uncaughtException(error);
      }
    },
    end() {
      end();
    },
  };
})

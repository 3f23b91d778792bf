// The part of node:test that Node.js's own tests use: tests and suites one after another, hooks,
// mocks. A failure is the process's exit code.
(function (assert, fail) {
  "use strict";
  const HOOKS = ["before", "after", "beforeEach", "afterEach"];

  class Suite {
    constructor(parent) {
      this.parent = parent;
      this.children = [];
      for (const name of HOOKS) this[name] = [];
    }
    async hooks(name, context) {
      if (this.parent !== null && name.endsWith("Each")) await this.parent.hooks(name, context);
      for (const hook of this[name]) await called(hook, context);
    }
  }

  const root = new Suite(null);
  let current = root;
  let isRunning = false;
  let unfinished = 0;

  globalThis.process.on("exit", (code) => {
    if (code === 0 && unfinished > 0) {
      globalThis.process.stderr.write(`${unfinished} tests of node:test did not end\n`);
      globalThis.process.exit(1);
    }
  });

  /** Calls a function that takes a callback, or returns a promise, or does neither. */
  function called(fn, context) {
    if (fn.length < 2) return Promise.resolve(fn.call(context, context, () => {}));
    return new Promise((resolve, reject) => {
      fn.call(context, context, (error) => (error ? reject(error) : resolve()));
    });
  }

  function parsed(args) {
    const name = typeof args[0] === "string" ? args[0] : (args.find((one) => typeof one === "function")?.name ?? "");
    const options = args.find((one) => typeof one === "object" && one !== null) ?? {};
    const fn = args.find((one) => typeof one === "function") ?? (() => {});
    return { name, options, fn };
  }

  class TestContext {
    constructor(name, suite) {
      this.name = name;
      this.fullName = name;
      this.suite = suite;
      this.mock = new MockTracker();
      this.assert = assert;
      this.signal = new AbortController().signal;
      this.afters = [];
      this.isSkipped = false;
    }
    test(...args) {
      const { name, options, fn } = parsed(args);
      if (options.skip) return Promise.resolve();
      return runTest({ name, fn, options }, new Suite(this.suite));
    }
    after(fn) {
      this.afters.push(fn);
    }
    before(fn) {
      return called(fn, this);
    }
    beforeEach(fn) {
      this.suite.beforeEach.push(fn);
    }
    afterEach(fn) {
      this.suite.afterEach.push(fn);
    }
    skip() {
      this.isSkipped = true;
    }
    todo() {}
    plan() {}
    diagnostic() {}
    runOnly() {}
  }

  async function runTest(test, suite) {
    unfinished++;
    const context = new TestContext(test.name, suite);
    try {
      await suite.hooks("beforeEach", context);
      try {
        await called(test.fn, context);
      } finally {
        for (const fn of context.afters) await called(fn, context);
        await suite.hooks("afterEach", context);
        context.mock.restoreAll();
      }
    } catch (error) {
      if (!test.options.todo && !context.isSkipped) {
        error = error ?? new Error("the test failed");
        globalThis.process.stderr.write(`not ok: ${test.name}\n`);
        fail(error);
      }
    }
    unfinished--;
  }

  async function runSuite(suite) {
    await suite.hooks("before", {});
    for (let i = 0; i < suite.children.length; i++) {
      const child = suite.children[i];
      if (child instanceof Suite) await runSuite(child);
      else await runTest(child, suite);
      child.done?.();
    }
    await suite.hooks("after", {});
  }

  function schedule() {
    if (isRunning) return;
    isRunning = true;
    unfinished++;
    setImmediate(async () => {
      try {
        await runSuite(root);
      } catch (error) {
        fail(error);
      }
      root.children.length = 0;
      unfinished--;
      isRunning = false;
    });
  }

  function add(child) {
    current.children.push(child);
    schedule();
    return new Promise((resolve) => {
      child.done = resolve;
    });
  }

  function test(...args) {
    const { name, options, fn } = parsed(args);
    if (options.skip) return Promise.resolve();
    return add({ name, options, fn });
  }

  function describe(...args) {
    const { options, fn } = parsed(args);
    if (options.skip) return Promise.resolve();
    const suite = new Suite(current);
    const added = add(suite);
    const outer = current;
    current = suite;
    try {
      const result = fn.call(suite, suite);
      if (typeof result?.then === "function") suite.before.unshift(() => result);
    } finally {
      current = outer;
    }
    return added;
  }

  for (const fn of [test, describe]) {
    fn.skip = () => Promise.resolve();
    fn.todo = () => Promise.resolve();
    fn.only = fn;
  }

  // ---- mocks ----

  class MockFunction {
    constructor(original, implementation, restore) {
      this.calls = [];
      this.original = original;
      this.implementation = implementation;
      this.once = new Map();
      this.restore = restore;
    }
    callCount() {
      return this.calls.length;
    }
    resetCalls() {
      this.calls = [];
    }
    mockImplementation(implementation) {
      this.implementation = implementation;
    }
    mockImplementationOnce(implementation, onCall) {
      this.once.set(onCall ?? this.calls.length, implementation);
    }
  }

  function mocked(original, implementation, restore = () => {}) {
    const mock = new MockFunction(original, implementation, restore);
    return new Proxy(original, {
      get: (target, key, receiver) => (key === "mock" ? mock : Reflect.get(target, key, receiver)),
      apply: (_target, self, args) => record(mock, self, args, (fn) => Reflect.apply(fn, self, args)),
      construct: (_target, args, newTarget) => record(mock, undefined, args, (fn) => Reflect.construct(fn, args, newTarget)),
    });
  }

  function record(mock, self, args, run) {
    const call = { arguments: args, this: self, result: undefined, error: undefined, stack: new Error(), target: undefined };
    const fn = mock.once.get(mock.calls.length) ?? mock.implementation;
    try {
      call.result = run(fn);
      return call.result;
    } catch (error) {
      call.error = error;
      throw error;
    } finally {
      mock.calls.push(call);
    }
  }

  class MockTracker {
    #restores = [];
    fn(original = () => {}, implementation = original) {
      return mocked(original, typeof implementation === "function" ? implementation : original);
    }
    method(object, name, implementation, options) {
      const { getter, setter } = (typeof implementation === "object" ? implementation : options) ?? {};
      let owner = object;
      while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
      const before = Object.getOwnPropertyDescriptor(owner, name);
      const isOwn = owner === object;
      const kind = getter ? "get" : setter ? "set" : "value";
      const restore = () => (isOwn ? Object.defineProperty(object, name, before) : delete object[name]);
      const fn = mocked(before[kind], typeof implementation === "function" ? implementation : before[kind], restore);
      Object.defineProperty(object, name, { ...before, configurable: true, [kind]: fn });
      this.#restores.push(restore);
      return fn;
    }
    getter(object, name, implementation) {
      return this.method(object, name, implementation, { getter: true });
    }
    setter(object, name, implementation) {
      return this.method(object, name, implementation, { setter: true });
    }
    restoreAll() {
      for (const restore of this.#restores.splice(0).reverse()) restore();
    }
    reset() {
      this.restoreAll();
    }
  }

  const hook = (name) => (fn) => void current[name].push(fn);
  Object.assign(test, {
    test, it: test, describe, suite: describe, mock: new MockTracker(), default: test,
    ...Object.fromEntries(HOOKS.map((name) => [name, hook(name)])),
  });
  return test;
})

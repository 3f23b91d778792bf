// Async context under load and in corners: 200 interleaved flows through every construct that
// suspends, then order and protocol of each construct step by step.
//
// The same file runs on Node.js, where flows.expected.txt was recorded (`node flows.mjs`), and on
// waypost after its rewrite. Both must print the same.

import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";

const FLOWS = 200;
const als = new AsyncLocalStorage();
const other = new AsyncLocalStorage();

// ---- reporting ----

let checks = 0;
const wrong = new Map();

function check(where, want, ...given) {
  const got = given.length === 0 ? als.getStore()?.id : given[0];
  checks++;
  if (Object.is(want, got)) return;
  const entry = wrong.get(where) ?? { count: 0, crossed: 0, first: `want ${want}, got ${got}` };
  entry.count++;
  if (got !== undefined) entry.crossed++;
  wrong.set(where, entry);
}

function summary(title) {
  console.log(`${title}: ${checks} checks, ${wrong.size} wrong`);
  for (const [where, { count, crossed, first }] of wrong) {
    console.log(`  ${where}: ${count} times, ${crossed} of another flow (${first})`);
  }
  checks = 0;
  wrong.clear();
}

// ---- what flows are made of ----

let seed = 20240601;
function random(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed % n;
}

const sleep = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const fail = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error("expected")), ms));
const thenable = (where, id, value) => ({
  then(resolve) {
    check(`then of a thenable: ${where}`, id);
    sleep(1).then(() => resolve(value));
  },
});

Array.fromAsync ??= async function fromAsync(items, mapper) {
  const result = [];
  for await (const item of items) result.push(mapper ? await mapper(item) : item);
  return result;
};
Promise.withResolvers ??= function withResolvers() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
};
Promise.try ??= (callback, ...args) => new Promise((resolve) => resolve(callback(...args)));

class Account {
  id;
  constructor(id) {
    this.id = id;
  }
  field = async (value) => {
    await sleep(random(3));
    check("class field", this.id);
    return await Promise.resolve(value);
  };
  async method() {
    await sleep(random(3));
    check("method", this.id);
    return super.toString();
  }
  static async shared(id) {
    await null;
    check("static method", id);
  }
  async #hidden() {
    await sleep(1);
    check("private method", this.id);
  }
  hidden() {
    return this.#hidden();
  }
}

async function* numbers(id) {
  try {
    for (let i = 0; i < 3; i++) {
      await sleep(random(3));
      check("generator after await", id);
      yield i;
      check("generator after yield", id);
    }
  } finally {
    check("generator in finally", id);
  }
}

async function* yieldsRejection(id) {
  try {
    yield fail(random(3));
  } catch {
    check("generator catches what it yielded", id);
    yield "caught";
  }
}

async function* delegates(id) {
  const result = yield* numbers(id);
  check("generator after yield*", id);
  yield result;
  yield* [1, sleep(1, 2)];
  check("generator after yield* of an array", id);
}

async function* returnsPromise(id) {
  try {
    return await sleep(1);
  } finally {
    check("generator returns, finally", id);
  }
}

async function* returnsRejection(id) {
  try {
    return fail(1);
  } catch {
    check("generator catches what it returned", id);
  }
}

async function nested(id, offset) {
  return als.run({ id: id + offset }, async () => {
    check("nested run", id + offset);
    await sleep(random(4));
    check("nested run after await", id + offset);
    try {
      await fail(random(3));
    } catch (error) {
      check("nested catch", id + offset);
    }
    return 7;
  });
}

async function returnInTry(id) {
  try {
    return sleep(random(3)).then(() => check("then callback", id));
  } finally {
    check("finally after return", id);
  }
}

async function returnAwaitInTry(id) {
  try {
    return await sleep(random(3)).then(() => 1);
  } finally {
    check("finally after return await", id);
  }
}

async function rejectsInTry(id) {
  try {
    await fail(random(3));
  } finally {
    check("finally after rejection", id);
  }
}

const returnsThenable = async (id) => {
  await sleep(random(3));
  return thenable("return", id, 3);
};
const returnsThenableAtOnce = async (id) => thenable("expression body", id, 4);

async function expressions(id) {
  const { a = await sleep(1, 5), ...rest } = {};
  check("destructuring default", id);
  const [b = await nested(id, 4000)] = [];
  check("array destructuring default", id);
  const text = `x${await sleep(1, "y")}z${await nested(id, 1)}`;
  check("template", id);
  check("template value", "xyz7", text);
  const object = { f: async (value) => value, x: 1 };
  const chained = await object?.[await sleep(1, "f")]?.(await nested(id, 2));
  check("optional chain", id);
  check("values", "5 7 7", `${a} ${b} ${chained}`);
  let x = 1;
  x += await (async () => {
    await sleep(1);
    x = 100;
    return 1;
  })();
  check("compound assignment reads first", 2, x);
  object.x += await sleep(1, 2);
  object.missing ??= await sleep(1, "m");
  object.missing &&= await sleep(1, "n");
  check("compound values", "3 n", `${object.x} ${object.missing}`);
  const order = [];
  const collect = (...args) => order.push(...args);
  collect((order.push("a"), await sleep(1, 1)), order.length, await sleep(1, 2));
  check("argument order", "a,1,1,2", order.join());
  const computed = { [await sleep(1, "key")]: 1, async [await sleep(1, "m")]() {} };
  check("computed keys", "key,m", Object.keys(computed).join());
  class Derived extends (await sleep(1, Account)) {
    static [await sleep(1, "name2")] = 1;
  }
  check("class heritage", "1 true", `${Derived.name2} ${new Derived(1) instanceof Account}`);
  check("conditional", 2, (await sleep(1, false)) ? await sleep(1, 1) : await sleep(1, 2));
  check("new", 3, new (await sleep(1, Account))(await sleep(1, 3)).id);
  check("spread", "1,2", [...(await sleep(1, [1])), await 2].join());
  check("typeof", "number", typeof (await sleep(1, 1)));
  check("tagged", "ab", String.raw`a${await sleep(1, "b")}`);
  check("comma", 2, (await 1, await 2));
  check("in", true, (await sleep(1, "x")) in (await sleep(1, { x: 1 })));
  const deleted = { k: 1 };
  delete (await sleep(1, deleted))[await sleep(1, "k")];
  delete (await sleep(1, deleted))?.[await sleep(1, "l")];
  check("delete", 0, Object.keys(deleted).length);
  check("expressions", id);
  void rest;
}

async function statements(id) {
  for (let i = await sleep(1, 0); i < (await sleep(1, 2)); i += await sleep(1, 1)) check("for head", id);
  switch (await sleep(1, 1)) {
    case await sleep(1, 0):
      check("wrong case", 0, 1);
    case await sleep(1, 1):
      check("switch", id);
  }
  let n = 0;
  while ((await n) < 2) n++;
  do n--;
  while (await n);
  for (const key in await sleep(1, { p: 1 })) check("for in", "p", key);
  for (const v of await sleep(1, [1])) check("for of", await sleep(1, 1), v);
  if (await sleep(1, true)) check("if", id);
  else check("else", 0, 1);
  outer: for (;;) {
    for (;;) {
      await null;
      break outer;
    }
  }
  try {
    throw await sleep(1, { code: 1 });
  } catch ({ code, more = await sleep(1, 2) }) {
    check("catch pattern", "1 2", `${code} ${more}`);
    check("catch pattern", id);
  }
  try {
    await fail(1);
  } catch ({ message, more = await sleep(1, als.getStore()?.id) }) {
    check("catch pattern after rejection", id, more);
  }
}

async function loops(id) {
  for await (const v of numbers(id)) {
    check("for await body", id);
    await sleep(random(2));
    check("for await body after await", id);
    if (v === 1 && id % 3 === 0) break;
  }
  check("after for await", id);
  try {
    for await (const v of numbers(id)) if (v === 1) throw new Error("expected");
  } catch {
    check("throw out of for await", id);
  }
  for await (const v of [sleep(1), sleep(2), 3]) check("for await of an array", id);
  check("after for await of an array", id);
  for await (const v of yieldsRejection(id)) check("for await of a rejection", id);
  let sum = 0;
  for await (const v of delegates(id)) sum += v ?? 0;
  check("delegated values", 6, sum);
  outer: for await (const a of [1, 2]) {
    for await (const b of numbers(id)) {
      if (a === 1) continue outer;
      break outer;
    }
  }
  check("labels", id);
  await returnsPromise(id).next();
  await returnsRejection(id).next();
  check("after generators that return", id);
  const ended = numbers(id);
  await ended.next();
  await ended.return();
  check("after generator.return", id);
  const queued = numbers(id);
  await Promise.all([queued.next(), queued.next(), queued.next(), queued.next()]);
  check("after queued requests", id);
}

async function promises(id) {
  await Promise.all([sleep(random(4)), nested(id, 1000), nested(id, 2000)]);
  check("all", id);
  await Promise.race([sleep(random(4)), nested(id, 3000)]);
  check("race", id);
  await Promise.allSettled([fail(1), sleep(1)]);
  check("allSettled", id);
  await Promise.any([fail(1), sleep(2)]);
  check("any", id);
  await returnInTry(id);
  await returnAwaitInTry(id);
  check("returns", id);
  const reactions = [
    sleep(random(3)).finally(() => check("finally callback", id)),
    fail(random(3)).catch(() => check("catch callback", id)),
    sleep(1).then(() => check("then callback", id)),
    new Promise((resolve) => queueMicrotask(() => resolve(check("queueMicrotask", id)))),
    new Promise((resolve) => setTimeout(() => resolve(check("setTimeout", id)), random(3))),
  ];
  await Promise.all(reactions);
  check("reactions", id);
  await thenable("await", id, 1);
  check("after a thenable", id);
  check("returned thenable", 3, await returnsThenable(id));
  check("expression thenable", 4, await returnsThenableAtOnce(id));
  await Promise.resolve(thenable("Promise.resolve", id, 1));
  await new Promise((resolve) => resolve(thenable("resolve()", id, 1)));
  await new Promise((resolve) => setTimeout(() => resolve(thenable("resolve() later", id, 1)), 1));
  await sleep(1).then(() => thenable("then callback", id, 1));
  await sleep(1).finally(() => thenable("finally callback", id, 1));
  await Promise.all([thenable("Promise.all", id, 1)]);
  await Promise.race([thenable("Promise.race", id, 1)]);
  await Promise.try(() => thenable("Promise.try", id, 1));
  const { promise, resolve } = Promise.withResolvers();
  resolve(thenable("withResolvers", id, 1));
  await promise;
  check("thenables", id);
  await Array.fromAsync([sleep(random(3)), thenable("Array.fromAsync", id, 1)], (value) => {
    check("Array.fromAsync mapper", id);
    return value;
  });
  check("after Array.fromAsync", id);
}

class Plain extends Promise {}
class Lazy extends Promise {
  constructor(executor) {
    super(executor ?? (() => {}));
    this.isLazy = executor === undefined;
  }
  then(fulfilled, rejected) {
    if (!this.isLazy) return super.then(fulfilled, rejected);
    check("then of a subclass", als.getStore()?.id ?? "none");
    return sleep(1, "lazy").then(fulfilled, rejected);
  }
  static get [Symbol.species]() {
    return Promise;
  }
}

async function subclasses(id) {
  await new Plain((resolve) => setTimeout(resolve, 1)).then(() => check("subclass", id));
  check("after a subclass", id);
  check("subclass with a then", "lazy", await new Lazy());
  check("after a subclass with a then", id);
}

const AsyncFunction = (async () => {}).constructor;
const AsyncGeneratorFunction = (async function* () {}).constructor;

async function dynamicCode(id) {
  const body = "await sleep(2); check('new AsyncFunction', id); return 1";
  await new AsyncFunction("id", "check", "sleep", body)(id, check, sleep);
  check("after AsyncFunction", id);
  const made = new Function("return async (id, check, sleep) => { await sleep(1); check('new Function', id) }");
  await made()(id, check, sleep);
  check("after Function", id);
  const generator = AsyncGeneratorFunction("id", "check", "sleep", "yield 1; await sleep(1); check('generated', id)");
  for await (const v of generator(id, check, sleep)) check("for await of generated", id);
  let local = 1;
  await eval("(async () => { await sleep(1); check('direct eval', id); local++ })()");
  check("direct eval sees locals", 2, local);
  const indirect = (0, eval)("(async (id, check, sleep) => { await sleep(1); check('indirect eval', id) })");
  await indirect(id, check, sleep);
  check("after eval", id);
}

async function storages(id) {
  als.enterWith({ id });
  try {
    await sleep(1);
    als.enterWith({ id: id + 9000 });
    throw new Error("expected");
  } catch {
    check("enterWith, throw, catch", id + 9000);
  }
  als.enterWith({ id });
  const bound = AsyncResource.bind(() => check("bound", id));
  const snapshot = AsyncLocalStorage.snapshot();
  await sleep(random(3));
  als.run({ id: -5 }, bound);
  als.run({ id: -6 }, () => snapshot(() => check("snapshot", id)));
  await als.exit(async () => {
    check("exit", undefined);
    await sleep(1);
    check("exit after await", undefined);
  });
  check("after exit", id);
  await other.run(id, async () => {
    await sleep(1);
    check("second storage", id, other.getStore());
    check("first storage inside the second", id);
    await als.run({ id: id + 1 }, () => sleep(1));
    check("second storage after run of the first", id, other.getStore());
  });
  check("second storage outside", undefined, other.getStore());
  const resource = new AsyncResource("Flow");
  await als.run({ id: -7 }, async () => {
    await sleep(1);
    resource.runInAsyncScope(() => check("resource", id));
    check("after a resource", -7);
  });
}

async function flow(id) {
  check("start", id);
  await sleep(random(5));
  check("await", id);
  await null;
  check("await null", id);
  try {
    await fail(random(4));
  } catch {
    check("catch", id);
  } finally {
    check("finally", id);
  }
  await rejectsInTry(id).catch(() => check("rejected", id));
  const account = new Account(id);
  await account.field(1);
  await account.method();
  await Account.shared(id);
  await account.hidden();
  check("class", id);
  for (const part of [expressions, statements, loops, promises, subclasses, dynamicCode, storages]) {
    await part(id);
    check(`after ${part.name}`, id);
  }
}

async function interleaved() {
  const running = [];
  let finished = 0;
  const failures = new Map();
  for (let id = 0; id < FLOWS; id++) {
    const done = als.run({ id }, () => flow(id));
    running.push(
      done.then(
        () => finished++,
        (error) => failures.set(String(error), (failures.get(String(error)) ?? 0) + 1),
      ),
    );
    check("outside", undefined);
  }
  await Promise.all(running);
  check("after all flows", undefined);
  console.log(`${finished} of ${FLOWS} flows finished`);
  for (const [error, count] of failures) console.log(`  ${error}: ${count} times`);
}

// ---- a generator that several consumers share ----

async function sharedGenerator() {
  const log = [];
  const id = () => als.getStore()?.id;
  async function* counter() {
    let i = 0;
    try {
      for (;;) {
        const sent = yield i++;
        log.push(`resumed by ${id()} with ${sent}`);
        await sleep(1);
        log.push(`after await ${id()}`);
      }
    } catch (error) {
      log.push(`thrown ${error} by ${id()}`);
      yield "caught";
      log.push(`resumed by ${id()}`);
    } finally {
      log.push(`finally for ${id()}`);
    }
  }
  async function* wrapper() {
    log.push(`wrapper begins for ${id()}`);
    yield* counter();
    log.push(`wrapper ends for ${id()}`);
  }
  const generator = als.run({ id: "maker" }, wrapper);
  const consume = (name, method, value) =>
    als.run({ id: name }, async () => {
      const promise = generator[method](value);
      log.push(`${name} goes on as ${id()}`);
      const { value: got, done } = await promise;
      log.push(`${name} got ${got} ${done} as ${id()}`);
    });
  await consume("A", "next");
  await consume("B", "next", "b");
  await consume("C", "next", "c");
  await consume("F", "throw", "f");
  await consume("G", "return", "g");
  await consume("H", "next");
  const unstarted = counter();
  await als.run({ id: "I" }, () => unstarted.return(1));
  await als.run({ id: "J" }, () => unstarted.next());
  log.push(`outside ${id()}`);
  console.log(log.join("\n"));
}

// ---- the order of microtasks ----

async function order() {
  const log = [];
  const ticks = (n) => {
    let promise = Promise.resolve();
    for (let i = 0; i < n; i++) promise = promise.then(() => log.push(`tick ${i}`));
    return promise;
  };
  const mark = (name) => log.push(name);
  const cases = {
    "await value": async () => void (await 1),
    "await promise": async () => void (await Promise.resolve()),
    "await thenable": async () => void (await { then: (resolve) => resolve() }),
    "return value": async () => 1,
    "return promise": async () => Promise.resolve(),
    "return thenable": async () => ({ then: (resolve) => resolve() }),
    "for await array": async () => {
      for await (const v of [1, Promise.resolve(2)]) mark(`item ${v}`);
    },
    "for await generator": async () => {
      for await (const v of (async function* () {
        yield 1;
        yield Promise.resolve(2);
        return 4;
      })())
        mark(`item ${v}`);
    },
    "for await break": async () => {
      for await (const v of (async function* () {
        yield 1;
      })())
        break;
    },
    "resolve a thenable": () => Promise.resolve({ then: (resolve) => resolve() }),
    "new Promise of a thenable": () => new Promise((resolve) => resolve({ then: (done) => done() })),
    "then returns a promise": () => Promise.resolve().then(() => Promise.resolve()),
    finally: () => Promise.resolve().finally(() => {}),
    "catch": () => Promise.reject(1).catch(() => {}),
  };
  for (const [name, run] of Object.entries(cases)) {
    log.length = 0;
    const clock = ticks(16);
    await Promise.all([clock, run().then(() => mark("done"))]);
    console.log(`${name}: ${log.join(", ")}`);
  }
}

// ---- the protocol of for await ----

function source(log, overrides = {}) {
  let count = 0;
  return {
    [Symbol.asyncIterator]() {
      log.push("iterator");
      return this;
    },
    get next() {
      log.push("get next");
      return async () => {
        log.push("next");
        return { value: ++count, done: count > 2 };
      };
    },
    get return() {
      log.push("get return");
      return async (value) => {
        log.push(`return ${value}`);
        return {};
      };
    },
    ...overrides,
  };
}

async function protocol() {
  const boom = (text) => {
    throw new Error(text);
  };
  const cases = {
    whole: async (log) => {
      for await (const v of source(log)) log.push(v);
    },
    break: async (log) => {
      for await (const v of source(log)) break;
    },
    return: async (log) => {
      for await (const v of source(log)) return "returned";
    },
    throw: async (log) => {
      for await (const v of source(log)) boom("body");
    },
    "return fails": async (log) => {
      for await (const v of source(log, { return: () => boom("close") })) break;
    },
    "body and return fail": async (log) => {
      for await (const v of source(log, { return: () => boom("close") })) boom("body");
    },
    "body fails, return rejects": async (log) => {
      for await (const v of source(log, { return: () => Promise.reject(new Error("close")) })) boom("body");
    },
    "return answers nothing": async (log) => {
      for await (const v of source(log, { return: () => 1 })) break;
    },
    "no return": async (log) => {
      for await (const v of source(log, { return: undefined })) break;
    },
    "next fails": async (log) => {
      for await (const v of source(log, { next: () => boom("next") })) log.push(v);
    },
    "next rejects": async (log) => {
      for await (const v of source(log, { next: () => Promise.reject(new Error("next")) })) log.push(v);
    },
    "next answers nothing": async (log) => {
      for await (const v of source(log, { next: () => 1 })) log.push(v);
    },
    "binding fails": async (log) => {
      for await (const { x = boom("binding") } of source(log)) log.push(x);
    },
    "not iterable": async () => {
      for await (const v of {}) boom("body");
    },
    assignment: async (log) => {
      const target = {};
      for await (target.x of [1, 2]) log.push(target.x);
      for await ([target.x, target.y] of [[3, 4]]) log.push(target.x, target.y);
      for await ({ x: target.x } of [{ x: 5 }]) log.push(target.x);
      for await (var hoisted of [6]);
      log.push(hoisted);
    },
    closures: async (log) => {
      const functions = [];
      for await (const v of [1, 2]) functions.push(() => v);
      log.push(...functions.map((f) => f()));
    },
    "sync iterator": async (log) => {
      const iterator = {
        [Symbol.iterator]: () => iterator,
        next: () => ({ value: 1, done: false }),
        return: () => (log.push("closed"), {}),
      };
      for await (const v of iterator) break;
    },
    labels: async (log) => {
      one: two: for await (const a of [1, 2, 3]) {
        inner: for await (const b of source(log)) {
          if (a === 1) continue two;
          if (a === 2) continue inner;
          break one;
        }
      }
    },
    finally: async (log) => {
      for await (const v of source(log)) {
        try {
          break;
        } finally {
          await null;
          log.push("finally");
        }
      }
    },
  };
  for (const [name, run] of Object.entries(cases)) {
    const log = [];
    const outcome = await run(log).then(
      (value) => `-> ${value}`,
      (error) => `throws ${error.constructor.name}${error instanceof TypeError ? "" : ` ${error.message}`}`,
    );
    console.log(`${name}: ${log.join(", ")} ${outcome}`);
  }
}

// ---- async generators step by step ----

async function generators() {
  const log = [];
  const show = ({ value, done }) => `${value} ${done}`;
  const attempt = (promise) => promise.then(show, (error) => `rejects ${error.message ?? error}`);
  async function* inner() {
    try {
      const sent = yield "a";
      log.push(`sent ${sent}`);
      yield Promise.resolve("b");
      yield Promise.reject(new Error("yielded"));
    } catch (error) {
      log.push(`caught ${error.message ?? error}`);
      yield "after catch";
    } finally {
      log.push("cleaned");
      yield "in finally";
    }
    return "end";
  }
  async function* outer() {
    const result = yield* inner();
    log.push(`result ${result}`);
    yield* {
      [Symbol.asyncIterator]: () => ({ next: (value) => Promise.resolve({ value, done: value === "stop" }) }),
    };
    return Promise.resolve("over");
  }
  const plain = outer();
  for (const value of [0, 1, 2, 3, 4, 5, "stop", 7]) log.push(await attempt(plain.next(value)));
  const thrown = outer();
  log.push(await attempt(thrown.next()), await attempt(thrown.throw("t")), await attempt(thrown.return("r")));
  log.push(await attempt(thrown.next()), await attempt(thrown.next()));
  const noThrow = outer();
  for (let i = 0; i < 6; i++) await attempt(noThrow.next());
  log.push((await noThrow.throw(new Error("lost")).catch((error) => error)).constructor.name);
  const returned = inner();
  log.push(await attempt(returned.next()), await attempt(returned.return(Promise.reject(new Error("rejected return")))));
  async function* returnsRejected() {
    try {
      return Promise.reject(new Error("returned"));
    } catch (error) {
      yield `caught ${error.message}`;
    }
  }
  log.push(await attempt(returnsRejected().next()));
  log.push(await attempt(inner().throw(new Error("before the start"))));
  log.push(await attempt(inner().return(Promise.resolve("early"))));
  console.log(log.join("\n"));
}

// ---- functions keep their shape ----

async function shapes() {
  async function declared(a, b) {
    "use strict";
    await 1;
    return [this, arguments.length, a].join();
  }
  const hoisted = await (async function () {
    const early = typeof late;
    await 1;
    function late() {}
    return early;
  })();
  console.log(declared.length, declared.name, await declared.call(5, 6), hoisted);
  console.log((async () => {}).constructor.name, (async function* () {}).constructor.name, Promise.name, Promise.length);
  const method = { async name2(a) { await a; return super.toString === Object.prototype.toString; } };
  console.log(method.name2.name, await method.name2(1));
  console.log(Promise.prototype.then.name, Promise.prototype.then.length, Promise.resolve.name, eval.name, Function.name);
  console.log(new Function("a", "b", "return a + b")(1, 2), Function("return this")() === globalThis, (() => 0) instanceof Function);
  console.log(new AsyncFunction("a", "await a").name, await Function("return 1").call(), typeof eval);
  try {
    new Function("return (");
  } catch (error) {
    console.log(error.name);
  }
  const same = Promise.resolve(1);
  console.log(Promise.resolve(same) === same, same.constructor === Promise, Object.keys(same).length);
}

await interleaved();
summary("interleaved");
await sharedGenerator();
await order();
await protocol();
await generators();
await shapes();

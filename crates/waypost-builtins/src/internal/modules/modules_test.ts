// The run-time loader: files that are found, run once, and seen by each other as on Node.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { importFrom } from "waypost-internal:internal/modules/es_module";
import { createRequire, forgetAll } from "waypost-internal:internal/modules/require";
import Module, { builtinModules, isBuiltin } from "waypost-internal:node/module/module";
import fs from "waypost-internal:node/fs/fs";
import process from "waypost-internal:node/process/process";

type Loose = { [name: string]: (...args: unknown[]) => never };
const f = fs as unknown as Loose;

/** Runs with a folder that holds these files. */
async function withFiles(files: Record<string, string>, body: (folder: string) => unknown): Promise<void> {
  const folder = f.realpathSync!(f.mkdtempSync!("/tmp/waypost-modules-")) as string;
  try {
    for (const [path, text] of Object.entries(files)) {
      f.mkdirSync!(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      f.writeFileSync!(`${folder}/${path}`, text);
    }
    forgetAll();
    await body(folder);
  } finally {
    f.rmSync!(folder, { recursive: true, force: true });
  }
}

test("CommonJS modules run once and see each other in cycles", () =>
  withFiles(
    {
      "a.js": "exports.first = 1; exports.b = require('./b'); exports.this = this === exports;",
      "b.js": "const a = require('./a.js'); exports.seen = Object.keys(a); exports.later = () => a.this;",
    },
    (folder) => {
      const require = createRequire(`${folder}/main.js`);
      const a = require("./a") as { b: { seen: string[]; later(): boolean } };
      assertEquals(a.b.seen, ["first"]);
      assert(a.b.later());
      assert(require(`${folder}/a.js`) === a);
      assertEquals(require.resolve("./b"), `${folder}/b.js`);
      delete require.cache[`${folder}/a.js`];
      assert(require("./a") !== a);
    },
  ));

test("a module that throws is tried again", () =>
  withFiles({ "x.js": "globalThis.tries = (globalThis.tries ?? 0) + 1; if (tries < 2) throw new Error('first'); exports.ok = tries;" }, (folder) => {
    const require = createRequire(`${folder}/main.js`);
    assertThrows(() => require("./x"), "first");
    assertEquals((require("./x") as { ok: number }).ok, 2);
  }));

test("the two kinds of module see each other as on Node", () =>
  withFiles(
    {
      "esm.mjs": "import def, { named } from './cjs.cjs'; export { named }; export default def.named; export const meta = import.meta.url;",
      "cjs.cjs": "module.exports = { named: 'n', __esModule: true, default: 'd' };",
      "both.mjs": "export default function f() { return 1 } export const x = 2;",
      "face.mjs": "export const x = 1; export { x as 'module.exports' };",
      "waits.mjs": "await 0; export const x = 1;",
      "deep.mjs": "import './waits.mjs'; export const y = 2;",
      "typed/package.json": '{ "type": "module" }',
      "typed/x.js": "export const kind = typeof require;",
      "detected.js": "export const kind = 'detected';",
      "typed.ts": "enum Kind { A = 1 }\ntype X = string;\nexport default function f(x: X): string { return x + Kind[1]; }",
    },
    async (folder) => {
      const require = createRequire(`${folder}/main.js`);
      const esm = (await importFrom(`${folder}/main.js`, "./esm.mjs")) as Record<string, unknown>;
      assertEquals([esm.named, esm.default, esm.meta], ["n", "n", `file://${folder}/esm.mjs`]);
      const both = require("./both.mjs") as { __esModule: boolean; default(): number; x: number };
      assertEquals([both.__esModule, both.default(), both.x], [true, 1, 2]);
      assertEquals(require("./face.mjs"), 1);
      assertThrows(() => require("./deep.mjs"), { code: "ERR_REQUIRE_ASYNC_MODULE" });
      assertEquals((await importFrom(`${folder}/main.js`, "./deep.mjs")).y, 2);
      assertEquals((require("./typed/x.js") as { kind: string }).kind, "undefined");
      assertEquals(((await importFrom(`${folder}/main.js`, "./typed")) as { default(x: string): string }).default("q"), "qA");
      assertEquals((require("./detected") as { kind: string }).kind, "detected");
    },
  ));

test("bindings are live and cycles of ES modules close", () =>
  withFiles(
    {
      "counter.mjs": "import { read } from './reader.mjs'; export let count = 0; export function more() { count++; return read(); }",
      "reader.mjs": "import { count } from './counter.mjs'; export const read = () => count; export * from './counter.mjs';",
    },
    async (folder) => {
      const { more } = (await importFrom(`${folder}/x.js`, "./counter.mjs")) as { more(): number };
      assertEquals([more(), more()], [1, 2]);
    },
  ));

test("the manifest of Next.js is found where it is installed", () =>
  withFiles({ "node_modules/next/package.json": '{ "version": "15.0.1" }', "other/x.js": "" }, (folder) => {
    const require = createRequire(`${folder}/`);
    const path = `${folder}/node_modules/next/package.json`;
    assertEquals([require.resolve("next/package.json"), require.resolve("next/package.json", { paths: [`${folder}/other`] })], [path, path]);
    assertEquals((require(path) as { version: string }).version, "15.0.1");
    assertEquals(createRequire("/none/x.js").resolve("next/package.json"), "next/package.json");
    assertEquals([require.resolve("fs"), require.resolve("next/headers")], ["fs", "next/headers"]);
  }));

test("an addon is refused, with what to use in its place", () => {
  const load = (file: string): unknown => {
    const module = { exports: {} };
    process.dlopen(module, file);
    return module.exports;
  };
  assertThrows(() => load("/p/generated/libquery_engine-debian-openssl-3.0.x.so.node"), { code: "ERR_DLOPEN_FAILED" });
  assertThrows(() => load("/p/generated/libquery_engine-debian-openssl-3.0.x.so.node"), /set `engineType = "client"`/);
  assertThrows(() => load("/p/node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node"), /resize images in the front end/);
  assertThrows(() => load("/p/node_modules/other/x.node"), /use a package written in JavaScript or WebAssembly/);
  assertThrows(() => load(5 as never), { code: "ERR_INVALID_ARG_TYPE" });
});

test("what leads nowhere has Node's codes", () =>
  withFiles({ "node_modules/p/package.json": '{ "exports": { "./a": "./a.js" } }', "bad.json": "{", "x.node": "" }, async (folder) => {
    const require = createRequire(`${folder}/main.js`);
    assertThrows(() => require("none"), { code: "MODULE_NOT_FOUND", message: `Cannot find module 'none'\nRequire stack:\n- ${folder}/main.js` });
    assertThrows(() => require("p/b"), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
    await assertRejects(() => importFrom(`${folder}/main.mjs`, "none"), { code: "ERR_MODULE_NOT_FOUND" });
    assertThrows(() => require("./bad.json"), /bad\.json: /);
    assertThrows(() => require("./x.node"), { code: "ERR_DLOPEN_FAILED" });
    assertThrows(() => createRequire("relative"), { code: "ERR_INVALID_ARG_VALUE" });
    assertThrows(() => require(""), { code: "ERR_INVALID_ARG_VALUE" });
  }));

test("hooks of Module are called", () =>
  withFiles({ "x.js": "exports.v = 1", "y.txt": "text" }, (folder) => {
    const require = createRequire(`${folder}/main.js`);
    const load = Module._load;
    const seen: string[] = [];
    Module._load = function (this: unknown, request: string, ...rest: never[]) {
      seen.push(request);
      return Reflect.apply(load, this, [request, ...rest]);
    };
    try {
      require("./x");
    } finally {
      Module._load = load;
    }
    assertEquals(seen, ["./x"]);
    Module._extensions[".txt"] = (module, filename) => void (module.exports = f.readFileSync!(filename, "utf8"));
    assertEquals(require("./y.txt"), "text");
    delete Module._extensions[".txt"];
    const made = new Module("made");
    made._compile("module.exports = [__filename, typeof require]", `${folder}/made.js`);
    assertEquals(made.exports, [`${folder}/made.js`, "function"]);
  }));

test("builtins are found by both names", () => {
  const require = createRequire("/main.js");
  assert(require("fs") === fs && require("node:fs") === fs);
  assertEquals(require.resolve("fs"), "fs");
  assert(builtinModules.includes("fs/promises") && !builtinModules.includes("next/server"));
  assertEquals(["fs", "node:fs", "sqlite", "node:sqlite", "lodash"].map((name) => isBuiltin(name)), [true, true, false, true, false]);
});

test("who called can be asked as on V8", () => {
  const errors = Error as unknown as { prepareStackTrace: unknown };
  errors.prepareStackTrace = (_: object, sites: unknown) => sites;
  const target: { stack?: { getFileName(): string; getLineNumber(): number }[] } = {};
  Error.captureStackTrace(target);
  delete errors.prepareStackTrace;
  assert(/modules_test\.ts$/.test(target.stack![0]!.getFileName()) && target.stack![0]!.getLineNumber() > 100);
});

test("using and await using dispose of their resources from the last to the first", () =>
  withFiles(
    {
      "a.js": `
        const log = exports.log = [];
        const make = (name, key) => ({ [key]: () => { log.push(name); } });
        exports.run = async () => {
          await using first = make("async", Symbol.asyncDispose);
          using second = make("sync", Symbol.dispose);
          log.push("body");
        };
        exports.fail = () => {
          using one = { [Symbol.dispose]() { throw new Error("in disposal"); } };
          throw new Error("in the body");
        };
      `,
    },
    async (folder) => {
      const a = createRequire(`${folder}/main.js`)("./a") as { log: string[]; run(): Promise<void>; fail(): void };
      await a.run();
      assertEquals(a.log, ["body", "sync", "async"]);
      const error = assertThrows(() => a.fail()) as { name: string; error: Error; suppressed: Error };
      assertEquals([error.name, error.error.message, error.suppressed.message], ["SuppressedError", "in disposal", "in the body"]);
    },
  ));

test("members of process are imported by name", () =>
  withFiles({ "main.mjs": "export { cwd, env, memoryUsage, platform } from 'node:process'; import * as all from 'process'; export { all };" }, async (folder) => {
    const module = (await importFrom(`${folder}/x.js`, "./main.mjs")) as Record<string, never>;
    assertEquals([(module.cwd as () => string)(), module.env, module.platform], [process.cwd(), process.env, process.platform]);
    assert((module.memoryUsage as () => { rss: number })().rss > 0);
    assertEquals((module.all as { argv: unknown }).argv, process.argv);
  }));

// `JSON.stringify` as handlers have it. The texts are those of Node.js.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";

const HEAD = "Converting circular structure to JSON\n    --> starting at object with constructor ";

function message(...args: unknown[]): string {
  try {
    JSON.stringify(...(args as [unknown]));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

function circle(length: number): Record<string, unknown> {
  const first: Record<string, unknown> = {};
  let last = first;
  for (let i = 0; i < length; i++) last = last[`k${i}`] = {} as Record<string, unknown>;
  last.back = first;
  return first;
}

test("a circle is shown with its path", () => {
  const step = (key: string, name = "Object"): string => `\n    |     ${key} -> object with constructor '${name}'`;
  const close = (key: string): string => `\n    --- ${key} closes the circle`;
  assertEquals(message(circle(0)), `${HEAD}'Object'${close("property 'back'")}`);
  assertEquals(message({ outer: [circle(1)] }), `${HEAD}'Object'${step("property 'k0'")}${close("property 'back'")}`);
  const three = step("property 'k0'") + step("property 'k1'") + step("property 'k2'");
  assertEquals(message(circle(3)), `${HEAD}'Object'${three}${close("property 'back'")}`);
  const many = `${step("property 'k0'")}${step("property 'k1'")}\n    |     ...${step("property 'k5'")}`;
  assertEquals(message(circle(6)), `${HEAD}'Object'${many}${close("property 'back'")}`);
  const list: unknown[] = [1];
  list.push(list);
  assertEquals(message(list), `${HEAD}'Array'${close("index 1")}`);
  const numbered: Record<string, unknown> = { 0: 1 };
  numbered[1] = numbered;
  assertEquals(message(numbered), `${HEAD}'Object'${close("property '1'")}`);
  const unnamed: Record<string, unknown> = {};
  unnamed[""] = unnamed;
  assertEquals(message(unnamed), `${HEAD}'Object'${close("<anonymous>")}`);
});

test("constructors are named without asking code of the user", () => {
  class Account {
    self = this;
  }
  Object.defineProperty(Account.prototype, "constructor", {
    get: () => {
      throw new Error("asked");
    },
  });
  class Plain {
    self = this;
  }
  const bare = Object.create(null);
  bare.self = bare;
  assert(message(new Plain()).startsWith(`${HEAD}'Plain'`));
  assert(message(new Account()).startsWith(HEAD));
  assert(message(bare).startsWith(`${HEAD}'Object'`));
  const own: Record<string, unknown> = { constructor: Plain };
  own.self = own;
  assert(message(own).startsWith(`${HEAD}'Object'`));
});

test("replacers and toJSON are followed", () => {
  const value = { skip: {} as unknown, kept: circle(0) };
  value.skip = value;
  assertEquals(message(value, ["kept", "back"]), `${HEAD}'Object'\n    --- property 'back' closes the circle`);
  const same = { ...value, skip: 1 };
  assertEquals(message(same, (_key: string, inner: unknown) => inner), `${HEAD}'Object'\n    --- property 'back' closes the circle`);
  assertEquals(message({ toJSON: () => circle(0) }), `${HEAD}'Object'\n    --- property 'back' closes the circle`);
  const twin = {};
  assertEquals(JSON.stringify([twin, twin, { twin }]), '[{},{},{"twin":{}}]');
});

test("a BigInt", () => {
  assertEquals(message(1n), "Do not know how to serialize a BigInt");
  assertEquals(message({ a: [1n] }), "Do not know how to serialize a BigInt");
});

test("what is not the engine's passes", () => {
  const own = new TypeError("own");
  let caught: unknown;
  try {
    JSON.stringify({ toJSON: () => { throw own; } });
  } catch (error) {
    caught = error;
  }
  assert(caught === own && own.message === "own");
  assertEquals(JSON.stringify({ a: [1, undefined] }, null, 2), '{\n  "a": [\n    1,\n    null\n  ]\n}');
  assertEquals(JSON.stringify(undefined), undefined);
});

test("it looks like the engine's function", () => {
  const { stringify } = JSON;
  assertEquals([stringify.name, stringify.length, "prototype" in stringify, Object.keys(JSON)], ["stringify", 3, false, []]);
});

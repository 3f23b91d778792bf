// `JSON.parse` as handlers have it.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";

function thrown(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

test("errors are worded as on Node.js", () => {
  const message = (text: unknown): string => thrown(() => JSON.parse(text as string)).message;
  assertEquals(message(undefined), '"undefined" is not valid JSON');
  assertEquals(message({}), '"[object Object]" is not valid JSON');
  assertEquals(message(""), "Unexpected end of JSON input");
  assertEquals(message("<!DOCTYPE html>"), `Unexpected token '<', "<!DOCTYPE html>" is not valid JSON`);
  assert(thrown(() => JSON.parse("{")) instanceof SyntaxError);
});

test("what is not the parser's passes", () => {
  const own = new SyntaxError("own");
  assert(thrown(() => JSON.parse("1", () => { throw own; })) === own);
  assertEquals(thrown(() => JSON.parse(Symbol("a") as unknown as string)).name, "TypeError");
  let asked = 0;
  const text = { toString: () => `${++asked}` };
  assertEquals([JSON.parse(text as unknown as string), asked], [1, 1]);
  assertEquals(JSON.parse('{"a":[1,{"b":2}]}', (key, value) => (key === "b" ? undefined : value)), { a: [1, {}] });
});

test("it looks like the engine's function", () => {
  const { parse } = JSON;
  assertEquals([parse.name, parse.length, "prototype" in parse, Object.keys(JSON)], ["parse", 2, false, []]);
  assert(thrown(() => Reflect.construct(parse, ["1"])) instanceof TypeError);
});

test("its stack begins with it", () => {
  const { stack } = thrown(() => JSON.parse("{"));
  assert(/^parse@.*json_parse/.test(stack as string), stack);
});

export function GET() {
  console.log("plain", 1, { a: 1 });
  console.error("%s %d of %o %d%%", "two", 2, 5, 1);
  console.info("two %d of %j 50%%", 2, 1);
  console.log("two %d of %O 50%", 2, { x: [1, 2] });
  console.group("group");
  console.log("indented\nsecond line".replace(/^/gm, "  "));
  console.groupEnd();
  console.table([{ a: 1, b: "x" }]);
  console.count("label");
  console.count("label");
  console.assert(false, "told");
  console.dir({ deep: { deeper: { deepest: { end: 1 } } } }, { depth: null });
  console.trace("here");
  console.countReset(" cleared");
  console.time("t");
  console.timeEnd("t");
  return new Response("written");
}

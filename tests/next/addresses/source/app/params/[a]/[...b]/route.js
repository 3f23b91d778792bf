const show = (value) => (value === undefined ? "undefined" : value);
export async function POST(request, context) {
  const { params } = context;
  const sync = { a: show(params.a), b: show(params.b), keys: Object.keys(params), has: "a" in params, own: Object.hasOwn(params, "a"), promise: typeof params.then, tag: Object.prototype.toString.call(params), spread: { ...params }, json: JSON.stringify(params) };
  const first = await params;
  const second = await params;
  first.a = "changed";
  return Response.json({ sync, awaited: await context.params, same: first === second, context: Object.keys(context), frozen: Object.isFrozen(first) });
}
export async function PUT(request, { params: { a, b } }) {
  return Response.json({ a: show(a), b: show(b) });
}
export function PATCH(request, context) {
  if (typeof context.params.then !== "function") return Response.json({ plain: context.params });
  return context.params.then(({ a, b }) => Response.json({ a, b })).finally(() => {});
}

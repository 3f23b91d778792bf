const sizeOf = async (bytes) => {
  const url = `http://127.0.0.1:${process.env.PORT}/large?bytes=${bytes}`;
  const one = await fetch(url, { cache: "force-cache" });
  const two = await fetch(url, { cache: "force-cache" });
  return [(await one.text()).length, (await two.text()).length, one.headers.get("x-at") === two.headers.get("x-at")];
};

export async function GET() {
  return Response.json([await sizeOf(2 * 1024 * 1024), await sizeOf(2 * 1024 * 1024 + 1), await sizeOf(5_000_000)]);
}

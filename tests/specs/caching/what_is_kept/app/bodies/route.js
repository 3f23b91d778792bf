import { at } from "../../lib/read.js";

const post = async (body, extra) =>
  (await fetch(at("bodies"), { method: "POST", cache: "force-cache", body, ...extra })).json();

function form(value) {
  const data = new FormData();
  data.set("a", value);
  return data;
}

const count = (text) => /\d+$/.exec(text)[0];
const stream = () => new Blob(["streamed"]).stream();

export async function GET() {
  return Response.json([
    await post("a"),
    await post("b"),
    await post("a"),
    await post(new TextEncoder().encode("bytes")),
    await post(new TextEncoder().encode("bytes")),
    await post(new URLSearchParams({ a: "1" })),
    await post(new URLSearchParams({ a: "1" })),
    await post(stream(), { duplex: "half" }),
    await post(stream(), { duplex: "half" }),
    count(await post(form("1"))),
    count(await post(form("1"))),
    count(await post(form("2"))),
  ]);
}

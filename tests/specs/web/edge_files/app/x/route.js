import empty from "./empty.wasm?module";

export const runtime = "edge";

const beside = fetch(new URL("./data.txt", import.meta.url)).then((answer) => answer.text());

async function reason(url) {
  try {
    return (await fetch(url)).status;
  } catch (error) {
    return `${error}, ${error.cause}`;
  }
}

export async function GET() {
  const answer = await fetch(new URL("../../package.json", import.meta.url));
  return Response.json({
    beside: await beside,
    above: { status: answer.status, url: answer.url, headers: [...answer.headers], name: (await answer.json()).name },
    // Only what the code names.
    computed: await reason(new URL(`./${"data.txt"}`, String(import.meta.url))),
    missing: await reason(new URL("./missing.txt", import.meta.url)),
    module: empty instanceof WebAssembly.Module && WebAssembly.Module.exports(empty),
  });
}

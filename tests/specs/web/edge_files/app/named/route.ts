export const runtime = "edge";

const text = async (url: URL): Promise<string> => (await (await fetch(url)).text()).trim();

export async function GET(): Promise<Response> {
  return Response.json({
    paths: await text(new URL("@/lib/a file.txt", import.meta.url)),
    bare: await text(new URL("beside.txt", import.meta.url)),
    missing: await text(new URL("@/lib/missing.txt", import.meta.url)).catch((error) => `${error}, ${error.cause}`),
    spelled: [new URL("https://example.org/a", import.meta.url).href, new URL(`data:text/plain,x`, import.meta.url).href],
  });
}

export const dynamic = "force-dynamic";

export async function GET() {
  try {
    return Response.json((await fetch(new URL("../x/data.txt", import.meta.url))).status);
  } catch (error) {
    return Response.json(`${error}, ${error.cause}`);
  }
}

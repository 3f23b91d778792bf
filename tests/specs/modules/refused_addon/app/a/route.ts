import image, { formats } from "image-addon";

const held = { image, formats };

async function failure(use: () => unknown): Promise<string> {
  try {
    return `got ${String(await use())}`;
  } catch (error) {
    return (error as Error).message;
  }
}

export async function GET(): Promise<Response> {
  return Response.json({
    kind: typeof held.image,
    called: await failure(() => image("bytes")),
    constructed: await failure(() => new (image as unknown as new () => object)()),
    member: await failure(() => (image as unknown as { cache(on: boolean): void }).cache(false)),
    named: await failure(() => (formats as unknown as () => void)()),
    imported: await failure(() => import("image-addon")),
    required: await failure(() => require("image-addon")),
  });
}

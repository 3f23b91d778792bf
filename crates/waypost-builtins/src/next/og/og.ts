// next/og: https://nextjs.org/docs/app/api-reference/functions/image-response
//
// Who draws is the project's own copy of @vercel/og: the one that Next.js brings, so that an image is the same as there,
// else the package of that name. It is large (Satori, Yoga and resvg as WebAssembly) and is loaded with the first image.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { importFile } from "waypost-internal:internal/modules/es_module";
import { installedFile } from "waypost-internal:internal/modules/resolve";
import { isDevelopment, nextMajor } from "waypost-internal:next/version/version";
import { process } from "waypost-internal:node/process/process";
import { Headers } from "waypost-internal:web/fetch/headers";
import { Response, type ResponseInit } from "waypost-internal:web/fetch/response";
import { ReadableStream } from "waypost-internal:web/streams/streams";

type Draw = new (...args: unknown[]) => Response;

/** Where it lies, the first that is there. */
const DRAWERS = ["next/dist/compiled/@vercel/og/index.node.js", "@vercel/og"];

let drawer: Promise<Draw> | undefined;

async function loadDrawer(): Promise<Draw> {
  const from = `${process.cwd()}/noop.js`;
  for (const name of DRAWERS) {
    try {
      return (await importFile(installedFile(name, from))).ImageResponse as Draw;
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  const message =
    'images of "next/og" are drawn by the copy of @vercel/og in the package next, which is not in node_modules: ' +
    "install next, or @vercel/og, where the server runs";
  throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", message);
}

/** A failure is not kept: the package may be there the next time. */
async function loadedDrawer(): Promise<Draw> {
  drawer ??= loadDrawer();
  try {
    return await drawer;
  } catch (error) {
    drawer = undefined;
    throw error;
  }
}

function cacheControl(): string {
  if (isDevelopment()) return "no-cache, no-store";
  return nextMajor() >= 16 ? "public, max-age=0, must-revalidate" : "public, immutable, no-transform, max-age=31536000";
}

function headersOf(given: ResponseInit["headers"]): Headers {
  const own = { "content-type": "image/png", "cache-control": cacheControl() };
  // 14 spreads them: names that differ in case are two headers there.
  if (nextMajor() === 14) return new Headers({ ...own, ...(given as { [name: string]: string } | undefined) });
  const headers = new Headers(own);
  if (given) new Headers(given).forEach((value, name) => headers.set(name, value));
  return headers;
}

/** The image as a stream: drawing begins at once, and when it fails, the stream does. */
function drawn(args: unknown[]): ReadableStream {
  return new ReadableStream({
    async start(controller): Promise<void> {
      const Drawn = await loadedDrawer();
      const bytes = await new Drawn(...args).bytes();
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** `new ImageResponse(element, options)`: a PNG of 1200 by 630 pixels, or as `options` say. */
export class ImageResponse extends Response {
  static displayName = "ImageResponse";

  constructor(...args: unknown[]) {
    const options = (args[1] ?? {}) as ResponseInit;
    const { status, statusText } = options;
    super(drawn(args), {
      headers: headersOf(options.headers),
      ...(status === undefined ? {} : { status }),
      ...(statusText === undefined ? {} : { statusText }),
    });
  }
}

export default { ImageResponse };

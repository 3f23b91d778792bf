// Metadata files of the `app` folder: around what a file exports stands a route handler of the framework's, which
// differs by version in what the file's function is given.
//
// What is returned has the shape of a route file's exports, so that a metadata file is a route like any other: static
// or dynamic, with the same segment config.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { type Robots, type SitemapEntry, robotsText, sitemapText } from "waypost-internal:next/metadata/documents";
import { isDevelopment, nextMajor } from "waypost-internal:next/version/version";
import { Response } from "waypost-internal:web/fetch/response";

/** What the build knows of the file. */
export interface MetadataInfo {
  form: "favicon" | "file" | "robots" | "sitemap" | "manifest" | "image";
  contentType: string;
  /** The file exports `generateSitemaps` or `generateImageMetadata`. */
  isMany: boolean;
}

type Exports = Record<string, unknown>;
type Params = { [name: string]: unknown };
type Handler = (...given: unknown[]) => unknown;
type Get = (request: unknown, context: { params: unknown }) => unknown;

const REVALIDATED = "public, max-age=0, must-revalidate";
/** The param that holds the id. */
const ID = "__metadata_id__";

/** The exports of the route around a metadata file. */
export function metadataModule(info: MetadataInfo, exports: Exports): Exports {
  if (info.form === "favicon" || info.form === "file") return { GET: dataHandler(info, exports.default as string) };
  const { default: handler, ...config } = exports;
  if (typeof handler !== "function") throw new Error("Default export is missing");
  const call = handler as Handler;
  switch (info.form) {
    case "image":
      if (info.isMany) return { ...config, GET: manyImages(call, exports), generateStaticParams: imageIds(exports) };
      return { ...config, GET: singleImage(call) };
    case "sitemap":
      if (info.isMany) {
        return { ...config, GET: manySitemaps(info, call, exports), generateStaticParams: sitemapIds(exports) };
      }
      return { ...config, GET: singleSitemap(info, call) };
    default:
      return { ...config, GET: textHandler(info, call) };
  }
}

/** The bytes of a file, one in each character of `text`. */
function dataHandler(info: MetadataInfo, text: string): Get {
  let bytes: Uint8Array | undefined;
  return () => {
    bytes ??= Buffer.from(text, "latin1") as unknown as Uint8Array;
    return new Response(bytes as never, {
      headers: { "content-type": info.contentType, "cache-control": dataCaching(info) },
    });
  };
}

function dataCaching(info: MetadataInfo): string {
  const isOld = nextMajor() < 16;
  if (isOld && info.form === "favicon") return REVALIDATED;
  if (isDevelopment()) return isOld ? "no-cache, no-store" : "no-cache, must-revalidate";
  return isOld ? "public, immutable, no-transform, max-age=31536000" : REVALIDATED;
}

function documentAnswer(info: MetadataInfo, data: unknown): Response {
  let text: string | undefined;
  if (info.form === "robots") text = robotsText(data as Robots);
  else if (info.form === "sitemap") text = sitemapText(data as SitemapEntry[]);
  else text = JSON.stringify(data);
  return new Response(text ?? null, {
    headers: { "content-type": info.contentType, "cache-control": REVALIDATED },
  });
}

function textHandler(info: MetadataInfo, handler: Handler): Get {
  return async () => documentAnswer(info, await handler());
}

function singleSitemap(info: MetadataInfo, handler: Handler): Get {
  if (nextMajor() >= 16) return textHandler(info, handler);
  return async () => documentAnswer(info, await handler({ id: undefined }));
}

const notFound = (): Response => new Response("Not Found", { status: 404 });

/** `id` without `.xml`; undefined when it does not end so. */
function withoutExtension(id: unknown): string | undefined {
  return typeof id === "string" && id.endsWith(".xml") ? id.slice(0, -4) : undefined;
}

function manySitemaps(info: MetadataInfo, handler: Handler, exports: Exports): Get {
  const generate = exports.generateSitemaps as Handler;
  if (nextMajor() === 14) {
    return async (_, context) => {
      const wanted = (context.params as Params)[ID];
      const ending = isDevelopment() ? "" : ".xml";
      const found = (await itemsOf(generate, "generateSitemaps")).find(({ id }) => `${id}${ending}` === wanted);
      return found === undefined ? notFound() : documentAnswer(info, await handler({ id: found.id }));
    };
  }
  if (nextMajor() === 15) {
    return async (_, context) => {
      const { [ID]: id } = (await context.params) as Params;
      if (!String(id).endsWith(".xml")) return notFound();
      // Which ids there are is not asked here.
      return documentAnswer(info, await handler({ id: withoutExtension(id) }));
    };
  }
  return async (_, context) => {
    const id = (async () => withoutExtension(((await context.params) as Params)[ID]))();
    const wanted = await id;
    const items = await itemsOf(generate, "generateSitemaps");
    if (!items.some((item) => String(item.id) === wanted)) return notFound();
    return documentAnswer(info, await handler({ id }));
  };
}

function singleImage(handler: Handler): Get {
  if (nextMajor() >= 16) return (_, context) => handler({ params: context.params });
  return async (_, context) => handler({ params: await context.params, id: undefined });
}

function manyImages(handler: Handler, exports: Exports): Get {
  const generate = exports.generateImageMetadata as Handler;
  if (nextMajor() < 16) {
    return async (_, context) => {
      const { [ID]: value, ...params } = ((await context.params) ?? {}) as Params;
      const wanted = Array.isArray(value) ? value[0] : value;
      const items = await itemsOf(() => generate({ params }), "generateImageMetadata");
      const found = items.find((item) => String(item.id) === wanted);
      return found === undefined ? notFound() : handler({ params, id: found.id });
    };
  }
  return async (_, context) => {
    const id = (async () => ((await context.params) as Params | undefined)?.[ID])();
    const params = (async () => {
      const { [ID]: _id, ...rest } = (await context.params) as Params;
      return rest;
    })();
    const wanted = await id;
    const rest = await params;
    const items = await itemsOf(() => generate({ params: rest }), "generateImageMetadata");
    return items.some((item) => String(item.id) === wanted) ? handler({ params, id }) : notFound();
  };
}

/** What a `generate` function lists, each with an id. */
async function itemsOf(generate: Handler, name: string): Promise<{ id: unknown }[]> {
  const items = (await generate()) as ({ id?: unknown } | null | undefined)[];
  for (const item of items) {
    if (item?.id === undefined || item.id === null) {
      throw new Error(`id property is required for every item returned from ${name}`);
    }
  }
  return items as { id: unknown }[];
}

function sitemapIds(exports: Exports): Handler {
  return async () => {
    const items = await itemsOf(exports.generateSitemaps as Handler, "generateSitemaps");
    return items.map((item) => ({ [ID]: `${item.id}.xml` }));
  };
}

/** Before 16 images with ids are made when they are asked for. */
function imageIds(exports: Exports): Handler | undefined {
  if (nextMajor() < 16) return undefined;
  return async (context) => {
    const params = (context as { params?: unknown } | undefined)?.params;
    const generate = exports.generateImageMetadata as Handler;
    const items = await itemsOf(() => generate({ params }), "generateImageMetadata");
    return items.map((item) => ({ [ID]: String(item.id) }));
  };
}

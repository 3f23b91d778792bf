// node:stream/consumers: the whole of a stream, of Node's or the web's, or of anything that can be iterated.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { Blob } from "waypost-internal:web/blob/blob";
import { TextDecoder } from "waypost-internal:web/encoding/encoding";

type Chunks = AsyncIterable<unknown> | Iterable<unknown>;

async function chunksOf(stream: Chunks): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export async function blob(stream: Chunks): Promise<Blob> {
  return new Blob((await chunksOf(stream)) as never);
}

export async function arrayBuffer(stream: Chunks): Promise<ArrayBuffer> {
  return (await blob(stream)).arrayBuffer() as Promise<ArrayBuffer>;
}

export async function buffer(stream: Chunks): Promise<unknown> {
  return Buffer.from(await arrayBuffer(stream));
}

export async function bytes(stream: Chunks): Promise<Uint8Array> {
  return new Uint8Array(await arrayBuffer(stream));
}

export async function text(stream: Chunks): Promise<string> {
  const decoder = new TextDecoder();
  let whole = "";
  for await (const chunk of stream) whole += typeof chunk === "string" ? chunk : decoder.decode(chunk as never, { stream: true } as never);
  return whole + decoder.decode();
}

export async function json(stream: Chunks): Promise<unknown> {
  return JSON.parse(await text(stream));
}

export default { arrayBuffer, blob, buffer, bytes, json, text };

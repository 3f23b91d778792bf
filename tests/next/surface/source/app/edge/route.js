export const runtime = "edge";

const names = [
  "fetch", "Request", "Response", "Headers", "FormData", "File", "Blob", "URL", "URLPattern", "URLSearchParams", "TextEncoder",
  "TextDecoderStream", "ReadableStream", "CompressionStream", "crypto", "atob", "AbortController", "structuredClone", "setTimeout",
  "setInterval", "queueMicrotask", "console", "performance", "WebSocket", "Event", "EdgeRuntime", "Buffer", "AsyncLocalStorage",
  "setImmediate", "global", "window",
];

export async function GET(request) {
  await request.text();
  return Response.json({
    ...Object.fromEntries(names.map((name) => [name, typeof globalThis[name]])),
    edge: globalThis.EdgeRuntime,
    env: typeof process.env,
    runtime: process.env.NEXT_RUNTIME,
  });
}

const names = ["fetch", "Headers", "Request", "Response", "FormData", "Blob", "File", "URL", "URLSearchParams", "AbortController", "AbortSignal", "Event", "EventTarget", "CustomEvent", "ReadableStream", "WritableStream", "TransformStream", "CompressionStream", "TextEncoder", "TextDecoder", "TextEncoderStream", "atob", "btoa", "crypto", "CryptoKey", "performance", "structuredClone", "DOMException", "queueMicrotask", "setTimeout", "setImmediate", "Buffer", "console", "process", "global", "globalThis", "Intl", "WebAssembly", "window", "document", "self"];
export const GET = () => {
  return Response.json({
    types: Object.fromEntries(names.map((name) => [name, typeof globalThis[name]])),
    global: global === globalThis,
    tag: Object.prototype.toString.call(globalThis),
    format: new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" }).format(1234.5),
    keys: Object.keys(globalThis).includes("Headers"),
  });
};

const names = [
  "fetch", "Request", "Response", "Headers", "FormData", "File", "Blob", "ReadableStream", "WritableStream", "TransformStream",
  "CompressionStream", "DecompressionStream", "TextDecoderStream", "crypto", "SubtleCrypto", "CryptoKey", "structuredClone",
  "AbortController", "AbortSignal", "performance", "TextEncoder", "TextDecoder", "URL", "URLSearchParams", "EventTarget", "Event",
  "MessageChannel", "BroadcastChannel", "queueMicrotask", "setImmediate", "clearImmediate", "process", "Buffer", "global", "globalThis",
  "console", "Intl", "WebAssembly", "AsyncLocalStorage", "atob", "btoa", "DOMException", "window", "document", "self", "XMLHttpRequest",
  "EdgeRuntime", "require", "module", "__dirname",
];

export function found() {
  return Object.fromEntries(names.map((name) => [name, typeof globalThis[name]]));
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { note } = await import("./lib/notes");
  await pause(20);
  note("registered");
}
export const onRequestError = async (error, request, context) => {
  const { note } = await import("./lib/notes");
  const { message, digest, name } = error ?? {};
  await pause(5);
  note("failed", {
    error: error instanceof Error ? { name, message, digest: typeof digest } : { thrown: String(error) },
    request: { path: request.path, method: request.method, keys: Object.keys(request).sort(), own: request.headers["x-own"] ?? null, host: typeof request.headers.host, plain: Object.getPrototypeOf(request.headers) === Object.prototype },
    context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, value ?? null])),
  });
};

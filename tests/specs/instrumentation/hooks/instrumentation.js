export async function register() {
  await new Promise((resolve) => setTimeout(resolve, 20));
  globalThis.registered = (globalThis.registered ?? 0) + 1;
  globalThis.runtimeSeen = process.env.NEXT_RUNTIME;
  globalThis.errors = [];
}

export async function onRequestError(error, request, context) {
  await Promise.resolve();
  globalThis.errors.push({
    message: error?.message ?? String(error),
    path: request.path,
    method: request.method,
    probe: request.headers["x-probe"],
    context,
  });
}

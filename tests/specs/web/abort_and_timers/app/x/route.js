export async function GET(request) {
  const seen = [];
  const controller = new AbortController();
  const stream = new ReadableStream({ pull: (c) => new Promise((resolve) => setTimeout(() => (c.enqueue("x"), resolve()), 1)), cancel: (reason) => void seen.push(`cancel ${reason.name}`) });
  setTimeout(() => controller.abort(), 5);
  await stream.pipeTo(new WritableStream({ abort: (reason) => void seen.push(`abort ${reason.name}`) }), { signal: controller.signal }).catch((error) => seen.push(`rejected ${error.name}`));
  const reader = new ReadableStream({}).getReader();
  await reader.cancel("why");
  seen.push((await reader.read()).done, request.signal instanceof AbortSignal, request.signal.aborted);
  const request2 = new Request("http://h/", { signal: controller.signal });
  seen.push(request2.signal.aborted);
  await fetch(new URL("/x", request.url), { signal: controller.signal }).catch((error) => seen.push(`fetch ${error.name}`));
  const any = AbortSignal.any([AbortSignal.timeout(5000), AbortSignal.abort("first")]);
  seen.push(any.reason);
  return Response.json(seen);
}

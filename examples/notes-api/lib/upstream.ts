// The services of other companies that this project depends on: a supplier and a weather service.
//
// They are reached over HTTP like any third party. Without UPSTREAM_URL the project plays them
// itself (app/upstream), so that nothing else has to run and nothing leaves the machine.

const TIMEOUT_MS = 5000;

/** The upstream did not give a usable answer. Its details stay in our log. */
export class UpstreamError extends Error {
  override name = 'UpstreamError';
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** JSON from the upstream; `key` travels in a header, so no access log ever shows it. */
export async function fromUpstream<Shape>(path: string, key?: string): Promise<Shape> {
  let response: Response;
  try {
    response = await fetch(new URL(path, baseUrl()), {
      headers: key ? { Authorization: `Bearer ${key}` } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new UpstreamError(502, `no answer from ${path}: ${cause}`);
  }
  if (!response.ok) throw new UpstreamError(response.status, `${path} answered ${response.status}`);
  return (await response.json()) as Shape;
}

function baseUrl(): string {
  return process.env.UPSTREAM_URL ?? `http://localhost:${process.env.PORT ?? 3000}`;
}

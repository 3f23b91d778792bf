// What the route handlers share: errors of one shape, and reading JSON that may not be JSON.

/** An error answer: `{ "error": "...", "fields": { ... } }`. */
export function failure(status: number, error: string, fields?: Record<string, string>): Response {
  return Response.json(fields ? { error, fields } : { error }, { status });
}

/** The body as a JSON object, or undefined when it is anything else. */
export async function readObject(request: Request): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = await request.json();
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A row id from a path segment: a positive whole number, else undefined. */
export function parseId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

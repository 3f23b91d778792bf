// What the route handlers share: errors of one shape, and reading JSON that may not be what it should.

import type { ZodType } from 'zod';

/** An error answer: `{ "error": "...", "fields": { ... } }`. */
export function failure(status: number, error: string, fields?: Record<string, string>): Response {
  return Response.json(fields ? { error, fields } : { error }, { status });
}

/** The body as the schema wants it, or the answer that says what is wrong with it. */
export async function readBody<T>(request: Request, schema: ZodType<T>): Promise<T | Response> {
  let value: unknown;
  try {
    value = await request.json();
  } catch {
    return failure(400, 'the body must be JSON');
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const fields = Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.'), message]));
  return failure(422, 'the body is not valid', fields);
}

/** A row id from a path segment: a positive whole number, else undefined. */
export function parseId(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

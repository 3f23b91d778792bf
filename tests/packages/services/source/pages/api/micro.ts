import { json, send, createError, text, buffer } from 'micro';
import type { IncomingMessage, ServerResponse } from 'node:http';

export const config = { api: { bodyParser: false } };

export default async function handler(req: IncomingMessage, res: ServerResponse) {
  try {
    const body: any = await json(req, { limit: '1kb' });
    if (body.fail) throw createError(418, 'teapot');
    send(res, 201, { body, raw: await text(req), bytes: (await buffer(req) as Buffer).length });
  } catch (error: any) {
    send(res, error.statusCode ?? 500, { message: error.message });
  }
}

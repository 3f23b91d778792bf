import { inner, keys, names } from 'pack';

export function GET(request: Request) {
  return Response.json({ names: names(), keys: keys(), inner: inner('own '), from: new URL(request.url).pathname });
}

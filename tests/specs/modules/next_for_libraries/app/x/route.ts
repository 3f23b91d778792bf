import next from 'next/package.json';
import { major } from 'asks';

export async function GET(request: Request) {
  const { default: later } = await import('next/package.json');
  return Response.json({ next, same: later.version === next.version, major: major(), path: new URL(request.url).pathname });
}

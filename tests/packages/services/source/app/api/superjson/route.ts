import superjson from 'superjson';

export async function POST(request: Request) {
  const parsed: any = superjson.parse(await request.text());
  return new Response(superjson.stringify({ ...parsed, big: 10n, set: new Set([1]), map: new Map([['a', new Date(0)]]), re: /a/gi, nothing: undefined, nan: NaN, url: new URL('https://example.com/x'), error: new RangeError('r') }), { headers: { 'content-type': 'application/json', 'x-is-date': String(parsed.date instanceof Date) } });
}

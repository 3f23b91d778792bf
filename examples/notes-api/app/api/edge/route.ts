// GET /api/edge: the edge runtime, with Web APIs only: fingerprints a text by WebCrypto.

export const runtime = 'edge';

export async function GET(request: Request): Promise<Response> {
  const text = new URL(request.url).searchParams.get('text') ?? 'notes';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Response.json({ runtime: 'EdgeRuntime' in globalThis ? 'edge' : 'nodejs', text, sha256 });
}

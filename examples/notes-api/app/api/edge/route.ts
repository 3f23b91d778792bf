// GET /api/edge: the edge runtime, with Web APIs only: fingerprints a text by WebCrypto.

export const runtime = 'edge';

// A global of the edge runtime.
declare const EdgeRuntime: string | undefined;

export async function GET(request: Request): Promise<Response> {
  const text = new URL(request.url).searchParams.get('text') ?? 'notes';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Response.json({ runtime: typeof EdgeRuntime === 'string' ? 'edge' : 'nodejs', text, sha256 });
}

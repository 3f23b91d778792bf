// GET /api/weather?city=Oslo: a proxy that hides the key, checks the input and maps the errors.

import type { NextRequest } from 'next/server';
import { failure } from '@/lib/http';
import { required } from '@/lib/secrets';
import { fromUpstream, UpstreamError } from '@/lib/upstream';

export async function GET(request: NextRequest): Promise<Response> {
  const city = request.nextUrl.searchParams.get('city')?.trim();
  if (!city) return failure(400, 'name a city: ?city=Oslo');
  try {
    const path = `/upstream/weather?${new URLSearchParams({ q: city })}`;
    const { place, kelvin } = await fromUpstream<{ place: string; kelvin: number }>(path, required('WEATHER_KEY'));
    return Response.json({ city: place, celsius: Math.round((kelvin - 273.15) * 10) / 10 });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    if (error.status === 404) return failure(404, `no weather for ${city}`);
    console.error(error);
    return failure(502, 'the weather service is not available');
  }
}

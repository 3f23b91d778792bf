import { isHTTPAccessFallbackError } from 'next/dist/client/components/http-access-fallback/http-access-fallback';
import { getURLFromRedirectError } from 'next/dist/client/components/redirect';
import { isRedirectError } from 'next/dist/client/components/redirect-error.js';
import { notFound, permanentRedirect, redirect } from 'next/navigation';
import { known } from 'asks';

const thrown = (call: () => never): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

export function GET(request: Request) {
  const errors = [thrown(() => redirect('/a;b')), thrown(() => permanentRedirect('/c')), thrown(() => notFound()), new Error(request.url)];
  return Response.json(errors.map((error) => [isRedirectError(error), isHTTPAccessFallbackError(error), getURLFromRedirectError(error), known(error)]));
}

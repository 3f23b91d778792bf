// A guard for pages/api in the (req, res, next) style: it answers 401 itself, or calls next.
// This is a plain function that a handler calls, not the middleware file of Next.js.

import { required, sameSecret } from './secrets';

export function authenticate(req, res, next) {
  const [scheme, token = ''] = (req.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer' && sameSecret(token, required('SERVICE_TOKEN'))) {
    return next();
  }
  res.setHeader('WWW-Authenticate', 'Bearer realm="notes-api"');
  res.status(401).json({ error: 'a valid bearer token is needed' });
}

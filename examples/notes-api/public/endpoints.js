// The examples that need no more than a request: what to send, and which status to expect.

export const GROUPS = [
  {
    title: 'Hello',
    endpoints: [
      { path: '/api/hello?name=Ada', about: 'The smallest useful handler.', status: 200 },
      { path: '/', about: 'Redirects to this page; the browser follows.', status: 200 },
    ],
  },
  {
    title: 'Users',
    endpoints: [
      { path: '/api/users', about: 'A list.', status: 200 },
      { path: '/api/users/1', about: 'One user, by a dynamic segment.', status: 200 },
      {
        method: 'POST', path: '/api/users', about: 'Create one; a second try answers 409.', status: [201, 409],
        body: { name: 'Katherine Johnson', email: 'katherine@example.com' },
      },
      { method: 'PATCH', path: '/api/users', about: 'A method it does not have: see the Allow header.', status: 405 },
    ],
  },
  {
    title: 'Posts',
    endpoints: [
      { path: '/api/posts?search=ink', about: 'From SQLite, with a search.', status: 200 },
      {
        method: 'POST', path: '/api/posts', about: 'Create one.', status: 201,
        body: { title: 'Blotting paper', body: 'Older than it looks.' },
      },
      { method: 'PUT', path: '/api/posts/1', about: 'Replace one.', status: 200, body: { title: 'Choosing a notebook', body: 'Paper weight first, binding second.' } },
      { method: 'DELETE', path: '/api/posts/9999', about: 'Delete one; this one does not exist.', status: 404 },
      { path: '/api/archive/2026/02', about: 'Posts of a month, by a catch-all segment.', status: 200 },
    ],
  },
  {
    title: 'Shop',
    endpoints: [
      { path: '/api/products', about: "A supplier's list, shaped for the client.", status: 200 },
      { path: '/api/stock', about: 'Asked for with a key that stays on the server.', status: 200 },
      {
        method: 'POST', path: '/api/orders', about: 'Checked, priced and stored.', status: 201,
        body: { customerId: 1, items: [{ productId: 'nb-a5', quantity: 3 }, { productId: 'pen-f', quantity: 1 }] },
      },
      {
        method: 'POST', path: '/api/orders', about: 'The same with mistakes: one message per field.', status: 422,
        body: { customerId: 99, items: [{ productId: 'stone', quantity: 0 }] },
      },
      { path: '/api/weather?city=Oslo', about: 'A proxy to another service.', status: 200 },
    ],
  },
  {
    title: 'Access',
    endpoints: [
      { path: '/api/secure-data', about: 'Without a bearer token.', status: 401 },
      {
        path: '/api/secure-data', about: 'With the token from .env.', status: 200,
        headers: { Authorization: 'Bearer local-only-service-token' },
      },
      {
        method: 'POST', path: '/api/webhooks/payments', status: 401,
        about: 'A webhook with a signature that is not ours. A browser cannot sign: it has no secret.',
        headers: { 'X-Signature': `t=1767225600,v1=${'0'.repeat(64)}` },
        body: { id: 'evt_1', type: 'payment.succeeded' },
      },
    ],
  },
  {
    title: 'Cookies',
    endpoints: [
      { path: '/api/theme', about: 'A cookie in, by pages/api.', status: 200 },
      { method: 'PUT', path: '/api/preferences', about: 'A cookie out, by next/headers.', status: 200, body: { language: 'de' } },
      { path: '/api/preferences', about: 'The same cookie in.', status: 200 },
      { method: 'DELETE', path: '/api/preferences', about: 'And gone.', status: 204 },
    ],
  },
  {
    title: 'HTTP',
    endpoints: [
      { path: '/api/catalog', about: 'May be kept for a minute: see Cache-Control and ETag.', status: 200 },
      { path: '/api/quote?n=1', about: 'Open to other sites: see Access-Control-Allow-Origin.', status: 200 },
      { method: 'OPTIONS', path: '/api/quote', about: 'What a browser asks before a cross-origin call.', status: 204 },
      { path: '/api/edge?text=abc', about: 'The edge runtime: Web APIs only.', status: 200 },
      { path: '/api/docs', about: 'An optional catch-all without a segment.', status: 200 },
      { path: '/api/docs/ordering/shipping', about: 'The same handler with two.', status: 200 },
      { method: 'POST', path: '/api/checksum', about: 'Reads its body as a stream.', status: 200, text: 'abc' },
    ],
  },
];

import jwt from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';

const secret = process.env.JWT_SECRET!;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'sec1', format: 'pem' } });

export async function POST(request: Request) {
  const { payload, options } = await request.json();
  const token = jwt.sign(payload, secret, options);
  return Response.json({ token, decoded: jwt.decode(token, { complete: true }) });
}

export async function GET(request: Request) {
  const token = request.headers.get('authorization')?.split(' ')[1];
  if (!token) return Response.json({ error: 'Unauthorized' }, { status: 401 });
  try {
    return Response.json(jwt.verify(token, secret));
  } catch (error) {
    return Response.json({ name: error.name, message: error.message, expiredAt: error.expiredAt, kind: error instanceof jwt.JsonWebTokenError }, { status: 401 });
  }
}

export async function PUT() {
  const found: Record<string, unknown> = {};
  for (const algorithm of ['RS256', 'RS384', 'RS512', 'PS256', 'PS512'] as const) {
    const token = jwt.sign({ algorithm, iat: 1 }, rsa.privateKey, { algorithm });
    found[algorithm] = jwt.verify(token, rsa.publicKey, { algorithms: [algorithm] });
  }
  found.ES256 = jwt.verify(jwt.sign({ iat: 1 }, ec.privateKey, { algorithm: 'ES256' }), ec.publicKey);
  found.callback = await new Promise((resolve) => {
    jwt.sign({ iat: 1 }, rsa.privateKey, { algorithm: 'RS256', keyid: 'k1' }, (error, token) => {
      jwt.verify(token!, (header, done) => done(null, header.kid === 'k1' ? rsa.publicKey : 'other'), (failure, value) => resolve(error ?? failure ?? value));
    });
  });
  for (const [name, attempt] of Object.entries({
    confused: () => jwt.verify(jwt.sign({ a: 1 }, 'x'), rsa.publicKey),
    unsigned: () => jwt.verify('eyJhbGciOiJub25lIn0.e30.', secret),
    early: () => jwt.verify(jwt.sign({ a: 1, iat: 1, nbf: 9_999_999_999 }, secret), secret),
    audience: () => jwt.verify(jwt.sign({ a: 1, iat: 1, aud: 'me' }, secret), secret, { audience: 'you' }),
  })) {
    try { found[name] = attempt(); } catch (error) { found[name] = `${error.name}: ${error.message}`; }
  }
  return Response.json(found);
}

import { cert, getApps, initializeApp } from 'firebase-admin/app';
import { getAuth } from 'firebase-admin/auth';
import { generateKeyPairSync } from 'node:crypto';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const app = getApps()[0] ?? initializeApp({ credential: cert({ projectId: 'p', clientEmail: 'c@p.iam.gserviceaccount.com', privateKey }) });

export async function GET() {
  const token = await getAuth(app).createCustomToken('some-uid', { premium: true });
  const { iat, exp, ...claims } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  const refused = await getAuth(app).verifyIdToken('a.b.c').catch((error) => [error.code, error.message.slice(0, 40)]);
  return Response.json({ claims, lasts: exp - iat, refused });
}
